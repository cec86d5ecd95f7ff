"""The spans of time that the rule book gives, as its dated values have them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checker.errors import ConfigurationError
from checker.link.business_days import BusinessCalendar
from checker.model.report import UsedParameter
from checker.model.timeline import Assumption
from checker.policy.step import LeadTime, TimeSpan
from checker.timeline.spans import NO_TIME, Span, Stretch, stretches_of

__all__ = ["Spans"]

_MOST_DAYS = 36_525  # a hundred years: whatever is longer is a slip


@dataclass(frozen=True, slots=True)
class Spans:
    """Reads spans off dated values.

    Attributes:
        values: the parameters in force, by name.
        calendar: counts business days.
    """

    values: Mapping[str, UsedParameter]
    calendar: BusinessCalendar

    def assumption(self, span: TimeSpan) -> Assumption:
        """Return a span with where it comes from.

        Raises:
            ConfigurationError: the portfolio overrides it with what is no number of
                days.
        """
        used = self.values[span.parameter]
        count = used.value if span.entry is None else _entry(used.value, span.entry)
        if type(count) is not int or not 0 <= count <= _MOST_DAYS:
            raise _unusable(
                span.parameter, f"{count} is no number of days from 0 to {_MOST_DAYS}"
            )
        return Assumption(
            span.parameter,
            count,
            "days" if span.count == "days" else "business days",
            used.source,
            used.confidence,
            used.overridden,
        )

    def lag(self, span: TimeSpan | None) -> Span:
        """Return how much later a step may follow another."""
        if span is None:
            return NO_TIME
        return Span(self.assumption(span).count, self._counting(span))

    def lead(self, lead: LeadTime | None) -> Span:
        """Return how long a step takes.

        Raises:
            ConfigurationError: the portfolio overrides it with what cannot be used.
        """
        if lead is None:
            return NO_TIME
        return Span(
            self.assumption(lead).count,
            self._counting(lead),
            self._stretches(lead.not_beginning),
            self._stretches(lead.not_ending),
        )

    def days(self, name: str, entry: int | None = None) -> int:
        """Return the days that a parameter gives.

        Raises:
            ConfigurationError: the portfolio overrides it with what is no number of
                days.
        """
        return self.assumption(
            TimeSpan(parameter=name, count="days", entry=entry)
        ).count

    def _counting(self, span: TimeSpan) -> BusinessCalendar | None:
        return self.calendar if span.count == "business_days" else None

    def _stretches(self, name: str | None) -> Sequence[Stretch]:
        if name is None or name not in self.values:
            return ()
        try:
            return stretches_of(self.values[name].value)
        except (ValueError, KeyError, TypeError) as error:
            raise _unusable(
                name, "it is no list of {from, until} with dates"
            ) from error


def _entry(value: Any, index: int) -> Any:
    return value[index] if isinstance(value, list) and index < len(value) else None


def _unusable(name: str, why: str) -> ConfigurationError:
    return ConfigurationError(f"parameter `{name}`: {why}", file="dera.yaml")
