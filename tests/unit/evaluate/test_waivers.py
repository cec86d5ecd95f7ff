"""What waivers cover, and what is said of those that cover nothing."""

from array import array
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from checker.evaluate.extent import Extent, extent_of
from checker.evaluate.judgement import Judgement
from checker.evaluate.waivers import apply_waivers
from checker.load.header import declarations_of
from checker.load.read import read_text
from checker.model.document import Document, SourceText
from checker.model.finding import Finding, Outcome, Severity, Subject
from checker.model.place import Place
from checker.model.report import Tally
from checker.model.waiver import Waiver, WaiverKind
from checker.validate.waivers import read_waivers

AS_OF = date(2026, 12, 8)
BAY = Subject("aggregation", "bay")
LONGEST = {
    "unit": "days",
    "description": "How far ahead a waiver may end.",
    "values": [
        {"value": 365, "from": "2016-06-03", "source": "own", "confidence": "product"}
    ],
}
SITES = ["kind: site\nid: s1\nders: []\n", "kind: site\nid: s2\nders: []\n"]
EACH = {"for_each": {"site": "linked.sites"}, "require": "site.id == 's3'"}

DECLARED = """\
dera: v1
kind: waiver
id: w
policy: SIZE-001
subject: {kind: aggregation, id: bay}
reason: approved in March
approved_by: Head
ticket: T-1
expires_on: 2027-01-31
"""

Hold = Callable[..., tuple[Judgement, tuple[Finding, ...]]]


def declared(*, name: str = "w", **fields: Any) -> Waiver:
    """Return a declared waiver of the court's policy for its subject."""
    text = DECLARED.replace("id: w", f"id: {name}").encode()
    declarations, _ = declarations_of(read_text(f"{name}.yaml", text), ("waiver",))
    ((waiver,), _) = read_waivers(declarations, ())
    return replace(waiver, **fields)


def inline(line: int, **fields: Any) -> Waiver:
    """Return a waiver in a comment about a line of the subject's file."""
    document = Document(
        SourceText("subject.yaml", "", ""),
        0,
        {"kind": "aggregation", "id": "bay"},
        array("I", (line, 20, line, 40)),
    )
    given: dict[str, Any] = {
        "kind": WaiverKind.INLINE,
        "policy": "SIZE-001",
        "line": line,
        "reason": "known",
        "expires_on": date(2027, 1, 31),
        "place": Place(document),
    }
    return Waiver(**(given | fields))


@pytest.fixture
def hold(court: Any, book: Any) -> Hold:
    """Judge one policy over dossiers and hold waivers against what it finds."""
    book.parameters("waiver", maximum_waiver_days=LONGEST)
    court.policy(waivable="with_approval")

    def held(
        waivers: Iterable[Waiver], *dossiers: Any, **extent: Any
    ) -> tuple[Judgement, tuple[Finding, ...]]:
        chosen = dossiers or (court.dossier(),)
        bench = court.bench()
        judgement = court.judgement(*chosen)
        reach = extent_of(
            judgement,
            [d.subject for d in chosen],
            extent.pop("broken", ()),
            None,
            complete=True,
        )
        return apply_waivers(judgement, waivers, bench, replace(reach, **extent))

    return held


def says(faults: tuple[Finding, ...]) -> list[tuple[str, Severity]]:
    return [(fault.policy, fault.severity) for fault in faults]


def test_a_waived_finding_stays_with_its_severity_and_a_mark(
    court: Any, hold: Hold
) -> None:
    court.policy(require="false")
    judgement, faults = hold([declared()])
    (finding,) = judgement.findings
    assert faults == ()
    assert finding.severity is Severity.ERROR
    assert not finding.is_open
    mark = finding.waiver
    assert mark is not None
    assert (mark.kind, mark.reason) == (WaiverKind.DECLARED, "approved in March")
    assert (mark.approved_by, mark.ticket) == ("Head", "T-1")
    assert mark.expires_on == date(2027, 1, 31)
    assert mark.location.file == "w.yaml"
    assert judgement.tally["SIZE-001"] == Tally(waived=1)


def test_the_bound_on_waivers_is_among_the_values_that_were_used(
    court: Any, hold: Hold
) -> None:
    court.policy(require="false")
    judgement, _ = hold([declared()])
    assert [used.name for used in judgement.parameters] == ["maximum_waiver_days"]
    assert hold([])[0].parameters == ()


