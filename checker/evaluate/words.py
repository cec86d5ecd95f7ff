"""Put values into words: messages and explanations."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from checker.model.path import item_name
from checker.policy.expression import EvaluationFault, MissingValue, Program

__all__ = ["Explained", "called", "explain", "in_words", "interpolate"]

_SHOWN = 6


class Explained(NamedTuple):
    """Why a requirement came out false."""

    text: str
    measured: Any
    limit: Any
    elements: tuple[Any, ...]


def in_words(value: Any) -> str:
    """Write a value as an author would: 20 for 20.0, true, a list without brackets."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # A sum of decimals may be off in its 16th digit: 0.30000000000000004.
        return f"{value:.15g}"
    if isinstance(value, list):
        shown = [in_words(item) for item in value[:_SHOWN]]
        more = [f"and {len(value) - _SHOWN} more"] if len(value) > _SHOWN else []
        return ", ".join(shown + more) or "none"
    if isinstance(value, dict):
        return str(value.get("id") or value.get("site") or "an entry")
    return str(value)


def called(element: Any) -> str:
    """Name an element of a list as a person would: by what identifies it."""
    return item_name(element) or in_words(element)


def interpolate(parts: tuple[str | Program, ...], scope: Mapping[str, Any]) -> str:
    """Fill in a message. What is missing is said to be, never left out."""
    return "".join(
        part if isinstance(part, str) else _value(part, scope) for part in parts
    )


def _value(program: Program, scope: Mapping[str, Any]) -> str:
    try:
        return in_words(program(scope))
    except MissingValue:
        return "(missing)"
    except EvaluationFault:
        return "(not computable)"


def _one_line(source: str) -> str:
    return " ".join(source.split())


def explain(require: Program, scope: Mapping[str, Any]) -> Explained:
    """Explain a requirement that is false: the conjunct and its operands.

    Explaining visits more than judging; where that exceeds the budget the verdict
    stands without an explanation.
    """
    try:
        found = require.explain(scope)
    except (MissingValue, EvaluationFault):
        return Explained("", None, None, ())
    operands = "; ".join(
        f"{_one_line(text)} is {in_words(value)}" for text, value in found.operands
    )
    return Explained(
        f"`{_one_line(found.text)}` is false" + (f" ({operands})" if operands else ""),
        found.measured,
        found.limit,
        tuple(found.elements),
    )
