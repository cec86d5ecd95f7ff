"""What YAML 1.2 refuses, and libyaml lets pass; with both event parsers."""

import pytest

from checker.load import comment_starts, events, read, strict
from checker.load.read import read_text


@pytest.fixture(params=["libyaml", "python"], autouse=True)
def _either_parser(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if request.param == "python":
        for module in (comment_starts, read, strict):
            monkeypatch.setattr(module, "event_parser", events.PythonParser)


SHALLOW = "this line continues one above and is not indented enough"
GLUED = "the `#` sticks to what is before it"
QUESTION = "a `?` sticks to what is behind it"
# What PyYAML's own parser refuses by itself, in words of its own.
PYTHON_ALONE = ("expected chomping", "a tab is used")
DASH = "a `-` stands for nothing here"


@pytest.mark.parametrize(
    ("text", "span", "message"),
    [
        ("a: [x,\ny]\n", (2, 1), SHALLOW),
        ("a: [\n  x\n]\n", (3, 1), SHALLOW),
        ("- - {x: 1,\n  y: 2}\n", (2, 3), SHALLOW),
        ("a: &n\n  b: [x,\n  y]\n", (3, 3), SHALLOW),
        ("a: &n\n  - [x,\n  y]\n", (3, 3), SHALLOW),
        ("- [\n\tx,\n y\n ]\n", (2, 1), SHALLOW),
        ('a: "x\ny"\n', (2, 1), SHALLOW),
        ('a: "x\n\ty"\n', (2, 1), SHALLOW),
        ("a: ['x\n  # y']\nb:\n  c: 'x\n  y'\n", (5, 3), SHALLOW),
        ("[a]#b\n", (1, 4), GLUED),
        ("[a,#b\n]\n", (1, 4), GLUED),
        ("[#b\na]\n", (1, 2), GLUED),
        ("a: 'b'#c\n", (1, 7), GLUED),
        ("a: >#b\n  c\n", (1, 5), GLUED),
        ("a: |2-#b\n  c\n", (1, 7), GLUED),
        ("{ ?a: 1 }\n", (1, 3), QUESTION),
        ("[?a]\n", (1, 2), QUESTION),
        ("[-]\n", (1, 2), DASH),
        ("a: [b, -, c]\n", (1, 8), DASH),
        ("a: &b:c d\n", (1, 4), "`&b` is followed by `:` without a space"),
        (
            "a: >\n \n   \n # b\n",
            (4, 2),
            "the blank lines above are indented deeper than this one",
        ),
        (
            "a: 1\n%YAML 1.2\n---\nb: 1\n",
            (2, 1),
            "a directive stands in a document that has not ended",
        ),
    ],
)
def test_what_the_parser_lets_pass_is_refused(
    text: str, span: tuple[int, int], message: str
) -> None:
    reading = read_text("x.yaml", text.encode())
    assert reading.documents == ()
    (finding,) = reading.findings
    assert finding.policy == "READ-003"
    if finding.message.startswith(PYTHON_ALONE):
        return
    assert finding.message == message
    assert tuple(finding.location.span)[:2] == span


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("[x,\ny\n]\n", ["x", "y"]),
        ("a: [\n x,\n\n# c\n y ]\n", {"a": ["x", "y"]}),
        ("a:\n- [x,\n y]\n", {"a": [["x", "y"]]}),
        ("a: 'x\n\n y'\n", {"a": "x\ny"}),
        ("a: 'x]#b'\n", {"a": "x]#b"}),
        ("a: x,#b\n", {"a": "x,#b"}),
        ("a: [x] # b\n", {"a": ["x"]}),
        ("a: b?c\n", {"a": "b?c"}),
        ("a: ?b\n", {"a": "?b"}),
        ("? a\n: 1\n", {"a": 1}),
        ("[? a : 1]\n", [{"a": 1}]),
        ("[-1, -a]\n", [-1, "-a"]),
        ("a: '[-]'\n", {"a": "[-]"}),
        ("a: &b c\nd: [*b,*b]\n", {"a": "c", "d": ["c", "c"]}),
        ("a: R&D:x\n", {"a": "R&D:x"}),
        ("a: >\n\n # b\n\nc: 1\n", {"a": "\n# b\n", "c": 1}),
        ("a: |\n  x\n   ", {"a": "x\n \n"}),
        ("%YAML 1.2\n---\na: 1\n...\n", {"a": 1}),
    ],
)
def test_what_yaml_allows_is_still_read(text: str, data: object) -> None:
    reading = read_text("x.yaml", text.encode())
    assert [finding.message for finding in reading.findings] == []
    assert [document.data for document in reading.documents] == [data]


def test_the_faults_shown_are_bounded() -> None:
    text = "a: [\n" + "x,\n" * 500 + "]\n"
    assert len(read_text("x.yaml", text.encode()).findings) == 20
