"""How a value is written in each format, so that it stays a value.

A declared text is never markup, a formula, a template or a terminal command in what
is handed in. Numbers are written exactly and in full.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Context, Decimal
from typing import Any

from jinja2 import Undefined
from jinja2.exceptions import TemplateRuntimeError
from markupsafe import Markup, escape

from checker.model.record import Record
from checker.render.origin import (
    Piece,
    Truth,
    bare,
    day_text,
    joined,
    of_row,
    origin_of,
    traced,
)

__all__ = [
    "FINALIZERS",
    "Ready",
    "ReadyMarkup",
    "code",
    "codes",
    "comment",
    "csv_row",
    "json_text",
    "kw",
    "listed",
    "mw",
    "unguarded",
]

_WIDE = Context(prec=400)
_WATT_IN_MW = 6
_WATT_IN_KW = 3

_FORMULA = re.compile("^'*[=+\\-@\t\n\uff1d\uff0b\uff0d\uff20]")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>|~$]|&(?=#|\w+;)|^[-+=#]")
_NUMBERED = re.compile(r"^(\d{1,9})([.)](?:\s|$))")
_COMMENT_END = re.compile("-(?=-|$)")
_SPACE = re.compile(r"\s*[\t\n]\s*")


class Ready(str):
    """Text that is already written for its format, and the values printed in it."""

    __slots__ = ("pieces",)
    pieces: tuple[Piece, ...]

    def __new__(cls, text: str, pieces: Iterable[Piece] = ()) -> "Ready":
        """Keep the pieces beside the text: a text cannot be given them later."""
        ready = super().__new__(cls, text)
        ready.pieces = tuple(pieces)
        return ready


class ReadyMarkup(Markup):
    """The same for XML, which is not escaped once more."""

    __slots__ = ("pieces",)
    pieces: tuple[Piece, ...]

    def __new__(cls, text: Markup, pieces: Iterable[Piece] = ()) -> "ReadyMarkup":
        """Keep the pieces beside the text: a text cannot be given them later."""
        ready = super().__new__(cls, text)
        ready.pieces = tuple(pieces)
        return ready


def mw(value: Any) -> Any:
    """Return megawatts or megawatt-hours, exact to the watt: `0.4995`, `20`, `-0.5`.

    Rounding to the three decimals of a schedule would print 499.9 kW as the minimum
    of 0.5 MW; a figure is written as it is.
    """
    return _exact(value, _WATT_IN_MW)


def kw(value: Any) -> Any:
    """Return kilowatts or kilowatt-hours, exact to the watt."""
    return _exact(value, _WATT_IN_KW)


def _exact(value: Any, places: int) -> Any:
    if isinstance(value, Undefined):
        return _of(value, str(value))
    return _of(
        value,
        _plain(Decimal(str(value)).quantize(Decimal(1).scaleb(-places), context=_WIDE)),
    )


def _of(value: Any, written: Any) -> Any:
    """Return what was made of a value, with the origin of that."""
    origin = origin_of(value)
    return written if origin is None else traced(written, origin)


def _piece(value: Any, text: str) -> Piece:
    return Piece(text, origin_of(value))


def _plain(number: Decimal) -> Decimal:
    """Drop trailing zeros without falling into `5E+2`; zero has no sign."""
    number = number.normalize(_WIDE)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        number = number.quantize(Decimal(1), context=_WIDE)
    return number or Decimal(0)  # zero has no sign


def text_of(value: Any) -> str:
    """Return a value as plain text, the same in every format.

    Raises:
        TemplateRuntimeError: it is a collection or nothing, which has no text.
    """
    if isinstance(value, Undefined | str):
        return str(value)
    if isinstance(value, bool | Truth):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float | Decimal):
        return format(_plain(Decimal(str(value))), "f")
    if isinstance(value, date):
        return day_text(value)
    name = "list" if isinstance(value, list) else type(value).__name__
    raise TemplateRuntimeError(f"a {name} is not one value to print")


def markdown(value: Any) -> Ready:
    """Write a value so that Markdown shows it literally, in a sentence or a cell."""
    if isinstance(value, Ready):
        return value
    text = _SPACE.sub(" ", text_of(value))
    pieces = (_piece(value, text),)
    if not isinstance(value, str):
        return Ready(text, pieces)  # a number, a date or a truth value: no markup
    return Ready(_NUMBERED.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\g<0>", text)), pieces)


def code(value: Any) -> Ready:
    """Write an identifier for Markdown, between backticks; a cell may hold it."""
    shown = _SPACE.sub(" ", text_of(value))
    text = shown.replace("|", r"\|")
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    padded = longest or (text.startswith(" ") and text.endswith(" "))
    fence, pad = "`" * (longest + 1), " " if padded else ""
    return Ready(f"{fence}{pad}{text}{pad}{fence}", (_piece(value, shown),))


def codes(values: Any) -> Ready:
    """Write identifiers for Markdown, separated by commas; "none" for an empty list."""
    if isinstance(values, Undefined):
        return code(values)
    written = [code(value) for value in values]
    if not written:
        return Ready("none", (_piece(values, "none"),))
    return Ready(", ".join(written), (piece for one in written for piece in one.pieces))


def listed(values: Any) -> str:
    """Join texts with commas, "none" when there are none; not yet escaped."""
    if isinstance(values, Undefined):
        return str(_of(values, str(values)))
    text = ", ".join(text_of(value) for value in values) or "none"
    written: str = joined(text, values or [values])
    return written


def csv_row(values: Iterable[Any]) -> Ready:
    """Write one row of CSV: texts always quoted, numbers bare.

    A text that a spreadsheet would run as a formula is given a leading apostrophe,
    and so is one that looks as if it had been; `unguarded` takes it off again.
    """
    line = io.StringIO()
    writer = csv.writer(line, quoting=csv.QUOTE_NONNUMERIC, lineterminator="")
    values = list(values)
    cells = [_cell(value) for value in values]
    writer.writerow(cells)
    pieces = map(_piece, values, map(str, cells))
    return Ready(line.getvalue(), pieces)


def _cell(value: Any) -> Any:
    if isinstance(value, bool | Truth):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return value
    if isinstance(value, float):
        return _plain(Decimal(str(value)))
    text = text_of(value)
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """Return the text that a cell of `csv_row` was written for."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def json_text(value: Any) -> Ready:
    """Write a value as JSON, in ASCII, keys in the order of the template.

    Raises:
        TemplateRuntimeError: a whole declaration is printed instead of its fields, so
            that what is not in it would go unseen.
    """
    pieces: list[Piece] = []
    plain = _jsonable(value, pieces)
    return Ready(json.dumps(plain, indent=2, allow_nan=False), pieces)


