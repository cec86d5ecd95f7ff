"""A case judged, and held against its baseline."""

from dataclasses import replace
from datetime import date

from checker.errors import ConfigurationError
from checker.evaluate.baseline import apply_baseline
from checker.evaluate.rules import rules_of
from checker.evaluate.run import Run
from checker.load.bounds import bounds_of, strays
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
    if path is None:
        path = case.root / (configured or "")
        if next(strays(path, bounds_of(case.root)), None) is not None:
            raise ConfigurationError(
                f"`baseline` names `{configured}`, which leads out of the repository",
                file="dera.yaml",
                line=case.configuration.lines.get("baseline"),
                remedy="keep it in the repository, or name it with --baseline",
            )
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
