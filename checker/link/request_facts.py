"""How long a span of time each OASIS request of a monitoring plan asks for."""

from datetime import UTC, datetime, timedelta

from checker.model.record import Record

__all__ = ["request_facts"]

_GMT = "%Y%m%dT%H:%M-0000"
_DAY = timedelta(days=1)

_JUDGED = (
    "path",
    "queryname",
    "startdatetime",
    "enddatetime",
    "version",
    "spacing_seconds",
)


def request_facts(monitoring: Record) -> Record:
    """Return what is judged of each request of a plan, and how long it spans.

    `span_days` is the days from start to end, left out, with the reason, when the
    request does not say both in OASIS's form.
    """
    if "requests" not in monitoring:
        return Record({}, None, {"requests": "the plan has no requests"})
    return Record({"requests": [_with_span(one) for one in monitoring["requests"]]})


def _with_span(request: Record) -> Record:
    ends = [_moment(request.get(name)) for name in ("startdatetime", "enddatetime")]
    judged = {name: request[name] for name in _JUDGED if name in request}
    spanned = Record(judged, request.place)
    if None in ends:
        reason = "the request does not give both ends as yyyymmddThh:mm-0000"
        spanned.absent["span_days"] = reason
        return spanned
    first, last = (end for end in ends if end is not None)
    spanned["span_days"] = round((last - first) / _DAY, 6)
    return spanned


def _moment(text: str | None) -> datetime | None:
    """Read a time as OASIS writes it, in GMT; None when it is written otherwise."""
    try:
        return datetime.strptime(text or "", _GMT).replace(tzinfo=UTC)
    except ValueError:
        return None
