"""What cannot be read, with the place and the words of each finding."""

import pytest

from checker.load.read import read_text
from checker.model.configuration import Limits

Shown = tuple[str, str, str]


def findings_of(text: str | bytes, limits: Limits | None = None) -> list[Shown]:
    raw = text if isinstance(text, bytes) else text.encode()
    reading = read_text("x.yaml", raw, limits or Limits())
    assert bool(reading.documents) is not bool(reading.findings)
    return [
        (found.policy, ":".join(map(str, found.location.span)), found.message)
        for found in reading.findings
    ]


@pytest.mark.parametrize(
    ("raw", "span", "message"),
    [
        (b"a: 1\nb: \xe9\n", "2:4:2:5", "byte 0xE9 is not UTF-8"),
        ("é\r\né: ".encode() + b"\xc3(", "2:4:2:5", "byte 0xC3 is not UTF-8"),
        (b"\xed\xa0\x80", "1:1:1:2", "byte 0xED is not UTF-8"),
        (b"\xff\xfea\x00", "1:1:1:2", "the file is UTF-16 text"),
        (b"\xfe\xff\x00a", "1:1:1:2", "the file is UTF-16 text"),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", "1:1:1:2", "the file is UTF-32 text"),
        (b"\x00\x00\xfe\xff\x00\x00\x00a", "1:1:1:2", "the file is UTF-32 text"),
        (b"a: \xc0\x80", "1:4:1:5", "byte 0xC0 is not UTF-8"),
        (b"a: \xe0\x80\xaf", "1:4:1:5", "byte 0xE0 is not UTF-8"),
        (b"a: \xf0\x80\x80\xaf", "1:4:1:5", "byte 0xF0 is not UTF-8"),
        (b"a: \xed\xbf\xbf", "1:4:1:5", "byte 0xED is not UTF-8"),
        (b"a: \xf4\x90\x80\x80", "1:4:1:5", "byte 0xF4 is not UTF-8"),
        (b"a: \xf8\x88\x80\x80\x80", "1:4:1:5", "byte 0xF8 is not UTF-8"),
        (b"a: \xfc\x84\x80\x80\x80\x80", "1:4:1:5", "byte 0xFC is not UTF-8"),
        (b"a: \x80", "1:4:1:5", "byte 0x80 is not UTF-8"),
        (b"a: \xe2\x82", "1:4:1:5", "byte 0xE2 is not UTF-8"),
        (b"a: \xf0\x9f\x98", "1:4:1:5", "byte 0xF0 is not UTF-8"),
        (b"\xef\xbb\xbfa: 1", "1:1:1:2", "the file begins with a byte-order mark"),
        (b"a: \x00", "1:4:1:5", "the character U+0000 stands in the file"),
        (b"a: \x1b[31m", "1:4:1:5", "the character U+001B stands in the file"),
        (b"a: \x7f", "1:4:1:5", "the character U+007F stands in the file"),
        ("a: \x85".encode(), "1:4:1:5", "the character U+0085 stands in the file"),
        (
            "a: 1\r\nb: x\u2028y".encode(),
            "2:5:2:6",
            "the character U+2028 (line separator) stands in the file",
        ),
        (
            "a: '\u202egnp.exe'".encode(),
            "1:5:1:6",
            "the character U+202E (right-to-left override) stands in the file",
        ),
        (
            "a: \ufeff1".encode(),
            "1:4:1:5",
            "the character U+FEFF (zero width no-break space) stands in the file",
        ),
    ],
)
def test_a_text_that_is_not_plain_utf_8_is_refused(
    raw: bytes, span: str, message: str
) -> None:
    assert findings_of(raw) == [("READ-002", span, message)]


@pytest.mark.parametrize(
    "character",
    "\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u200f\u202b\u2060\u2064"
    "\u206a\u2800\u3164\ufdd0\ufe0f\uffa0\ufff9\U0001d173\U0001ffff\U000e0041\U000e0100",
)
def test_a_character_that_nobody_sees_is_a_finding(character: str) -> None:
    code = f"U+{ord(character):04X}"
    written = "\\U" + f"{ord(character):08x}"
    (stands,) = findings_of(f"name: Har{character}bor")
    (escaped,) = findings_of(f'name: "Har{written}bor"')
    assert stands[:2] == ("READ-002", "1:10:1:11")
    assert escaped[0] == "READ-005"
    assert code in stands[2]
    assert code in escaped[2]


def test_a_name_may_hold_the_letters_of_any_language() -> None:
    assert findings_of("name: Łódź Ñandú Ελλάς Київ 東京 é\u0301\u00a0x") == []


