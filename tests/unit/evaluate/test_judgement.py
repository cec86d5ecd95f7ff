"""From verdicts to findings: severity, gates, tallies, profiles, broken policies."""

from datetime import date
from typing import Any

import pytest

from checker.model.finding import Gate, Outcome, Severity
from checker.model.report import Tally

LARGE = "size(aggregation.members) >= params.minimum_capacity_mw"
FACT = "facts.capacity_mw >= params.minimum_capacity_mw"
SITE = "kind: site\nid: s1\nders: []\n"
OTHER = "kind: site\nid: s2\nders: []\n"


def only(court: Any, *dossiers: Any) -> Any:
    (finding,) = court.judgement(*dossiers).findings
    return finding


def test_a_finding_says_what_the_policy_says(court: Any) -> None:
    court.policy(require=FACT, at="members", gate="concurrence")
    finding = only(court, court.dossier(facts={"capacity_mw": 0.4}))
    assert (finding.policy, finding.name) == ("SIZE-001", "minimum-capacity")
    assert finding.outcome is Outcome.FAIL
    assert finding.subject == ("aggregation", "bay")
    assert finding.location.file == "subject.yaml"
    assert finding.location.span.line == 7
    assert finding.remedy == "Add DERs."
    assert finding.gate is Gate.concurrence
    assert finding.sources[0].section == "4.17"
    assert finding.path == "aggregation/bay/members"


@pytest.mark.parametrize(
    ("claimed", "severity", "due_later"),
    [
        (Gate.draft, Severity.NOTE, True),
        (Gate.concurrence, Severity.NOTE, True),
        (Gate.registration, Severity.ERROR, False),
        (Gate.market, Severity.ERROR, False),
    ],
)
@pytest.mark.parametrize("require", ["false", "facts.capacity_mw >= 1.0"])
def test_a_policy_binds_from_its_gate_on(
    court: Any, require: str, claimed: Gate, severity: Severity, due_later: bool
) -> None:
    court.policy(require=require, gate="registration")
    finding = only(court, court.dossier(gate=claimed))
    assert (finding.severity, finding.due_later) == (severity, due_later)


@pytest.mark.parametrize(
    ("severity", "profile", "override", "expected"),
    [
        ("warning", "conservative", None, Severity.WARNING),
        ({"conservative": "error", "tariff": "note"}, "conservative", None, "error"),
        ({"conservative": "error", "tariff": "note"}, "tariff", None, "note"),
        ("error", "tariff", Severity.NOTE, Severity.NOTE),
        (
            {"conservative": "error", "tariff": "note"},
            "tariff",
            Severity.ERROR,
            "error",
        ),
    ],
)
def test_the_severity(
    court: Any, severity: Any, profile: str, override: Severity | None, expected: str
) -> None:
    court.policy(require="false", severity=severity)
    court.profile = profile
    court.severities = {"SIZE-001": override} if override else {}
    assert only(court, court.dossier()).severity == expected


def test_each_verdict_is_tallied_once(court: Any) -> None:
    court.policy(
        when="has(aggregation.name)",
        for_each={"site": "linked.sites"},
        require="site.pnode == 'N1'",
    )
    sites = [SITE, OTHER]
    named = "kind: aggregation\nid: {}\nname: n\n"
    judgement = court.judgement(
        court.dossier(named.format("a"), sites=sites),
        court.dossier(named.format("b"), sites=[]),
        court.dossier("kind: aggregation\nid: c\n", sites=sites),
        court.dossier(named.format("d"), sites=[SITE + "pnode: N1\n"]),
        court.dossier(named.format("e"), sites=[SITE + "pnode: N2\n", OTHER]),
    )
    assert judgement.tally == {
        "SIZE-001": Tally(passed=1, failed=1, not_applicable=2, undetermined=1)
    }
    assert len(judgement.findings) == 4


@pytest.mark.parametrize(
    ("effective", "tally"),
    [
        ({"from": "2026-12-08"}, Tally(failed=1)),
        ({"from": "2026-12-09"}, Tally(not_applicable=1)),
        ({"from": "2020-01-01", "until": "2026-12-08"}, Tally(failed=1)),
        ({"from": "2020-01-01", "until": "2026-12-07"}, Tally(not_applicable=1)),
    ],
)
def test_a_policy_that_is_not_in_force_is_not_applicable(
    court: Any, effective: dict[str, str], tally: Tally
) -> None:
    court.policy(require="false", effective=effective)
    assert court.judgement(court.dossier()).tally == {"SIZE-001": tally}


def test_a_policy_of_another_kind_does_not_judge(court: Any) -> None:
    court.policy(applies_to="site", require="false")
    judgement = court.judgement(court.dossier())
    assert judgement.findings == ()
    assert judgement.tally == {"SIZE-001": Tally()}


@pytest.mark.parametrize(
    "fields",
    [
        {"require": "1.0 / facts.capacity_mw >= 1.0"},
        {"when": "1.0 / facts.capacity_mw >= 1.0"},
        {"for_each": {"site": "linked.sites.filter(s, 1.0 / facts.capacity_mw > 1.0)"}},
        {"require": "aggregation.annotations.text"},
    ],
)
def test_a_policy_that_cannot_run_is_an_error_at_any_gate(
    court: Any, fields: dict[str, Any]
) -> None:
    court.policy(severity="note", gate="market", **fields)
    subject = "kind: aggregation\nid: bay\nannotations: {text: 'true'}\n"
    dossier = court.dossier(
        subject, facts={"capacity_mw": 0}, sites=[SITE], gate=Gate.draft
    )
    finding = only(court, dossier)
    assert (finding.policy, finding.severity) == ("POLICY-001", Severity.ERROR)
    assert finding.outcome is Outcome.UNDETERMINED
    assert finding.message.startswith("SIZE-001 cannot be judged: ")
    assert court.judgement(dossier).tally["SIZE-001"] == Tally(undetermined=1)


