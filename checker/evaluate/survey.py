"""Answer what the caller asks besides what is wrong."""

from collections.abc import Callable, Iterable
from datetime import date
from importlib.resources.abc import Traversable

from checker.errors import UsageError
from checker.evaluate.coverage import coverage_of
from checker.evaluate.headroom import narrow_passes
from checker.evaluate.run import Run
from checker.evaluate.sweep import days_of_change, sweep
from checker.evaluate.trace import trace_all
from checker.link.portfolio import Portfolio
from checker.link.references import references_of
from checker.model.finding import Finding
from checker.model.survey import Coverage, Future, Questions, Survey
from checker.policy.fields import fields_read, recorded_reads
from checker.policy.settings import refuse_unknown
from checker.validate.schemas import SchemaSet

__all__ = ["Survey", "survey"]


def survey(  # noqa: PLR0913, PLR0917 # each answer rests on another of them
    questions: Questions,
    run: Run,
    portfolio: Portfolio,
    schemas: SchemaSet,
    policies: Traversable,
    judge_on: Callable[[date], Iterable[Finding]],
) -> Survey:
    """Answer questions about a judgement.

    Args:
        questions: what is asked.
        run: the judgement.
        portfolio: the linked declarations.
        schemas: the declarations' schemas.
        policies: the folder of the shipped policies.
        judge_on: gives the findings of another day.

    Raises:
        UsageError: a policy that is to be traced does not exist.
    """
    known, traced = run.bench.pack.policies, tuple(map(str.upper, questions.trace))
    refuse_unknown("policy", traced, known, UsageError)
    trace = trace_all(run.bench, run.dossiers, traced) if traced else None
    headroom = questions.headroom
    return Survey(
        trace,
        _future(run, portfolio, judge_on) if questions.sweep else None,
        _coverage(run, portfolio, schemas, policies) if questions.coverage else None,
        None
        if headroom is None
        else (headroom, narrow_passes(run.bench, run.dossiers, headroom)),
    )


def _future(
    run: Run, portfolio: Portfolio, judge_on: Callable[[date], Iterable[Finding]]
) -> Future:
    as_of = run.bench.as_of
    declared = (declaration.data for declaration in portfolio.every)
    days, left_out = days_of_change(run.bench.pack, declared, as_of)
    return sweep(as_of, run.report.findings, days, left_out, judge_on)


def _coverage(
    run: Run, portfolio: Portfolio, schemas: SchemaSet, policies: Traversable
) -> Coverage:
    judged = fields_read(run.bench.pack.policies.values(), schemas)
    reads = (judged, recorded_reads(policies))
    references = references_of(schemas)
    tally = run.report.tally
    return coverage_of(tally, run.dossiers, portfolio, references, reads)
