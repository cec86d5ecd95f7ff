"""The stages together: filters, settings, what cannot be read, and one order."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker.errors import (
    CheckerError,
    ConfigurationError,
    NothingToCheckError,
    UsageError,
)
from checker.model.finding import Finding, Outcome, Severity
from checker.model.report import Report
from checker.pipeline import Options, check, rule_book
from checker.report.json import as_json

TODAY = date(2026, 12, 8)
BOOK = rule_book()

PROVIDER = """\
dera: v1
kind: provider
id: p
legal_name: Sunpath
contact: {name: N, email: n@example.com}
user_access_administrators: [{name: U, email: u@example.com}]
"""
UTILITY = """\
dera: v1
kind: utility
id: pge
name: PG&E
role: udc
tac_area: PGAE
contact: {name: N, email: n@example.com}
"""
COORDINATOR = """\
dera: v1
kind: scheduling_coordinator
id: spth
legal_name: Coordinator
scid: SPTH
status: suspended
certified_on: 2020-01-01
contact: {name: N, email: n@example.com}
"""
SITE = """\
dera: v1
kind: site
id: s1
name: One
service_address: {street: 1 Main St, city: Oakland, state: CA, zip: "94601"}
utility: pge
service_account: "01"
pnode: NODE_1
sub_lap: PGEB
ders:
  - {id: d1, name: Battery, technology: battery, rated_kw: 400, energy_kwh: 800}
"""
AGGREGATION = """\
dera: v1
kind: aggregation
id: bay
name: Bay
provider: p
gate: concurrence
model: ngr
services: [energy]
members:
  - {site: s1, from: 2026-06-01}
