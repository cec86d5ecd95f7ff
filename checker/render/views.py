"""What templates see of an aggregation."""

from collections.abc import Callable
from datetime import date
from typing import Any

from jinja2 import Undefined

from checker.model.dossier import Dossier
from checker.model.place import Place
from checker.model.record import Record
from checker.render.market_views import market_context
from checker.render.material import Material
from checker.render.metering_view import agreement_in_force
from checker.render.oasis_view import monitoring_context
from checker.render.origin import computed, stated
from checker.render.registration_views import registration_context
from checker.render.rows import Row, SiteRows
from checker.render.settlement_view import settlement_context
from checker.render.shown import Shown
from checker.render.values import Facts, Values

__all__ = ["AggregationView", "facts_of", "placed"]

_REVIEW_DAYS = "udc_review_business_days"
_TELEMETRY_FROM = "telemetry_threshold_mw"
_ANSWERED = frozenset({"concurred", "concerns_raised"})
_RAMP = ("from_mw", "to_mw", "up_mw_per_minute", "down_mw_per_minute")
_REVIEW = (
    "concurrence_id",
    "submitted_on",
    "window_ends_on",
    "outcome",
    "responded_on",
)


class AggregationView:
    """One aggregation as documents show it.

    Every row is a plain mapping. A value in it that is not declared is undefined and
    refuses the package only where a document prints it.

    Args:
        values: how fields are read.
        dossier: the aggregation's.
        material: the judged portfolio.
    """

    def __init__(self, values: Values, dossier: Dossier, material: Material) -> None:
        self._values = values
        self._material = material
        self._as_of = stated(material.report.as_of.isoformat(), "run", "as_of")
        self.aggregation = dossier.record
        self.linked = placed(dossier.linked, dossier.record)
        self.facts = facts_of(dossier)
        self._shown = Shown(values, material, self.aggregation, self.linked, self.facts)
        self._context: Row | None = None
        self._rows = SiteRows(
            values,
            values.get(self.linked, "meters"),
            values.get(self.linked, "utilities"),
        )

    def context(self) -> Row:
        """Return everything that a template sees of the aggregation."""
        if self._context is None:
            self._context = self._made()
        return dict(self._context)

    def _made(self) -> Row:
        sites, ders, telemetry = self.sites(), self.ders(), self.telemetry()
        utilities = self.utilities()
        return {
            **registration_context(self._shown, telemetry),
            **market_context(self._shown, telemetry, utilities),
            "aggregation": self.aggregation,
            "linked": self.linked,
            "facts": self.facts,
            "sites": sites,
            "site_count": self._count(sites, "active sites"),
            "ders": ders,
            "der_count": self._count(ders, "DERs of the active sites"),
            "meters": self.meters(),
            "utilities": utilities,
            "utility_names": utilities
            if isinstance(utilities, Undefined)
            else [utility["name"] for utility in utilities],
            "concurrences": self.concurrences(),
            "pnodes": self._listed("pnodes", ("id", "gdf")),
            "ramp_segments": self._listed("ramp_segments", _RAMP),
            "telemetry": telemetry,
        }

    def plan_context(self, plan: Record) -> Row:
        """Return the same, with the requests of one monitoring plan."""
        return {**self.context(), **monitoring_context(self._shown, plan)}

    def readings_context(self, readings: Record) -> Row:
        """Return the same, with the intervals of one set of meter readings."""
        return {**self.context(), **settlement_context(self._shown, readings)}

    def utility_context(self, utility: str) -> Row:
        """Return the same, with the sites and DERs of one utility only."""
        whole = self.context()
        # The caller loops over the utilities, so they are there.
        for name in ("sites", "ders"):
            if not isinstance(whole[name], Undefined):
                whole[name] = [row for row in whole[name] if row["utility"] == utility]
        whole["utility"] = next(
            u for u in whole["utilities"] if u["utility"] == utility
        )
        return whole

    def sites(self) -> Any:
        """Return a row for each active site."""
        return self._of_sites(lambda site: [self._rows.site(site)])

    def ders(self) -> Any:
        """Return a row for each DER of the active sites."""
        return self._of_sites(
            lambda site: [self._rows.der(site, der) for der in site["ders"]]
        )

    def meters(self) -> Any:
        """Return a row for each meter of the active sites."""
        return self._of_sites(self._rows.meters)

    def utilities(self) -> Any:
        """Return a row for each utility, with the digest of its own DER list."""
        entries = self._values.get(self.facts, "utilities")
        if isinstance(entries, Undefined):
            return entries
        return [self._utility(entry) for entry in entries]

    def concurrences(self) -> Any:
        """Return the concurrences of each utility; a utility without one is a lack."""
        utilities = self.utilities()
        if isinstance(utilities, Undefined):
            return utilities
        return [row for utility in utilities for row in self._concurrences_of(utility)]

    def telemetry(self) -> Any:
        """Return the telemetry that is mandatory; none where it is not.

        Ancillary services make it mandatory, and so does the capacity from which
        CAISO asks for it. What is sent without having to be is not shown.
        """
        feeds = self._values.get(self.linked, "telemetry")
        services = self._values.get(self.facts, "ancillary_services")
        capacity_mw = self._values.get(self.facts, "capacity_mw")
        for value in (services, capacity_mw):
            if isinstance(value, Undefined):
                return value
        used = self._material.parameters.get(_TELEMETRY_FROM)
        if not services and (used is None or capacity_mw < used.value):
            return []
        if isinstance(feeds, Undefined) or feeds:
            return feeds
        return self._lacks("has no telemetry, which is mandatory for it")

    def derpa(self) -> Any:
        """Return the provider's DERPA that has not ended."""
        return agreement_in_force(self._shown, "DERPA")

    def _count(self, rows: Any, how: str) -> Any:
        if isinstance(rows, Undefined):
            return rows
        return computed(len(rows), how, self.aggregation)

    def _of_sites(self, rows: Callable[[Record], list[Row]]) -> Any:
        sites = self._values.get(self.linked, "sites")
        if isinstance(sites, Undefined):
            return sites
        return [row for site in sites for row in rows(site)]

    def _listed(self, name: str, fields: tuple[str, ...]) -> Any:
        """Return a row for each entry of a list in the declaration."""
        entries = self._values.get(self.aggregation, name)
        if isinstance(entries, Undefined):
            return entries
        get = self._values.get
        return [{field: get(entry, field) for field in fields} for entry in entries]

    def _lacks(self, fault: str) -> Undefined:
        return self._values.lacking(self.aggregation.place, fault=fault)

    def _utility(self, entry: Record) -> Row:
        utility = self._values.get(entry, "utility")
        fields = {
            field: self._rows.utility_field(utility, field)
            for field in ("name", "role", "tac_area")
        }
        area = fields["tac_area"]
        contact = self._rows.utility_field(utility, "contact")
        return {
            "utility": utility,
            **fields,
            "contact_name": self._values.get(contact, "name"),
            "contact_email": self._values.get(contact, "email"),
            **{
                field: self._values.get(entry, field)
                for field in ("capacity_mw", "der_list_digest", "sites")
            },
            "default_lap": area
            if isinstance(area, Undefined)
            else computed(f"DLAP_{area}-APND", "name of the TAC area's LAP", area),
            "requested_by": self._window_end(self._as_of),
        }

    def _concurrences_of(self, utility: Row) -> list[Row]:
        found = self._values.get(self.linked, "concurrences")
        own: Any = found
        if not isinstance(found, Undefined):
            own = [c for c in found if c["utility"] == utility["utility"]]
            own = own or self._lacks(f"has no concurrence of `{utility['utility']}`")
        if isinstance(own, Undefined):
            return [{**utility, **dict.fromkeys((*_REVIEW, "reviewed_digest"), own)}]
        return [{**utility, **self._concurrence(concurrence)} for concurrence in own]

    def _concurrence(self, concurrence: Record) -> Row:
        get = self._values.get
        submitted = get(concurrence, "submitted_on")
        outcome = get(concurrence, "outcome")
        answered = outcome in _ANSWERED
        return {
            "concurrence_id": get(concurrence, "id"),
            "submitted_on": submitted,
            "window_ends_on": submitted
            if isinstance(submitted, Undefined)
            else self._window_end(submitted, concurrence.place),
            "outcome": outcome,
            "responded_on": get(concurrence, "responded_on")
            if answered
            else computed("no answer", "its outcome is no answer", outcome),
            "reviewed_digest": get(concurrence, "der_list_digest"),
        }

    def _window_end(self, start: str, place: Place | None = None) -> Any:
        """Return the last day of a utility's review that starts on a day."""
        used = self._material.parameters.get(_REVIEW_DAYS)
        if used is None:
            return self._values.lacking(None, (_REVIEW_DAYS,))
        days = stated(used.value, "parameter", _REVIEW_DAYS, used.source)
        try:
            end = self._material.calendar.add(date.fromisoformat(start), used.value)
        except OverflowError:  # a review submitted in the last days of the year 9999
            return self._values.lacking(place, fault="has no end of its review")
        return computed(end, "business days of CAISO later", start, days)


def placed(linked: Record, owner: Record) -> Record:
    """Place a computed mapping at the declaration that lacks what is not in it."""
    return Record(dict(linked), owner.place, linked.absent)


def facts_of(dossier: Dossier) -> Facts:
    """Return the facts of a dossier, placed at the declaration that they are about."""
    facts = dossier.facts
    return Facts(dict(facts), dossier.record.place, facts.absent)
