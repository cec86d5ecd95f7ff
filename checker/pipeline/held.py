"""A case judged, and held against its baseline."""

from dataclasses import replace
from datetime import date

from checker.evaluate.baseline import apply_baseline
from checker.evaluate.rules import rules_of
from checker.evaluate.run import Run
from checker.pipeline.case import Case, judge_case
from checker.validate.baseline import name_from, read_baseline

__all__ = ["judge_held"]


def judge_held(case: Case, as_of: date) -> Run:
    """Judge a portfolio, and mark what its baseline lists, when there is one.

    Raises:
        CheckerError: the baseline or the configuration cannot be used.
    """
    run = judge_case(case, as_of)
    path, configured = case.options.baseline, case.configuration.baseline
    if path is None and configured is None:
        return run
    path = case.root / (configured or "") if path is None else path
    baseline = read_baseline(path, name_from(case.root, path), case.schemas)
    report = run.report
    findings = apply_baseline(report.findings, baseline, run.bench, run.extent)
    held = replace(
        report,
        findings=findings,
        inputs=(*report.inputs, baseline.file),
        rules=rules_of(run.bench, findings),
    )
    return replace(run, report=held)
