"""Rows of OASIS's XML: interval reports (OASISReport) and the Atlas (OASISMaster).

The parser takes no document type, so no entity can be defined and expanded.
"""

from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from checker.errors import DataError
from checker.oasis.faults import Where, answered_with_error, refused

__all__ = ["xml_rows"]

_CHUNK = 1 << 16
_ROOTS = ("OASISReport", "OASISMaster")
_RECORDS = ("REPORT_DATA", "ATLS_DATA")

_AS_IN_CSV = {
    "DATA_ITEM": "XML_DATA_ITEM",
    "OPR_DATE": "OPR_DT",
    "INTERVAL_START_GMT": "INTERVALSTARTTIME_GMT",
    "INTERVAL_END_GMT": "INTERVALENDTIME_GMT",
    "VALUE": "MW",
    "START_DATE_GMT": "EFF_START_DT_GMT",
    "END_DATE_GMT": "EFF_END_DT_GMT",
}
"""What an element of the XML is called as a column of the CSV."""

Record = tuple[int, dict[str, str]]


def xml_rows(stream: IO[bytes], where: Where) -> tuple[str, Iterator[Record]]:
    """Read the report's name and its records, the cells named as in the CSV.

    Returns:
        The name of the report, and each record with its line.

    Raises:
        OasisError: it is an error document.
        DataError: it is no XML of OASIS. The records raise it too.
    """
    reader = _Reader(where)
    chunks = iter(lambda: stream.read(_CHUNK), b"")
    while not reader.report:
        chunk = next(chunks, None)
        reader.feed(chunk or b"", last=chunk is None)
        if chunk is None:
            break
    if not reader.report:
        raise refused("the XML holds no report", where)
    return reader.report, _records(reader, chunks)


def _records(reader: "_Reader", chunks: Iterator[bytes]) -> Iterator[Record]:
    yield from reader.drain()
    for chunk in chunks:
        reader.feed(chunk)
        yield from reader.drain()
    reader.feed(b"", last=True)
    yield from reader.drain()


class _Reader:
    """Collects records while the XML passes; names lose their namespace prefix."""

    def __init__(self, where: Where) -> None:
        self.report = ""
        self._where = where
        self._path: list[str] = []
        self._text: list[str] = []
        self._cells: dict[str, str] = {}
        self._market = ""
        self._error: dict[str, str] = {}
        self._done: list[Record] = []
        self._ended = False
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text.append
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    def feed(self, chunk: bytes, *, last: bool = False) -> None:
        """Take in more bytes; after the last ones nothing more happens."""
        if self._ended:
            return
        self._ended = last
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            raise self._fault(
                f"the XML is cut off or damaged: {expat.ErrorString(error.code)}"
            ) from error

    def drain(self) -> Iterator[Record]:
        """Yield the records that are complete."""
        done, self._done = self._done, []
        yield from done

    def _start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 # expat's signature
        local = name.rpartition(":")[2]
        if not self._path and local not in _ROOTS:
            raise self._fault(f"this is XML of another kind: <{local}>")
        self._path.append(local)
        self._text.clear()
        if local in _RECORDS:
            self._cells = {}

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        self._path.pop()
        above = self._path[-1] if self._path else ""
        text = "".join(self._text)
        self._text.clear()
        if local in _RECORDS:
            self._finish()
        elif local == "ERROR":
            raise answered_with_error(
                self._error.get("ERR_CODE", ""),
                self._error.get("ERR_DESC", ""),
                self._where,
            )
        elif above in _RECORDS:
            self._cells[_AS_IN_CSV.get(local, local)] = text
        elif above == "ERROR":
            self._error[local] = text
        elif local == "REPORT":
            self._name(text.strip())
        elif local == "MKT_TYPE":
            self._market = text.strip()

    def _name(self, report: str) -> None:
        if self.report not in ("", report):
            raise self._fault(f"two reports in one file: {self.report} and {report}")
        self.report = report

    def _finish(self) -> None:
        if not self.report:
            raise self._fault("a record stands before the name of its report")
        cells = self._cells
        cells.setdefault("MARKET_RUN_ID", self._market)
        name = cells.get("RESOURCE_NAME")
        if name is not None:
            cells["NODE"] = cells["ANC_REGION"] = name
        self._done.append((self._parser.CurrentLineNumber, cells))

    def _refuse_doctype(self, *_: object) -> None:
        raise self._fault("the XML declares a document type; OASIS's has none")

    def _fault(self, message: str) -> DataError:
        line = self._parser.CurrentLineNumber
        return refused(message, self._where, line=line)
