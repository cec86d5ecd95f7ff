from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.model.place import Span
from checker.report.cells import width
from checker.report.frame import frame


def _drawn(text: str, span: tuple[int, int, int, int], cells: int = 40) -> str:
    rows = frame(text.split("\n"), Span(*span), cells=cells)
    return "\n".join(f"{row.number or ''}{row.bar}:{row.text}" for row in rows)


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("id: bay", (1, 5, 1, 8), "1:id: bay\n:    ^^^"),
        ("id: bay", (1, 5, 1, 5), "1:id: bay\n:    ^"),
        ("id:", (1, 4, 1, 4), "1:id:\n:   ^"),
        ("id: bay", (1, 99, 1, 120), "1:id: bay\n:       ^"),
        ("a\nid: bay\nc", (2, 1, 2, 3), "2:id: bay\n:^^"),
        ("n: 電力 x", (1, 4, 1, 6), "1:n: 電力 x\n:   ^^^^"),
        ("n: 電力 x", (1, 7, 1, 8), "1:n: 電力 x\n:        ^"),
        ('n: "\ta"', (1, 6, 1, 7), '1:n: "    a"\n:        ^'),
        ("n: e\u0301x", (1, 6, 1, 7), "1:n: e\u0301x\n:    ^"),
        ("n: \x1b[2J", (1, 4, 1, 8), "1:n: \u241b[2J\n:   ^^^^"),
    ],
    ids=[
        "a value",
        "an empty stretch",
        "the end of a line",
        "beyond the end of a line",
        "a later line",
        "wide characters",
        "after wide characters",
        "after a tab",
        "after a combining mark",
        "a terminal escape",
    ],
)
def test_a_caret_stands_below_what_is_at_fault(
    text: str, span: tuple[int, int, int, int], expected: str
) -> None:
    assert _drawn(text, span) == expected


def test_a_range_of_lines_is_joined_by_a_bar() -> None:
    assert _drawn("a:\n  - 1\n  - 2\n", (1, 1, 3, 6)) == (
        "1/:a:\n2|:  - 1\n3|:  - 2\n|:_^"
    )


def test_a_long_range_shows_its_first_lines_and_its_last() -> None:
    text = "\n".join(f"line {number}" for number in range(1, 21))
    assert _drawn(text, (1, 1, 20, 5)) == (
        "1/:line 1\n2|:line 2\n3|:line 3\n|:… 16 more lines\n20|:line 20\n|:_^"
    )


def test_a_range_never_leaves_out_a_single_line() -> None:
    drawn = _drawn("1\n2\n3\n4\n5", (1, 1, 5, 2))
    assert "more lines" not in drawn
    assert drawn.count("\n") == 5


def test_a_range_that_ends_at_the_start_of_a_line_does_not_include_it() -> None:
    assert _drawn("a: 1\n\nb: 2\n", (1, 1, 3, 1)) == "1:a: 1\n:^^^^"


@pytest.mark.parametrize("start", [1, 60, 150, 390])
def test_a_long_line_is_clipped_around_the_fault(start: int) -> None:
    line = "".join(str(number % 10) for number in range(400))
    source, mark = frame([line], Span(1, start + 1, 1, start + 6), cells=40)
    assert width(source.text) <= 40
    column = mark.text.index("^")
    assert source.text[column : column + 5] == line[start : start + 5]


@pytest.mark.parametrize(
    ("text", "span"),
    [("", (1, 1, 1, 2)), ("a", (2, 1, 2, 2)), ("a", (0, 1, 0, 2))],
    ids=["no text", "after the last line", "before the first line"],
)
def test_a_place_outside_the_text_has_no_frame(
    text: str, span: tuple[int, int, int, int]
) -> None:
    assert frame(text.split("\n"), Span(*span)) == []


@given(
    st.text(),
    st.tuples(*[st.integers(min_value=0, max_value=60)] * 4),
    st.integers(min_value=24, max_value=80),
)
def test_any_place_of_any_text_is_shown_within_the_width(
    text: str, span: tuple[int, int, int, int], cells: int
) -> None:
    for row in frame(text.split("\n"), Span(*span), cells=cells):
        assert width(row.text) <= cells + 1
        assert not {category(char) for char in row.text} & {"Cc", "Cf", "Cs"}
