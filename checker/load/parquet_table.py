"""A Parquet file to a table, by way of DuckDB (the extra `fleet`).

Neither the file nor its rows are in memory as a whole.
"""

from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.errors import UsageError
from checker.load.csv_table import MOST_RECORD_BYTES, Digested, too_large
from checker.load.decode import unshown
from checker.load.spool import Spool, write_all, writing_aside
from checker.model.configuration import Limits
from checker.model.document import SourceText, locate_text
from checker.model.engine import engine_finding
from checker.model.finding import Finding
from checker.model.table import UNIT, Table

if TYPE_CHECKING:
    import duckdb

__all__ = ["ParquetRead", "read_parquet"]

_MEMORY = "512MB"
_BATCH = 5_000
_MOST_SHOWN = 20
_TEXT = ("VARCHAR", "ENUM")
_NUMBERS = (
    *(f"{sign}{size}INT" for sign in ("", "U") for size in ("TINY", "SMALL", "BIG")),
    *("INTEGER", "UINTEGER", "HUGEINT", "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL"),
)
_TYPES = {
    **dict.fromkeys(_TEXT, "text"),
    **dict.fromkeys(_NUMBERS, "number"),
    "BOOLEAN": "boolean",
    "DATE": "text",
}
"""What a column of a type gives; a date is text as declarations have it."""


class ParquetRead(NamedTuple):
    """What came of a file.

    Attributes:
        sha256: hex digest of its bytes.
        table: its rows, or what is wrong with it.
        types: `text`, `number` or `boolean` by the name of a column, and the name of
            the type, in capitals, where that is none of them.
    """

    sha256: str
    table: Table | list[Finding]
    types: dict[str, str]


def read_parquet(file: str, blocks: Iterable[bytes], limits: Limits) -> ParquetRead:
    """Read the rows of a Parquet file, each cell as text; or say what is wrong with it.

    Args:
        file: path relative to the portfolio root.
        blocks: its content, one byte more than the bound at most. DuckDB reads it from
            a file of our own, so that what is read is what was digested.
        limits: how many bytes and rows it may have.

    Raises:
        UsageError: DuckDB is not installed.
        OutputError: there is no room for temporary files.
    """
    digested = Digested(blocks)
    with writing_aside(file):
        aside = TemporaryDirectory(prefix="dera-fleet-")
    with aside as folder:
        copy = Path(folder, "table.parquet")
        _write(file, copy, digested)
        source = digested.source(file)
        if digested.size > limits.inventory_bytes:
            fault = too_large(source, f"{limits.inventory_bytes} bytes", "bytes")
            return ParquetRead(source.sha256, [fault], {})
        engine = _engine(file)
        try:
            with _connected(engine, Path(folder)) as connection:
                return _read(connection, source, str(copy), limits)
        except engine.Error as error:
            why = str(error).split("\n")[0].replace(str(copy), file)[:200]
            message = f"this is no Parquet file that can be read: {why}"
            fault = engine_finding("READ-009", locate_text(source, 1, 1), message)
            return ParquetRead(source.sha256, [fault], {})


def _write(file: str, copy: Path, blocks: Iterable[bytes]) -> None:
    with writing_aside(file):
        stream = copy.open("wb", buffering=0)
    with stream:
        for block in blocks:
            with writing_aside(file):
                write_all(stream, block)


def _engine(file: str) -> Any:
    try:
        import duckdb  # noqa: PLC0415 # an extra, and slow to import
    except ImportError:
        raise UsageError(
            "reading Parquet needs DuckDB, which is not installed",
            file=file,
            remedy="pip install 'deracheck[fleet]', or save the table as CSV",
        ) from None
    return duckdb


def _connected(engine: Any, folder: Path) -> "duckdb.DuckDBPyConnection":
    """Return a connection that sees one folder, no network, and no more memory."""
    connection: duckdb.DuckDBPyConnection = engine.connect(
        config={
            "memory_limit": _MEMORY,
            "threads": "2",
            "temp_directory": str(folder / "spill"),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    connection.execute("SET allowed_directories = [?]", [f"{folder}/"])
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _read(
    connection: "duckdb.DuckDBPyConnection",
    source: SourceText,
    path: str,
    limits: Limits,
) -> ParquetRead:
    described = connection.execute(
        "DESCRIBE SELECT * FROM read_parquet(?)", [path]
    ).fetchall()
    types = {str(name): _type(str(kind)) for name, kind, *_ in described}
    counted = connection.execute(
        "SELECT count(*) FROM read_parquet(?)", [path]
    ).fetchone()
    if counted is None or counted[0] > limits.inventory_rows:
        fault = too_large(source, f"{limits.inventory_rows} rows", "rows")
        return ParquetRead(source.sha256, [fault], types)
    names = [name for name, kind in types.items() if kind in _TYPES.values()]
    cells = ", ".join(f"coalesce({_quoted(name)}::VARCHAR, '')" for name in names)
    records = connection.execute(
        f"SELECT concat_ws(chr(31), {cells or repr('')}) FROM read_parquet(?)",  # noqa: S608 # names are quoted
        [path],
    )
    return ParquetRead(source.sha256, _table(records, source, names), types)


def _table(
    records: "duckdb.DuckDBPyConnection", source: SourceText, names: list[str]
) -> Table | list[Finding]:
    """Keep the rows aside, some at a time; or say what is wrong with them."""
    spool, starts = Spool(source.file), array("Q", [0])
    findings: list[Finding] = []
    for batch in _fetched(records):
        rows = []
        for record in batch:
            fault = _fault(record, len(names))
            if fault and len(findings) < _MOST_SHOWN:
                place = locate_text(source, len(starts), 1)
                findings.append(engine_finding("READ-002", place, fault))
            rows.append(record.encode("utf-8", "replace"))
            starts.append(starts[-1] + len(rows[-1]))
        spool.add(b"".join(rows))
    if findings:
        return findings
    return Table(spool.kept(), starts, UNIT, None, tuple(names))


def _fetched(records: "duckdb.DuckDBPyConnection") -> Iterator[list[str]]:
    while batch := records.fetchmany(_BATCH):
        yield [record for (record,) in batch]


def _fault(record: str, width: int) -> str:
    """Say what keeps a row from being one; empty when nothing does."""
    if record.count(UNIT) != max(width - 1, 0):
        return "a cell of the row holds the character U+001F"
    if len(record) > MOST_RECORD_BYTES:
        return f"the row has more than {MOST_RECORD_BYTES} characters"
    if record.isascii() and record.replace(UNIT, "").isprintable():
        return ""
    odd = unshown(record.replace(UNIT, ""))
    return f"the character {odd} stands in the row" if odd else ""


def _type(name: str) -> str:
    plain = name.partition("(")[0]
    return _TYPES.get(plain, name)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
