"""What a change caused: the present findings held against those of a revision."""

from dataclasses import replace

from checker.evaluate.concerned import findings_about, stands_in
from checker.evaluate.run import Run
from checker.evaluate.since import compare
from checker.model.finding import Finding
from checker.model.report import Since
from checker.pipeline.base import Base, at_revision, open_base
from checker.pipeline.case import Case
from checker.pipeline.held import judge_held
from checker.policy.pack import Pack
from checker.validate.schemas import SchemaSet

__all__ = ["keep_new"]


def keep_new(
    case: Case,
    run: Run,
    shown: tuple[Finding, ...],
    asked: tuple[str, ...],
    book: tuple[SchemaSet, Pack],
) -> Run:
    """Keep the findings that were not there at the revision of the options.

    Both sides are judged on the same day by the present rule book, each with its own
    settings, policies, waivers and baseline.

    Args:
        case: the portfolio as it is.
        run: its judgement.
        shown: the findings to report on.
        asked: the files and folders that they are about; empty for all.
        book: the schemas and the rule book by which the portfolio was read.

    Raises:
        RevisionError: the revision is not there, or what was there cannot be used.
    """
    revision = case.options.base
    if revision is None:
        return run
    with open_base(case, revision, book) as base, at_revision(revision):
        before = _judged(base, run)
        found = compare(
            run.report.findings, before.report.findings, base.renames, run.extent
        )
    fixed = found.fixed
    if asked:
        earlier = (old for old, new in base.renames.items() if stands_in(new, asked))
        fixed = findings_about(fixed, before.dossiers, (*asked, *earlier))
    new, unchanged = set(map(id, found.new)), set(map(id, found.unchanged))
    kept = tuple(finding for finding in shown if id(finding) in new)
    since = Since(
        revision=revision,
        commit=base.commit,
        existed=base.existed,
        new=sum(finding.is_open for finding in kept),
        unchanged=sum(id(finding) in unchanged for finding in shown),
        fixed=fixed,
        unread=_unread(base),
    )
    return replace(run, report=replace(run.report, findings=kept, since=since))


def _judged(base: Base, run: Run) -> Run:
    """Judge the base by the policies by which the present portfolio is judged."""
    chosen = run.bench.chosen
    left_out = (
        ()
        if chosen is None
        else (p for p in base.case.pack.policies if p not in chosen)
    )
    # The caller's refusal of overrides is about what stands now.
    options = replace(
        base.case.options, select=(), ignore=tuple(left_out), allow_overrides=True
    )
    return judge_held(replace(base.case, options=options), options.as_of)


def _unread(base: Base) -> tuple[str, ...]:
    places = (finding.location for finding in base.case.loaded.findings)
    return tuple(dict.fromkeys(f"{at.file}:{at.span.line}" for at in places))
