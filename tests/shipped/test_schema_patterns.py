"""Patterns, examples and formats mean the same to Python and to Rust."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from checker.resources import data_dir

Schema = dict[str, Any]

SCHEMAS: dict[str, Schema] = {
    file.name: json.loads(file.read_text(encoding="utf-8"))
    for file in sorted(data_dir("schemas").iterdir(), key=lambda file: file.name)
}
REGISTRY: Registry[Any] = Registry().with_resources(
    (name, DRAFT202012.create_resource(schema)) for name, schema in SCHEMAS.items()
)
RUST_REGISTRY = jsonschema_rs.Registry(list(SCHEMAS.items()))

FORBIDDEN = {
    "a class that Python and Rust read differently": re.compile(r"\\[dDwWsSbBAZzpP]"),
    "a group that looks around or is named": re.compile(r"\(\?"),
    "a back reference": re.compile(r"\\[1-9]"),
    "a dot outside a class": re.compile(r"\.(?![^\[\]]*\])"),
}
NASTY = (
    *(
        "",
        " ",
        "\n",
        "\t",
        "a",
        "a\n",
        "\na",
        "A",
        "\u00e9",
        "\u0661",
        "\u00a0",
        "\u2028",
    ),
    *("2026-12-10\n", "2026-12-10\r", "\u0662026-12-10", "x" * 64, "a" * 63, "a-_.1"),
    *("SIZE-001\n", "CA\n", "94607\n", "a@b.c\n", "a b", "a\rb", "a.b", "../a", "_a"),
    *("2026-12-10T08:00:00Z\n", "f" * 16, "F" * 16, "f" * 64, "x.j2\n", "\ud7ff"),
)


class Place(NamedTuple):
    """A schema inside a file."""

    file: str
    path: tuple[str, ...]
    schema: Schema

    def __str__(self) -> str:
        return f"{self.file}#/{'/'.join(self.path)}"


def below(file: str, path: tuple[str, ...], value: Any) -> Iterator[Place]:
    """Yield every mapping of a schema file; a property may bear any name."""
    if isinstance(value, dict):
        yield Place(file, path, value)
        for key, child in value.items():
            yield from below(file, (*path, key), child)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from below(file, (*path, str(index)), child)


PLACES = tuple(p for name, schema in SCHEMAS.items() for p in below(name, (), schema))
PATTERNS = tuple(
    p
    for p in PLACES
    if isinstance(p.schema.get("pattern"), str) and p.path[-1] != "not"
)
EXAMPLES = tuple(p for p in PLACES if isinstance(p.schema.get("examples"), list))


def test_patterns_and_examples_are_found() -> None:
    assert len(PATTERNS) >= 10
    assert len(EXAMPLES) >= 100


@pytest.mark.parametrize("place", PATTERNS, ids=str)
def test_a_pattern_keeps_to_what_every_engine_reads_alike(place: Place) -> None:
    pattern = place.schema["pattern"]
    assert [what for what, found in FORBIDDEN.items() if found.search(pattern)] == []


@pytest.mark.parametrize("place", PATTERNS, ids=str)
def test_a_pattern_says_in_words_what_it_wants(place: Place) -> None:
    assert place.schema["x-pattern-words"]


@pytest.mark.parametrize("place", PATTERNS, ids=str)
def test_a_pattern_with_an_end_refuses_a_last_line_feed(place: Place) -> None:
    # Python's `$` also stands before a last line feed; Rust's does not.
    if place.schema["pattern"].endswith("$"):
        assert place.schema["not"] == {"pattern": "[\\n]"}


@pytest.mark.parametrize("place", PATTERNS, ids=str)
def test_python_and_rust_agree_on_a_pattern(place: Place) -> None:
    schema: Schema = {
        key: place.schema[key] for key in ("pattern", "not") if key in place.schema
    }
    python = Draft202012Validator(schema)
    rust = jsonschema_rs.Draft202012Validator(schema)
    examples = [e for e in place.schema.get("examples", ()) if isinstance(e, str)]
    texts = [*NASTY, *examples, *(f"{text}\n" for text in examples)]
    assert [python.is_valid(t) for t in texts] == [rust.is_valid(t) for t in texts]


@pytest.mark.parametrize("place", EXAMPLES, ids=str)
def test_an_example_is_valid_to_both(place: Place) -> None:
    pointer = "/".join(place.path)
    schema = {"$ref": f"{place.file}#/{pointer}"}
    python = Draft202012Validator(
        schema,
        registry=REGISTRY,
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )
    rust = jsonschema_rs.Draft202012Validator(
        schema, registry=RUST_REGISTRY, validate_formats=True
    )
    for example in place.schema["examples"]:
        assert python.is_valid(example)
        assert rust.is_valid(example)
