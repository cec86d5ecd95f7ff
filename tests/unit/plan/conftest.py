"""Two states of a portfolio, written as YAML in a test, and what differs."""

from collections.abc import Callable
from datetime import date

import pytest

from checker.evaluate.bench import Wishes, bench_of
from checker.evaluate.rule_book import rule_book
from checker.link.dossiers import Setting, build_dossiers
from checker.link.portfolio import link
from checker.link.references import references_of
from checker.load.header import declarations_of
from checker.load.read import read_text
from checker.model.configuration import Configuration
from checker.model.dossier import Dossier
from checker.pipeline.plan import clock_of, consequences
from checker.plan.build import Differences, differences, grouped
from checker.plan.effects import Comparison
from checker.plan.model import Group
from checker.plan.rules import RuleSet
from checker.plan.sides import Side
from checker.policy.pack import Pack
from checker.validate.declaration import validate_all
from checker.validate.schemas import SchemaSet

AS_OF = date(2026, 11, 20)

Files = dict[str, str]
MakeSide = Callable[[Files], Side]
Planned = Callable[[Files, Files], tuple[Group, ...]]


@pytest.fixture(scope="session")
def book() -> tuple[SchemaSet, Pack]:
    return rule_book()


@pytest.fixture(scope="session")
def rules(book: tuple[SchemaSet, Pack]) -> RuleSet:
    return consequences(book)


@pytest.fixture(scope="session")
def side(book: tuple[SchemaSet, Pack]) -> MakeSide:
    """Link files, `{path: YAML}`, as the pipeline does."""
    schemas, _ = book
    references = references_of(schemas)

    def make(files: Files) -> Side:
        declarations = []
        faults = []
        for file, text in sorted(files.items()):
            reading = read_text(file, text.encode())
            headed, headless = declarations_of(reading, tuple(schemas.kinds))
            declarations += list(headed)
            faults += [*reading.findings, *headless]
        invalid, _ = validate_all(tuple(declarations), schemas)
        unread = f"{faults[0].location.file} cannot be read" if faults else ""
        portfolio, _ = link(declarations, invalid, references, unread=unread)
        return Side(portfolio, tuple(faults))

    return make


@pytest.fixture(scope="session")
def compared(side: MakeSide, rules: RuleSet) -> Callable[[Files, Files], Differences]:
    """Compare two states, given as files."""

    def compare(before: Files, after: Files) -> Differences:
        return differences(side(before), side(after), rules, lambda _: True)

    return compare


@pytest.fixture(scope="session")
def planned(side: MakeSide, rules: RuleSet, book: tuple[SchemaSet, Pack]) -> Planned:
    """Plan the change between two states, as of 2026-11-20."""
    schemas, pack = book
    bench = bench_of(pack, Configuration(), AS_OF, Wishes())
    setting = Setting(
        as_of=AS_OF,
        gate=None,
        signatories=None,
        hour_labels="sequential",
        kinds=tuple(schemas.kinds),
    )

    def dossiers(one: Side) -> dict[str, Dossier]:
        return {
            dossier.subject.id: dossier
            for dossier in build_dossiers(one.portfolio, setting)
            if dossier.subject.kind == "aggregation"
        }

    def make(before: Files, after: Files) -> tuple[Group, ...]:
        base, head = side(before), side(after)
        comparison = Comparison(
            base=base.portfolio,
            head=head.portfolio,
            earlier=dossiers(base),
            later=dossiers(head),
            clock=clock_of(bench),
            params=bench.params(bench.profile),
        )
        found = differences(base, head, rules, lambda _: True)
        return grouped(found.changes, rules, comparison)

    return make
