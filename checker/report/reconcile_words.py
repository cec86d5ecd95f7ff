"""The words and rows that every form of a reconciliation shares."""

from checker.model.reconciliation import (
    AncillaryHour,
    Comparison,
    Day,
    Reconciliation,
    ReconciliationReport,
)
from checker.report.text import counted

__all__ = [
    "OWN_AWARDS",
    "ancillary_title",
    "compared_rows",
    "day_title",
    "found",
    "hour_rows",
    "no_faults",
    "under",
]

OWN_AWARDS = (
    "Prices and ancillary services are CAISO's public data by node and region, for"
    " context. What the aggregation itself was awarded is not among them: day-ahead"
    " awards come from CMRI, real-time dispatch from ADS."
)


def under(report: ReconciliationReport) -> str:
    """Return under what was compared: profile, day, reference data."""
    parts = [f"profile {report.profile}", f"as of {report.as_of.isoformat()}"]
    if report.simulated:
        parts.append("simulated")
    days = sorted({day for _, day in report.retrieved})
    if days:
        since = " and ".join(dict.fromkeys((f"{days[0]}", f"{days[-1]}")))
        parts.append(f"reference data of {since}")
    else:
        parts.append("no reference data")
    return ", ".join(parts)


def found(one: Reconciliation) -> str:
    """Return how many differences an aggregation has."""
    if not one.differences:
        return "no differences"
    weights = ", ".join(
        counted(number, severity)
        for severity in ("error", "warning", "note")
        if (number := sum(d.severity == severity for d in one.differences))
    )
    return f"{counted(len(one.differences), 'difference')}: {weights}"


def no_faults(report: ReconciliationReport) -> str:
    """Say that declarations are broken, when some are; else nothing."""
    if not report.engine_faults:
        return ""
    return (
        f"{counted(report.engine_faults, 'finding')} of `dera check` about"
        " declarations that cannot be read or linked; what they hold is not compared"
    )


def compared_rows(comparisons: tuple[Comparison, ...]) -> list[list[str]]:
    """Return a row for each comparison: weight, what, declared, held."""
    return [
        [
            "agrees" if one.severity is None else one.severity.value,
            one.what,
            _with_unit(one.declared, one.unit),
            _with_unit(one.held, one.unit),
        ]
        for one in comparisons
    ]


def day_title(day: Day) -> str:
    """Return the trade date with what is compared on it."""
    names = [
        f"schedule {day.schedule}" if day.schedule else "",
        f"readings {day.readings}" if day.readings else "",
    ]
    return f"{day.trade_date}: {', '.join(name for name in names if name)}"


def hour_rows(day: Day) -> tuple[list[str], list[list[str]]]:
    """Return head and rows of the hours; columns without a value are left out."""
    head = ["hour", "start (UTC)"]
    columns: list[list[str]] = [
        [str(hour.hour_ending) for hour in day.hours],
        [hour.start_utc[11:16] for hour in day.hours],
    ]
    price = f"{day.price.market} {day.price.node} USD/MWh" if day.price else ""
    optional = (
        ("scheduled MW", [_mw(hour.scheduled_mw) for hour in day.hours]),
        ("metered MW", [_mw(hour.metered_mw) for hour in day.hours]),
        (
            "difference MW",
            [_difference(h.scheduled_mw, h.metered_mw) for h in day.hours],
        ),
        (price, [_price(hour.price) for hour in day.hours]),
        ("", ["<" if hour.deviates else "" for hour in day.hours]),
    )
    for name, values in optional:
        if any(values):
            head.append(name)
            columns.append(values)
    return head, [list(row) for row in zip(*columns, strict=True)]


def ancillary_title(one: AncillaryHour) -> tuple[str, str]:
    """Return what values are, and their lowest, middle and highest."""
    unit = "USD/MW" if one.item.endswith("_PRC") else "MW"
    values = sorted(value for _, value in one.values)
    spread = f"{values[0]:g} to {values[-1]:g} {unit} in {counted(len(values), 'hour')}"
    return f"{one.market} {one.region} {one.item} ({one.report})", spread


def _with_unit(value: str, unit: str) -> str:
    return f"{value} {unit}".strip() if value else "-"


def _mw(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _price(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _difference(scheduled: float | None, metered: float | None) -> str:
    if scheduled is None or metered is None:
        return ""
    return f"{metered - scheduled:+.3f}"
