"""What changed between two provenance files, value by value."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

__all__ = ["Change", "changes", "files_of"]

Key = tuple[Any, ...]
_ORDER = ("declaration", "parameter", "waiver", "finding", "run", "fact", "computed")


class Change(NamedTuple):
    """A printed value that is another one now.

    Attributes:
        was: the texts that were printed of it, and are not any more.
        now: the texts that would be printed of it now, and were not.
        source: what it is a value of, in words.
        file: where that stands now; empty when it stands nowhere.
        line: the line there, from 1; 0 without a file.
    """

    was: tuple[str, ...]
    now: tuple[str, ...]
    source: str
    file: str = ""
    line: int = 0


class _Source(NamedTuple):
    key: Key
    words: str
    file: str = ""
    line: int = 0


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any], file: str
) -> tuple[Change, ...]:
    """Return what a document would print otherwise, declared values first.

    Sources are told apart by what they are, not by the line on which they stand.

    Args:
        before: the provenance of the package as it was written.
        after: that of the package as it would be written now.
        file: the document.
    """
    old, new = _printed(before, file), _printed(after, file)
    found = []
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key), new.get(key)
        texts_before = was[1] if was else {}
        texts_after = now[1] if now else {}
        gone = tuple(text for text in texts_before if text not in texts_after)
        come = tuple(text for text in texts_after if text not in texts_before)
        source = (now or was or ((), {}))[0]
        if (gone or come) and isinstance(source, _Source):
            change = Change(gone, come, source.words, source.file, source.line)
            found.append((_ORDER.index(key[0]) if key[0] in _ORDER else 9, change))
    return tuple(change for _, change in sorted(found, key=lambda item: item[0]))


def files_of(provenance: Mapping[str, Any]) -> frozenset[str]:
    """Return the files that the values of a package come from."""
    declared = (row["file"] for row in provenance.get("declarations", ()))
    return frozenset(declared).union(*provenance.get("rests_on", {}).values())


def _printed(
    provenance: Mapping[str, Any], file: str
) -> dict[Key, tuple[_Source, dict[str, None]]]:
    """Return the texts that a document prints of each source, by what that is."""
    by_number = _sources(provenance)
    found: dict[Key, tuple[_Source, dict[str, None]]] = {}
    values = provenance["documents"].get(file, {}).get("values", {})
    for text, numbers in values.items():
        for number in numbers:
            source = by_number[number]
            found.setdefault(source.key, (source, {}))[1][text] = None
    return found


def _sources(provenance: Mapping[str, Any]) -> dict[int, _Source]:
    found = dict((*_declared(provenance), *_facts(provenance), *_stated(provenance)))
    for row in provenance["computed"]:  # each after what it is computed from
        inputs = [found[number] for number in row["from"]]
        found[row["number"]] = _computed(row["how"], inputs)
    return found


def _declared(provenance: Mapping[str, Any]) -> Iterator[tuple[int, _Source]]:
    for declaration in provenance["declarations"]:
        name, file = declaration["declaration"], declaration["file"]
        for row in declaration["fields"]:
            key = ("declaration", name, row["path"])
            words = f"{row['path'] or '/'} of {name}"
            yield row["number"], _Source(key, words, file, row["line"])


def _facts(provenance: Mapping[str, Any]) -> Iterator[tuple[int, _Source]]:
    for row in provenance["facts"]:
        about, name, path = row["about"], row["fact"], row.get("path", "")
        where = f" at {path}" if path else ""
        words = f"the fact {name}{where} of {about}"
        yield row["number"], _Source(("fact", about, path, name), words)


def _stated(provenance: Mapping[str, Any]) -> Iterator[tuple[int, _Source]]:
    for row in provenance["stated"]:
        key = (row["by"], row["name"])
        words = f"{row['by']} {row['name']}".strip()
        yield (
            row["number"],
            _Source(key, words, row.get("file", ""), row.get("line", 0)),
        )


def _computed(how: str, inputs: Sequence[_Source]) -> _Source:
    """Return a computed value; it stands where its first declared input does."""
    key = ("computed", how, *(source.key for source in inputs))
    names = ", ".join(source.words for source in inputs[:3])
    more = f" and {len(inputs) - 3} more" if len(inputs) > 3 else ""  # noqa: PLR2004 # enough to find it by
    words = f"{how}, from {names}{more}" if inputs else how
    first = next((source for source in inputs if source.file), None)
    return _Source(key, words, *((first.file, first.line) if first else ("", 0)))