def test_every_control_character_is_shown_up_to_a_bound() -> None:
    assert len(findings_of(b"a: \x01\nb: \x02\n")) == 2
    assert len(findings_of(b"\x01" * 1000)) == 20


@pytest.mark.parametrize(
    ("text", "span", "message"),
    [
        ("a:\n\tb: 1", "2:1:2:2", "a tab is used for indentation"),
        ("a: x\n\ty: 2", "2:1:2:2", "a tab is used for indentation"),
        ("a: |\n\tx", "2:1:2:2", "a tab is used for indentation"),
        ("-\t- a", "1:2:1:3", "a tab is used for indentation"),
        ("a: b: c", "1:5:1:6", "a `key: value` cannot stand here"),
        ("key\nb: 1", "2:2:2:3", "a `key: value` cannot stand here"),
        ("a: - b", "1:4:1:5", "a list item cannot begin here"),
        ("a: @x", "1:4:1:5", "`@` cannot begin a value"),
        ("a: %x", "1:4:1:5", "`%` cannot begin a value"),
        ("a: `x`", "1:4:1:5", "a backtick cannot begin a value"),
        (
            "a: 'x\nb: 1\n",
            "1:4:1:5",
            "the quoted text that begins here is never closed",
        ),
        ('a: "x', "1:4:1:5", "the quoted text that begins here is never closed"),
        ('a: "x\n---\n', "1:4:1:5", "the quoted text that begins here is never closed"),
        (
            "a: [1\nb: 2",
            "1:4:1:5",
            "the list that begins here with `[` is not closed, or lacks a comma",
        ),
        (
            "a: {b: 1\n",
            "1:4:1:5",
            "the mapping that begins here with `{` is not closed, or lacks a comma",
        ),
        ("a:\n  b: 1\n c: 2", "3:2:3:3", "this does not continue the mapping above"),
        ("a: 'it's'", "1:8:1:9", "this does not continue the mapping above"),
        ("- a\nb: 1", "2:1:2:2", "this does not continue the list above"),
        ("  a: 1\nb: 2", "2:1:2:2", "this does not continue the document above"),
        ("a: 1\nb\nc: 2", "2:1:2:2", "this line is no `key: value`"),
        ('a: "\\q"', "1:5:1:6", "this escape is not known inside double quotes"),
        ('a: "\\ud800"', "1:7:1:8", "this escape is not known inside double quotes"),
        ("a: *", "1:5:1:6", "a name is expected after `*` or `&`"),
        ("a: [\n", "1:4:1:5", "a value is expected here"),
        ("%FOO\n---\na", "1:5:1:6", "this directive is not understood"),
        ("%YAML 3.0\n---\na", "1:1:1:2", "this directive is not understood"),
        ("a: !x!y z", "1:4:1:5", "a tag stands here"),
        (
            "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> topic\n",
            "2:1:2:2",
            "a merge conflict is not resolved here",
        ),
        (
            "a:\n  - {b: 1}\n\u00a0 - {b: 2, c: 3}\n",
            "3:1:3:2",
            "the character U+00A0 (no-break space) is used for indentation",
        ),
        (
            'a: "x\nb: 1\nc: [1, "y, z"]\n',
            "1:4:1:5",
            "the quoted text that begins here runs on to line 3",
        ),
        (
            "a: 1\nb: [x, 'y\nc: 'z'\n",
            "2:8:2:9",
            "the quoted text that begins here runs on to line 3",
        ),
    ],
)
def test_a_syntax_error_is_worded_for_the_author(
    text: str, span: str, message: str
) -> None:
    assert findings_of(text)[-1] == ("READ-003", span, message)


@pytest.mark.parametrize(
    ("text", "span", "message"),
    [
        ("a: 1\nb: 2\na: 3", "3:1:3:2", "`a` is given twice; first on line 1"),
        ("dera: v1\ndera: v1", "2:1:2:5", "`dera` is given twice; first on line 1"),
        ("{a: 1, 'a': 2}", "1:8:1:11", "`a` is given twice; first on line 1"),
        ("x:\n- k: {a: 1}\n  k: 2", "3:3:3:4", "`k` is given twice; first on line 2"),
        (
            "b: &b {x: 1}\nc: {<<: *b, <<: *b}",
            "2:13:2:15",
            "`<<` is given twice; first on line 2",
        ),
    ],
)
def test_a_repeated_key_names_its_first_line(
    text: str, span: str, message: str
) -> None:
    assert findings_of(text) == [("READ-004", span, message)]


def test_a_second_declaration_without_a_separator_is_one_finding() -> None:
    text = "dera: v1\nkind: a\nid: b\ndera: v1\nkind: c\nid: d\nx: {y: 1, y: 2}\n"
    first, second = read_text("x.yaml", text.encode()).findings
    assert first.message == "`dera` is given twice; first on line 1"
    assert first.remedy.startswith("Begin another declaration with a line `---`")
    assert second.message == "`y` is given twice; first on line 7"


