"""Programs as plain data, so that what was compiled once need not be read again.

The tree of a program is written down with as much of its types as running it needs;
no Python text is. What comes back runs, explains and lists what it reads like the
program itself.
"""

from collections.abc import Mapping
from dataclasses import fields
from functools import partial
from typing import Any

from checker.policy.expression import syntax
from checker.policy.expression.checked import Checked
from checker.policy.expression.deferred import DeferredProgram
from checker.policy.expression.functions import Calendar
from checker.policy.expression.program import BUDGET, Program
from checker.policy.expression.types import (
    BOOL,
    DATE,
    DOUBLE,
    DYN,
    INT,
    NULL,
    STRING,
    StringType,
    Type,
)

__all__ = ["PlainProgram", "from_plain", "to_plain"]

PlainProgram = tuple[str, tuple[str, ...], bool, Any]
"""The text of a program, the paths that it reads, whether it was checked against an
`Env`, and its tree: of a node the class, the type and the fields; a list for a tuple.
"""

_NODES: tuple[type[syntax.Node], ...] = (
    syntax.Literal,
    syntax.ListOfNodes,
    syntax.MapOfNodes,
    syntax.Ident,
    syntax.Select,
    syntax.Index,
    syntax.Unary,
    syntax.Binary,
    syntax.Logic,
    syntax.Conditional,
    syntax.Call,
    syntax.Has,
    syntax.Macro,
)
_NUMBERS = {kind: number for number, kind in enumerate(_NODES)}
_FIELDS = {kind: tuple(field.name for field in fields(kind)) for kind in _NODES}
_TYPES = (DYN, NULL, BOOL, INT, DOUBLE, DATE, STRING)
"""What a value is to a run; whatever else it may be is `DYN` there."""


def to_plain(program: Program) -> PlainProgram:
    """Return a program as plain data.

    Args:
        program: with the budget that all programs of policies have.
    """
    checked = program.checked
    tree = _plain(checked.root, checked.types)
    return (program.source, tuple(sorted(checked.paths)), checked.scoped, tree)


def from_plain(plain: PlainProgram, calendar: Calendar | None) -> Program:
    """Return the program that was written down, made when it is first asked for more.

    Args:
        plain: what `to_plain` gave.
        calendar: the business-day functions, where there are any.
    """
    source, paths, _, _ = plain
    return DeferredProgram(
        source, partial(_program, plain, calendar), paths=frozenset(paths)
    )


def _program(plain: PlainProgram, calendar: Calendar | None) -> Program:
    source, paths, scoped, tree = plain
    types: dict[syntax.Node, Type] = {}
    root: syntax.Node = _told(tree, types)
    return Program(
        source, Checked(root, types, frozenset(paths), scoped), calendar, BUDGET
    )


def _plain(value: Any, types: Mapping[syntax.Node, Type]) -> Any:
    if isinstance(value, syntax.Node):
        kind = type(value)
        own = (_plain(getattr(value, name), types) for name in _FIELDS[kind])
        return (_NUMBERS[kind], _number_of(types.get(value, DYN)), *own)
    if isinstance(value, tuple):
        return [_plain(part, types) for part in value]
    return value


def _number_of(kind: Type) -> int:
    if isinstance(kind, StringType):
        return _TYPES.index(STRING)
    return _TYPES.index(kind) if kind in _TYPES else 0


def _told(plain: Any, types: dict[syntax.Node, Type]) -> Any:
    if isinstance(plain, tuple):
        number, kind, *own = plain
        node = _NODES[number](*(_told(part, types) for part in own))
        types[node] = _TYPES[kind]
        return node
    if isinstance(plain, list):
        return tuple(_told(part, types) for part in plain)
    return plain
