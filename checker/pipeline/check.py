"""The sentence up to the report: discover, load, validate, link, evaluate."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from checker.errors import NothingToCheckError
from checker.evaluate.concerned import findings_about, stands_in
from checker.evaluate.rule_book import rule_book
from checker.evaluate.run import Options, Run
from checker.load.discover import CONFIGURATION, find_root
from checker.load.portfolio import asked_files, below
from checker.model.finding import Finding, Subject
from checker.model.survey import NO_QUESTIONS
from checker.pipeline.case import Case, judge_case, read_case
from checker.pipeline.held import judge_held
from checker.resources import data_dir

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
        CheckerError: the call, the configuration, our own data or the base cannot be
            used.
    """
    root = find_root((*paths, *((Path(stdin[0]),) if stdin else ()), Path())[0])
    asked = asked_files(root, paths)
    if stdin is not None:
        stdin = (below(root, Path(stdin[0])), stdin[1])
        asked = (*asked, stdin[0]) if asked or not paths else ()
    book = rule_book(options.cache)
    case = read_case(root, options, stdin, book=book)
    run = _surveyed(case, judge_held(case, options.as_of))
    if case.memory is not None:
        from checker.pipeline.remember import (  # noqa: PLC0415 # only with a cache
            write_down,
        )

        write_down(case, run)
        run = replace(run, stamps=case.memory.stamps)
    findings = run.report.findings
    if CONFIGURATION in asked:  # the settings concern all files
        asked = ()
    if asked:
        findings = findings_about(findings, run.dossiers, asked, _files(case))
        if not findings and not any(
            stands_in(f.file, asked) for f in run.report.inputs
        ):
            raise NothingToCheckError(f"no declarations found in {', '.join(asked)}")
    if options.base is not None:
        from checker.pipeline.since import (  # noqa: PLC0415 # git only when asked for
            keep_new,
        )

        return keep_new(case, run, findings, asked, book)
    return replace(run, report=replace(run.report, findings=findings))


def _files(case: Case) -> dict[Subject, str]:
    """Return where each declaration stands."""
    declared = case.portfolio.declarations
    return {Subject(*key): each.document.file for key, each in declared.items()}


def check_whole(paths: tuple[Path, ...], options: Options) -> Run:
    """Judge the whole of the portfolio around some paths, whatever its baseline lists.

    Raises:
        NothingToCheckError: there is no declaration.
        CheckerError: the call, the configuration or our own data cannot be used.
    """
    root = find_root((*paths, Path())[0])
    asked_files(root, paths)
    return judge_case(read_case(root, options, None), options.as_of)


def _surveyed(case: Case, run: Run) -> Run:
    """Answer what is asked besides what is wrong."""
    if case.options.questions == NO_QUESTIONS:
        return run
    from checker.evaluate.survey import survey  # noqa: PLC0415 # few runs ask

    def judge_on(day: date) -> tuple[Finding, ...]:
        return judge_held(case, day).report.findings

    questions, policies = case.options.questions, data_dir("policies")
    answers = survey(questions, run, case.portfolio, case.schemas, policies, judge_on)
    return replace(run, report=replace(run.report, survey=answers))
