"""The loops that macros become, and the key by which one may find its elements."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from checker.policy.expression import syntax

__all__ = ["LOOPS", "Key", "having", "key_of"]

_COLLECT = ("kept = []", "if {condition}: kept += [{body}]", "return kept")
LOOPS = {
    "all": ("pass", "if not {condition}: return False", "return True"),
    "exists": ("pass", "if {condition}: return True", "return False"),
    "exists_one": ("found = 0", "found += {condition}", "return found == 1"),
    "filter": _COLLECT,
    "map": _COLLECT,
}
"""What comes before the loop, in it, and after it."""


_OWN = 2
"""Steps to a field of an element: the variable, and the field."""


class Key(NamedTuple):
    """What a field of an element must equal for the condition of a macro to hold."""

    field: str
    value: syntax.Node


def key_of(macro: syntax.Macro) -> Key | None:
    """Return the key of a macro's elements, if its condition asks for one.

    The list must stand in the data as a whole: one that is computed is another one at
    each evaluation.
    """
    condition = macro.condition
    if macro.name == "all" or condition is None or syntax.path_of(macro.source) is None:
        return None
    parts: tuple[syntax.Node, ...] = (condition,)
    if isinstance(condition, syntax.Logic) and condition.operator == "&&":
        parts = condition.operands
    for part in parts:
        if isinstance(part, syntax.Binary) and part.operator == "==":
            for own, other in ((part.left, part.right), (part.right, part.left)):
                path, key = syntax.path_of(own), syntax.path_of(other)
                if path is None or key is None or key[0] == macro.variable:
                    continue
                if len(path) == _OWN and path[0] == macro.variable:
                    return Key(path[1], other)
    return None


def having(items: Sequence[Any], field: str, value: object) -> Sequence[Any]:
    """Return the elements whose field is a text.

    All of them when the text, or this field of one of them, is none.
    """
    if type(value) is not str:
        return items
    kept = []
    for item in items:
        found = item.get(field) if isinstance(item, dict) else None
        if type(found) is not str:
            return items
        if found == value:
            kept.append(item)
    return kept
