"""Hostile files are refused early, whatever their size."""

from itertools import pairwise

import pytest

from checker.load.read import read_text
from checker.model.configuration import Limits

ANCHORS = "abcdefghi"


def bomb(width: int) -> str:
    lines = [f"a: &a [{', '.join(['x'] * width)}]"]
    for inner, outer in pairwise(ANCHORS):
        lines.append(f"{outer}: &{outer} [{', '.join([f'*{inner}'] * width)}]")
    return "\n".join(lines)


def only_finding(text: str, limits: Limits | None = None) -> tuple[str, str]:
    (finding,) = read_text("x.yaml", text.encode(), limits or Limits()).findings
    return finding.policy, finding.message


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "? " * 100_000,
        "".join(" " * depth + "a:\n" for depth in range(2000)),
        "[" * 65 + "]" * 65,
    ],
)
def test_depth_is_bounded(text: str) -> None:
    findings = read_text("x.yaml", text.encode()).findings
    assert len(findings) < 100
    assert findings[-1].policy == "READ-006"
    assert findings[-1].message == "lists and mappings nest deeper than 64 levels"


def test_the_bound_itself_is_allowed() -> None:
    assert read_text("x.yaml", b"[" * 64 + b"]" * 64).findings == ()
    assert read_text("x.yaml", b"[" * 3 + b"]" * 3, Limits(depth=2)).findings


def test_the_configured_depth_cannot_exceed_what_recursion_bears() -> None:
    _, message = only_finding("[" * 5000 + "]" * 5000, Limits(depth=100_000))
    assert message == "lists and mappings nest deeper than 200 levels"


def test_depth_is_bounded_through_aliases() -> None:
    lines = ["a0: &a0 [[[[[[[[[[x]]]]]]]]]]"]
    lines += [f"a{n}: &a{n} [[[[[[[[[[*a{n - 1}]]]]]]]]]]" for n in range(1, 9)]
    policy, message = only_finding("\n".join(lines))
    assert (policy, message[-9:]) == ("READ-006", "64 levels")


@pytest.mark.parametrize("merge", [False, True])
def test_an_expansion_bomb_is_refused(merge: bool) -> None:
    text = bomb(9)
    if merge:
        text = text.replace("[x, x", "[{k: 1}, x") + "\nz: {<<: *i}"
    assert only_finding(text) == (
        "READ-006",
        "aliases add more than 100000 keys and values to this file",
    )


def test_aliases_are_counted_over_the_whole_file() -> None:
    text = "\n---\n".join(["a: &a [1, 2, 3]\nb: *a"] * 3)
    assert read_text("x.yaml", text.encode(), Limits(aliases=12)).findings == ()
    assert only_finding(text, Limits(aliases=11))[0] == "READ-006"


def test_a_merge_counts_what_it_could_add() -> None:
    text = "a: &a {x: 1, y: 2}\nb: {<<: *a}"
    assert read_text("x.yaml", text.encode(), Limits(aliases=5)).findings == ()
    assert only_finding(text, Limits(aliases=4))[0] == "READ-006"


def test_the_number_of_findings_is_bounded() -> None:
    text = "".join("a: 1\n" for _ in range(10_000))
    findings = read_text("x.yaml", text.encode()).findings
    assert len(findings) == 101
    assert findings[-1].message == "the file has 100 faults; the rest was not read"


def test_the_size_is_bounded_before_anything_is_decoded() -> None:
    findings = read_text("x.yaml", b"\xff" * 11, Limits(file_bytes=10)).findings
    assert [finding.policy for finding in findings] == ["READ-006"]


def test_a_long_line_is_read_as_any_other() -> None:
    text = "x" * 1_000_000
    assert read_text("x.yaml", f"a: {text}".encode()).documents[0].data == {"a": text}