"""
FILES = {
    "dera.yaml": "dera: v1\n",
    "aggregations/bay.yaml": AGGREGATION,
    "sites/s1.yaml": SITE,
    "parties/provider.yaml": PROVIDER,
    "parties/utility.yaml": UTILITY,
}

Portfolio = Callable[..., Path]


@pytest.fixture(autouse=True)
def rule_book_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for stage in ("case", "check"):
        module = sys.modules[f"checker.pipeline.{stage}"]
        monkeypatch.setattr(module, "rule_book", lambda *_: BOOK)


@pytest.fixture
def portfolio(tmp_path: Path) -> Portfolio:
    """Write a portfolio; a file that is None is left out."""

    def write(**changed: str | None) -> Path:
        names = {Path(file).stem: file for file in FILES}
        files = dict(FILES)
        for name, text in changed.items():
            files[names.get(name, f"{name}.yaml")] = text or ""
        for file, text in files.items():
            if text:
                path = tmp_path / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def report(
    *paths: Path, stdin: tuple[str, bytes] | None = None, **options: Any
) -> Report:
    given: dict[str, Any] = {"as_of": TODAY, "today": TODAY, **options}
    return check(paths, Options(**given), stdin).report


def found(report: Report, policy: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.policy == policy]


def ids(report: Report) -> set[str]:
    return {finding.policy for finding in report.findings}


def tallied(report: Report) -> dict[str, str]:
    """Return each policy with its only outcome, for a portfolio of one subject."""
    return {
        name: "".join(
            letter * count for letter, count in zip("PFNU", tally, strict=False)
        )
        for name, tally in report.tally.items()
    }


# ---- what is asked for


def test_everything_is_reported_by_default(portfolio: Portfolio) -> None:
    whole = report(portfolio())
    (size,) = found(whole, "SIZE-001")
    assert size.location.file == "aggregations/bay.yaml"
    assert whole.declarations == 4
    assert whole.aggregations == 1


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("aggregations", True),
        ("aggregations/bay.yaml", True),
        ("sites", False),
        ("parties/provider.yaml", False),
        (".", True),
        ("dera.yaml", True),
    ],
)
def test_paths_filter_the_report(
    portfolio: Portfolio, asked: str, expected: bool
) -> None:
    assert bool(found(report(portfolio() / asked), "SIZE-001")) is expected


def test_a_folder_is_no_prefix_of_another_folders_name(portfolio: Portfolio) -> None:
    root = portfolio()
    (root / "agg").mkdir()
    (root / "agg" / "p2.yaml").write_text(PROVIDER.replace("id: p", "id: p2"))
    assert found(report(root / "agg"), "SIZE-001") == []


def test_links_use_the_whole_portfolio_whatever_is_asked(portfolio: Portfolio) -> None:
    root = portfolio()
    assert report(root / "sites").tally == report(root).tally
    assert found(report(root / "aggregations"), "LINK-001") == []


def test_an_aggregation_fails_in_its_own_file_too(portfolio: Portfolio) -> None:
    bay = AGGREGATION.replace("gate: concurrence", "gate: registration")
    root = portfolio(bay=f"{bay}scheduling_coordinator: spth\n", spth=COORDINATOR)
    for asked in ("aggregations/bay.yaml", "spth.yaml"):
        (finding,) = found(report(root / asked), "SC-002")
        assert finding.location.file == "spth.yaml"


def test_a_conflict_is_reported_in_both_files(portfolio: Portfolio) -> None:
    root = portfolio(twin=SITE)
    for asked in ("twin.yaml", "sites/s1.yaml"):
        assert len(found(report(root / asked), "LINK-002")) == 1


@pytest.mark.parametrize("name", ["notes.md", ".hidden.yaml", "excluded.yaml"])
def test_a_path_that_holds_nothing_to_check_does_not_pass(
    portfolio: Portfolio, name: str
) -> None:
    root = portfolio(dera="dera: v1\nexclude: [excluded.yaml]\n")
    (root / name).write_text(AGGREGATION)
    with pytest.raises(NothingToCheckError, match="no declarations found in"):
        report(root / name)


def test_a_path_that_is_not_there_is_refused(portfolio: Portfolio) -> None:
    with pytest.raises(UsageError, match="there is no"):
        report(portfolio() / "aggregation")


def test_a_path_outside_the_portfolio_is_refused(
    portfolio: Portfolio, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    with pytest.raises(UsageError, match="not below"):
        report(portfolio(), elsewhere)


# ---- standard input


def test_standard_input_replaces_a_file(portfolio: Portfolio) -> None:
    file = portfolio() / "sites" / "s1.yaml"
    larger = SITE.replace("rated_kw: 400", "rated_kw: 500").encode()
    judged = report(file.parent.parent, stdin=(str(file), larger))
    assert found(judged, "SIZE-001") == []
    assert judged.declarations == 4


def test_standard_input_may_be_a_file_that_is_not_there_yet(
    portfolio: Portfolio,
) -> None:
    root = portfolio(s1=None)
    judged = report(root, stdin=(str(root / "new.yaml"), SITE.encode()))
    assert found(judged, "LINK-001") == []


def test_standard_input_alone_asks_about_its_file(portfolio: Portfolio) -> None:
    file = portfolio() / "sites" / "s1.yaml"
    judged = report(stdin=(str(file), SITE.replace("name: One\n", "").encode()))
    assert {finding.location.file for finding in judged.findings} == {"sites/s1.yaml"}
    assert ids(judged) == {"SCHEMA-002"}


# ---- which policies, profile, gate, day


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        (("SIZE-001", "SIZE-002"), (), {"SIZE-001", "SIZE-002"}),
        (("SIZE-001", "SIZE-002"), ("SIZE-002",), {"SIZE-001"}),
    ],
)
def test_only_the_chosen_policies_judge(
    portfolio: Portfolio, select: Any, ignore: Any, expected: set[str]
) -> None:
    judged = report(portfolio(), select=select, ignore=ignore)
    assert set(judged.tally) == ids(judged) == expected


def test_an_ignored_policy_does_not_judge(portfolio: Portfolio) -> None:
    judged = report(portfolio(), ignore=("SIZE-001",))
    assert "SIZE-001" not in judged.tally
    assert "SIZE-002" in ids(judged)


def test_selecting_policies_hides_no_finding_of_the_engine(
    portfolio: Portfolio,
) -> None:
    judged = report(portfolio(s1=None), select=("SIZE-001",))
    assert "LINK-001" in ids(judged)


@pytest.mark.parametrize("option", ["select", "ignore"])
def test_an_unknown_policy_is_refused_with_a_suggestion(
    portfolio: Portfolio, option: str
) -> None:
    given: dict[str, Any] = {option: ("SIZE-01",)}
    with pytest.raises(UsageError) as caught:
        report(portfolio(), **given)
    assert "there is no policy `SIZE-01`" in str(caught.value)
    assert "did you mean `SIZE-0" in str(caught.value)


@pytest.mark.parametrize(
    ("configured", "asked", "expected"),
    [
        (None, None, "conservative"),
        ("tariff", None, "tariff"),
        ("tariff", "conservative", "conservative"),
        (None, "tariff", "tariff"),
    ],
)
def test_the_callers_profile_comes_before_the_portfolios(
    portfolio: Portfolio, configured: str | None, asked: str | None, expected: str
) -> None:
    more = f"profile: {configured}\n" if configured else ""
    judged = report(portfolio(dera=f"dera: v1\n{more}"), profile=asked)
    assert judged.profile == expected
    assert bool(found(judged, "SIZE-001")) is (expected == "conservative")


def test_an_unknown_profile_is_refused(portfolio: Portfolio) -> None:
    with pytest.raises(UsageError, match="there is no profile `tarif`"):
        report(portfolio(), profile="tarif")


OVERRIDES = """\
dera: v1
parameters: {minimum_capacity_mw: 0.25}
severities: {SIZE-002: note}
"""


def test_overrides_count_and_are_reported(portfolio: Portfolio) -> None:
    judged = report(portfolio(dera=OVERRIDES))
    assert judged.overrides == ("minimum_capacity_mw is 0.25 MW", "SIZE-002 is a note")
    assert found(judged, "SIZE-001") == []
    assert found(judged, "SIZE-002")[0].severity is Severity.NOTE
    assert [p.value for p in judged.parameters if p.overridden] == [0.25]


def test_overrides_can_be_refused(portfolio: Portfolio) -> None:
    with pytest.raises(ConfigurationError, match="overrides are refused"):
        report(portfolio(dera=OVERRIDES), allow_overrides=False)


@pytest.mark.parametrize(
    "settings",
    [
        "parameters: {minimum_capacity: 0.25}",
        "parameters: {minimum_capacity_mw: low}",
        "severities: {SIZE-02: note}",
        "severities: {SIZE-002: nothing}",
        "profil: tariff",
        "profile: tarif",
    ],
)
def test_settings_that_cannot_be_used_stop_the_run(
    portfolio: Portfolio, settings: str
) -> None:
    with pytest.raises(CheckerError) as caught:
        report(portfolio(dera=f"dera: v1\n{settings}\n"))
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "settings",
    [
        "parameters:\n  minimum_capacity: 0.25\n",
        "parameters:\n  minimum_capacity_mw: low\n",
        "severities:\n  SIZE-02: note\n",
        "policies:\n  - nowhere\n",
    ],
)
def test_an_override_that_cannot_be_used_is_shown_on_its_line(
    portfolio: Portfolio, settings: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        report(portfolio(dera=f"dera: v1\n{settings}"))
    assert (caught.value.file, caught.value.line) == ("dera.yaml", 3)


def test_a_day_before_the_rule_book_is_a_slip(portfolio: Portfolio) -> None:
    with pytest.raises(UsageError, match="the rule book begins on 2016-06-03"):
        report(portfolio(), as_of=date(2016, 6, 2))
    assert report(portfolio(), as_of=date(2016, 6, 3)).tally


@pytest.mark.parametrize(
    ("gate", "severity", "due_later"),
    [
        (None, Severity.ERROR, False),
        ("draft", Severity.NOTE, True),
        ("concurrence", Severity.ERROR, False),
        ("market", Severity.ERROR, False),
    ],
)
def test_another_gate_may_be_asked_for(
    portfolio: Portfolio, gate: str | None, severity: Severity, due_later: bool
) -> None:
    (finding,) = found(report(portfolio(), gate=gate), "SIZE-001")
    assert (finding.severity, finding.due_later) == (severity, due_later)


@pytest.mark.parametrize(("day", "simulated"), [(8, False), (7, True), (9, True)])
def test_a_judgement_of_another_day_is_simulated(
    portfolio: Portfolio, day: int, simulated: bool
) -> None:
    assert report(portfolio(), as_of=date(2026, 12, day)).simulated is simulated


@pytest.mark.parametrize(("day", "outcome"), [(31, "F"), (1, "P")])
def test_the_day_of_judgement_decides_on_dated_values(
    portfolio: Portfolio, day: int, outcome: str
) -> None:
    as_of = date(2024, 10 if day == 31 else 11, day)
    bay = AGGREGATION.replace("2026-06-01", "2020-06-01")
    judged = report(portfolio(bay=bay), as_of=as_of, profile="tariff")
    assert tallied(judged)["SIZE-001"] == outcome


# ---- what cannot be used


def test_an_empty_folder_is_nothing_to_check(tmp_path: Path) -> None:
    (tmp_path / "dera.yaml").write_text("dera: v1\n")
    with pytest.raises(NothingToCheckError):
        report(tmp_path)


def test_a_folder_of_unreadable_files_does_not_pass(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: [\n")
    assert ids(report(tmp_path)) == {"READ-003"}


def test_an_unreadable_file_is_found_and_nothing_dangles(portfolio: Portfolio) -> None:
    judged = report(portfolio(s1="dera: v1\nkind: site\n  id: s1\n"))
    assert "READ-003" in ids(judged)
    assert "LINK-001" not in ids(judged)
    (size,) = found(judged, "SIZE-001")
    assert size.outcome is Outcome.UNDETERMINED
    assert size.severity is Severity.ERROR


def test_an_invalid_declaration_is_found_and_never_judged(
    portfolio: Portfolio,
) -> None:
    judged = report(portfolio(bay=AGGREGATION.replace("services", "servces")))
    assert "SCHEMA-001" in ids(judged)
    assert set(tallied(judged)["SIZE-001"]) == set()
    assert {f.subject.id for f in judged.findings if f.subject.kind != "portfolio"} <= {
        "bay"
    }


def test_what_depends_on_an_invalid_declaration_is_not_judged(
    portfolio: Portfolio,
) -> None:
    judged = report(portfolio(s1=SITE.replace("rated_kw: 400", "rated_kw: -400")))
    assert "LINK-001" not in ids(judged)
    (size,) = found(judged, "SIZE-001")
    assert size.outcome is Outcome.UNDETERMINED
    assert "site `s1` does not pass its schema (sites/s1.yaml:3)" in size.message


def test_a_dangling_reference_is_found_and_nothing_passes_on_it(
    portfolio: Portfolio,
) -> None:
    judged = report(portfolio(s1=None))
    assert len(found(judged, "LINK-001")) == 1
    assert tallied(judged)["SIZE-001"] == "U"


def test_two_declarations_of_one_id_are_both_unusable(portfolio: Portfolio) -> None:
    judged = report(portfolio(twin=SITE.replace("400", "600")))
    assert len(found(judged, "LINK-002")) == 1
    assert tallied(judged)["SIZE-001"] == "U"


@pytest.mark.parametrize("broken", ["a: [\n", "plain text\n", "kind: metr\nid: m\n"])
def test_a_rule_over_all_of_something_does_not_pass_on_a_part(
    portfolio: Portfolio, broken: str
) -> None:
    # No Master File extract contradicts the Resource ID, as far as could be read.
    bay = f"{AGGREGATION}resource_id: BAY_1\n"
    assert tallied(report(portfolio(bay=bay)))["MF-001"] == "P"
    assert tallied(report(portfolio(bay=bay, extract=broken)))["MF-001"] == "U"


def test_a_waiver_of_what_can_never_be_waived_is_refused(portfolio: Portfolio) -> None:
    waiver = """\