@pytest.mark.parametrize(
    ("profile", "capacity", "says"),
    [
        (
            "conservative",
            0.4,
            (
                "tariff would pass: minimum_capacity_mw is 0.1 MW since 2024-11-01"
                " (date unverified)"
            ),
        ),
        ("conservative", 0.05, ""),
        ("tariff", 0.05, ""),
    ],
)
def test_another_profile_that_decides_otherwise_is_named(
    court: Any, profile: str, capacity: float, says: str
) -> None:
    court.policy(require=FACT)
    court.profile = profile
    finding = only(court, court.dossier(facts={"capacity_mw": capacity}))
    assert finding.other_profile == says


def test_the_stricter_profile_would_pass_where_the_rule_is_turned(court: Any) -> None:
    court.policy(require="facts.capacity_mw <= params.minimum_capacity_mw")
    court.profile = "tariff"
    finding = only(court, court.dossier(facts={"capacity_mw": 0.4}))
    assert finding.other_profile == (
        "conservative would pass: minimum_capacity_mw is 0.5 MW since 2016-06-03"
        " (confirmed)"
    )


@pytest.mark.parametrize(
    ("require", "says"),
    [
        (
            "params.minimum_capacity_mw >= 0.5 ? false : facts.energy_mwh >= 1.0",
            "tariff could not judge it",
        ),
        (
            "params.minimum_capacity_mw >= 0.5 ? facts.energy_mwh >= 1.0 : false",
            "tariff would fail",
        ),
    ],
)
def test_a_gap_under_one_profile_only_is_told_from_a_failure(
    court: Any, require: str, says: str
) -> None:
    court.policy(require=require)
    assert only(court, court.dossier()).other_profile.startswith(f"{says}: minimum_")


def test_a_guard_that_another_profile_does_not_meet_is_named(court: Any) -> None:
    court.policy(when="params.minimum_capacity_mw >= 0.5", require="false")
    assert only(court, court.dossier()).other_profile.startswith(
        "tariff would not apply it: "
    )


def test_profiles_are_compared_element_by_element(court: Any) -> None:
    court.policy(
        for_each={"site": "linked.sites"},
        require="site.ders.all(d, d.rated_kw >= params.minimum_capacity_mw)",
    )
    sites = [
        "kind: site\nid: small\nders: [{id: d, rated_kw: 0.05}]\n",
        "kind: site\nid: between\nders: [{id: d, rated_kw: 0.4}]\n",
        "kind: site\nid: gap\nders: [{id: d}]\n",
    ]
    found = court.judgement(court.dossier(sites=sites)).findings
    assert [finding.other_profile[:17] for finding in found] == [
        "",
        "tariff would pass",
        "",
    ]


def test_a_failure_elsewhere_inside_all_is_still_a_failure(court: Any) -> None:
    court.policy(
        require="linked.sites.all(s, s.ders.all(d,"
        " d.rated_kw >= params.minimum_capacity_mw))"
    )
    sites = [
        "kind: site\nid: a\nders: [{id: d, rated_kw: 0.4}]\n",
        "kind: site\nid: b\nders: [{id: d, rated_kw: 0.05}]\n",
    ]
    assert only(court, court.dossier(sites=sites)).other_profile == ""


def test_another_severity_under_another_profile_is_named(court: Any) -> None:
    court.policy(require="false", severity={"conservative": "note", "tariff": "error"})
    assert only(court, court.dossier()).other_profile == "tariff makes it an error"


def test_the_values_that_policies_read_are_listed(court: Any) -> None:
    court.policy(require=FACT)
    judgement = court.judgement(court.dossier(facts={"capacity_mw": 1}))
    assert [(p.name, p.value) for p in judgement.parameters] == [
        ("minimum_capacity_mw", 0.5)
    ]


def test_an_overridden_value_counts_and_is_listed_as_such(court: Any) -> None:
    court.policy(require=FACT)
    court.parameters = {"minimum_capacity_mw": 2.0}
    judgement = court.judgement(court.dossier(facts={"capacity_mw": 1}))
    assert judgement.tally["SIZE-001"].failed == 1
    assert judgement.parameters[0].overridden


def test_a_value_that_does_not_hold_yet_is_a_gap(court: Any) -> None:
    court.policy(require=FACT, effective={"from": "2000-01-01"})
    court.as_of = date(2016, 6, 2)
    finding = only(court, court.dossier(facts={"capacity_mw": 1}))
    assert finding.message == (
        "cannot be judged: `params.minimum_capacity_mw` is missing:"
        " it has no value on 2016-06-02"
    )


def test_fingerprints_are_one_for_each_element(court: Any) -> None:
    court.policy(for_each={"site": "linked.sites"}, require="false", at="members")
    found = court.judgement(court.dossier(sites=[SITE, OTHER])).findings
    assert len({finding.fingerprint for finding in found}) == 2


def test_fingerprints_survive_another_order(court: Any) -> None:
    court.policy(for_each={"site": "linked.sites"}, require="false", at="members")
    one = court.judgement(court.dossier(sites=[SITE, OTHER])).findings
    other = court.judgement(court.dossier(sites=[OTHER, SITE])).findings
    assert {f.fingerprint for f in one} == {f.fingerprint for f in other}
