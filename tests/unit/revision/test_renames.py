"""Which file has become which."""

import pytest

from checker.revision.renames import renames

LINES = b"a\nb\nc\nd\n"


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({}, {}, {}),
        ({"a": LINES}, {"a": b"other"}, {}),
        ({"a": LINES}, {"b": LINES}, {"a": "b"}),
        ({"a": LINES}, {"a": LINES, "b": LINES}, {}),
        ({"a": LINES}, {"b": b"a\nb\nx\ny\n"}, {"a": "b"}),
        ({"a": LINES}, {"b": b"a\nx\ny\nz\n"}, {}),
        ({"a": LINES}, {"b": LINES + b"e\nf\ng\nh\n"}, {"a": "b"}),
        ({"a": LINES}, {"b": LINES + b"e\nf\ng\nh\ni\n"}, {}),
        ({"a": LINES}, {"b": b"a\nb\nc\n", "c": LINES}, {"a": "c"}),
        ({"a": LINES}, {"b": b"a\nb\n", "c": b"a\nb\nc\n"}, {"a": "c"}),
        ({"a": LINES, "b": LINES}, {"c": LINES}, {"a": "c"}),
        ({"a": LINES, "b": LINES}, {"c": LINES, "d": LINES}, {"a": "c", "b": "d"}),
        ({"a": b""}, {"b": b""}, {"a": "b"}),
        ({"a": b"x"}, {"b": b""}, {}),
    ],
)
def test_a_renamed_file_has_most_of_its_lines(
    before: dict[str, bytes], after: dict[str, bytes], found: dict[str, str]
) -> None:
    assert renames(before, after) == found


def test_with_very_many_files_only_equal_content_counts() -> None:
    before = {f"a{number}": b"%d\nsame\n" % number for number in range(202)}
    after = {f"b{number}": b"%d\nsame\n" % (number + 201) for number in range(202)}
    assert renames(before, after) == {"a201": "b0"}
