"""Read the reference data of a portfolio: the lock file beside `dera.yaml`."""

import json
import os
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from checker.errors import DataError
from checker.load.read import reason, regular_bytes
from checker.load.strict_json import RepeatedKeyError, strict_json
from checker.model.document import Document, SourceText, count_entries
from checker.model.place import Place
from checker.model.refdata import (
    REFERENCE_FILE,
    Generator,
    Period,
    Periods,
    ReferenceData,
    ReferenceSource,
    Series,
)
from checker.model.report import InputFile
from checker.validate.schemas import SchemaSet

__all__ = ["read_lock", "read_reference_data"]

_REMEDY = (
    "Write it with `dera refdata import --anew FILES...`, or take the last version."
)


def read_reference_data(
    root: Path, schemas: SchemaSet
) -> tuple[ReferenceData | None, InputFile | None]:
    """Read the lock file at a portfolio root; without one there is no reference data.

    Raises:
        DataError: it is there and cannot be used, or was edited by hand.
    """
    found = read_lock(root, schemas)
    if found is None:
        return None, None
    content, source = found
    data = ReferenceData(
        sources=_sources(content["sources"], source),
        pnodes=_by_name(content["pnodes"]),
        apnodes=_by_name(content["apnodes"]),
        sub_laps=_codes(content["sub_laps"]),
        resources=_by_name(content["resources"]),
        generators={
            one["id"]: Generator(one["capacity_mw"], one["udc"])
            for one in content["generators"]
        },
        series=tuple(
            Series(**{**one, "values": tuple(one["values"])})
            for one in content["series"]
        ),
    )
    return data, InputFile(REFERENCE_FILE, source.sha256)


def read_lock(
    root: Path, schemas: SchemaSet
) -> tuple[dict[str, Any], SourceText] | None:
    """Return the content of the lock file at a portfolio root, and its text.

    Raises:
        DataError: it cannot be used, or was edited by hand.
    """
    path = root / REFERENCE_FILE
    if not os.path.lexists(path):
        return None
    content, source = _read(path)
    if not schemas.accepts("refdata", content):
        raise _unusable(_why_refused(content, schemas))
    from checker.oasis.lock import (  # noqa: PLC0415 # few portfolios have one
        digest_of,
    )

    if digest_of(content) != content["sha256"]:
        raise _unusable(
            "its content does not match its own digest: it was edited by hand, merged"
            " or damaged"
        )
    return content, source


def _read(path: Path) -> tuple[Any, SourceText]:
    try:
        raw = regular_bytes(path)
        text = raw.decode("utf-8")
        content = strict_json(text)
    except OSError as error:
        raise DataError(
            f"cannot be read: {reason(error)}", file=REFERENCE_FILE
        ) from error
    except UnicodeDecodeError as error:
        raise _unusable("this is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise _unusable(f"this is no JSON: {error.msg}", error.lineno) from error
    except RepeatedKeyError as error:
        raise _unusable(str(error)) from error
    except ValueError as error:  # whole numbers of thousands of digits
        raise _unusable("this holds a number that nobody can read") from error
    except RecursionError as error:
        raise _unusable("the JSON is nested too deeply") from error
    return content, SourceText(REFERENCE_FILE, text, sha256(raw).hexdigest())


def _unusable(message: str, line: int | None = None) -> DataError:
    return DataError(message, file=REFERENCE_FILE, line=line, remedy=_REMEDY)


def _why_refused(content: Any, schemas: SchemaSet) -> str:
    version = content.get("version") if isinstance(content, dict) else None
    known = schemas.schema("refdata")["properties"]["version"]["const"]
    if isinstance(version, int) and version > known:
        return f"it is of version {version}; this dera reads version {known}"
    return "its content is not that of reference data (`dera schema refdata`)"


def _sources(
    entries: list[Mapping[str, Any]], source: SourceText
) -> tuple[ReferenceSource, ...]:
    document = _document(entries, source)
    return tuple(
        ReferenceSource(
            report=one["report"],
            files=tuple((file["name"], file["sha256"]) for file in one["files"]),
            query=tuple(one["query"]),
            rows=one["rows"],
            retrieved_on=date.fromisoformat(one["retrieved_on"]),
            place=Place(document, ("sources", index)),
        )
        for index, one in enumerate(entries)
    )


def _document(entries: list[Mapping[str, Any]], source: SourceText) -> Document:
    """Give each source its place: the line on which it names its report.

    The lists are long, and no finding points into them.
    """
    data = {
        "kind": "refdata",
        "id": REFERENCE_FILE,
        "sources": [{"id": one["report"]} for one in entries],
    }
    lines = source.text.splitlines()
    spans = [1, 1, 1, 2] * (count_entries(data) - len(entries) * 3)
    for one in data["sources"]:
        mark = f'"report": "{one["id"]}"'  # type: ignore[index] # a mapping
        found = ((n, text) for n, text in enumerate(lines, 1) if mark in text)
        number, text = next(found, (1, "{"))
        start = len(text) - len(text.lstrip()) + 1
        spans += [number, start, number, len(text.rstrip(" ,")) + 1] * 3
    return Document(source, 0, data, array("I", spans))


def _by_name(groups: Iterable[Mapping[str, Any]]) -> dict[str, Periods]:
    found: dict[str, Periods] = {}
    for group in groups:
        period = (Period(group["from"], group.get("until")),)
        for name in group["ids"]:
            found[name] = found.get(name, ()) + period
    return found


def _codes(
    groups: Iterable[Mapping[str, Any]],
) -> dict[str, tuple[tuple[str, Period], ...]]:
    found: dict[str, list[tuple[str, Period]]] = defaultdict(list)
    for group in groups:
        entry = (group["code"], Period(group["from"], group.get("until")))
        for name in group["ids"]:
            found[name].append(entry)
    return {name: tuple(entries) for name, entries in found.items()}
