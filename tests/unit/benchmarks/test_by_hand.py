"""What is written by hand to compare with says what the rule book says."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import pytest

from benchmarks.by_hand import RULES, judge_by_hand
from benchmarks.corpus import write_corpus
from checker.evaluate.bench import Bench, bench_of
from checker.evaluate.judge import bindings_of, judge
from checker.evaluate.run import Options
from checker.model.dossier import Dossier
from checker.pipeline.case import dossiers_of, read_case

AS_OF = date(2026, 12, 8)
MEANT = frozenset({"FAIL", "NOT_APPLICABLE", "PASS", "UNDETERMINED"})


class Bayview(NamedTuple):
    dossier: Dossier
    bench: Bench


@pytest.fixture(scope="module")
def bayview(tmp_path_factory: pytest.TempPathFactory) -> Bayview:
    folder = tmp_path_factory.mktemp("fleet")
    write_corpus(1, folder, sites=5)
    options = Options(as_of=AS_OF, today=AS_OF)
    case = read_case(folder, options)
    bench = bench_of(case.pack, case.configuration, AS_OF, options)
    dossiers = dossiers_of(case, AS_OF)
    (aggregation,) = (d for d in dossiers if d.subject.kind == "aggregation")
    assert isinstance(aggregation, Dossier)
    return Bayview(aggregation, bench)


def both(bayview: Bayview) -> tuple[dict[str, str], dict[str, str]]:
    """Return the outcomes by hand, and those of the rule book."""
    dossier, bench = bayview
    params, as_of = bench.params(bench.profile), AS_OF.isoformat()
    bindings = bindings_of(dossier, params, as_of)
    ours = {
        name: judge(bench.pack.policies[name], dossier, bindings).outcome.name
        for name in RULES
    }
    return judge_by_hand(dossier, params, as_of), ours


def test_every_policy_that_visits_sites_is_written_by_hand(bayview: Bayview) -> None:
    lists = ("linked.sites", "linked.ders", "linked.meters")
    visiting = {
        name
        for name, compiled in bayview.bench.pack.policies.items()
        if compiled.policy.applies_to == "aggregation"
        and any(
            path in program.source
            for program in compiled.programs.values()
            for path in lists
        )
    }
    assert set(RULES) == visiting


def test_both_say_the_same_of_a_fleet_that_complies(bayview: Bayview) -> None:
    by_hand, ours = both(bayview)
    assert by_hand == ours
    assert set(by_hand.values()) == {"PASS", "NOT_APPLICABLE"}


def things(dossier: Dossier) -> Iterator[dict[str, Any]]:
    """Yield what the rules read of the first of everything."""
    linked = dossier.linked
    yield dossier.record
    for name in ("sites", "ders", "meters", "metering_plans", "utilities"):
        yield linked[name][0]
    for name in ("nri_projects", "concurrences", "telemetry"):
        yield linked[name][0]
    yield linked["ders"][0]["interconnection"]
    yield linked["sites"][0]["meters"][0]


def fields(thing: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return what may be changed; by its id a thing stands in the dossier."""
    return [(field, value) for field, value in thing.items() if field != "id"]


def others(value: Any) -> Iterator[Any]:
    """Yield what could stand in the place of a value."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield value * 1000
        yield value / 1000
    elif isinstance(value, str):
        if value[:2] == "20":
            yield from ("2030-01-01", "2020-01-01")
        else:
            yield from ("other", "lra", "flexible_load", "concerns_raised", "ngr")
    elif isinstance(value, list):
        yield []


def test_both_say_the_same_of_whatever_is_changed(bayview: Bayview) -> None:
    seen: set[str] = set()
    unlike = []
    for thing in things(bayview.dossier):
        for field, value in fields(thing):
            for other in others(value):
                thing[field] = other
                by_hand, ours = both(bayview)
                thing[field] = value
                seen.update(by_hand.values())
                unlike += [(field, other, k) for k in RULES if by_hand[k] != ours[k]]
    assert not unlike
    assert seen == MEANT


ABSORBED = {
    ("technology", "AS-003"),
    ("technology", "DER-004"),
    ("technology", "TEL-005"),
    ("exports", "DER-005"),
    ("outcome", "UDC-002"),
    ("responded_on", "UDC-002"),
}
"""Where an expression is decided by its other part, and Python is stopped by a gap."""


def test_what_is_left_out_is_missed_by_hand_wherever_we_miss_it(
    bayview: Bayview,
) -> None:
    seen: set[str] = set()
    unlike = set()
    for thing in things(bayview.dossier):
        for field, value in fields(thing):
            del thing[field]
            by_hand, ours = both(bayview)
            thing[field] = value
            seen.update(by_hand.values())
            for name in RULES:
                if by_hand[name] != ours[name]:
                    assert by_hand[name] == "UNDETERMINED"
                    unlike.add((field, name))
    assert unlike == ABSORBED
    assert seen == MEANT
