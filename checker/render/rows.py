"""Rows for sites, DERs and meters: what Attachment A and Schedule 1 list."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from jinja2 import Undefined

from checker.model.record import Record
from checker.render.origin import bare, computed, joined
from checker.render.values import Values

__all__ = ["Row", "SiteRows"]

Row = dict[str, Any]

_STORAGE = frozenset({"battery", "ev_charger"})
_ADDRESS = ("street", "city", "state", "zip")
_INTERCONNECTION = ("tariff", "reference", "status", "capacity_kw", "export_allowed")
_NET_METERING = ("tariff", "wholesale_permitted")
_METER = ("serial_number", "certification", "revenue_quality", "interval_minutes")


class SiteRows:
    """Makes the rows of sites.

    A field is shown under a condition only when another declared field makes it
    mandatory there, so that taking it away is never a silent change.

    Args:
        values: how fields are read.
        meters: meters of the sites, or what is undefined in their place.
        utilities: utilities of the sites, or what is undefined in their place.
    """

    def __init__(self, values: Values, meters: Any, utilities: Any) -> None:
        self._values = values
        self._undefined_meters = meters if isinstance(meters, Undefined) else None
        self._undefined_utilities = (
            utilities if isinstance(utilities, Undefined) else None
        )
        self._meters: dict[str, list[Record]] = defaultdict(list)
        self._utilities: dict[str, Record] = {}
        if self._undefined_meters is None:
            for meter in meters:
                self._meters[meter["site"]].append(meter)
        if self._undefined_utilities is None:
            self._utilities = {utility["id"]: utility for utility in utilities}

    def site(self, site: Record) -> Row:
        """Return the row of a site."""
        pick = self._values.pick
        return {
            "site_id": pick(site, "id"),
            "name": pick(site, "name"),
            **{step: pick(site, "service_address", step) for step in _ADDRESS},
            "utility": pick(site, "utility"),
            "utility_name": self.utility_field(site["utility"], "name"),
            "service_account": pick(site, "service_account"),
            "pnode": pick(site, "pnode"),
            "sub_lap": pick(site, "sub_lap"),
            "member_from": pick(site, "member_from"),
            "member_until": pick(site, "member_until")
            if "member_until" in site
            else computed("open", "the membership has no end", site),
            "meter_ids": self._of_meters(site, "id"),
            "metering_types": self._of_meters(site, "certification"),
        }

    def der(self, site: Record, der: Record) -> Row:
        """Return the row of a DER, with its site's fields (INTERFACES 5.2).

        CAISO's own columns are not published.
        """
        pick = self._values.pick
        technology = pick(der, "technology")
        stores = technology in _STORAGE
        sheds = technology == "flexible_load"
        none = computed(0, "nothing, for a DER of this technology", technology)
        of_site = self.site(site)
        return {
            "site_name": of_site.pop("name"),
            **of_site,
            "der_id": pick(der, "id"),
            "der_name": pick(der, "name"),
            "technology": technology,
            "control_basis": pick(der, "control_basis"),
            "nameplate_mw": self._mw(der, "rated_kw"),
            "export_mw": none if sheds else self._mw(der, "export_kw"),
            "import_mw": self._mw(der, "import_kw") if stores else none,
            "curtailment_mw": self._mw(der, "curtailment_kw") if sheds else none,
            "energy_mwh": self._mw(der, "energy_kwh") if stores else none,
            "exports": pick(der, "exports"),
            **self._interconnection(der),
            **self._net_metering(der),
            "programs": self._programs(der),
            "other_registrations": self._joined(
                der, "other_caiso_registrations", ("type", "reference")
            ),
        }

    def meters(self, site: Record) -> list[Row]:
        """Return a row for each meter of a site; a site without one is a lack."""
        found = self._meters_of(site)
        owner = {"site_id": self._values.get(site, "id")}
        if isinstance(found, Undefined):
            return [{**owner, **dict.fromkeys(("meter_id", *_METER), found)}]
        return [
            {
                **owner,
                "meter_id": self._values.get(meter, "id"),
                **{field: self._values.get(meter, field) for field in _METER},
            }
            for meter in found
        ]

    def utility_field(self, utility: str, field: str) -> Any:
        """Return a field of a utility by its id."""
        if self._undefined_utilities is not None:
            return self._undefined_utilities
        return self._values.get(self._utilities[utility], field)

    def _meters_of(self, site: Record) -> Any:
        if self._undefined_meters is not None:
            return self._undefined_meters
        return self._meters.get(site["id"]) or self._values.lacking(
            site.place, fault="has no meter"
        )

    def _of_meters(self, site: Record, field: str) -> Any:
        found = self._meters_of(site)
        if isinstance(found, Undefined):
            return found
        return _joined(self._values.get(meter, field) for meter in found)

    def _mw(self, record: Record, field: str) -> Any:
        """Return kilowatts (or kilowatt-hours) as megawatts, exact to the watt."""
        value = self._values.get(record, field)
        return _thousandth(value)

    def _interconnection(self, der: Record) -> Row:
        """Return the interconnection, which a DER that exports must have."""
        exports = self._values.get(der, "exports")
        shown = self._if_so(
            exports, der, "interconnection", _INTERCONNECTION, "does not export"
        )
        row = {f"interconnection_{step}": value for step, value in shown.items()}
        capacity_kw = row.pop("interconnection_capacity_kw")
        numeric = isinstance(capacity_kw, int | float)
        row["interconnection_mw"] = _thousandth(capacity_kw) if numeric else capacity_kw
        return row

    def _net_metering(self, der: Record) -> Row:
        """Return the net metering, which names its tariff where the DER is enrolled."""
        enrolled = self._values.pick(der, "net_metering", "enrolled")
        shown = self._if_so(
            enrolled, der, "net_metering", _NET_METERING, "not enrolled"
        )
        return {
            "is_nem": enrolled,
            "nem_tariff": shown["tariff"],
            "nem_allows_wholesale": shown["wholesale_permitted"],
        }

    def _if_so(
        self, so: Any, der: Record, name: str, fields: tuple[str, ...], otherwise: str
    ) -> Row:
        """Return fields of a mapping that a declared truth value makes mandatory."""
        if bare(so) is True:
            return {field: self._values.pick(der, name, field) for field in fields}
        if bare(so) is False:
            otherwise = computed(otherwise, "what the declaration denies", so)
            return dict.fromkeys(fields, otherwise)
        return dict.fromkeys(fields, so)

    def _programs(self, der: Record) -> Any:
        """Return the retail programmes with the services that they pay for."""
        entries = self._values.get(der, "programs")
        if isinstance(entries, Undefined):
            return entries
        return _joined((self._program(entry) for entry in entries), of=entries)

    def _program(self, entry: Record) -> Any:
        name = self._values.get(entry, "name")
        services = self._values.get(entry, "services")
        for value in (name, services):
            if isinstance(value, Undefined):
                return value
        text = f"{name} ({', '.join(services) or 'no service'})"
        return computed(text, "name and services", name, *(services or [services]))

    def _joined(self, der: Record, name: str, fields: tuple[str, ...]) -> Any:
        """Return the entries of a list as one text; "none" for an empty list."""
        entries = self._values.get(der, name)
        if isinstance(entries, Undefined):
            return entries
        return _joined(
            (
                _joined((self._values.get(entry, field) for field in fields), " ")
                for entry in entries
            ),
            of=entries,
        )


def _thousandth(value: Any) -> Any:
    """Return kilo as mega, exact to one."""
    if isinstance(value, Undefined):
        return value
    return computed(round(value / 1000, 6), "divided by 1000", value)


def _joined(texts: Iterable[Any], separator: str = "; ", of: Any = None) -> Any:
    """Join texts, each once, unless one of them is undefined; "none" for none.

    `of` is the list that they stand in, which says that there is none.
    """
    # An undefined value cannot be compared, so it must not reach dict.fromkeys.
    found = list(texts)
    lacking = [text for text in found if isinstance(text, Undefined)]
    if lacking:
        return lacking[0]
    once = dict.fromkeys(found)
    return joined(separator.join(once) or "none", once or [of])
