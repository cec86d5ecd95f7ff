"""Every fault of a declaration: its place, its words and its remedy."""

from collections.abc import Callable

import pytest

from checker.model.finding import Finding, Severity, Subject

Judge = Callable[[str], list[Finding]]
HEAD = "dera: v1\nkind: plant\nid: p1\nname: N\nowner: o\n"


def shown(finding: Finding) -> tuple[str, str, str]:
    span = ":".join(map(str, finding.location.span))
    return finding.policy, span, finding.message


def test_a_declaration_that_follows_its_schema_has_no_finding(judge: Judge) -> None:
    assert judge(HEAD + "ders: [{id: a, rated_kw: 5}]\nlevel:\nvalue: x\n") == []


@pytest.mark.parametrize(
    ("text", "span", "message"),
    [
        (
            "raetd_kw: 1",
            "6:1:6:9",
            "`raetd_kw` is not a field of plant; did you mean `rated_kw`?",
        ),
        (
            "ratedKw: 1",
            "6:1:6:8",
            "`ratedKw` is not a field of plant; did you mean `rated_kw`?",
        ),
        (
            "Rated-kW: 1",
            "6:1:6:9",
            "`Rated-kW` is not a field of plant; did you mean `rated_kw`?",
        ),
        ("zzz: {a: 1}", "6:1:6:4", "`zzz` is not a field of plant"),
        (
            "address: {city: x, zpi: '1'}",
            "6:20:6:23",
            "`zpi` is not a field of plant.address; did you mean `zip`?",
        ),
        (
            "ders:\n- id: b1\n  rated_kw: 1\n  foo: 2",
            "9:3:9:6",
            "`foo` is not a field of plant.ders[b1]",
        ),
    ],
)
def test_an_unknown_field_is_shown_at_its_key(
    judge: Judge, text: str, span: str, message: str
) -> None:
    assert list(map(shown, judge(HEAD + text))) == [("SCHEMA-001", span, message)]


@pytest.mark.parametrize(
    ("text", "span", "message"),
    [
        ("address: {}", "6:1:6:8", "plant.address lacks the required field `city`"),
        (
            "ders:\n  - id: b1",
            "7:9:7:11",
            "plant.ders[b1] lacks the required field `rated_kw`",
        ),
        (
            "ders:\n  - rated_kw: 3",
            "7:5:7:13",
            "plant.ders[1] lacks the required field `id`",
        ),
        (
            "model: ngr",
            "3:5:3:7",
            "plant lacks the required field `soc_mwh`, because `model` is `ngr`",
        ),
    ],
)
def test_a_missing_field_is_shown_at_the_head_of_its_mapping(
    judge: Judge, text: str, span: str, message: str
) -> None:
    assert list(map(shown, judge(HEAD + text))) == [("SCHEMA-002", span, message)]


def test_every_missing_field_is_a_finding(judge: Judge) -> None:
    messages = [found.message for found in judge("dera: v1\nkind: plant\nid: p1\n")]
    assert messages == [
        "plant lacks the required field `name`",
        "plant lacks the required field `rated_kw`, because `owner` is not given",
    ]


