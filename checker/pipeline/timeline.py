"""The way to the market: what is missing, who owes it, and by when."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

from checker.errors import UsageError
from checker.evaluate.lifecycle import lifecycle_of
from checker.evaluate.run import Options, Run
from checker.link.dossiers import member_keys
from checker.load.discover import find_root
from checker.model.dossier import Dossier
from checker.model.timeline import Deadline, Timeline, TimelineReport
from checker.pipeline.case import Case, judge_case, read_case
from checker.pipeline.chosen import ENGINE_RULES, refuse_unusable
from checker.timeline.clock import Clock
from checker.timeline.compute import Terms, timeline
from checker.timeline.deadlines import aggregation_deadlines
from checker.timeline.expiries import portfolio_deadlines
from checker.validate.waivers import read_waivers

__all__ = ["TimelineRun", "timeline_of", "timelines"]


class TimelineRun(NamedTuple):
    """The timelines of a portfolio, and where it is."""

    report: TimelineReport
    root: Path


def timelines(
    path: Path, options: Options, aggregations: tuple[str, ...], by: date | None
) -> TimelineRun:
    """Reckon the timelines of the portfolio around a path.

    Args:
        path: where the portfolio is; all of it is judged.
        options: what the caller decides.
        aggregations: the identifiers of those that are asked for; all when empty.
        by: the first trade date that is wanted; else each one's own `market_date`.

    Raises:
        NothingToCheckError: there is no declaration, or no aggregation.
        CheckerError: the call, the configuration or our own data cannot be used.
    """
    if by is not None and by < options.as_of:
        raise UsageError(
            f"--by {by} lies before the day of judgement, {options.as_of}",
            remedy="ask for a day that is still to come",
        )
    case = read_case(find_root(path), options)
    run = judge_case(case, options.as_of)
    dossiers = {
        dossier.subject.id: dossier
        for dossier in run.dossiers
        if dossier.subject.kind == "aggregation"
    }
    refuse_unusable(case, aggregations, dossiers)
    lifecycle = lifecycle_of(case.pack, case.schemas)
    terms = Terms(lifecycle, run.bench, by)
    chosen = aggregations or tuple(sorted(dossiers))
    labels = case.configuration.hour_labels
    clock = Clock(options.as_of, terms.spans, labels)
    report = TimelineReport(
        tool_version=run.report.tool_version,
        as_of=options.as_of,
        simulated=run.report.simulated,
        profile=run.bench.profile,
        timelines=tuple(
            timeline_of(dossiers[name], run, terms, clock)
            for name in dict.fromkeys(chosen)
        ),
        deadlines=_of_portfolio(case, clock),
        overrides=run.report.overrides,
        policies_sha256=run.report.policies_sha256,
        lifecycle_sha256=lifecycle.sha256,
        engine_faults=sum(
            finding.policy.startswith(ENGINE_RULES) for finding in run.report.findings
        ),
    )
    return TimelineRun(report, case.root)


def timeline_of(dossier: Dossier, run: Run, terms: Terms, clock: Clock) -> Timeline:
    """Reckon the timeline of one aggregation of a judged portfolio.

    Args:
        dossier: the aggregation, of the judgement.
        run: the judgement.
        terms: what timelines are reckoned by.
        clock: what deadlines are reckoned by.

    Raises:
        CheckerError: a dated value is overridden with what cannot be used.
    """
    about = member_keys(dossier)
    failing = {
        finding.policy
        for finding in run.report.findings
        if tuple(finding.subject) in about and finding.is_open
    }
    return timeline(dossier, terms, failing, aggregation_deadlines(dossier, clock))


def _of_portfolio(case: Case, clock: Clock) -> tuple[Deadline, ...]:
    records = case.portfolio.records
    comments = case.loaded.comments if case.options.inline_waivers else ()
    waivers, _ = read_waivers(case.portfolio.of_kind("waiver"), comments)
    found = portfolio_deadlines(
        [r for (kind, _), r in sorted(records.items()) if kind == "credential"],
        [r for (kind, _), r in sorted(records.items()) if kind == "metering_plan"],
        waivers,
        clock,
    )
    try:
        return tuple(sorted(found, key=lambda each: each.sort_key))
    except OverflowError as error:
        raise UsageError(
            "a deadline leaves the calendar",
            remedy="look for a slip in a year: of --as-of or of a date",
        ) from error
