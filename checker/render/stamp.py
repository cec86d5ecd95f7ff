"""What every document says about itself: day, profile, tool, doubts."""

from collections.abc import Mapping, Sequence
from typing import Any

from checker.model.finding import Finding
from checker.model.report import UsedParameter
from checker.render.formats import text_of
from checker.render.material import Material, RenderOptions
from checker.render.origin import stated
from checker.render.rows import Row
from checker.render.values import Values
from checker.render.waived import waiver_rows, waivers_in_words

__all__ = ["DRAFT", "parameter_row", "run_context"]

DRAFT = "DRAFT, NOT FOR SUBMISSION"

_DOUBTFUL = frozenset({"unverified", "date unverified"})


def run_context(
    values: Values,
    material: Material,
    options: RenderOptions,
    waived: Sequence[Finding],
    parameters: Sequence[Row],
) -> Row:
    """Return the run as templates see it.

    `status` is one line for the formats that have room for no more: `final`, or what
    a reader has to know before taking it for that.

    Args:
        values: how fields are read.
        material: the judged portfolio.
        options: what is written.
        waived: the waived findings that the document rests on.
        parameters: the dated values of the run, each as a row.
    """
    report = material.report
    marks = [DRAFT] if options.draft else []
    if report.simulated:
        marks.append(f"SIMULATED as of {report.as_of.isoformat()}")
    if report.overrides:
        marks.append(f"OVERRIDES: {'; '.join(report.overrides)}")
    if waived:
        marks.append(f"WAIVED: {waivers_in_words(waived)}")
    missing = values.lacking(None, ("now",), reason="give the time of rendering")
    row = {
        "as_of": report.as_of,
        "profile": report.profile,
        "tool_version": report.tool_version,
        "simulated": report.simulated,
        "draft": options.draft,
        "overrides": list(report.overrides),
        "status": "; ".join(marks) or "final",
        "now": missing if options.now is None else options.now,
    }
    return {
        **{name: stated(value, "run", name) for name, value in row.items()},
        "waivers": waiver_rows(waived),
        "parameters": parameters,
    }


def parameter_row(used: UsedParameter) -> Row:
    """Return a dated value with its source; `mark` follows it when it is doubtful."""
    value: Any = used.value
    row = {
        "name": used.name,
        "raw": value,
        "value": _words(value),
        "unit": used.unit,
        "from": used.effective_from.isoformat() if used.effective_from else "not dated",
        "source": used.source,
        "confidence": used.confidence,
        "mark": " (confirm with CAISO)" if used.confidence in _DOUBTFUL else "",
    }
    return {
        field: stated(item, "parameter", f"{used.name}.{field}", used.source)
        for field, item in row.items()
    }


def _words(value: Any) -> str:
    """Write a dated value, which may be a list or a table, in words."""
    if isinstance(value, Mapping):
        items = (f"{name}: {_words(item)}" for name, item in value.items())
        return ", ".join(items) or "none"
    if isinstance(value, list | tuple):
        return ", ".join(map(_words, value)) or "none"
    return text_of(value)