@pytest.mark.parametrize(
    ("expires_on", "fault"),
    [
        ("2026-12-07", [("WAIVER-004", Severity.WARNING)]),
        ("2026-12-08", []),
        ("2026-12-09", []),
        ("2027-12-08", []),
        ("2027-12-09", [("WAIVER-006", Severity.ERROR)]),
        ("9999-12-31", [("WAIVER-006", Severity.ERROR)]),
    ],
)
@pytest.mark.parametrize("kind", [WaiverKind.DECLARED, WaiverKind.INLINE])
def test_the_first_and_the_last_day_of_a_waiver(
    court: Any, hold: Hold, kind: WaiverKind, expires_on: str, fault: Any
) -> None:
    court.policy(require="false", severity="warning")
    day = date.fromisoformat(expires_on)
    waiver = (
        declared(expires_on=day)
        if kind is WaiverKind.DECLARED
        else inline(3, expires_on=day)
    )
    judgement, faults = hold([waiver])
    assert says(faults) == fault
    assert [finding.is_open for finding in judgement.findings] == [bool(fault)]


@pytest.mark.parametrize(
    ("longest", "covered"), [(54, True), (53, False), (None, False)]
)
def test_a_portfolio_may_set_another_bound(
    court: Any, hold: Hold, longest: int | None, covered: bool
) -> None:
    court.policy(require="false")
    court.parameters = {} if longest is None else {"maximum_waiver_days": longest}
    days = 54 if longest is not None else 366
    expires_on = date.fromordinal(AS_OF.toordinal() + days)
    judgement, _ = hold([declared(expires_on=expires_on)])
    assert judgement.findings[0].is_open is not covered


@pytest.mark.parametrize(
    ("fields", "rule", "severity", "at"),
    [
        ({"policy": "SIZE-002"}, "WAIVER-001", Severity.ERROR, "/policy"),
        ({"policy": "READ-004"}, "WAIVER-003", Severity.ERROR, "/policy"),
        ({"policy": "WAIVER-003"}, "WAIVER-003", Severity.ERROR, "/policy"),
        (
            {"subject": Subject("site", "bay")},
            "WAIVER-002",
            Severity.ERROR,
            "/subject/kind",
        ),
        (
            {"subject": Subject("aggregation", "bey")},
            "WAIVER-002",
            Severity.ERROR,
            "/subject/id",
        ),
        ({"element": "s1"}, "WAIVER-005", Severity.WARNING, "/id"),
    ],
)
def test_a_waiver_of_nothing_is_reported_and_the_finding_counts(  # noqa: PLR0913, PLR0917 # one row of the table
    court: Any,
    hold: Hold,
    fields: dict[str, Any],
    rule: str,
    severity: Severity,
    at: str,
) -> None:
    court.policy(require="false")
    judgement, (fault,) = hold([declared(**fields)])
    assert (fault.policy, fault.severity) == (rule, severity)
    assert fault.subject == Subject("waiver", "w")
    assert fault.location.pointer == at
    assert judgement.findings[0].is_open
    assert judgement.tally["SIZE-001"] == Tally(failed=1)


@pytest.mark.parametrize(
    ("fields", "hint"),
    [
        ({"policy": "SIZE-010"}, "there is no policy SIZE-010; did you mean SIZE-001?"),
        ({"policy": "ZZZ-999"}, "there is no policy ZZZ-999"),
        (
            {"subject": Subject("aggregation", "bey")},
            "no aggregation `bey` is declared; did you mean `bay`?",
        ),
        (
            {"subject": Subject("site", "s1")},
            "SIZE-001 judges declarations of the kind aggregation, no site",
        ),
    ],
)
def test_what_is_unknown_is_named_with_what_was_meant(
    court: Any, hold: Hold, fields: dict[str, Any], hint: str
) -> None:
    court.policy(require="false")
    _, (fault,) = hold([declared(**fields)])
    assert fault.message == hint


def test_an_unread_file_might_declare_the_subject(court: Any, hold: Hold) -> None:
    court.policy(require="false")
    waiver = declared(subject=Subject("aggregation", "unread"))
    assert hold([waiver], complete=False)[1] == ()


@pytest.mark.parametrize("waiver", [declared(), inline(3)])
def test_what_can_never_be_waived_is_not(
    court: Any, hold: Hold, waiver: Waiver
) -> None:
    court.policy(require="false", waivable="never", severity="warning")
    judgement, faults = hold([waiver])
    assert says(faults) == [("WAIVER-003", Severity.ERROR)]
    assert judgement.findings[0].is_open


