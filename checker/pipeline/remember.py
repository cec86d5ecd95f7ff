"""Write down what a run found out, for the next one over the same portfolio."""

import os
from collections.abc import Iterator, Mapping

from checker.cache.stamps import Stamp, stamp_of
from checker.evaluate.run import Run
from checker.link.dossiers import member_keys
from checker.link.groups import is_alone
from checker.link.portfolio import Key, references_in
from checker.link.references import ReferencePath, references_of
from checker.link.settled import account_of, rests_on
from checker.model.declaration import Declaration
from checker.model.finding import Subject  # noqa: TC001 # as all others here
from checker.pipeline.case import Case
from checker.pipeline.memory import Memory, attached_digest
from checker.pipeline.notes import Declared, Line, Notes, Verdicts, save_notes

__all__ = ["write_down"]

_ROWS = "site_inventory"
Paths = Mapping[str, tuple[ReferencePath, ...]]
Noted = tuple[Stamp | None, str, tuple[Declared, ...]]


def write_down(case: Case, run: Run) -> bool:
    """Write down what a run found out, when it was opened with a memory.

    Nothing is noted of a portfolio in which something could not be used: whatever
    could not be may belong to anything.

    Args:
        case: what was read.
        run: what was judged, before anything is left out of its report.

    Returns:
        Whether something was written.
    """
    memory, portfolio = case.memory, case.portfolio
    if memory is None or case.faults or portfolio.unread or portfolio.broken:
        return False
    if any(key[0] == _ROWS for key in portfolio.declarations):
        return False
    same = portfolio.declarations.keys() == memory.notes.keys
    if (
        same
        and len(run.dossiers) == 1
        and not memory.gained
        and len(memory.known) == len(case.loaded.inputs)
    ):
        return False  # nothing has changed: the portfolio itself is judged each time
    paths = references_of(case.schemas)
    notes = Notes(
        dict(_files(case, memory, run, paths)),
        frozenset(portfolio.declarations),
        dict(_verdicts(case, memory, run, paths)),
        attached_digest(case.attached),
    )
    return save_notes(memory.file, memory.settings, notes)


def _files(
    case: Case, memory: Memory, run: Run, paths: Paths
) -> Iterator[tuple[str, Noted]]:
    """Yield what is noted of each file that need not be read again."""
    declared: dict[str, list[Declaration]] = {}
    for declaration in case.loaded.declarations:
        declared.setdefault(declaration.document.file, []).append(declaration)
    odd = {comment.document.file for comment in case.loaded.comments}
    odd |= set(_with_odd_texts(run, case))
    for file, sha256 in case.loaded.inputs:
        if file in memory.untouched:
            yield file, memory.notes.files[file]
            continue
        if file in odd or file not in declared:
            continue
        stamp = _stamp(f"{case.root}{os.sep}{file}", memory.settled_ns)
        if file in memory.known:
            known = memory.notes.files[file][2]
        else:
            known = tuple(_declared(each, paths) for each in declared[file])
        yield file, (stamp, sha256, known)


def _with_odd_texts(run: Run, case: Case) -> Iterator[str]:
    """Yield the files with texts that a policy on the whole portfolio looks at."""
    (whole,) = (d for d in run.dossiers if d.subject.kind == "portfolio")
    for name in ("suspected_secrets", "outdated_citations"):
        for entry in whole.facts[name]:
            key = (entry["kind"], entry["id"])
            yield case.portfolio.declarations[key].document.file


def _declared(declaration: Declaration, paths: Paths) -> Declared:
    named = tuple(tuple(each) for each in references_in(declaration, paths))
    account = account_of(declaration) if declaration.kind == "site" else None
    return (declaration.kind, declaration.id, (named, account))


def _stamp(path: str, settled_ns: int) -> Stamp | None:
    try:
        stamp = stamp_of(path)
    except OSError:
        return None
    return None if max(stamp[:2]) >= settled_ns else stamp


def _verdicts(
    case: Case, memory: Memory, run: Run, paths: Paths
) -> Iterator[tuple[Key, Verdicts]]:
    """Yield what came out for each subject of which nothing is to be said."""
    for key in memory.settled:
        yield key, memory.notes.verdicts[key]
    about = {finding.subject for finding in run.report.findings}
    for key, each in memory.gained.items():
        if each.subject not in about:
            yield key, (int(each.gate), each.held, each.rests_on, each.lines)
    quiet = [d for d in run.dossiers if d.subject not in about and is_alone(d)]
    lines: dict[Subject, dict[str, Line]] = {d.subject: {} for d in quiet}
    for line in run.report.verdicts:
        if line.subject in lines:
            told = (line.outcome, line.reason, line.lacking)
            lines[line.subject][line.policy] = told
    for dossier in quiet:
        key = (dossier.subject.kind, dossier.subject.id)
        held = member_keys(dossier)
        more = rests_on(case.portfolio, key, held, paths)
        yield key, (int(dossier.gate), held, more, lines[dossier.subject])
