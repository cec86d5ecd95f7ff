"""What changes by itself as time goes on: the same declarations on later days."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from checker.model.finding import Finding, Outcome
from checker.model.survey import Change, Future
from checker.policy.pack import Pack

__all__ = ["days_of_change", "sweep"]

_MOST_DAYS = 60
_DAY = timedelta(days=1)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_LOOKS = 400
_Key = tuple[str, str, str, str]
_Known = Mapping[_Key, Finding]


def days_of_change(
    pack: Pack, declared: Iterable[Any], as_of: date
) -> tuple[tuple[date, ...], int]:
    """Return the days after `as_of` on which a verdict may change by itself.

    These are the days on which a dated value or a policy begins, or has just ended,
    and those that the declarations name: a day itself, and the day after it, since the
    last day of a term still counts. Those of the rule book are all kept; of the others
    the nearest.

    Args:
        pack: the rule book.
        declared: the declarations' content.
        as_of: the day of the judgement.

    Returns:
        The days in order, and how many later ones are left out.
    """
    ruled = {day for day in _rule_days(pack) if day > as_of}
    named = {day for data in declared for day in _dates_in(data)}
    named |= {day + _DAY for day in named if day < date.max}
    others = sorted(day for day in named - ruled if day > as_of)
    kept = others[: max(_MOST_DAYS - len(ruled), 0)]
    return tuple(sorted({*ruled, *kept})), len(others) - len(kept)


def sweep(
    as_of: date,
    before: Iterable[Finding],
    days: tuple[date, ...],
    left_out: int,
    judge_on: Callable[[date], Iterable[Finding]],
) -> Future:
    """Judge on each day and name what is not as it was before, and since when.

    Where two days differ those between them are searched for the first day of each
    change: a term that ends some business days after a date is named by no date.

    Args:
        as_of: the day of the judgement.
        before: the findings of that day.
        days: when to look again, in order.
        left_out: how many days there are besides.
        judge_on: gives the findings of a day.
    """
    search = _Search(judge_on)
    changes: list[Change] = []
    last, known = as_of, _by_key(before)
    for day in days:
        then = search.on(day)
        changes += search.between(last, known, day, then)
        last, known = day, then
    return Future(days, left_out, tuple(changes))


class _Search:
    """Looks for the days on which verdicts change, by halves."""

    def __init__(self, judge_on: Callable[[date], Iterable[Finding]]) -> None:
        self._judge_on = judge_on
        self._left = _MOST_LOOKS

    def on(self, day: date) -> _Known:
        return _by_key(self._judge_on(day))

    def between(
        self, first: date, known: _Known, last: date, then: _Known
    ) -> Iterator[Change]:
        """Yield the changes after the first day, up to the last, by day."""
        if _states(known) == _states(then):
            return
        gap = (last - first).days
        if gap == 1 or not self._left:
            yield from _changes(last, known, then, exact=gap == 1)
            return
        self._left -= 1
        middle = first + timedelta(days=gap // 2)
        found = self.on(middle)
        yield from self.between(first, known, middle, found)
        yield from self.between(middle, found, last, then)


def _rule_days(pack: Pack) -> Iterator[date]:
    spans = [(v.from_, v.until) for p in pack.parameters.values() for v in p.values]
    for compiled in pack.policies.values():
        effective = compiled.policy.effective
        spans.append((effective.from_, effective.until))
    for start, until in spans:
        yield start
        if until is not None and until < date.max:
            yield until + _DAY


def _dates_in(value: Any) -> Iterator[date]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _dates_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from _dates_in(item)
    elif isinstance(value, str) and _DATE.fullmatch(value):
        try:
            yield date.fromisoformat(value)
        except ValueError:
            return


def _by_key(findings: Iterable[Finding]) -> _Known:
    """Return the findings by what they are about; the weightiest of several."""
    found: dict[_Key, Finding] = {}
    for finding in findings:
        key = (finding.policy, *finding.subject, finding.path)
        if key not in found or _weight(finding) > _weight(found[key]):
            found[key] = finding
    return found


def _weight(finding: Finding) -> tuple[bool, int]:
    return finding.is_open, finding.severity.rank


def _states(findings: _Known) -> dict[_Key, str]:
    return {key: _state(finding) for key, finding in findings.items()}


def _changes(
    day: date, known: _Known, then: _Known, *, exact: bool
) -> Iterator[Change]:
    for key in sorted({*known, *then}):
        was, will_be = known.get(key), then.get(key)
        before, after = _state(was), _state(will_be)
        shown = will_be or was
        if before != after and shown is not None:
            yield Change(
                day,
                shown.policy,
                shown.name,
                shown.subject,
                before,
                after,
                shown.message,
                shown.location,
                exact,
            )


def _state(finding: Finding | None) -> str:
    """Return what a finding counts as, in words; empty for none."""
    if finding is None:
        return ""
    if finding.waiver is not None:
        return "waived"
    if finding.baselined:
        return "in the baseline"
    unjudged = finding.outcome is Outcome.UNDETERMINED
    return f"{finding.severity.value}{', undetermined' if unjudged else ''}"