def _jsonable(value: Any, pieces: list[Piece]) -> Any:
    if isinstance(value, Record):
        raise TemplateRuntimeError("a declaration is printed field by field")
    if isinstance(value, dict):
        return {str(key): _jsonable(of_row(value, key), pieces) for key in value}
    if isinstance(value, list | tuple):
        return [_jsonable(item, pieces) for item in value]
    scalar = _scalar(value)
    text = scalar if isinstance(scalar, str) else json.dumps(scalar)
    pieces.append(_piece(value, text))
    return scalar


def _scalar(value: Any) -> Any:
    value = bare(value)
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float | Decimal):
        number = _plain(Decimal(str(value)))
        return int(number) if number == number.to_integral_value() else float(number)
    return text_of(value)


def comment(value: Any) -> ReadyMarkup:
    """Write a text inside an XML comment, which two hyphens would end."""
    text = _COMMENT_END.sub("- ", text_of(value))
    return ReadyMarkup(escape(text), (_piece(value, text),))


def _as_csv(value: Any) -> Ready:
    return value if isinstance(value, Ready) else csv_row([value])


def _as_json(value: Any) -> Ready:
    return value if isinstance(value, Ready) else json_text(value)


def _as_xml(value: Any) -> ReadyMarkup:
    if isinstance(value, ReadyMarkup):
        return value
    text = text_of(value)
    return ReadyMarkup(escape(text), (_piece(value, text),))


FINALIZERS: Mapping[str, Callable[[Any], Ready | ReadyMarkup]] = {
    "markdown": markdown,
    "csv": _as_csv,
    "json": _as_json,
    "xml": _as_xml,
}
"""What every printed value goes through, by format: the last word, not a filter."""
