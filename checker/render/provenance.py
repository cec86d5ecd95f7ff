"""Where every printed value comes from: `provenance.json`.

For each document it maps a printed text to its sources, by number. A source is a field
of a declaration with its file and line, a fact with its formula and the files that it
rests on, what a view computed from other sources, or what somebody else states: the
run, a dated parameter, a template.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from checker.model.document import Document, every_span
from checker.model.dossier import Dossier
from checker.model.finding import Subject
from checker.model.path import every_path
from checker.model.place import Pointer, pointer_text
from checker.render.manifest import RenderedFile
from checker.render.material import Material
from checker.render.origin import Computed, Declared, Fact, Origin, Piece, Stated

__all__ = ["PROVENANCE_KIND", "PROVENANCE_VERSION", "provenance_text"]

PROVENANCE_KIND = "dera_provenance"
PROVENANCE_VERSION = 1
_UNTRACED = Stated("untraced", "")


def provenance_text(
    subject: Subject,
    files: Sequence[RenderedFile],
    material: Material,
    dossiers: Iterable[Dossier],
) -> str:
    """Return where the values of a package's documents come from.

    A text that a document prints several times is listed once, with all its sources.

    Args:
        subject: whose package it is.
        files: those of the package; one that was made from another names that.
        material: the judged portfolio.
        dossiers: what the documents print; their facts rest on what is linked there.
    """
    sources = _Sources(material.meanings, dossiers)
    documents = {
        file.name: {"copy_of": list(file.sources)}
        if file.sources
        else {"values": sources.numbers(file.pieces)}
        for file in files
    }
    return _written(
        {
            "kind": PROVENANCE_KIND,
            "version": PROVENANCE_VERSION,
            "subject": {"kind": subject.kind, "id": subject.id},
            "documents": documents,
            **sources.rows(),
        }
    )


class _Sources:
    """Numbers origins in the order in which they are first printed."""

    def __init__(
        self, meanings: Mapping[tuple[str, str], str], dossiers: Iterable[Dossier]
    ) -> None:
        self._meanings = meanings
        self._rests_on = {_of_dossier(d): _files(d) for d in dossiers}
        self._numbers: dict[Origin, int] = {}

    def numbers(self, pieces: Iterable[Piece]) -> dict[str, list[int]]:
        """Return the numbers of the sources of each printed text, each once."""
        found: dict[str, dict[int, None]] = {}
        for text, origin in pieces:
            if text:
                number = self._number(_UNTRACED if origin is None else origin)
                found.setdefault(text, {})[number] = None
        return {text: list(numbers) for text, numbers in found.items()}

    def _number(self, origin: Origin) -> int:
        number = self._numbers.get(origin)
        if number is None:
            if isinstance(origin, Computed):
                for source in origin.inputs:
                    self._number(source)
            number = self._numbers[origin] = len(self._numbers) + 1
        return number

    def rows(self) -> dict[str, Any]:
        """Return every source that has a number, by what it is."""
        fields: dict[Document, dict[int, Pointer]] = {}
        facts, computed, stated = [], [], []
        for origin, number in self._numbers.items():
            if isinstance(origin, Declared):
                fields.setdefault(origin.document, {})[number] = origin.pointer
            elif isinstance(origin, Fact):
                facts.append({"number": number, **self._fact(origin)})
            elif isinstance(origin, Computed):
                inputs = [self._numbers[source] for source in origin.inputs]
                computed.append({"number": number, "how": origin.how, "from": inputs})
            else:
                stated.append({"number": number, **_statement(origin)})
        return {
            "declarations": [_declaration(*item) for item in fields.items()],
            "facts": facts,
            "rests_on": self._used_files(),
            "computed": computed,
            "stated": stated,
        }

    def _fact(self, fact: Fact) -> dict[str, Any]:
        about = _named(fact.document)
        kind = about.partition(" ")[0]
        row = {"fact": fact.name, "about": about}
        if fact.pointer:
            row["path"] = pointer_text(fact.pointer)
        meaning = self._meanings.get((kind, fact.name))
        return row if meaning is None else {**row, "meaning": meaning}

    def _used_files(self) -> dict[str, list[str]]:
        """Return the files that the facts of a declaration are computed from."""
        facts = [origin for origin in self._numbers if isinstance(origin, Fact)]
        about = {_named(fact.document): [fact.document.file] for fact in facts}
        return {name: self._rests_on.get(name, file) for name, file in about.items()}


def _named(document: Document) -> str:
    return f"{document.data['kind']} {document.data['id']}"


def _of_dossier(dossier: Dossier) -> str:
    return f"{dossier.subject.kind} {dossier.subject.id}"


def _files(dossier: Dossier) -> list[str]:
    """Return the files of everything that a dossier rests on."""
    found = set()
    for value in (dossier.record, *dossier.linked.values()):
        for record in value if isinstance(value, list) else (value,):
            if record.place is not None:
                found.add(record.place.document.file)
    return sorted(found)


def _declaration(document: Document, pointers: Mapping[int, Pointer]) -> dict[str, Any]:
    spans, paths = every_span(document), every_path(document.data)
    return {
        "declaration": _named(document),
        "file": document.file,
        "fields": [
            {
                "number": number,
                "path": paths[pointer],
                "line": spans[pointer].line,
                "column": spans[pointer].column,
                **_value(document.data, pointer),
            }
            for number, pointer in (
                (number, _written_part(pointer, paths))
                for number, pointer in pointers.items()
            )
        ],
    }


def _written_part(pointer: Pointer, paths: Collection[Pointer]) -> Pointer:
    """Return as much of a path as stands in the file.

    What is computed of a list that is not declared is placed where it should be.
    """
    while pointer not in paths:
        pointer = pointer[:-1]
    return pointer


def _value(data: Any, pointer: Pointer) -> dict[str, Any]:
    """Return a declared value, when it is a single one."""
    for step in pointer:
        data = data[step]
    return {} if isinstance(data, dict | list) else {"value": data}


def _statement(origin: Stated) -> dict[str, Any]:
    row: dict[str, Any] = {"by": origin.kind, "name": origin.name}
    if origin.note:
        row["note"] = origin.note
    if origin.location is not None:
        row["file"] = origin.location.file
        row["line"] = origin.location.span.line
        row["column"] = origin.location.span.column
    return row


def _written(content: Mapping[str, Any]) -> str:
    """Write JSON with one source, or one printed text, on a line."""
    return "\n".join(_lines(content, "")) + "\n"


def _lines(value: Any, indent: str) -> Iterator[str]:
    """Yield the lines of a value; what holds no further structure is one of them."""
    below = f"{indent}  "
    if not _nested(value):
        yield json.dumps(value)
        return
    mapping = isinstance(value, dict)
    entries = list(value.items()) if mapping else [(None, item) for item in value]
    yield "{" if mapping else "["
    for position, (name, item) in enumerate(entries, 1):
        lines = list(_lines(item, below))
        lines[0] = (
            f"{below}{json.dumps(name)}: {lines[0]}" if mapping else below + lines[0]
        )
        lines[-1] += "," if position < len(entries) else ""
        yield from lines
    yield f"{indent}{'}' if mapping else ']'}"


def _nested(value: Any) -> bool:
    """Tell whether a value holds a structure, or is a map of printed texts."""
    if isinstance(value, Mapping):
        return any(isinstance(item, Mapping | list) for item in value.values()) and (
            "number" not in value
        )
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)
