"""Whatever is read, each key and value stands where its span says."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.load import events
from checker.load.compose import Composer
from checker.load.decode import decode, unshown
from checker.load.events import EventParser, PythonParser, event_parser
from checker.load.faults import Faults
from checker.load.read import read_text
from checker.load.scalars import resolve
from checker.model.configuration import Limits
from checker.model.document import Document, locate
from checker.model.place import Place, Pointer

CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"]).filter(
    lambda character: not unshown(character)
) | st.sampled_from("\n:#-?[]{},&*!|>'\"%@` 0123456789.eE+~xo\\_=<")
TEXTS = st.text(CHARACTERS, max_size=12) | st.sampled_from(
    [
        "no",
        "null",
        "~",
        "010",
        "1e3",
        "0o17",
        "0x1F",
        "<<",
        "12:30",
        "true",
        ".5",
        "---",
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
)
DATA = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4)
    ),
    max_leaves=12,
)


class Dumper(yaml.SafeDumper):
    """Writes text so that YAML 1.2 reads it as text, and nothing as an alias."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 # its signature
        return True


def _plain_or_quoted(dumper: Dumper, text: str) -> yaml.Node:
    try:
        is_text = resolve(text) is text and text != "<<"
    except ValueError:
        is_text = False
    style = None if is_text else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


Dumper.add_representer(str, _plain_or_quoted)


def walk(value: Any, pointer: Pointer = ()) -> Iterator[tuple[Pointer, bool, Any]]:
    """Yield each scalar and key of a value: path, whether it is a key, content."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield (*pointer, key), True, key
            yield from walk(item, (*pointer, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk(item, (*pointer, index))
    else:
        yield pointer, False, value


def text_at(document: Document, pointer: Pointer, *, on_key: bool) -> str:
    span = locate(Place(document, pointer, on_key)).span
    lines = document.source.text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


def compose(text: str, parser: EventParser) -> list[Document]:
    source, _ = decode("x.yaml", text.encode(), Limits())
    return Composer(source, parser, Limits(), Faults(source)).documents()


WAYS = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([True, False, None]),
        "indent": st.sampled_from([2, 4]),
        "width": st.sampled_from([30, 10_000]),
        "allow_unicode": st.booleans(),
        "explicit_start": st.booleans(),
    }
)


@settings(max_examples=200, deadline=None)
@given(DATA, WAYS)
def test_data_and_places_are_those_of_the_text(data: Any, way: dict[str, Any]) -> None:
    text = yaml.dump(data, Dumper=Dumper, sort_keys=False, **way)
    reading = read_text("x.yaml", text.encode())
    assert reading.findings == ()
    (document,) = reading.documents
    assert document.data == data
    for pointer, on_key, content in walk(data):
        written = text_at(document, pointer, on_key=on_key)
        (again,) = read_text("x.yaml", f"- {written}".encode()).documents
        assert again.data == [content]


@settings(max_examples=100, deadline=None)
@given(DATA, WAYS)
def test_both_parsers_read_the_same(data: Any, way: dict[str, Any]) -> None:
    text = yaml.dump(data, Dumper=Dumper, sort_keys=False, **way)
    (ours,) = compose(text, event_parser(text))
    (other,) = compose(text, PythonParser(text))
    assert other.data == ours.data
    assert other.spans == ours.spans


def test_without_libyaml_the_other_parser_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(events, "CParser", None)
    assert isinstance(event_parser("a: 1"), PythonParser)
    assert read_text("x.yaml", b"a: 1").documents[0].data == {"a": 1}
    (finding,) = read_text("x.yaml", b"a:\n\tb: 1").findings
    assert finding.message == "a tab is used for indentation"


HAND_WRITTEN = """\
# a comment
a: &x
- b: 1   # c
  c:
- b: |
    text

# comment
d: {x: [1, 2], "y": 3 }
e: *x
f: >+
  a
  b


g: {<<: [{z: 1}], z: 2}
'h': 'it''s
  two lines'
? i
: plain
  over lines
---
- - - nested
  - x: &n
      y: 1
    z: *n
"""


def test_both_parsers_read_a_hand_written_file_the_same() -> None:
    ours = compose(HAND_WRITTEN, event_parser(HAND_WRITTEN))
    others = compose(HAND_WRITTEN, PythonParser(HAND_WRITTEN))
    assert len(ours) == 2
    for mine, other in zip(ours, others, strict=True):
        assert other.data == mine.data
        assert other.spans == mine.spans


@pytest.mark.parametrize(
    ("pointer", "written"),
    [
        (("a",), "&x\n- b: 1   # c\n  c:\n- b: |\n    text"),
        (("d",), '{x: [1, 2], "y": 3 }'),
        (("d", "x"), "[1, 2]"),
        (("f",), ">+\n  a\n  b"),
        (("h",), "'it''s\n  two lines'"),
        (("i",), "plain\n  over lines"),
        (("e", 0, "b"), "1"),
    ],
)
def test_a_span_covers_its_value_and_nothing_more(
    pointer: Pointer, written: str
) -> None:
    document = compose(HAND_WRITTEN, event_parser(HAND_WRITTEN))[0]
    assert text_at(document, pointer, on_key=False) == written


@settings(max_examples=300, deadline=None)
@given(
    st.text(st.sampled_from(" \n:-?[]{},&*!|>'\"#a1<.~e\t%") | CHARACTERS, max_size=40)
)
def test_any_text_is_read_or_refused_but_never_crashes(text: str) -> None:
    reading = read_text("x.yaml", text.encode())
    assert bool(reading.documents) is not bool(reading.findings)
    for document in reading.documents:
        for pointer, on_key, _ in walk(document.data):
            assert locate(Place(document, pointer, on_key)).span.line >= 1
