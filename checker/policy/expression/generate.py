"""From a checked expression to a Python function: the fast way to its value.

The function gives exactly what `interpret` gives, or gives up: it raises, and the
interpreter says what the result is. So every shortcut below may be wrong about
gaps and odd operands only by raising, and must never be wrong about a value.

Nothing that the author wrote becomes Python text: names, fields and constants are
`k0, k1, ...` in the function's globals, variables and intermediate values are
`v0, ...` and `t0, ...`, and the globals hold no builtins.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from checker.policy.expression import syntax
from checker.policy.expression.checked import Checked
from checker.policy.expression.functions import Context
from checker.policy.expression.meter import Meter
from checker.policy.expression.shortcuts import GLOBALS
from checker.policy.expression.writer import Writer

__all__ = ["Compiled", "Sweep", "generate", "generate_sweep"]

Compiled = Callable[[Mapping[str, Any], Context], Any]

Sweep = Callable[[Mapping[str, Any], Context, Sequence[Any], Meter], list[Any]]
"""Returns those elements for which the expression is not certainly true."""

_DEEPEST = 24
"""Nesting above which Python's own compiler is not burdened."""


def generate(checked: Checked) -> Compiled | None:
    """Return the compiled expression, or `None` where only the interpreter will do."""
    if _depth([checked.root]) > _DEEPEST:
        return None
    writer = Writer(checked)
    body = writer.write(checked.root)
    lines = [*_HEAD, *writer.heads, *writer.lines, f"return {body}"]
    compiled: Compiled = _made("program(bindings, context)", lines, writer)
    return compiled


def generate_sweep(checked: Checked, variable: str) -> Sweep | None:
    """Return a condition compiled for all elements at once that a name may stand for.

    Each element has the whole budget.
    """
    if _depth([checked.root]) > _DEEPEST:
        return None
    writer = Writer(checked)
    element = writer.bind(variable)
    condition = writer.boolean(checked.root)
    costs = any("charge" in line or "context" in line for line in writer.lines)
    costs = costs or "charge" in condition or "context" in condition
    lines = [
        *(*_HEAD, *writer.heads, *writer.lines, "suspects = []"),
        f"for {element} in several:",
        *(["    meter.left = meter.budget"] if costs else []),
        *("    try:", f"        if {condition}: continue"),
        *("    except STOPS:", "        pass"),
        f"    suspects += [{element}]",
        "return suspects",
    ]
    sweep: Sweep = _made("sweep(bindings, context, several, meter)", lines, writer)
    return sweep


_HEAD = ("charge = context.charge", "memo = context.memo")


def _made(signature: str, lines: list[str], writer: Writer) -> Any:
    text = "\n".join([f"def {signature}:", *(f"    {line}" for line in lines)])
    scope = {**GLOBALS, **writer.constants}
    code = compile(text, "<expression>", "exec")
    exec(code, scope)  # noqa: S102 # our own text; the author's is in the constants
    return scope[signature.partition("(")[0]]


def _depth(level: list[syntax.Node]) -> int:
    below = [part for node in level for part in syntax.children(node)]
    return 1 + (_depth(below) if below else 0)
