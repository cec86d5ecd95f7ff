"""The sentence up to the report: discover, load, validate, link, evaluate."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from checker.errors import NothingToCheckError
from checker.evaluate.baseline import apply_baseline
from checker.evaluate.concerned import findings_about, stands_in
from checker.evaluate.rules import rules_of
from checker.evaluate.run import Options, Run
from checker.evaluate.survey import survey
from checker.load.discover import CONFIGURATION, find_root
from checker.load.portfolio import asked_files, below
from checker.model.finding import Finding
from checker.pipeline.case import Case, judge_case, read_case
from checker.resources import data_dir
from checker.validate.baseline import name_from, read_baseline

__all__ = ["check", "check_whole"]


def check(
    paths: tuple[Path, ...],
    options: Options,
    stdin: tuple[str, bytes] | None = None,
) -> Run:
    """Judge a portfolio.

    Args:
        paths: what to report on; the links always use the whole portfolio root.
            With `dera.yaml` among them that is the whole too.
        options: what the caller decides.
        stdin: a file, there or not, and the content to take for it.

    Raises:
        NothingToCheckError: there is no declaration, or none in what is asked for.
        CheckerError: the call, the configuration or our own data cannot be used.
    """
    root = find_root((*paths, *((Path(stdin[0]),) if stdin else ()), Path())[0])
    asked = asked_files(root, paths)
    if stdin is not None:
        stdin = (below(root, Path(stdin[0])), stdin[1])
        asked = (*asked, stdin[0]) if asked or not paths else ()
    case = read_case(root, options, stdin)
    run = _surveyed(case, _held_to_baseline(case, judge_case(case, options.as_of)))
    if not asked or CONFIGURATION in asked:  # the settings concern all files
        return run
    findings = findings_about(run.report.findings, run.dossiers, asked)
    if not findings and not any(stands_in(f.file, asked) for f in run.report.inputs):
        raise NothingToCheckError(f"no declarations found in {', '.join(asked)}")
    return replace(run, report=replace(run.report, findings=findings))


def check_whole(paths: tuple[Path, ...], options: Options) -> Run:
    """Judge the whole of the portfolio around some paths, whatever its baseline lists.

    Raises:
        NothingToCheckError: there is no declaration.
        CheckerError: the call, the configuration or our own data cannot be used.
    """
    root = find_root((*paths, Path())[0])
    asked_files(root, paths)
    return judge_case(read_case(root, options, None), options.as_of)


def _held_to_baseline(case: Case, run: Run) -> Run:
    """Mark what the baseline lists, when there is one."""
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


def _surveyed(case: Case, run: Run) -> Run:
    """Answer what is asked besides what is wrong."""

    def judge_on(day: date) -> tuple[Finding, ...]:
        return _held_to_baseline(case, judge_case(case, day)).report.findings

    questions, policies = case.options.questions, data_dir("policies")
    answers = survey(questions, run, case.portfolio, case.schemas, policies, judge_on)
    return replace(run, report=replace(run.report, survey=answers))
