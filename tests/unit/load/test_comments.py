"""Comments that address the tool: only what the YAML parser takes for one."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from checker.load import comment_starts, events
from checker.load.comments import Comment, comments_of
from checker.load.read import Reading, read_text
from checker.model.document import locate

HEAD = "dera: v1\nkind: site\nid: a\n"


def reading(text: str) -> Reading:
    found = read_text("a.yaml", text.encode())
    assert found.findings == ()
    return found


def found(text: str) -> tuple[Comment, ...]:
    return comments_of(reading(text))


@pytest.fixture(params=["libyaml", "python"])
def either_parser(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run a test with both event parsers."""
    if request.param == "python":
        monkeypatch.setattr(comment_starts, "event_parser", events.PythonParser)


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize(
    "value",
    [
        '"text # dera: x"',
        "'text # dera: x'",
        "'it''s # dera: x'",
        '"a \\" # dera: x"',
        '"folded\n  # dera: x\n  over lines"',
        "'folded\n  # dera: x'",
        "|\n  # dera: x\n  text",
        "|\n  text\n\n  # dera: x",
        "|-\n  text\n     # dera: x",
        "|2\n    # dera: x\n  text",
        "|+\n  # dera: x\n\n",
        ">\n  folded\n  # dera: x",
        ">-\n  folded\n\n\n  # dera: x\n",
        "&anchor |\n  # dera: x",
        "[one, '# dera: x', two]",
        '{key: "# dera: x"}',
        '{"# dera: x": 1}',
        "text#dera:x",
        "http://host/#dera:x",
        "電力 '# dera:x",
    ],
)
def test_a_hash_inside_a_scalar_begins_no_comment(value: str) -> None:
    text = f"{HEAD}name: {value}\nlast: 1 # dera: seen\n"
    assert [comment.text for comment in found(text)] == ["# dera: seen"]


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize(
    ("lines", "line", "column", "about"),
    [
        ("name: b # dera: x", 4, 9, 4),
        ("name: 'b # c' # dera: x", 4, 15, 4),
        ("name: 電力 # dera: x", 4, 10, 4),
        ("name: 🔋 # dera: x", 4, 9, 4),
        ("name: | # dera: x\n  text", 4, 9, 4),
        ("name: &b >- # dera: x\n  text", 4, 13, 4),
        ("name: # dera: x\n  b", 4, 7, 4),
        ("# dera: x\nname: b", 4, 1, 5),
        ("   # dera: x\nname: b", 4, 4, 5),
        ("name: [b, # dera: x\n  c]", 4, 11, 4),
        ("name: [b,\n  # dera: x\n  c]", 5, 3, 6),
        ("name: |\n  text\n# dera: x\nlast: 1", 6, 1, 7),
        ("name: |\n    text\n  # dera: x\nlast: 1", 6, 3, 7),
        ("name: b\n  # dera: x\nlast: 1", 5, 3, 6),
        ("# dera: x\n# prose\n#\nname: b", 4, 1, 7),
        ("# dera: x\n\nname: b", 4, 1, 5),
        ("name: b\n# dera: x", 5, 1, 0),
        ("name: b # dera: x # dera: y", 4, 9, 4),
    ],
)
def test_a_comment_is_about_its_own_line_or_the_next_that_is_none(
    lines: str, line: int, column: int, about: int
) -> None:
    comment = next(c for c in found(HEAD + lines) if "dera: x" in c.text)
    assert (comment.line, comment.column, comment.about) == (line, column, about)
    span = locate(comment.place).span
    assert (span.line, span.column) == (line, column)
    assert span.end_column == column + len(comment.text)


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_the_kind_of_line_break_makes_no_difference(line_break: str) -> None:
    text = f"{HEAD}# dera: x \nname: b # dera: y\t\n".replace("\n", line_break)
    assert [(c.text, c.line, c.about) for c in found(text)] == [
        ("# dera: x", 4, 5),
        ("# dera: y", 5, 5),
    ]


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        f"{HEAD}# prose about dera\nname: b # more\n",
        f"{HEAD}name: 'dera: v1' # see the declaration\n",
    ],
)
def test_a_file_in_which_no_comment_addresses_the_tool_has_none(text: str) -> None:
    assert found(text) == ()


def test_a_file_that_cannot_be_read_has_none() -> None:
    broken = read_text("a.yaml", b"a: [ # dera: x\n")
    assert broken.findings
    assert comments_of(broken) == ()


def test_what_a_merge_key_discards_still_hides_its_hash() -> None:
    text = f"{HEAD}<<: {{id: 'b # dera: hidden'}} # dera: seen\n"
    assert [comment.text for comment in found(text)] == ["# dera: seen"]


@pytest.mark.parametrize(
    ("line", "owner"), [(1, "a"), (4, "a"), (6, "b"), (8, "b"), (10, "b")]
)
def test_a_comment_belongs_to_the_declaration_that_it_stands_in_or_above(
    line: int, owner: str
) -> None:
    lines = ["", "dera: v1", "kind: site", "id: a", "---", ""]
    lines += ["dera: v1", "kind: site", "id: b", ""]
    lines[line - 1] += " # dera: x"
    (comment,) = found("\n".join(lines))
    assert comment.place.document.data["id"] == owner


PIECES = st.sampled_from(
    [
        "# dera: waive",
        "#",
        "'",
        '"',
        "\\",
        "\n",
        " ",
        "\n\n",
        "text",
        ": ",
        "- ",
        "|",
        "é",
    ]
)


@given(st.lists(PIECES, min_size=1, max_size=12), st.sampled_from([*"'\"|>", "json"]))
def test_no_text_however_it_is_written_holds_a_comment(
    pieces: list[str], style: str
) -> None:
    value = "".join(pieces)
    if style == "json":
        written = f"name: {json.dumps(value)}\n"
    else:
        dumped = yaml.safe_dump({"name": value}, default_style=style, width=20)
        written = dumped.removesuffix("...\n")  # the end of a document
    text = f"{HEAD}{written}last: 1 # dera: seen\n"
    read = read_text("a.yaml", text.encode())
    assert [comment.text for comment in comments_of(read)] == ["# dera: seen"]
    # PyYAML folds lines that begin with a blank, which are read with their breaks.
    meant = yaml.safe_load(written)["name"]
    assert read.documents[0].data.get("name", meant) == meant
