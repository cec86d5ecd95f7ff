"""Days counted from parameters: when a review is over, when a change takes effect."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from checker.link.business_days import BusinessCalendar
from checker.model.report import UsedParameter
from checker.plan.definition import Days
from checker.plan.model import Term

__all__ = ["BUSINESS_DAYS", "DAYS", "Clock"]

BUSINESS_DAYS = "business days"
DAYS = "days"


class Clock(NamedTuple):
    """What days are counted with.

    Attributes:
        as_of: the day of the plan.
        calendar: CAISO's business days.
        profile: the profile of the run.
        values: the parameters in force, by profile.
    """

    as_of: date
    calendar: BusinessCalendar
    profile: str
    values: Mapping[str, Mapping[str, UsedParameter]]

    def term(self, days: Days, submitted: date | None) -> Term | None:
        """Count the days of an effect.

        Args:
            days: the parameter, and what it means.
            submitted: when it was handed in; None when it was not yet.

        Returns:
            None when the parameter has no value on the day of the plan.
        """
        own = self.values[self.profile].get(days.parameter)
        counts = {
            round(values[days.parameter].value)
            for values in self.values.values()
            if days.parameter in values
        }
        if own is None or not counts:
            return None
        business = own.unit == BUSINESS_DAYS
        start = submitted or self.as_of
        return Term(
            parameter=own,
            low=min(counts),
            high=max(counts),
            business=business,
            means=days.means,
            start=start,
            submitted=submitted is not None,
            first=self._after(start, min(counts), business=business),
            last=self._after(start, max(counts), business=business),
        )

    def _after(self, start: date, days: int, *, business: bool) -> date:
        if business:
            return self.calendar.add(start, days)
        return start + timedelta(days=days)
