"""Values of the right type that the schema does not allow, in words."""

from collections.abc import Iterator
from typing import Any

from checker.load.faults import short
from checker.load.foreign import foreign
from checker.model.place import Place, Pointer
from checker.validate.faults import Fault, Violation
from checker.validate.shape import because, near
from checker.validate.words import Words, listed

__all__ = ["wrong_value"]

_RULE = "SCHEMA-004"
_FORMATS = {
    "date": "is not a day of the calendar",
    "date-time": "is not a moment of the calendar and the clock",
}


def wrong_value(words: Words, found: Violation) -> Iterator[Fault]:
    """Word a value that the schema does not allow."""
    if "propertyNames" in found.steps:
        yield _key(words, found)
        return
    wording = _WORDINGS.get(found.keyword, _any)
    message, remedy, at = wording(words, found)
    yield Fault(_RULE, words.place(at), at, message, remedy)


_Worded = tuple[str, str | None, Pointer]


def _key(words: Words, found: Violation) -> Fault:
    name = found.value
    path = (*found.pointer, name)
    place = Place(words.document, path, on_key=True)
    expected = _expected(words, found)
    owner = words.owner(found.pointer)
    message = f"`{short(name)}` cannot be a name in {owner}: {expected}" + foreign(name)
    return Fault(_RULE, place, path, message, "Correct the name.")


def _expected(words: Words, found: Violation) -> str:
    """Return the form of a text, in the words of the schema."""
    if found.keyword == "enum":
        return f"allowed: {listed([_shown(each) for each in found.limit])}"
    own = found.schema.get("x-pattern-words")
    form = own or words.field_schema(found.pointer).get("x-pattern-words")
    form = form or found.schema.get("description")
    return f"expected {form}" if form else f"expected the form {found.limit}"


def _shown(value: Any) -> str:
    """Return a value of a schema as YAML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "nothing" if value is None else short(str(value))


def _enum(words: Words, found: Violation) -> _Worded:
    allowed = [_shown(each) for each in found.limit]
    hint = near(found.value, allowed) if isinstance(found.value, str) else ""
    written = _scalar(words, found.value, found.pointer)
    in_list = bool(found.pointer) and isinstance(found.pointer[-1], int)
    name = words.field(found.pointer[:-1] if in_list else found.pointer)
    message = f"`{written}` is not a value of {name}; allowed: {', '.join(allowed)}"
    odd = foreign(found.value) if isinstance(found.value, str) else ""
    return message + hint + odd, None, found.pointer


def _const(words: Words, found: Violation) -> _Worded:
    written = _scalar(words, found.value, found.pointer)
    wanted = _shown(found.limit)
    name = words.field(found.pointer)
    message = f"{name} must be `{wanted}`; `{written}` stands here{foreign(written)}"
    return message, f"Write {wanted}.", found.pointer


def _scalar(words: Words, value: Any, pointer: Pointer) -> str:
    if isinstance(value, str):
        return short(value)
    return "..." if isinstance(value, dict | list) else words.written(pointer)


def _pattern(words: Words, found: Violation) -> _Worded:
    what = f"`{short(found.value)}`" if found.value else "an empty text"
    message = f"{what} cannot be {words.field(found.pointer)}"
    odd = foreign(found.value)
    return f"{message}: {_expected(words, found)}{odd}", None, found.pointer


def _not(words: Words, found: Violation) -> _Worded:
    refused = found.limit
    if "pattern" in refused and isinstance(found.value, str):
        message = f"{words.field(found.pointer)} holds a line break"
        return message, "Write it on one line.", found.pointer
    if "required" in refused:
        named = [name for name in refused["required"] if name in found.value]
        at = (*found.pointer, named[0])
        message = f"{words.field(at)} cannot be given{because(words, found)}"
        return message, "Remove one of the two.", at
    return _any(words, found)


def _format(words: Words, found: Violation) -> _Worded:
    what = _FORMATS.get(found.limit, "has another form")
    message = f"`{short(found.value)}` {what} ({words.field(found.pointer)})"
    message += foreign(found.value)
    return message, "Write one that exists.", found.pointer


def _bound(words: Words, found: Violation) -> _Worded:
    unit = words.field_schema(found.pointer).get("x-unit", "")
    unit = f" {unit}" if unit else ""
    least = found.keyword.lower().endswith("minimum")
    strict = "exclusive" in found.keyword
    side = ("above" if least else "below") if strict else "at "
    side = side if strict else side + ("least" if least else "most")
    message = (
        f"{words.field(found.pointer)} is {words.written(found.pointer)}{unit};"
        f" it must be {side} {found.limit}{unit}"
    )
    return message, None, found.pointer


def _count(words: Words, found: Violation) -> _Worded:
    what = "item" if found.keyword.endswith("Items") else "field"
    if found.keyword.endswith("Length"):
        what = "character"
    size, bound = len(found.value), found.limit
    side = "at least" if found.keyword.startswith("min") else "at most"
    plural = "" if size == 1 else "s"
    name = words.field(found.pointer)
    message = f"{name} has {size} {what}{plural}; {side} {bound} must be there"
    return message, None, found.pointer


def _unique(words: Words, found: Violation) -> _Worded:
    items = found.value
    at = next(i for i, item in enumerate(items) if item in items[:i])
    what = "the same item"
    if not isinstance(items[at], dict | list):
        what = f"`{_scalar(words, items[at], (*found.pointer, at))}`"
    message = f"{words.field(found.pointer)} lists {what} twice"
    return message, "Remove one of the two.", (*found.pointer, at)


def _any(words: Words, found: Violation) -> _Worded:
    name = words.field(found.pointer)
    message = f"{name} does not follow the schema ({found.keyword})"
    return message, None, found.pointer


_WORDINGS = {
    "enum": _enum,
    "const": _const,
    "pattern": _pattern,
    "not": _not,
    "format": _format,
    "uniqueItems": _unique,
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _bound
    ),
    **dict.fromkeys(
        (f"{side}{what}" for side in ("min", "max") for what in ("Items", "Length")),
        _count,
    ),
    **dict.fromkeys(("minProperties", "maxProperties"), _count),
}
