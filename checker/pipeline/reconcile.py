"""Hold declarations beside the Master File, CAISO's public data and meter readings."""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import NamedTuple

from checker import __version__
from checker.evaluate.run import Options, Run
from checker.load.discover import find_root
from checker.model.dossier import Dossier
from checker.model.reconciliation import Reconciliation, ReconciliationReport
from checker.pipeline.case import Case, judge_case, read_case
from checker.pipeline.chosen import ENGINE_RULES, refuse_unusable
from checker.reconcile.days import days_of
from checker.reconcile.lists import list_comparisons
from checker.reconcile.master_file import master_file_comparisons
from checker.reconcile.metered import Tolerances

__all__ = ["ReconcileRun", "reconcile"]


class ReconcileRun(NamedTuple):
    """What came of it, and the portfolio root."""

    report: ReconciliationReport
    root: Path


def reconcile(
    start: Path, aggregations: Collection[str], options: Options
) -> ReconcileRun:
    """Compare each aggregation with what is known of it elsewhere.

    Args:
        start: the portfolio, or a path in it.
        aggregations: ids; all when empty.
        options: the day, the profile, ...

    Raises:
        NothingToCheckError: there is no declaration, or no aggregation.
        UsageError: an aggregation is not declared.
        CheckerError: the configuration, the reference data or our own data cannot be
            used.
    """
    root = find_root(start)
    case = read_case(root, options)
    run = judge_case(case, options.as_of)
    known = {d.subject.id: d for d in run.dossiers if d.subject.kind == "aggregation"}
    refuse_unusable(case, aggregations, known)
    chosen = sorted(aggregations) or sorted(known)
    findings = run.report.findings
    report = ReconciliationReport(
        tool_version=__version__,
        as_of=options.as_of,
        simulated=run.report.simulated,
        profile=run.report.profile,
        retrieved=_retrieved(case),
        engine_faults=sum(f.policy.startswith(ENGINE_RULES) for f in findings),
        aggregations=tuple(_one(known[name], case, run) for name in chosen),
    )
    return ReconcileRun(report, root)


def _one(dossier: Dossier, case: Case, run: Run) -> Reconciliation:
    values = run.bench.values(run.bench.profile)
    tolerances = Tolerances(
        limit_mw=float(values["meter_reading_tolerance_mw"].value),
        deviation_share=float(values["schedule_deviation_share"].value),
    )
    as_of = run.bench.as_of.isoformat()
    extract, master_file = master_file_comparisons(dossier, as_of)
    labels = case.configuration.hour_labels
    return Reconciliation(
        id=dossier.subject.id,
        resource_id=str(dossier.record.get("resource_id", "")),
        day=dossier.day,
        lists=list_comparisons(dossier, case.reference),
        master_file=master_file,
        extract=extract,
        days=tuple(
            days_of(dossier.record, run.dossiers, case.reference, tolerances, labels)
        ),
    )


def _retrieved(case: Case) -> tuple[tuple[str, date], ...]:
    sources = case.reference.sources if case.reference else ()
    return tuple((source.report, source.retrieved_on) for source in sources)
