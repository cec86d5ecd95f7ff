"""How often a document is rendered, and what each rendering of it sees."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from jinja2 import Undefined

from checker.model.dossier import Dossier
from checker.model.finding import Subject
from checker.model.record import Record
from checker.render.applies import applies
from checker.render.documents import DocumentSpec
from checker.render.rows import Row
from checker.render.schedule_view import schedule_context
from checker.render.values import Values
from checker.render.views import AggregationView, placed

__all__ = ["Instance", "instances"]


class Instance(NamedTuple):
    """One rendering of a document: the names in its file names, and what it prints."""

    names: Mapping[str, str]
    context: Row


def instances(
    spec: DocumentSpec,
    subject: Subject,
    schedules: Iterable[Dossier],
    views: list[AggregationView],
    values: Values,
) -> Iterator[Instance]:
    """Yield each rendering of a document.

    Args:
        spec: the document.
        subject: whose package it is in.
        schedules: those of the aggregation.
        views: the aggregations that the document shows.
        values: how fields are read.
    """
    names = {subject.kind: subject.id}
    if spec.package == "provider":
        yield Instance(names, _of_provider(views, values))
    elif spec.per == "package":
        yield Instance(names, views[0].context())
    elif spec.per == "utility":
        yield from _of_utilities(names, views[0])
    elif spec.per == "schedule":
        for dossier in schedules:
            if applies(spec, dossier.record):
                yield _scheduled(names, views[0], dossier, values)
    else:
        yield from _of_kind(spec.per, names, views[0], values)


def _of_provider(views: list[AggregationView], values: Values) -> Row:
    first = views[0]
    return {
        "provider": values.get(first.linked, "provider"),
        "derpa": first.derpa(),
        "aggregations": [view.context() for view in views],
    }


def _of_utilities(
    names: Mapping[str, str], view: AggregationView
) -> Iterator[Instance]:
    utilities = view.utilities()
    if isinstance(utilities, Undefined):
        str(utilities)  # whose requests they would be is not known
        return
    for utility in (row["utility"] for row in utilities):
        own = {**names, "utility": utility}
        yield Instance(own, view.utility_context(utility))


def _of_kind(
    kind: str, names: Mapping[str, str], view: AggregationView, values: Values
) -> Iterator[Instance]:
    """Yield a rendering for each declaration of a kind that has no plural."""
    for record in _belonging(view, values, kind):
        if kind == "monitoring":
            own = {**names, kind: record["id"]}
            yield Instance(own, view.plan_context(record))
        else:
            day = {"trade_date": record["trade_date"]}
            own = {**names, **day, kind: record["id"]}
            yield Instance(own, view.readings_context(record))


def _belonging(view: AggregationView, values: Values, name: str) -> list[Record]:
    found = values.get(view.linked, name)
    if isinstance(found, Undefined):
        str(found)  # what there would be to print is not known
        return []
    return list(found)


def _scheduled(
    names: Mapping[str, str], view: AggregationView, dossier: Dossier, values: Values
) -> Instance:
    record = dossier.record
    own = {"schedule": record["id"], "trade_date": record["trade_date"]}
    context = {
        "aggregation": view.aggregation,
        "linked": placed(dossier.linked, record),
        **schedule_context(values, dossier),
    }
    return Instance({**names, **own}, context)
