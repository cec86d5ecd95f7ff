"""Calls that are not calls: `has`, `all`, `exists`, `exists_one`, `filter`, `map`."""

from checker.errors import ExpressionError
from checker.policy.expression.syntax import Call, Has, Ident, Macro, Node, Select

__all__ = ["MACROS", "expand"]

MACROS = frozenset({"all", "exists", "exists_one", "filter", "map"})
_BODY_ONLY, _CONDITION_AND_BODY = 2, 3


def expand(call: Call, source: str) -> Node:
    """Return the macro that a call stands for, or the call itself.

    Raises:
        ExpressionError: a macro with arguments that it cannot take.
    """
    if call.name == "has" and call.target is None:
        return _has(call, source)
    if call.name in MACROS and call.target is not None:
        return _comprehension(call, call.target, source)
    return call


def _has(call: Call, source: str) -> Node:
    match call.arguments:
        case (Select() as operand,):
            return Has(call.offset, call.length, operand)
    raise _wrong(call, source, "`has` takes one field selection: has(a.b)")


def _comprehension(call: Call, target: Node, source: str) -> Node:
    counts = {_BODY_ONLY}
    if call.name == "map":
        counts.add(_CONDITION_AND_BODY)
    if len(call.arguments) not in counts:
        raise _wrong(
            call, source, f"`{call.name}` takes a variable and an expression of it"
        )
    variable, *rest = call.arguments
    if not isinstance(variable, Ident) or variable.absolute:
        raise _wrong(
            call, source, f"the first argument of `{call.name}` names its variable"
        )
    condition = rest[0] if len(rest) > 1 or call.name != "map" else None
    body = rest[-1] if call.name == "map" else None
    span = (call.offset, call.length)
    return Macro(*span, call.name, target, variable.name, condition, body)


def _wrong(call: Call, source: str, message: str) -> ExpressionError:
    return ExpressionError(
        message, source=source, offset=call.name_offset, length=len(call.name)
    )
