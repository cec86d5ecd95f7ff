"""Whether a package that was written is still what its declarations say."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import zip_longest
from typing import NamedTuple

from checker.model.finding import Subject
from checker.render.manifest import MANIFEST, sha256_of
from checker.render.material import PROVENANCE, PrintedPackage, Refusal
from checker.render.sources import Change, changes, files_of
from checker.render.stored import Manifest, StoredPackage, manifest_of

__all__ = ["Compared", "Difference", "Kind", "compare"]


class Kind(StrEnum):
    """What is the matter with a file of a package."""

    EDITED = "edited"
    MISSING = "missing"
    STRANGE = "strange"
    OUTDATED = "outdated"
    NEW = "new"
    GONE = "gone"


class Difference(NamedTuple):
    """A file that is not what it should be.

    Attributes:
        file: its name in the package.
        kind: what is the matter.
        changes: the values that it would print otherwise.
        words: what can be said besides, such as the first line that differs.
    """

    file: str
    kind: Kind
    changes: tuple[Change, ...] = ()
    words: str = ""


class Compared(NamedTuple):
    """What became of a package.

    Attributes:
        stored: the package on disk.
        differences: its files that do not match, in the order of the package.
        notes: what else is not as it was when it was written; that alone changes
            nothing that is handed in.
        refusal: why it would be refused now.
        vanished: the portfolio has no such package any more.
    """

    stored: StoredPackage
    differences: tuple[Difference, ...]
    notes: tuple[str, ...] = ()
    refusal: Refusal | None = None
    vanished: bool = False

    @property
    def subject(self) -> Subject:
        """Whose package it is."""
        return self.stored.subject

    @property
    def matches(self) -> bool:
        """Whether every document is what its declarations say."""
        return not (self.differences or self.refusal or self.vanished)


def compare(stored: StoredPackage, now: PrintedPackage | Refusal | None) -> Compared:
    """Compare a package with what would be written now.

    Args:
        stored: the package on disk.
        now: what would be written, why nothing would, or None when it is not due.
    """
    by_hand = tuple(_by_hand(stored))
    if now is None:
        return Compared(stored, by_hand, vanished=True)
    refusal = now if isinstance(now, Refusal) else None
    printed = now.would_be if isinstance(now, Refusal) else now
    if printed is None:
        return Compared(stored, by_hand, refusal=refusal)
    touched = {difference.file for difference in by_hand}
    outdated = [d for d in _outdated(stored, printed) if d.file not in touched]
    notes = _notes(stored, printed)
    return Compared(stored, (*by_hand, *outdated), tuple(notes), refusal)


def _by_hand(stored: StoredPackage) -> Iterator[Difference]:
    """Find what was done to the folder after it was written."""
    for name in stored.listed:
        if name not in stored.contents:
            yield Difference(name, Kind.MISSING)
        elif stored.intact(name) is None:
            yield Difference(name, Kind.EDITED)
    for name in stored.contents:
        if name not in stored.listed:
            yield Difference(name, Kind.STRANGE)


def _outdated(stored: StoredPackage, now: PrintedPackage) -> Iterator[Difference]:
    """Find the documents that would be written otherwise now."""
    listed = {d.file: d for d in stored.manifest.documents}
    printed = {n: c for n, c in now.files.items() if n not in {MANIFEST, PROVENANCE}}
    for name, document in listed.items():
        content = printed.get(name)
        if content is not None and sha256_of(content) != document.sha256:
            yield _otherwise(stored, now, name)
        elif content is None and not set(document.made_from) & printed.keys():
            yield Difference(name, Kind.GONE)
        elif content is None:  # a format that is not made again, such as PDF
            changed = [
                source
                for source in document.made_from
                if not {source} <= printed.keys() & listed.keys()
                or sha256_of(printed[source]) != listed[source].sha256
            ]
            if changed:
                words = f"made from {', '.join(changed)}"
                yield Difference(name, Kind.OUTDATED, words=words)
    for name in printed:
        if name not in listed:
            yield Difference(name, Kind.NEW)
    yield from _forged(stored.manifest, manifest_of(now.files[MANIFEST]))


def _forged(before: Manifest, after: Manifest) -> Iterator[Difference]:
    """Find provenance that differs where nothing accounts for it.

    Where a declaration moved in its file, its provenance changes and no document does.
    """
    same = ("inputs", "tool", "policies_sha256", "as_of", "profile", "asked", "draft")
    if before.provenance.sha256 != after.provenance.sha256 and all(
        getattr(before, name) == getattr(after, name) for name in same
    ):
        words = "from the same files, by the same dera, another one is written"
        yield Difference(PROVENANCE, Kind.OUTDATED, words=words)


def _otherwise(stored: StoredPackage, now: PrintedPackage, name: str) -> Difference:
    made_from = next(d.made_from for d in stored.manifest.documents if d.file == name)
    if made_from:
        return Difference(
            name, Kind.OUTDATED, words=f"made from {', '.join(made_from)}"
        )
    before, after = stored.provenance(), now.provenance()
    found = changes(before, after, name) if before is not None else ()
    words = "" if found else _first_line(stored.intact(name), now.files[name])
    return Difference(name, Kind.OUTDATED, found, words)


def _first_line(before: bytes | None, after: bytes) -> str:
    """Say on which line two texts part."""
    if before is None:
        return ""
    lines = zip_longest(
        before.decode().splitlines(), after.decode().splitlines(), fillvalue=""
    )
    for number, (old, new) in enumerate(lines, 1):
        if old != new:
            return f"line {number} reads `{old}`, and would read `{new}` now"
    return ""


def _notes(stored: StoredPackage, now: PrintedPackage) -> Iterator[str]:
    """Say what the judgement rests on that is not as it was."""
    before, after = stored.manifest, manifest_of(now.files[MANIFEST])
    if before.tool.version != after.tool.version:
        yield f"dera was {before.tool.version}, and is {after.tool.version} now"
    if before.as_of != after.as_of:
        yield f"it was judged as of {before.as_of}, and is as of {after.as_of} now"
    if before.profile != after.profile:
        yield f"the profile was {before.profile}, and is {after.profile} now"
    if before.policies_sha256 != after.policies_sha256:
        yield "the policies are others now"
    if before.overrides != after.overrides:
        yield "the overrides in dera.yaml are others now"
    yield from _parameter_notes(before, after)
    concerned = files_of(now.provenance()) | files_of(stored.provenance() or {})
    yield from _input_notes(before, after, concerned)


def _parameter_notes(before: Manifest, after: Manifest) -> Iterator[str]:
    old = {parameter.name: parameter.value for parameter in before.parameters}
    new = {parameter.name: parameter.value for parameter in after.parameters}
    for name in sorted({*old, *new}):
        if name not in new:
            yield f"{name} is not read any more"
        elif name not in old:
            yield f"{name} is read now: {new[name]}"
        elif old[name] != new[name]:
            yield f"{name} was {old[name]}, and is {new[name]} now"


def _input_notes(
    before: Manifest, after: Manifest, concerned: frozenset[str]
) -> Iterator[str]:
    """Name the files that changed; which of them matters is for the changes to say."""
    old, new = (
        {file.file: file.sha256 for file in manifest.inputs if file.file in concerned}
        for manifest in (before, after)
    )
    groups = {
        "changed": [name for name in old if name in new and old[name] != new[name]],
        "added": [name for name in new if name not in old],
        "removed": [name for name in old if name not in new],
    }
    for what, names in groups.items():
        if names:
            yield f"declarations {what}: {', '.join(names)}"