@pytest.mark.parametrize(
    ("severity", "profile", "override", "covered"),
    [
        ("warning", "conservative", None, True),
        ("note", "conservative", None, True),
        ("error", "conservative", None, False),
        ("error", "conservative", Severity.WARNING, True),
        ("warning", "conservative", Severity.ERROR, False),
        ({"conservative": "error", "tariff": "warning"}, "conservative", None, False),
        ({"conservative": "error", "tariff": "warning"}, "tariff", None, True),
    ],
)
def test_a_comment_waives_no_error(  # noqa: PLR0913, PLR0917 # one row of the table
    court: Any,
    hold: Hold,
    severity: Any,
    profile: str,
    override: Severity | None,
    covered: bool,
) -> None:
    court.policy(require="false", severity=severity)
    court.profile = profile
    court.severities = {"SIZE-001": override} if override else {}
    judgement, faults = hold([inline(3)])
    assert judgement.findings[0].is_open is not covered
    assert says(faults) == ([] if covered else [("WAIVER-009", Severity.ERROR)])


def test_an_error_that_is_a_note_until_its_gate_is_not_waived_by_a_comment(
    court: Any, hold: Hold
) -> None:
    court.policy(require="false", gate="market")
    dossier = court.dossier(gate=0)
    assert says(hold([inline(3)], dossier)[1]) == [("WAIVER-009", Severity.ERROR)]
    judgement, faults = hold([declared()], dossier)
    assert faults == ()
    assert not judgement.findings[0].is_open


@pytest.mark.parametrize(
    ("line", "file", "covered"),
    [
        (3, "subject.yaml", True),
        (2, "subject.yaml", False),
        (4, "subject.yaml", False),
        (0, "subject.yaml", False),
        (3, "other.yaml", False),
    ],
)
def test_a_comment_covers_the_line_of_its_file_and_no_other(
    court: Any, hold: Hold, line: int, file: str, covered: bool
) -> None:
    court.policy(require="false", severity="warning")
    waiver = inline(line)
    source = waiver.place.document
    moved = Document(SourceText(file, "", ""), 0, source.data, source.spans)
    judgement, faults = hold([replace(waiver, place=Place(moved))])
    assert judgement.findings[0].is_open is not covered
    assert says(faults) == ([] if covered else [("WAIVER-005", Severity.WARNING)])


@pytest.mark.parametrize(
    ("element", "left", "rules"),
    [
        ("s1", ["s2"], []),
        ("site/s1", ["s2"], []),
        ("s2", ["s1"], []),
        ("s3", ["s1", "s2"], ["WAIVER-005"]),
        ("", ["s1", "s2"], ["WAIVER-007"]),
    ],
)
def test_a_waiver_covers_one_element(
    court: Any, hold: Hold, element: str, left: list[str], rules: list[str]
) -> None:
    court.policy(**EACH)
    judgement, faults = hold([declared(element=element)], court.dossier(sites=SITES))
    assert [f.element for f in judgement.findings if f.is_open] == left
    assert [fault.policy for fault in faults] == rules
    assert judgement.tally["SIZE-001"] == Tally(failed=1)


def test_a_waiver_without_element_is_refused_even_if_one_element_fails(
    court: Any, hold: Hold
) -> None:
    court.policy(**EACH)
    judgement, (fault,) = hold([declared()], court.dossier(sites=SITES[:1]))
    assert fault.policy == "WAIVER-007"
    assert fault.message.endswith("name the `element`: `s1`")
    assert judgement.findings[0].is_open


def test_a_verdict_is_waived_once_all_its_elements_are(court: Any, hold: Hold) -> None:
    court.policy(**EACH)
    waivers = [declared(name=name, element=name) for name in ("s1", "s2")]
    judgement, faults = hold(waivers, court.dossier(sites=SITES))
    assert faults == ()
    assert judgement.tally["SIZE-001"] == Tally(waived=1)
    assert [ruling.outcome for ruling in judgement.rulings] == [None]


def test_an_id_that_two_elements_share_is_named_in_full(court: Any, hold: Hold) -> None:
    court.policy(
        for_each={"der": "linked.ders"}, require="der.rated_kw >= 9", at="der.rated_kw"
    )
    sites = [f"kind: site\nid: s{n}\nders: [{{id: b1, rated_kw: 1}}]\n" for n in (1, 2)]
    dossier = court.dossier(sites=sites)
    dossier.linked["ders"] = [site["ders"][0] for site in dossier.linked["sites"]]
    judgement, (fault,) = hold([declared(element="b1")], dossier)
    assert fault.policy == "WAIVER-007"
    assert fault.message.endswith("`site/s1/ders[id=b1]`, `site/s2/ders[id=b1]`")
    assert all(finding.is_open for finding in judgement.findings)
    judgement, faults = hold([declared(element="site/s1/ders[id=b1]")], dossier)
    assert faults == ()
    assert [finding.is_open for finding in judgement.findings] == [False, True]


