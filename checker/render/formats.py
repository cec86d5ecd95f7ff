"""How a value is written in each format, so that it stays a value.

A declared text is never markup, a formula, a template or a terminal command in what
is handed in. Numbers are written exactly and in full.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Context, Decimal
from typing import Any

from jinja2 import Undefined
from jinja2.exceptions import TemplateRuntimeError
from markupsafe import Markup, escape

from checker.model.record import Record

__all__ = [
    "FINALIZERS",
    "Ready",
    "code",
    "codes",
    "comment",
    "csv_row",
    "json_text",
    "kw",
    "listed",
    "mw",
]

_WIDE = Context(prec=400)
_WATT_IN_MW = 6
_WATT_IN_KW = 3

_FORMULA = re.compile("^[=+\\-@\t\n\uff1d\uff0b\uff0d\uff20]")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>|~$]|&(?=#|\w+;)|^[-+=#]")
_NUMBERED = re.compile(r"^(\d{1,9})([.)](?:\s|$))")
_COMMENT_END = re.compile("-(?=-|$)")
_SPACE = re.compile(r"\s*[\t\n]\s*")


class Ready(str):
    """Text that is already written for its format."""

    __slots__ = ()


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
        return str(value)
    return _plain(
        Decimal(str(value)).quantize(Decimal(1).scaleb(-places), context=_WIDE)
    )


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
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float | Decimal):
        return format(_plain(Decimal(str(value))), "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    raise TemplateRuntimeError(f"a {type(value).__name__} is not one value to print")


def markdown(value: Any) -> str:
    """Write a value so that Markdown shows it literally, in a sentence or a cell."""
    if isinstance(value, Ready):
        return value
    text = text_of(value)
    if not isinstance(value, str):
        return text  # a number, a date or a truth value holds no markup
    escaped = _MARKDOWN.sub(r"\\\g<0>", _SPACE.sub(" ", text))
    return _NUMBERED.sub(r"\1\\\2", escaped)


def code(value: Any) -> Ready:
    """Write an identifier for Markdown, between backticks; a cell may hold it."""
    text = _SPACE.sub(" ", text_of(value)).replace("|", r"\|")
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence, pad = "`" * (longest + 1), " " if longest else ""
    return Ready(f"{fence}{pad}{text}{pad}{fence}")


def codes(values: Any) -> Ready:
    """Write identifiers for Markdown, separated by commas; "none" for an empty list."""
    if isinstance(values, Undefined):
        return code(values)
    return Ready(", ".join(code(value) for value in values) or "none")


def listed(values: Any) -> str:
    """Join texts with commas, "none" when there are none; not yet escaped."""
    if isinstance(values, Undefined):
        return str(values)
    return ", ".join(text_of(value) for value in values) or "none"


def csv_row(values: Iterable[Any]) -> Ready:
    """Write one row of CSV: texts always quoted, numbers bare.

    A text that a spreadsheet would run as a formula is given a leading apostrophe;
    otherwise a reader gets back exactly what was declared.
    """
    line = io.StringIO()
    writer = csv.writer(line, quoting=csv.QUOTE_NONNUMERIC, lineterminator="")
    writer.writerow([_cell(value) for value in values])
    return Ready(line.getvalue())


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return value
    if isinstance(value, float):
        return _plain(Decimal(str(value)))
    text = text_of(value)
    return f"'{text}" if _FORMULA.match(text) else text


def json_text(value: Any) -> Ready:
    """Write a value as JSON, in ASCII, keys in the order of the template.

    Raises:
        TemplateRuntimeError: a whole declaration is printed instead of its fields, so
            that what is not in it would go unseen.
    """
    return Ready(json.dumps(_jsonable(value), indent=2, allow_nan=False))


def _jsonable(value: Any) -> Any:
    if isinstance(value, Record):
        raise TemplateRuntimeError("a declaration is printed field by field")
    if isinstance(value, Mapping):
        return {str(key): _jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(item) for item in value]
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float | Decimal):
        number = _plain(Decimal(str(value)))
        return int(number) if number == number.to_integral_value() else float(number)
    return text_of(value)


def comment(value: Any) -> Markup:
    """Write a text inside an XML comment, which two hyphens would end."""
    return escape(_COMMENT_END.sub("- ", text_of(value)))


def _as_csv(value: Any) -> str:
    return value if isinstance(value, Ready) else csv_row([value])


def _as_json(value: Any) -> str:
    return value if isinstance(value, Ready) else json_text(value)


def _as_xml(value: Any) -> Markup:
    return value if isinstance(value, Markup) else escape(text_of(value))


FINALIZERS: Mapping[str, Callable[[Any], str]] = {
    "markdown": markdown,
    "csv": _as_csv,
    "json": _as_json,
    "xml": _as_xml,
}
"""What every printed value goes through, by format: the last word, not a filter."""