dera: v1
kind: waiver
id: w
policy: SIZE-001
subject: {kind: aggregation, id: bay}
reason: We grow.
approved_by: A
ticket: T-1
expires_on: 2027-01-31
"""
    judged = report(portfolio(waiver=waiver))
    (finding,) = found(judged, "WAIVER-003")
    assert finding.severity is Severity.ERROR
    assert finding.location.file == "waiver.yaml"
    (returned,) = found(judged, "SIZE-001")
    assert (returned.severity, returned.waiver) == (Severity.ERROR, None)


# ---- one order


def test_the_same_input_gives_the_same_bytes(portfolio: Portfolio) -> None:
    root = portfolio()
    assert as_json(report(root)) == as_json(report(root))


def test_findings_stand_in_the_order_of_files_and_lines(portfolio: Portfolio) -> None:
    findings = report(portfolio(), gate="market").findings
    keys = [(f.location.file, f.location.span.line) for f in findings]
    assert len(keys) > 10
    assert keys == sorted(keys)


def arranged(root: Path, texts: list[str], *, one_file: bool) -> Report:
    root.mkdir()
    (root / "dera.yaml").write_text("dera: v1\n")
    if one_file:
        (root / "all.yaml").write_text("---\n".join(texts))
    for number, text in enumerate(texts if not one_file else ()):
        (root / f"{number}.yaml").write_text(text)
    return report(root, gate="market")


@pytest.mark.parametrize("one_file", [True, False])
@pytest.mark.parametrize("shift", [0, 1, 3, 5])
def test_files_and_their_order_do_not_matter(
    tmp_path: Path, one_file: bool, shift: int
) -> None:
    bay = (
        f"{AGGREGATION}  - {{site: s2, from: 2026-06-01}}\n"
        "scheduling_coordinator: spth\n"
    )
    second = SITE.replace("id: s1", "id: s2").replace('"01"', '"02"')
    meter = (
        "dera: v1\nkind: meter\nid: m1\nsite: s1\nserial_number: '1'\n"
        "revenue_quality: false\ncertification: none\ninterval_minutes: 15\n"
    )
    texts = [bay, SITE, PROVIDER, UTILITY, COORDINATOR, second, meter]
    turned = texts[shift:] + texts[:shift]
    one = arranged(tmp_path / "one", texts, one_file=False)
    other = arranged(tmp_path / "other", turned[::-1], one_file=one_file)
    assert one.tally == other.tally
    assert {(f.fingerprint, f.message, f.severity) for f in one.findings} == {
        (f.fingerprint, f.message, f.severity) for f in other.findings
    }


def test_each_finding_has_a_fingerprint_of_its_own(portfolio: Portfolio) -> None:
    findings = report(portfolio(), gate="market").findings
    assert len({finding.fingerprint for finding in findings}) == len(findings)
