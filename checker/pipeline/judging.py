"""Build and judge the dossiers of aggregations by as many processes as there are.

What comes back of a subject is how each policy came out and what was found. A finding
points into documents that this process holds too; they are sent by number.
"""

import io
import pickle
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from checker.evaluate.bench import Bench
from checker.evaluate.judgement import judge_all
from checker.link.dossiers import member_keys
from checker.link.groups import Groups, is_alone
from checker.link.portfolio import Key, Portfolio
from checker.link.references import ReferencePath
from checker.link.settled import rests_on
from checker.load.crew import Crew
from checker.model.document import Document
from checker.model.dossier import Dossier, Settled
from checker.model.finding import Finding, Subject  # noqa: TC001 # as all others here

__all__ = ["judge_elsewhere"]

WHAT = "aggregations and schedules judged"
Paths = Mapping[str, tuple[ReferencePath, ...]]


def judge_elsewhere(
    crew: Crew, groups: Groups, settled: Collection[Key], bench: Bench, paths: Paths
) -> dict[Key, Settled]:
    """Judge aggregations and schedules in copies of this process.

    Args:
        crew: who does it.
        groups: what is judged.
        settled: those of them that are not.
        bench: what a judgement rests on besides.
        paths: the reference fields of each kind.

    Returns:
        What was judged; nothing where no copies can be made. `rests_on` is empty where
        a later run could not rely on it.
    """
    documents = [declaration.document for declaration in groups.portfolio.every]

    def work(keys: Sequence[Key]) -> bytes:
        dossiers = [groups.dossier(key) for key in keys]
        judged = _judged(dossiers, bench, groups.portfolio, paths)
        return _packed(dict(judged), documents)

    found: dict[Key, Settled] = {}
    with closing(crew.share_here(WHAT, work, groups.keys(settled))) as shares:
        for _, done in shares:
            found |= {} if done is None else _opened(done, documents)
    return found


def _judged(
    dossiers: Sequence[Dossier], bench: Bench, portfolio: Portfolio, paths: Paths
) -> Iterator[tuple[Key, Settled]]:
    judgement = judge_all(bench, dossiers)
    lines: dict[Subject, dict[str, Any]] = {each.subject: {} for each in dossiers}
    for line in judgement.verdicts:
        lines[line.subject][line.policy] = (line.outcome, line.reason, line.lacking)
    findings: dict[Subject, dict[str, tuple[Finding, ...]]] = {}
    for ruling in judgement.rulings:
        findings.setdefault(ruling.subject, {})[ruling.policy] = ruling.findings
    for dossier in dossiers:
        subject, held = dossier.subject, member_keys(dossier)
        key, found = (subject.kind, subject.id), findings.get(subject)
        quiet = found is None and is_alone(dossier)
        needs = rests_on(portfolio, key, held, paths) if quiet else frozenset()
        yield key, Settled(subject, dossier.gate, held, needs, lines[subject], found)


def _packed(judged: dict[Key, Settled], documents: Sequence[Document]) -> bytes:
    stream = io.BytesIO()
    _Packer(stream, documents).dump(judged)
    return stream.getvalue()


def _opened(done: bytes, documents: Sequence[Document]) -> dict[Key, Settled]:
    judged: dict[Key, Settled] = _Opener(io.BytesIO(done), documents).load()
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
