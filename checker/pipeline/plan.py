"""What a change means: the portfolio as it is, held against an earlier revision."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from checker import __version__
from checker.errors import NothingToCheckError
from checker.evaluate.bench import Bench, bench_of
from checker.evaluate.concerned import stands_in
from checker.evaluate.rule_book import rule_book
from checker.evaluate.run import Options
from checker.link.business_days import BusinessCalendar, TextCalendar
from checker.load.discover import CONFIGURATION, find_root
from checker.load.portfolio import asked_files
from checker.model.dossier import Dossier
from checker.pipeline.base import Base, at_revision, open_base
from checker.pipeline.case import Case, dossiers_of, read_case
from checker.plan.build import approved, differences, grouped
from checker.plan.difference import compare
from checker.plan.effects import Comparison
from checker.plan.hints import hints
from checker.plan.model import Plan
from checker.plan.rules import RuleSet, load_rules
from checker.plan.settings import SETTINGS, own_policies, settings_of
from checker.plan.sides import Side
from checker.plan.terms import Clock
from checker.policy.environment import Environments
from checker.policy.pack import Pack
from checker.policy.settings import overrides_in_words
from checker.resources import data_dir
from checker.validate.schemas import SchemaSet

__all__ = ["PlanRun", "consequences", "plan"]


@dataclass(frozen=True, slots=True)
class PlanRun:
    """A plan, and the root of the portfolio that it is about."""

    plan: Plan
    root: Path


def consequences(book: tuple[SchemaSet, Pack]) -> RuleSet:
    """Read the shipped consequences of changes.

    Args:
        book: the schemas and the rule book that they rest on.

    Raises:
        PolicyError: one of them is broken.
    """
    schemas, pack = book
    calendar = TextCalendar(BusinessCalendar(pack.calendar_overrides))
    scopes = Environments(schemas, pack.parameters, calendar)
    root = data_dir("policies") / "consequences"
    return load_rules(root, schemas, pack.parameters, scopes)


def plan(
    paths: tuple[Path, ...],
    options: Options,
    revision: str,
    approvals: tuple[str, ...] = (),
) -> PlanRun:
    """Say what the changes since a revision set off.

    Args:
        paths: which files to report on; all of the portfolio is compared.
        options: what the caller decides.
        revision: the commit, branch or tag to compare with.
        approvals: fingerprints of changes that somebody has approved.

    Raises:
        NothingToCheckError: neither side declares anything.
        RevisionError: there is no such revision, or what was there cannot be used.
        CheckerError: the call, the configuration or our own data cannot be used.
    """
    root = find_root((*paths, Path())[0])
    asked = asked_files(root, paths)
    book = rule_book()
    rules = consequences(book)
    head = read_case(root, options, book=book, may_be_empty=True)
    bench = bench_of(head.pack, head.configuration, options.as_of, options)
    with open_base(head, revision, book) as base:
        with at_revision(revision):
            earlier = _dossiers(base.case, options.as_of)
        later = _dossiers(head, options.as_of)
        if not base.case.loaded.inputs and not head.loaded.inputs:
            raise NothingToCheckError(
                f"no declarations found below {root}, now or at {revision}"
            )
        made = _made(head, base, bench, rules, (earlier, later), asked)
    return PlanRun(approved(made, approvals), root)


def _made(  # noqa: PLR0913, PLR0917 # both sides and what they are judged by
    head: Case,
    base: Base,
    bench: Bench,
    rules: RuleSet,
    dossiers: tuple[Mapping[str, Dossier], Mapping[str, Dossier]],
    asked: tuple[str, ...],
) -> Plan:
    earlier = {new: old for old, new in base.renames.items()}

    def wanted(file: str) -> bool:
        return not asked or any(
            stands_in(name, asked) for name in (file, earlier.get(file, file))
        )

    schemas = head.schemas
    settings = compare(
        settings_of(base.case.root, schemas),
        settings_of(head.root, schemas),
        rules.shapes[SETTINGS],
    )
    found = differences(
        Side(base.case.portfolio, base.case.loaded.findings),
        Side(head.portfolio, head.loaded.findings),
        rules,
        wanted,
    )
    comparison = Comparison(
        base=base.case.portfolio,
        head=head.portfolio,
        earlier=dossiers[0],
        later=dossiers[1],
        clock=clock_of(bench),
        params=bench.params(bench.profile),
    )
    as_of = bench.as_of
    changes = (*found.changes, *(settings if wanted(CONFIGURATION) else ()))
    return Plan(
        tool_version=__version__,
        base=base.revision,
        commit=base.commit,
        as_of=as_of,
        simulated=as_of != head.options.today,
        profile=bench.profile,
        groups=grouped(changes, rules, comparison),
        unjudged=(*found.unjudged, *own_policies(base.case.pack, head.pack)),
        hints=hints(found.changes),
        overrides=overrides_in_words(head.pack, head.configuration),
        rules_sha256=rules.sha256,
    )


def clock_of(bench: Bench) -> Clock:
    """Return what the days of a plan are counted with."""
    return Clock(
        as_of=bench.as_of,
        calendar=BusinessCalendar(bench.pack.calendar_overrides),
        profile=bench.profile,
        values={name: bench.values(name) for name in bench.pack.profiles},
    )


def _dossiers(case: Case, as_of: date) -> dict[str, Dossier]:
    """Return the aggregations of a portfolio, judged at the gates that they claim."""
    case = replace(case, options=replace(case.options, gate=None))
    return {
        dossier.subject.id: dossier
        for dossier in dossiers_of(case, as_of)
        if dossier.subject.kind == "aggregation"
    }