@pytest.mark.parametrize(
    ("text", "span", "message", "remedy"),
    [
        (
            "zip: 94105",
            "6:6:6:11",
            "`zip` of plant must be text; `94105` is a number",
            'Quote it to make it text: "94105".',
        ),
        (
            "zip: 0x1F",
            "6:6:6:10",
            "`zip` of plant must be text; `0x1F` is a number",
            'Quote it to make it text: "0x1F".',
        ),
        (
            "zip: TRUE",
            "6:6:6:10",
            "`zip` of plant must be text; `TRUE` is true or false",
            'Quote it to make it text: "TRUE".',
        ),
        (
            "zip:",
            "6:1:6:4",
            "`zip` of plant must be text; it is empty",
            "Give it a value, or remove the field.",
        ),
        (
            "zip: [a]",
            "6:1:6:4",
            "`zip` of plant must be text; a list stands here",
            "Write a value of the expected type; quote text that looks like a number.",
        ),
        (
            "rated_kw: '5.0'",
            "6:11:6:16",
            "`rated_kw` of plant must be a number; `'5.0'` is text",
            "Write 5.0, without quotes or separators.",
        ),
        (
            "rated_kw: 1_000",
            "6:11:6:16",
            "`rated_kw` of plant must be a number; `1_000` is text",
            "Write 1000, without quotes or separators.",
        ),
        (
            "rated_kw: 5 kW",
            "6:11:6:15",
            "`rated_kw` of plant must be a number; `5 kW` is text",
            "Write the number alone; the unit is part of the field's name.",
        ),
        (
            "count: 2.5",
            "6:8:6:11",
            "`count` of plant must be a whole number; `2.5` is none",
            "Write a whole number.",
        ),
        (
            "exports: yes",
            "6:10:6:13",
            "`exports` of plant must be true or false; `yes` is text",
            "Write true.",
        ),
        (
            "exports: 'off'",
            "6:10:6:15",
            "`exports` of plant must be true or false; `'off'` is text",
            "Write false.",
        ),
        (
            "exports: 1",
            "6:10:6:11",
            "`exports` of plant must be true or false; `1` is a number",
            "Write true or false.",
        ),
        (
            "services: energy",
            "6:11:6:17",
            "`services` of plant must be a list; `energy` is text",
            "Write a list: [energy].",
        ),
        (
            "ders: {id: a}",
            "6:1:6:5",
            "`ders` of plant must be a list; a mapping stands here",
            "Write a value of the expected type; quote text that looks like a number.",
        ),
        (
            "address: x",
            "6:10:6:11",
            "`address` of plant must be a mapping; `x` is text",
            "Write a value of the expected type; quote text that looks like a number.",
        ),
        (
            "value: true",
            "6:8:6:12",
            "`value` of plant must be a number or text; `true` is true or false",
            "Write the number alone; the unit is part of the field's name.",
        ),
        (
            "ders: [x]",
            "6:8:6:9",
            "an item of `ders` of plant must be a mapping; `x` is text",
            "Write a value of the expected type; quote text that looks like a number.",
        ),
        (
            "ders:\n- id: a\n  rated_kw: 1\n  programs: [[1]]",
            "9:14:9:17",
            (
                "an item of `programs` of plant.ders[a] must be a mapping;"
                " a list stands here"
            ),
            "Write a value of the expected type; quote text that looks like a number.",
        ),
    ],
)
def test_a_wrong_type_is_named_in_the_words_of_yaml(
    judge: Judge, text: str, span: str, message: str, remedy: str
) -> None:
    (finding,) = judge(HEAD + text)
    assert shown(finding) == ("SCHEMA-003", span, message)
    assert finding.remedy == remedy


