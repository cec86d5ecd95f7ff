"""What facts and documents read is recorded, and the record is up to date.

`make golden` writes it anew: `python tests/golden/test_reads.py`.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from checker.model.record import Record
from checker.pipeline import Options, check, rule_book
from checker.pipeline.render import render
from checker.policy.fields import RECORD, Field, recorded_reads
from checker.render.material import RenderOptions
from checker.resources import data_dir
from checker.validate.schemas import SchemaSet

ROOT = Path(__file__).parents[2]
EXAMPLES = ("bay-area", "minimal")
ALSO_LINKED = ("bad/MTR-008", "bad/SCH-004", "bad/SCH-010")
"""Examples with meter readings, a submission and bids, which the good ones lack."""
AS_OF = date(2026, 12, 8)
NOW = datetime(2026, 12, 8, 17, tzinfo=UTC)
HEADER = {"dera", "kind"}

Log = dict[str, set[str]]


@contextmanager
def recording() -> Iterator[Log]:
    """Note each field that is asked of a record which was declared."""
    log: Log = defaultdict(set)

    def note(record: Record, name: Any) -> None:
        if record.place is not None and isinstance(name, str) and name not in HEADER:
            steps = [s for s in record.place.pointer if isinstance(s, str)]
            log[record.place.document.data["kind"]].add(".".join([*steps, name]))

    def getitem(record: Record, name: Any) -> Any:
        note(record, name)
        return dict.__getitem__(record, name)

    def get(record: Record, name: Any, default: Any = None) -> Any:
        note(record, name)
        return dict.get(record, name, default)

    Record.__getitem__ = getitem  # type: ignore[method-assign, assignment] # tested
    Record.get = get  # type: ignore[method-assign, assignment] # likewise
    try:
        yield log
    finally:
        del Record.__getitem__, Record.get


def recorded() -> dict[str, dict[str, list[str]]]:
    """Return what is read while the examples are linked, and while they are printed.

    No policy is judged meanwhile: what policies read is known from their text.
    """
    _, pack = rule_book()
    options = Options(as_of=AS_OF, today=AS_OF, ignore=tuple(pack.policies))
    with recording() as facts:
        for name in (*EXAMPLES, *ALSO_LINKED):
            check((ROOT / "examples" / name,), options)
    with recording() as documents, TemporaryDirectory() as folder:
        for name in EXAMPLES:
            to = RenderOptions(to=Path(folder) / name, now=NOW)
            done = render((ROOT / "examples" / name,), options, to)
            assert done.rendered.written
            assert not done.rendered.refused
    return {"facts": declared(facts), "documents": declared(documents, facts)}


def declared(log: Log, known: Log | None = None) -> dict[str, list[str]]:
    """Keep what the schemas know as a field, without what is known already."""
    schemas = SchemaSet.load(data_dir("schemas"))
    found = {
        kind: sorted(
            path
            for path in log[kind] - (known or {}).get(kind, set())
            if has_field(schemas.schema(kind), path.split("."), schemas)
        )
        for kind in sorted(log)
    }
    return {kind: paths for kind, paths in found.items() if paths}


def has_field(schema: dict[str, Any], steps: list[str], schemas: SchemaSet) -> bool:
    while "$ref" in schema or "items" in schema:
        schema = (
            schemas.resolve(schema["$ref"]) if "$ref" in schema else schema["items"]
        )
    if not steps:
        return True
    field = schema.get("properties", {}).get(steps[0])
    return field is not None and has_field(field, steps[1:], schemas)


def as_text(record: dict[str, dict[str, list[str]]]) -> str:
    return json.dumps(record, indent=1) + "\n"


def test_the_record_of_what_is_read_is_up_to_date() -> None:
    shipped = (ROOT / "policies" / RECORD).read_text(encoding="utf-8")
    assert shipped == as_text(recorded()), "run `make golden`"


def test_facts_and_documents_read_what_they_are_known_to() -> None:
    reads = recorded_reads(data_dir("policies"))
    for kind, path in (
        ("site", "ders.rated_kw"),  # the capacity
        ("aggregation", "members.from"),  # who belongs to it on a day
        ("utility", "contact.email"),  # the letter to the utility
        ("meter", "serial_number"),  # the registration package
    ):
        assert reads.reads(Field(kind, tuple(path.split(".")))), f"{kind}.{path}"
    assert not reads.reads(Field("meter", ("annotations",)))


if __name__ == "__main__":
    (ROOT / "policies" / RECORD).write_text(as_text(recorded()), encoding="utf-8")
