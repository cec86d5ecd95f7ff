"""Fields that are unknown or missing, and values of the wrong type, in words."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from checker.load.faults import short
from checker.load.foreign import foreign
from checker.load.scalars import resolve
from checker.model.place import Place
from checker.validate.faults import Fault, Violation
from checker.validate.words import TYPE_WORDS, Words, listed, type_word

__all__ = ["because", "missing_fields", "near", "unknown_fields", "wrong_type"]

_LONGEST_COMPARED = 64
_TRUTH = {
    **dict.fromkeys(("yes", "on", "y", "true"), "true"),
    **dict.fromkeys(("no", "off", "n", "false"), "false"),
}


def near(word: str, words: list[str]) -> str:
    """Return a question about the word that was probably meant, or an empty text."""
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word[:_LONGEST_COMPARED])
    plain = plain.replace("-", "_").replace(" ", "_").lower()
    by_plain = {each.replace("-", "_").lower(): each for each in words}
    close = get_close_matches(plain, list(by_plain), 1)
    return f"; did you mean `{by_plain[close[0]]}`?" if close else ""


def unknown_fields(words: Words, found: Violation) -> Iterator[Fault]:
    """Word each field that the schema does not name."""
    known = found.schema.get("properties", {})
    free = "annotations" in words.schemas.schema(words.schema).get("properties", {})
    for name in found.value:
        if name in known:
            continue
        path = (*found.pointer, name)
        message = f"`{short(name)}` is not a field of {words.owner(found.pointer)}"
        yield Fault(
            "SCHEMA-001",
            Place(words.document, path, on_key=True),
            path,
            message + near(name, list(known)) + foreign(name),
            None if free else "Correct the name, or remove the field.",
        )


def missing_fields(words: Words, found: Violation) -> Iterator[Fault]:
    """Word each required field that is not there."""
    why = because(words, found)
    owner = words.owner(found.pointer)
    for name in found.limit:
        if name in found.value:
            continue
        message = f"{owner} lacks the required field `{name}`{why}"
        path = (*found.pointer, name)
        place = words.heading(found.pointer)
        yield Fault("SCHEMA-002", place, path, message, f"Add `{name}`.")


def because(words: Words, found: Violation) -> str:
    """Say why a rule binds: the `if` above the keyword's `then` or `else`."""
    steps = list(found.steps)
    branches = [at for at, step in enumerate(steps) if step in ("then", "else")]
    if not branches:
        return ""
    schema: Any = words.schemas.schema(words.schema)
    for step in steps[: branches[-1]]:
        if step == "$ref":
            schema = words.schemas.resolve(schema["$ref"])
        else:
            schema = schema[step]
    return _clause(schema.get("if", {}), found.value)


def _clause(condition: Any, instance: Any) -> str:
    """Word a condition that looks at one field."""
    named = list(condition.get("properties", {})) or condition.get("required", [])
    named = named or condition.get("not", {}).get("required", [])
    if not named or not isinstance(instance, dict):
        return ""
    value = instance.get(named[0])
    if named[0] not in instance:
        return f", because `{named[0]}` is not given"
    if isinstance(value, str) and "properties" in condition:
        return f", because `{named[0]}` is `{short(value)}`"
    return f", because `{named[0]}` is given"


def wrong_type(words: Words, found: Violation) -> Iterator[Fault]:
    """Word a value of another type than the schema's."""
    types = found.limit
    types = [types] if isinstance(types, str) else list(types)
    value = found.value
    wanted = listed([TYPE_WORDS[each] for each in types])
    written = words.written(found.pointer)
    if value is None:
        clause = "it is empty"
    elif isinstance(value, dict | list):
        clause = f"{type_word(value)} stands here"
    elif "integer" in types and isinstance(value, float):
        clause = f"`{written}` is none"
    else:
        clause = f"`{written}` is {type_word(value)}"
    yield Fault(
        "SCHEMA-003",
        words.place(found.pointer),
        found.pointer,
        f"{words.field(found.pointer)} must be {wanted}; {clause}",
        _type_remedy(types[0], value, written),
    )


def _type_remedy(wanted: str, value: Any, written: str) -> str | None:
    """Name the trap that the author probably fell into."""
    if value is None:
        return "Give it a value, or remove the field."
    if isinstance(value, dict | list) or wanted == "object":
        return None  # the rule's own remedy
    if wanted in ("number", "integer"):
        return _number_remedy(value, wanted)
    return {
        "array": f"Write a list: [{written}].",
        "string": f'Quote it to make it text: "{written}".',
        "boolean": f"Write {_TRUTH.get(str(value).lower(), 'true or false')}.",
    }.get(wanted)


def _number_remedy(value: Any, wanted: str) -> str:
    if wanted == "integer" and isinstance(value, float):
        return "Write a whole number."
    plain = str(value).strip().replace("_", "").replace(",", "")
    try:
        number = resolve(plain)
    except ValueError:
        number = None
    if isinstance(number, int | float) and not isinstance(number, bool):
        return f"Write {short(plain)}, without quotes or separators."
    return "Write the number alone; the unit is part of the field's name."
