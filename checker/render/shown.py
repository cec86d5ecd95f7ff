"""One aggregation as the views of its documents read it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from jinja2 import Undefined

from checker.link.schedule_facts import trade_date_of
from checker.model.place import Place
from checker.model.record import Record
from checker.render.material import Material
from checker.render.origin import computed, stated
from checker.render.values import Values

__all__ = ["Shown"]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the rows of an aggregation's documents are made of.

    A row is a plain mapping. A value in it that is not declared is undefined, and
    refuses the package only where a document prints it.

    Attributes:
        values: how fields are read.
        material: the judged portfolio.
        aggregation: its declaration.
        linked: its resolved objects.
        facts: what is computed of it.
    """

    values: Values
    material: Material
    aggregation: Record
    linked: Record
    facts: Record

    @property
    def as_of(self) -> str:
        """The day of the judgement, as declarations write a day."""
        return self.material.report.as_of.isoformat()

    def lacks(self, fault: str) -> Undefined:
        """Return an undefined value that names the aggregation."""
        return self.values.lacking(self.aggregation.place, fault=fault)

    def parameter(self, name: str) -> Any:
        """Return the dated value of a name; undefined when there is none on the day."""
        used = self.material.parameters.get(name)
        if used is None:
            return self.values.lacking(None, (name,))
        return stated(used.value, "parameter", name, used.source)

    def needed(
        self, record: Any, field: str, *, so: bool, otherwise: str, fault: str = ""
    ) -> Any:
        """Return a field that must be declared only when something is so.

        Args:
            record: what declares it.
            field: its name.
            so: whether it must be there.
            otherwise: what is said in its place while it need not be there and is not.
            fault: the verb of the message when it is missing.
        """
        if so or isinstance(record, Undefined):
            value = self.values.get(record, field)
            if isinstance(value, Undefined) and fault and isinstance(record, Record):
                return self.values.lacking(record.place, (field,), fault)
            return value
        return self.said(record, field, otherwise)

    def said(self, record: Record, field: str, otherwise: str) -> Any:
        """Return a field whose absence says something, or what it says."""
        if field in record:
            return self.values.get(record, field)
        return computed(otherwise, f"no `{field}` is declared", record)

    def counted(
        self, place: Place | None, how: str, compute: Callable[[], date], *inputs: Any
    ) -> Any:
        """Return a day that is counted from others.

        It is undefined when one of them is, and when it lies outside the calendar.

        Args:
            place: the declaration that is at fault then.
            how: the way from the inputs to it, in words.
            compute: counts.
            inputs: what it counts from.
        """
        for value in inputs:
            if isinstance(value, Undefined):
                return value
        try:
            return computed(compute(), how, *inputs)
        except OverflowError:
            return self.values.lacking(place, fault="counts to a day of no calendar")

    def trade_dates(self) -> Any:
        """Return the trade dates of the schedules; without one, the day judged.

        Each comes once, in order, as the text of a date of the calendar.
        """
        schedules = self.values.get(self.linked, "schedules")
        if isinstance(schedules, Undefined):
            return schedules
        days: dict[str, Any] = {}
        for schedule in schedules:
            if trade_date_of(schedule) is None:
                return self.values.lacking(
                    schedule.place, ("trade_date",), "has no calendar date in"
                )
            day = self.values.get(schedule, "trade_date")
            days.setdefault(str(day), day)
        if not days:
            judged = self.values.get(self.facts, "day")
            return judged if isinstance(judged, Undefined) else [judged]
        return [days[text] for text in sorted(days)]