def test_a_repeated_key_points_at_the_first() -> None:
    (finding,) = read_text("x.yaml", b"q: [1]\nabc: {x: [2]}\nabc: 1\n").findings
    ((_, location, note),) = finding.related
    assert (tuple(location.span), note) == ((2, 1, 2, 4), "first given here")


def test_every_repeated_key_is_found() -> None:
    text = "a: 1\na: {b: 1, b: 2}\n---\nc: 1\nc: 2\na: &x 1\nd: *x"
    assert [found[1] for found in findings_of(text)] == [
        "2:1:2:2",
        "2:11:2:12",
        "5:1:5:2",
    ]


def test_faults_of_one_name_at_other_places_have_other_fingerprints() -> None:
    text = b"a: 1\na: 2\n---\na: 1\na: 2\nb: {a: 1, a: 2}\n"
    findings = read_text("x.yaml", text).findings
    assert len({finding.fingerprint for finding in findings}) == 3


@pytest.mark.parametrize(
    ("text", "span", "message"),
    [
        ("a: !!str 5", "1:4:1:11", "the tag `!!str` is used"),
        ("a: !x 5", "1:4:1:8", "the tag `!x` is used"),
        ("a: ! 5", "1:4:1:7", "the tag `!` is used"),
        ("a: !!python/x:y {}", "1:4:1:18", "the tag `!!python/x:y` is used"),
        ("!!map {a: 1}", "1:1:1:8", "the tag `!!map` is used"),
        ("1: x", "1:1:1:2", "the key `1` is a number, not text"),
        ("true: x", "1:1:1:5", "the key `true` is true or false, not text"),
        ("~: x", "1:1:1:2", "the key `~` is nothing, not text"),
        ("?\n: x", "1:2:1:3", "a key is empty"),
        ("? [a]\n: x", "1:3:1:4", "a list or a mapping is used as a key"),
        ("a: &k b\n*k : x", "2:1:2:3", "an alias is used as a key"),
        ("&k a: x", "1:1:1:5", "a key carries a tag or an anchor"),
        ("a: .inf", "1:4:1:8", "`.inf` is not a finite number"),
        ("a: [1e999]", "1:5:1:10", "`1e999` is too large for a number"),
        ("a: *x", "1:4:1:6", "the alias `*x` has no anchor above it"),
        ("a: &x [*x]", "1:8:1:10", "the alias `*x` stands inside its own anchor"),
        (
            "a: &x {<<: *x}",
            "1:12:1:14",
            "the alias `*x` stands inside its own anchor",
        ),
        (
            "a: &x 1\nb: &x 2",
            "2:4:2:8",
            "the anchor `&x` is given twice in this document",
        ),
        (
            "<<: 1",
            "1:1:1:3",
            "`<<` needs a mapping, an alias of one or a list of these",
        ),
        (
            "a: &x [1]\nb: {<<: *x}",
            "2:5:2:7",
            "`<<` needs a mapping, an alias of one or a list of these",
        ),
        (
            "%YAML 1.1\n---\na: 1",
            "1:1:1:2",
            "`%YAML 1.1` is declared; declarations are YAML 1.2",
        ),
        ("%TAG ! tag:x,2026:\n---\na: 1", "1:1:1:2", "a `%TAG` directive is used"),
        ('a: "\\0"', "1:4:1:8", "the character U+0000 is written as an escape"),
        (
            'a: "\\u2028"',
            "1:4:1:12",
            "the character U+2028 (line separator) is written as an escape",
        ),
    ],
)
def test_what_declarations_do_not_allow_is_named(
    text: str, span: str, message: str
) -> None:
    assert findings_of(text) == [("READ-005", span, message)]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "# only a comment\n", "---\n---\n", "---\n...\n"]
)
def test_a_file_without_content_declares_nothing(text: str) -> None:
    assert findings_of(text) == [("READ-007", "1:1:1:2", "the file declares nothing")]


def test_faults_before_a_syntax_error_are_kept() -> None:
    found = findings_of("a: 1\na: 2\nb: @")
    assert [rule for rule, _, _ in found] == ["READ-004", "READ-003"]


def test_one_fault_withholds_every_document_of_the_file() -> None:
    assert read_text("x.yaml", b"a: 1\n---\nb: 1\nb: 2\n").documents == ()


def test_long_names_are_shortened_in_messages() -> None:
    key = "k" * 500
    ((_, _, message),) = findings_of(f"{key}: 1\n{key}: 2")
    assert message == f"`{'k' * 40}...` is given twice; first on line 1"