@pytest.mark.parametrize(
    ("text", "span", "message"),
    [
        (
            "model: ngrr\nsoc_mwh: 1",
            "6:8:6:12",
            (
                "`ngrr` is not a value of `model` of plant; allowed: generator, ngr;"
                " did you mean `ngr`?"
            ),
        ),
        (
            "services: [ZZ]",
            "6:12:6:14",
            "`ZZ` is not a value of `services` of plant; allowed: energy, RU, RD",
        ),
        (
            "services: [energy, RU, energy]",
            "6:24:6:30",
            "`services` of plant lists `energy` twice",
        ),
        (
            "services: []",
            "6:1:6:9",
            "`services` of plant has 0 items; at least 1 must be there",
        ),
        (
            "level: 0x3",
            "6:8:6:11",
            "`0x3` is not a value of `level` of plant; allowed: 1, 2, true, nothing",
        ),
        ("version: 1", "6:10:6:11", "`version` of plant must be `2`; `1` stands here"),
        (
            "version: {a: 1}",
            "6:1:6:8",
            "`version` of plant must be `2`; `...` stands here",
        ),
        (
            "zip: '123'",
            "6:6:6:11",
            "`123` cannot be `zip` of plant: expected five digits",
        ),
        (
            "zip: ''",
            "6:6:6:8",
            "an empty text cannot be `zip` of plant: expected five digits",
        ),
        (
            "opened_on: 2026-2-3",
            "6:12:6:20",
            (
                "`2026-2-3` cannot be `opened_on` of plant: expected a date written"
                " YYYY-MM-DD"
            ),
        ),
        (
            "opened_on: 2026-02-30",
            "6:12:6:22",
            "`2026-02-30` is not a day of the calendar (`opened_on` of plant)",
        ),
        (
            "at: 2026-02-03T25:00:00Z",
            "6:5:6:25",
            (
                "`2026-02-03T25:00:00Z` is not a moment of the calendar and the clock"
                " (`at` of plant)"
            ),
        ),
        (
            "rated_kw: -5",
            "6:11:6:13",
            "`rated_kw` of plant is -5 kW; it must be above 0 kW",
        ),
        (
            "ders: [{id: a, rated_kw: 0}]",
            "6:26:6:27",
            "`rated_kw` of plant.ders[a] is 0 kW; it must be above 0 kW",
        ),
        (
            "soc_mwh: -1e1",
            "6:10:6:14",
            "`soc_mwh` of plant is -1e1 MWh; it must be at least 0 MWh",
        ),
        (
            "soc_mwh: 11",
            "6:10:6:12",
            "`soc_mwh` of plant is 11 MWh; it must be at most 10 MWh",
        ),
        ("share: 1", "6:8:6:9", "`share` of plant is 1; it must be below 1"),
        (
            "code: a",
            "6:7:6:8",
            "`code` of plant has 1 character; at least 2 must be there",
        ),
        (
            "code: abcde",
            "6:7:6:12",
            "`code` of plant has 5 characters; at most 4 must be there",
        ),
        (
            "limits: {}",
            "6:1:6:7",
            "`limits` of plant has 0 fields; at least 1 must be there",
        ),
        (
            "limits: {A1: 3}",
            "6:10:6:12",
            "`A1` cannot be a name in plant.limits: expected letters",
        ),
        (
            "file: x\nrows: []",
            "7:1:7:5",
            "`rows` of plant cannot be given, because `file` is given",
        ),
    ],
)
def test_a_value_that_is_not_allowed_is_named_with_what_is(
    judge: Judge, text: str, span: str, message: str
) -> None:
    assert list(map(shown, judge(HEAD + text))) == [("SCHEMA-004", span, message)]


def test_a_line_break_in_a_line_is_refused(judge: Judge) -> None:
    (finding,) = judge(HEAD.replace("name: N", 'name: "a\\nb"'))
    assert shown(finding) == (
        "SCHEMA-004",
        "4:7:4:13",
        "`name` of plant holds a line break",
    )


def test_every_fault_is_found_in_order_and_each_once(judge: Judge) -> None:
    text = HEAD + "model: 5\nzip: 1\nfoo: 1\nders: [{}, {id: 1, rated_kw: x}]\n"
    assert [(f.location.span.line, f.policy) for f in judge(text)] == [
        (6, "SCHEMA-003"),
        (7, "SCHEMA-003"),
        (8, "SCHEMA-001"),
        (9, "SCHEMA-002"),
        (9, "SCHEMA-002"),
        (9, "SCHEMA-003"),
        (9, "SCHEMA-003"),
    ]


def test_a_finding_concerns_the_declaration(judge: Judge) -> None:
    (finding,) = judge(HEAD + "ders: [{id: b1, rated_kw: -1}]")
    assert finding.subject == Subject("plant", "p1")
    assert finding.severity is Severity.ERROR
    assert finding.path == "/ders[id=b1]/rated_kw"
    assert finding.location.file == "plants/p.yaml"
    assert finding.location.pointer == "/ders/0/rated_kw"


def test_an_aliased_value_is_shown_where_it_is_written(judge: Judge) -> None:
    text = "annotations: {a: &x -5}\nrated_kw: *x\n"
    (finding,) = judge(HEAD + text)
    assert shown(finding) == (
        "SCHEMA-004",
        "6:18:6:23",
        "`rated_kw` of plant is -5 kW; it must be above 0 kW",
    )


def test_long_and_hostile_values_are_shortened(judge: Judge) -> None:
    key = "k" * 900
    findings = judge(HEAD + f"{key}: 1\nmodel: {key}\nzip: |\n  1\n  2\n")
    assert all(len(finding.message) < 200 for finding in findings)
    assert "`1\\n2\\n` cannot be `zip`" in findings[2].message


def test_messages_hold_no_python(judge: Judge) -> None:
    text = "zip: [1]\nmodel: {a: None}\nversion: [x]\nlevel: {b: 1}\nservices: [[], []]"
    for finding in judge(HEAD + text):
        assert not set("{}'") & set(finding.message)
        assert "None" not in finding.message