def test_a_comment_that_fits_findings_of_two_subjects_covers_neither(
    court: Any, hold: Hold
) -> None:
    court.policy(require="false", severity="warning", at="linked.provider.legal_name")
    provider = "kind: provider\nid: p\nlegal_name: P\n"
    dossiers = [
        court.dossier(f"kind: aggregation\nid: {name}\n", provider=provider)
        for name in ("a", "b")
    ]
    waiver = inline(3)
    document = Document(
        SourceText("provider.yaml", "", ""), 0, {"id": "p"}, waiver.place.document.spans
    )
    judgement, (fault,) = hold([replace(waiver, place=Place(document))], *dossiers)
    assert fault.policy == "WAIVER-007"
    assert fault.message.endswith("`aggregation a`, `aggregation b`")
    assert all(finding.is_open for finding in judgement.findings)


def test_a_waiver_never_changes_another_finding(court: Any, hold: Hold) -> None:
    court.policy(**EACH)
    dossiers = [
        court.dossier(f"kind: aggregation\nid: {name}\n", sites=SITES)
        for name in ("bay", "other")
    ]
    before, _ = hold([], *dossiers)
    after, _ = hold([declared(element="s2")], *dossiers)
    changed = [
        (old, new)
        for old, new in zip(before.findings, after.findings, strict=True)
        if old != new
    ]
    ((old, new),) = changed
    assert (old.subject, old.element) == (BAY, "s2")
    assert replace(new, waiver=None) == old
    assert after.verdicts == before.verdicts


def test_what_could_not_be_judged_is_not_waived(court: Any, hold: Hold) -> None:
    court.policy(require="facts.capacity_mw >= 1.0")
    judgement, (fault,) = hold([declared()])
    assert (fault.policy, fault.severity) == ("WAIVER-005", Severity.WARNING)
    assert "could not be judged" in fault.message
    (finding,) = judgement.findings
    assert (finding.outcome, finding.waiver) == (Outcome.UNDETERMINED, None)
    assert judgement.tally["SIZE-001"] == Tally(undetermined=1)


def test_a_verdict_with_something_open_besides_what_is_waived_stays_undetermined(
    court: Any, hold: Hold
) -> None:
    court.policy(for_each={"site": "linked.sites"}, require="site.pnode == 'N1'")
    sites = [SITES[0] + "pnode: N2\n", SITES[1]]
    judgement, _ = hold([declared(element="s1")], court.dossier(sites=sites))
    assert judgement.tally["SIZE-001"] == Tally(undetermined=1)


def test_of_two_waivers_the_declared_one_counts_then_the_longer(
    court: Any, hold: Hold
) -> None:
    court.policy(require="false", severity="warning")
    shorter = declared(name="shorter", expires_on=date(2027, 1, 1))
    longer = declared(name="longer", expires_on=date(2027, 2, 1))
    comment = inline(3, expires_on=date(2027, 3, 1))
    for waivers in ([shorter, comment, longer], [longer, shorter, comment]):
        judgement, faults = hold(waivers)
        mark = judgement.findings[0].waiver
        assert mark is not None
        assert mark.location.file == "longer.yaml"
        assert [f.policy for f in faults] == ["WAIVER-005", "WAIVER-005"]
        assert all("another waiver" in fault.message for fault in faults)


@pytest.mark.parametrize("waiver", [declared(), inline(3)])
@pytest.mark.parametrize(
    ("extent", "reported"),
    [
        ({}, True),
        ({"complete": False}, False),
        ({"chosen": frozenset({"SIZE-009"})}, False),
        ({"chosen": frozenset({"SIZE-001"})}, True),
        ({"broken": [BAY]}, False),
    ],
)
def test_a_waiver_is_called_unused_only_where_that_is_certain(
    court: Any, hold: Hold, waiver: Waiver, extent: dict[str, Any], reported: bool
) -> None:
    court.policy(require="true", severity="warning")
    _, faults = hold([waiver], **extent)
    assert says(faults) == ([("WAIVER-005", Severity.WARNING)] if reported else [])


@pytest.mark.parametrize(
    ("policy", "subject", "settled"),
    [
        ("SIZE-001", BAY, True),
        ("SIZE-002", BAY, False),
        ("SIZE-001", Subject("site", "s1"), False),
        ("SIZE-001", None, False),
        ("SIZE-003", BAY, False),
    ],
)
def test_what_was_not_judged_to_the_end_is_not_settled(
    policy: str, subject: Subject | None, settled: bool
) -> None:
    extent = Extent(
        subjects=frozenset({BAY}),
        complete=True,
        broken=frozenset({Subject("site", "s1")}),
        chosen=frozenset({"SIZE-001", "SIZE-002"}),
        unjudged=frozenset({("SIZE-002", BAY)}),
    )
    assert extent.settled(policy, subject) is settled
