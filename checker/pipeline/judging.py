"""Build and judge the dossiers of aggregations, some at a time.

What is kept of a subject is how each policy came out and what was found, not what that
rests on. Other processes send the same back: a finding points into documents that this
process holds too, and these are sent by number.
"""

import io
import pickle
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import islice
from typing import Any

from checker.evaluate.bench import Bench
from checker.evaluate.judgement import judge_all
from checker.link.dossiers import member_keys, unsettled_others
from checker.link.groups import GROUPS, Groups, is_alone
from checker.link.portfolio import Key, Portfolio
from checker.link.references import ReferencePath
from checker.link.settled import rests_on
from checker.load.crew import Crew
from checker.model.document import Document
from checker.model.dossier import Dossier, Settled
from checker.model.finding import Finding, Subject  # noqa: TC001 # as all others here

__all__ = ["judge_elsewhere", "judge_here"]

WHAT = "aggregations and schedules judged"
_SHARE = 200
"""Of what is no group: dossiers that are there at the same time."""
Paths = Mapping[str, tuple[ReferencePath, ...]]


def judge_elsewhere(
    crew: Crew,
    groups: Groups,
    settled: Collection[Key],
    bench: Bench,
    paths: Paths | None,
) -> dict[Key, Settled]:
    """Judge aggregations and schedules in copies of this process.

    Args:
        crew: who does it.
        groups: what is judged.
        settled: those of them that are not.
        bench: what a judgement rests on besides.
        paths: the reference fields of each kind, when a later run is to rely on it.

    Returns:
        What was judged; nothing where no copies can be made. `rests_on` is empty where
        no later run can rely on it.
    """
    documents = [declaration.document for declaration in groups.portfolio.every]

    def work(keys: Sequence[Key]) -> bytes:
        return _packed(list(_judged(groups, keys, bench, paths)), documents)

    found: dict[Key, Settled] = {}
    with closing(crew.share_here(WHAT, work, groups.keys(settled))) as shares:
        for _, done in shares:
            for each in () if done is None else _opened(done, documents):
                found[each.subject.kind, each.subject.id] = each
    return found


def judge_here(
    groups: Groups, settled: Mapping[Key, Settled], bench: Bench, paths: Paths | None
) -> dict[Key, Settled]:
    """Judge all but the portfolio itself, and keep no more than the verdicts.

    Args:
        groups: aggregations and schedules.
        settled: what is not judged.
        bench: what a judgement rests on besides.
        paths: the reference fields of each kind, when a later run is to rely on it.
    """
    found: dict[Key, Settled] = {}
    known: dict[Any, Any] = {}  # what many subjects have in common, once

    def keep(judged: Iterable[Settled]) -> None:
        for each in judged:
            lines = tuple(each.lines.items())
            held = frozenset(known.setdefault(key, key) for key in each.held)
            found[each.subject.kind, each.subject.id] = each._replace(
                held=held, lines=known.setdefault(lines, each.lines)
            )
        groups.forget()

    for keys in groups.shares(settled):
        keep(_judged(groups, keys, bench, paths))
    portfolio, setting = groups.portfolio, groups.setting
    others = unsettled_others(portfolio, setting, {**settled, **found})
    while share := list(islice(others, _SHARE)):
        keep(_kept(share, groups, bench, paths))
    groups.forget()
    return found


def _judged(
    groups: Groups, keys: Sequence[Key], bench: Bench, paths: Paths | None
) -> Iterator[Settled]:
    return _kept([groups.dossier(key) for key in keys], groups, bench, paths)


def _kept(
    dossiers: Sequence[Dossier], groups: Groups, bench: Bench, paths: Paths | None
) -> Iterator[Settled]:
    """Yield what came out for each subject, and what of it a later run relies on."""
    serve = groups.setting.judges if paths is None else None
    for each, alone in _verdicts(dossiers, bench, serve):
        if paths is None or not alone or each.findings:
            yield each
        else:
            yield _lasting(each, groups.portfolio, paths)


def _verdicts(
    dossiers: Sequence[Dossier], bench: Bench, serve: Callable[[str], bool] | None
) -> Iterator[tuple[Settled, bool]]:
    """Yield what came out for each dossier, and whether it stands for itself.

    Args:
        dossiers: what is judged.
        bench: what a judgement rests on besides.
        serve: tells the kinds of which it is noted whom they serve; all when None.
    """
    judgement = judge_all(bench, dossiers)
    lines: dict[Subject, dict[str, Any]] = {each.subject: {} for each in dossiers}
    for line in judgement.verdicts:
        lines[line.subject][line.policy] = (line.outcome, line.reason, line.lacking)
    findings: dict[Subject, dict[str, tuple[Finding, ...]]] = {}
    for ruling in judgement.rulings:
        findings.setdefault(ruling.subject, {})[ruling.policy] = ruling.findings
    for each in dossiers:
        of_it = (lines[each.subject], findings.get(each.subject))
        held = member_keys(each)
        if serve is not None:
            held = frozenset(k for k in held if k[0] not in GROUPS and serve(k[0]))
        yield (
            Settled(each.subject, each.gate, held, frozenset(), *of_it),
            is_alone(each),
        )


def _lasting(each: Settled, portfolio: Portfolio, paths: Paths) -> Settled:
    """Say what a verdict rests on, of what there is nothing to say."""
    key = (each.subject.kind, each.subject.id)
    return each._replace(rests_on=rests_on(portfolio, key, each.held, paths))


def _packed(judged: Sequence[Settled], documents: Sequence[Document]) -> bytes:
    if not any(each.findings for each in judged):  # in half the time
        return pickle.dumps(judged, pickle.HIGHEST_PROTOCOL)
    stream = io.BytesIO()
    _Packer(stream, documents).dump(judged)
    return stream.getvalue()


def _opened(done: bytes, documents: Sequence[Document]) -> list[Settled]:
    judged: list[Settled] = _Opener(io.BytesIO(done), documents).load()
    return judged


class _Packer(pickle.Pickler):
    """Writes a number for each document."""

    def __init__(self, stream: io.BytesIO, documents: Sequence[Document]) -> None:
        super().__init__(stream, pickle.HIGHEST_PROTOCOL)
        self._numbers = {id(each): number for number, each in enumerate(documents)}

    def persistent_id(self, value: Any) -> int | None:
        """Return the number of a document; None for anything else.

        Raises:
            PicklingError: it is none of the portfolio's declarations.
        """
        if not isinstance(value, Document):
            return None
        number = self._numbers.get(id(value))
        if number is None:
            raise pickle.PicklingError("a document without a declaration")
        return number


class _Opener(pickle.Unpickler):
    """Takes each document from those that are here."""

    def __init__(self, stream: io.BytesIO, documents: Sequence[Document]) -> None:
        super().__init__(stream)
        self._documents = documents

    def persistent_load(self, number: int) -> Document:
        """Return a document by its number."""
        return self._documents[number]
