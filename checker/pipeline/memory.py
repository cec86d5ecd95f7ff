"""What an earlier run over a portfolio found out, for as much of it as has not changed.

A file whose content is the same declares the same; a subject of which nothing was to
be said, and that rests on nothing that changed, has the verdicts that it had.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from checker.cache.files import digest
from checker.cache.installation import installation
from checker.cache.place import own_folder
from checker.cache.stamps import Stamp, file_is, settled_by_now, stamp_of
from checker.errors import DataError
from checker.evaluate.run import Options
from checker.link.portfolio import Key, Portfolio
from checker.link.references import ReferencePath
from checker.link.settled import still_settled
from checker.load.deferred import DeferredDocument
from checker.load.portfolio import FileRead, Job, Named, ReadAll
from checker.load.read import Reading, read_file
from checker.model.declaration import Declaration, Known
from checker.model.document import Document
from checker.model.dossier import Settled
from checker.model.finding import Gate, Subject
from checker.model.report import InputFile
from checker.model.survey import NO_QUESTIONS
from checker.pipeline.notes import Notes, load_notes

__all__ = ["Memory", "attached_digest", "open_memory"]

Paths = Mapping[str, tuple[ReferencePath, ...]]


def open_memory(
    options: Options, root: Path, rule_book: str, configuration: InputFile | None
) -> "Memory | None":
    """Return what earlier runs noted about a portfolio; None when none is wanted.

    Args:
        options: what the caller decides; all of it that a verdict depends on counts.
        root: the portfolio root.
        rule_book: digest of the policies.
        configuration: the settings of the portfolio.
    """
    if options.cache is None or options.base is not None:
        return None
    if options.questions != NO_QUESTIONS:  # these look at every dossier
        return None
    settings = digest(
        *(installation(), rule_book, configuration and configuration.sha256),
        *(options.as_of.isoformat(), options.profile, options.gate),
        *(options.select, options.ignore),
        *(options.allow_overrides, options.inline_waivers),
    )
    # A clone of the same name takes over what was noted about the first.
    name = f"{digest(root.absolute().name, settings)}"
    file = Path(own_folder(options.cache), "notes", name)
    return Memory(str(file), settings, load_notes(str(file), settings))


def attached_digest(files: Iterable[InputFile]) -> str:
    """Return a digest of what is read besides declarations."""
    return digest(sorted(map(tuple, files)))


class Memory:
    """The notes of an earlier run, and what of them still holds.

    Attributes:
        file: where the notes are, and will be.
        settings: digest of what a verdict depends on besides what is read.
        notes: of the earlier run.
        settled_ns: the latest change that a stamp of this run can tell.
        known: the files that are taken as they were.
        untouched: those of them whose stamp is the same.
        settled: the subjects that are not judged again, once that was asked for.
        gained: the subjects that other processes have judged for this run, and of
            which there is nothing to say.
    """

    def __init__(self, file: str, settings: str, notes: Notes) -> None:
        self.file = file
        self.settings = settings
        self.notes = notes
        self.settled_ns = settled_by_now()
        self.known: dict[str, FileRead] = {}
        self.untouched: set[str] = set()
        self.settled: dict[Key, Settled] = {}
        self.gained: dict[Key, Settled] = {}
        self._readings: dict[str, Reading] = {}

    @property
    def stamps(self) -> Mapping[str, Stamp]:
        """The stamps of the files that are untouched, by path from the root."""
        entries = ((name, self.notes.files[name][0]) for name in self.untouched)
        return {name: stamp for name, stamp in entries if stamp is not None}

    def reading(self, inner: ReadAll) -> ReadAll:
        """Return what reads the files that are not known, and remembers the others."""

        def read(job: Job, files: Sequence[Named]) -> Iterator[FileRead]:
            for name, content in files:
                known = self._known(job, name) if content is None else None
                if known is not None:
                    self.known[name] = known
            others = inner(job, [each for each in files if each[0] not in self.known])
            unknown = iter(others)
            for name, _ in files:
                yield self.known[name] if name in self.known else next(unknown)
            yield from unknown  # ends what does the reading

        return read

    def _known(self, job: Job, name: str) -> FileRead | None:
        entry = self.notes.files.get(name)
        if entry is None:
            return None
        stamp, sha256, declared = entry
        # Joined by hand: pathlib takes longer than all the rest of it.
        path = f"{job.root}{os.sep}{name}"
        if stamp is not None and _stamp(path) == stamp:
            self.untouched.add(name)
        elif not file_is((path, None, sha256)):
            return None
        declarations = tuple(
            Declaration(kind, own, self._document(job, name, index), Known(*known))
            for index, (kind, own, known) in enumerate(declared)
        )
        return FileRead(InputFile(name, sha256), declarations)

    def _document(self, job: Job, name: str, index: int) -> Document:
        return DeferredDocument(name, index, partial(self._read, job, name, index))

    def _read(self, job: Job, name: str, index: int) -> Document:
        """Read a document of a known file after all.

        Raises:
            DataError: the file has been changed since it was looked at.
        """
        reading = self._readings.get(name)
        if reading is None:
            reading = self._readings[name] = read_file(job.root, name, job.limits)
        if reading.source.sha256 != self.notes.files[name][1]:
            raise DataError(
                "the file changed while the portfolio was checked",
                file=name,
                remedy="run it again",
            )
        return reading.documents[index]

    def still(
        self, portfolio: Portfolio, paths: Paths, attached: Iterable[InputFile]
    ) -> Mapping[Key, Settled]:
        """Return the subjects that need not be judged again.

        Args:
            portfolio: what is declared now.
            paths: the reference fields of each kind.
            attached: what is read besides declarations.
        """
        if attached_digest(attached) == self.notes.attached:
            noted = {
                key: _settled(key, each) for key, each in self.notes.verdicts.items()
            }
            before = self.notes.keys
            self.settled = still_settled(portfolio, noted, before, paths)
        return self.settled


def _stamp(path: str) -> Stamp | None:
    try:
        return stamp_of(path)
    except OSError:
        return None


def _settled(key: Key, noted: tuple[Any, ...]) -> Settled:
    gate, held, rests_on, lines = noted
    return Settled(Subject(*key), Gate(gate), held, rests_on, lines)
