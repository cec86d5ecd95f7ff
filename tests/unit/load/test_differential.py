"""The loader against PyYAML's events (structure) and YAML 1.2 (scalars)."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError as SecondError
from yaml import events

from checker.load.read import read_text
from checker.load.scalars import resolve

# The productions of section 10.3.2 of the specification, in its own order.
CORE = (
    (r"null|Null|NULL|~|", lambda _: None),
    (r"true|True|TRUE|false|False|FALSE", lambda text: text.lower() == "true"),
    (r"[-+]?[0-9]+", int),
    (r"0o[0-7]+", lambda text: int(text, 0)),
    (r"0x[0-9a-fA-F]+", lambda text: int(text, 0)),
    (r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", float),
    (r"[-+]?(\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN", float),
)
# Where ruamel.yaml keeps readings of YAML 1.1, or those of its own: digits in groups,
# other bases, days, the merge key and the value key, a float that ends in an exponent
# without digits.
ITS_OWN = re.compile(r".*_.*|[-+]?0[a-zA-Z].*|[-+]0o?.*|<<|=|[-+]?[.].*|.*[eE].*")
WORDS = ("no", "Yes", "on", "12:30", "0b1", "1_0", "2026-01-01", "~", "null", "010")


def by_the_specification(text: str) -> Any:
    for production, value in CORE:
        if re.fullmatch(production, text):
            return value(text)
    return text


plain = st.one_of(
    st.sampled_from(WORDS),
    st.from_regex(r"[-+]?[0-9]{0,22}[.]?[0-9]{0,4}([eE][-+]?[0-9]{1,4})?\Z"),
    st.from_regex(r"0[xob][0-9a-fA-FgG]{1,20}", fullmatch=True),
    st.text("0123456789+-.eExoXOabfinNulLtTrRsSyY~_", max_size=10),
)  # fmt: skip


@given(plain)
@example("0o777777777777777777777")
@example("-9223372036854775808")
@example("1e400")
def test_a_plain_scalar_means_what_the_core_schema_says(text: str) -> None:
    wanted = by_the_specification(text)
    try:
        found = resolve(text)
    except ValueError:
        assert isinstance(wanted, int | float)
        assert not isinstance(wanted, bool)
    else:
        assert (type(found), found) == (type(wanted), wanted)


@given(plain.filter(lambda text: re.fullmatch(r"[\w.+~][\w.+~-]*|-[\w.]+", text)))
def test_a_second_reader_of_yaml_1_2_agrees(text: str) -> None:
    assume(not ITS_OWN.fullmatch(text))
    reading = read_text("x.yaml", f"- {text}\n".encode())
    assume(reading.documents)
    (found,) = reading.documents[0].data
    (second,) = YAML(typ="safe", pure=True).load(f"- {text}\n")
    second = second.isoformat() if isinstance(second, date) else second
    assert (type(found), found) == (type(second), second)


class Tree:
    """Data from PyYAML's own events, scalars by the specification."""

    def __init__(self, text: str) -> None:
        try:
            found = list(yaml.parse(text, Loader=yaml.SafeLoader))
        except yaml.YAMLError:  # of its two parsers, the stricter one
            found = list(yaml.parse(text, Loader=yaml.CSafeLoader))
        self._events: Iterator[Any] = iter(found)
        self._anchors: dict[str, Any] = {}

    def documents(self) -> Iterator[Any]:
        for event in self._events:
            if isinstance(event, events.DocumentStartEvent):
                self._anchors = {}
                yield self._node(next(self._events))

    def _node(self, event: Any) -> Any:
        if isinstance(event, events.AliasEvent):
            return self._anchors[str(event.anchor)]
        value: Any
        if isinstance(event, events.ScalarEvent):
            value = event.value if event.style else by_the_specification(event.value)
        elif isinstance(event, events.SequenceStartEvent):
            value = list(self._until(events.SequenceEndEvent))
        else:
            flat = list(self._until(events.MappingEndEvent))
            value = dict(zip(flat[::2], flat[1::2], strict=True))
        if event.anchor:
            self._anchors[event.anchor] = value
        return value

    def _until(self, end: type[Any]) -> Iterator[Any]:
        while not isinstance(event := next(self._events), end):
            yield self._node(event)


texts = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=12)
keys = st.text("abcdefgh_-", min_size=1, max_size=6).filter(
    lambda key: isinstance(by_the_specification(key), str)
)
values = st.recursive(
    st.one_of(texts, st.integers(-(2**63), 2**63 - 1), st.booleans(), st.none()),
    lambda below: st.one_of(
        st.lists(below, max_size=4), st.dictionaries(keys, below, max_size=4)
    ),
    max_leaves=12,
)
lines = st.lists(
    st.sampled_from(
        (
            "a: 1", "b:", "  - x", "- y", "  c: [1, 'two', {k: v}]", "d: &n {e: no}",
            "f: *n", "g: |", "   text # no comment", "  text", "h: >-", "\tx", "---",
            "...", "# note", "i: 'it''s'", 'j: "x\\ty"', "", "  ", "k: [", " 1,", "]",
            "? l", ": m", "n: x: y", "o: !!str 1", "- - z", "p: a b", "   c", "q: 'x",
            "  y'", "'r': -", "s: [-]", "t: {?u: 1}", "v: ]#", "<<: *n", "a: 2", "%X",
        )
    ),
    max_size=8,
)  # fmt: skip


@given(
    values,
    st.sampled_from((None, "'", '"', "|")),
    st.sampled_from((None, True, False)),
    st.integers(1, 8),
)
def test_what_is_written_is_read(
    value: Any, style: Any, flow: bool | None, indent: int
) -> None:
    text = yaml.safe_dump(
        value,
        allow_unicode=True,
        default_style=style if isinstance(value, str) else None,
        default_flow_style=flow,
        indent=indent,
        width=40,
    )
    reading = read_text("x.yaml", text.encode())
    if reading.documents:
        assert [one.data for one in reading.documents] == list(Tree(text).documents())
    else:
        assert reading.findings


@settings(max_examples=200)
@given(lines)
@example(["d: &n {e: no}", "f: *n"])
@example(["g: |", "   text # no comment", "  text"])
def test_lines_in_any_order_are_read_as_the_events_say_or_refused(
    rows: list[str],
) -> None:
    text = "\n".join(rows) + "\n"
    reading = read_text("x.yaml", text.encode())
    if not reading.documents or "<<" in text:
        assert reading.documents or reading.findings
        return
    said = [data for data in Tree(text).documents() if data is not None]
    assert [one.data for one in reading.documents] == said
    try:
        second = [
            data
            for data in YAML(typ="safe", pure=True).load_all(text)
            if data is not None
        ]
    except SecondError:
        return  # it refuses more than YAML does in places; the events have decided
    assert [one.data for one in reading.documents] == second
