"""The Master File extract (GRDT): tables of canonical names, in the user's columns."""

from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import Undefined

from checker.model.grdt import GRDT_TABLES, KEYS, ColumnMapping, GrdtColumn
from checker.model.record import Record
from checker.render.origin import computed, stated
from checker.render.rows import Row
from checker.render.shown import Shown

__all__ = ["grdt_context", "resource_id"]

_BLANK = ""
_YES, _NO = True, False
_NO_LIMIT = "no NGR"
_MODELS = {"ngr": "NGR", "generator": "Generator"}
_CERTIFICATION = {"RU": "RG", "RD": "RG", "SR": "SR", "NR": "NR"}
_RAMP = {
    "rampFromMW": "from_mw",
    "rampToMW": "to_mw",
    "energyUpRampRate": "up_mw_per_minute",
    "energyDownRampRate": "down_mw_per_minute",
}


def resource_id(shown: Shown) -> Any:
    """Return the Resource ID; before the market gate it may be blank.

    CAISO assigns it in the course of New Resource Implementation.
    """
    in_market = shown.aggregation["gate"] == "market"
    return shown.needed(
        shown.aggregation, "resource_id", so=in_market, otherwise=_BLANK
    )


def grdt_context(shown: Shown, telemetry: Any, utilities: Any) -> Row:
    """Return the tables of the extract and the columns that they are written in.

    Args:
        shown: the aggregation.
        telemetry: the telemetry that is mandatory, or what is undefined instead.
        utilities: the rows of the utilities, or what is undefined instead.
    """
    keys = {
        "mRID": resource_id(shown),
        "name": shown.values.get(shown.aggregation, "name"),
    }
    rows = {
        "resource": [_resource(shown, keys["mRID"], telemetry, utilities)],
        "ramp_rates": _ramp_rates(shown),
        "distribution_factors": _factors(shown),
        "ancillary_services": _services(shown),
    }
    mapping = shown.material.columns
    tables = {
        name: _table(GRDT_TABLES[name], mapping, keys, found)
        for name, found in rows.items()
    }
    return {
        **tables,
        "keys": [_column(column, mapping) for column in KEYS],
        "mapping": _mapping(mapping),
        "resource_id": keys["mRID"],
    }


def _table(
    further: tuple[GrdtColumn, ...],
    mapping: ColumnMapping | None,
    keys: Mapping[str, Any],
    rows: Any,
) -> Row:
    """Return a table by canonical names, and as it is written.

    `header` and `cells` follow the user's columns in their order, and the canonical
    ones where the user has none; `further` has the canonical names after the keys.
    """
    columns = (*KEYS, *further)
    written = _written(columns, mapping)
    whole = _rows(columns, keys, rows)
    return {
        "further": [_column(column, mapping) for column in further],
        "header": [own for _, own in written],
        "rows": whole,
        "cells": [[row[name] for name, _ in written] for row in whole],
    }


def _rows(
    columns: tuple[GrdtColumn, ...], keys: Mapping[str, Any], rows: Any
) -> list[Row]:
    """Return the rows of a table; of rows that are not known, one that says so.

    That row is missing in every column, so that a draft marks as many cells as the
    table has, and any cell of it refuses a package.
    """
    if isinstance(rows, Undefined):
        return [{column.name: rows for column in columns}]
    return [{**keys, **row} for row in rows]


def _written(
    columns: tuple[GrdtColumn, ...], mapping: ColumnMapping | None
) -> list[tuple[str, Any]]:
    names = [column.name for column in columns]
    if mapping is None:
        return [(name, stated(name, "template", "column")) for name in names]
    return [
        (one.name, _own(one.column, mapping))
        for one in mapping.columns
        if one.name in names
    ]


def _own(name: str, mapping: ColumnMapping) -> Any:
    return stated(name, "template", "column", f"{mapping.file}: {mapping.source}")


def _column(column: GrdtColumn, mapping: ColumnMapping | None) -> Row:
    own = mapping.own_name(column.name) if mapping else column.name
    return {
        "name": column.name,
        "unit": column.unit,
        "holds": column.holds,
        "is_mapped": own is not None,
        "column": "no column" if own is None else own,
    }


def _mapping(mapping: ColumnMapping | None) -> Row:
    if mapping is None:
        return {"is_own": False, "unmapped": [], "file": "none", "source": "dera"}
    names = [
        column.name
        for table in (KEYS, *GRDT_TABLES.values())
        for column in table
        if mapping.own_name(column.name) is None
    ]
    return {
        "is_own": True,
        "unmapped": names,
        "file": stated(mapping.file, "run", "grdt_columns"),
        "source": _own(mapping.source, mapping),
    }


def _resource(shown: Shown, mrid: Any, telemetry: Any, utilities: Any) -> Row:
    get, aggregation = shown.values.get, shown.aggregation
    return {
        "comment": _comment(shown, mrid),
        "schedulingCoordinator": shown.values.pick(
            shown.linked, "scheduling_coordinator", "scid"
        ),
        "isAggregatedRes": computed(_YES, "it is an aggregation", aggregation),
        "resourceSubType": _type_of(get(aggregation, "model")),
        "commercialOpDate": get(aggregation, "market_date"),
        "nameplateCapacity": get(shown.facts, "capacity_mw"),
        "maximumOperatingLimit": get(aggregation, "pmax_mw"),
        "minimumOperatingLimit": get(aggregation, "pmin_mw"),
        "maximumEnergyLimit": _energy(shown, "soc_max_mwh"),
        "minimumEnergyLimit": _energy(shown, "soc_min_mwh"),
        "subLAP": get(aggregation, "sub_lap"),
        "utilities": _names(utilities),
        "telemetry": _is_mandatory(shown, telemetry),
    }


def _type_of(model: Any) -> Any:
    if isinstance(model, Undefined):
        return model
    return computed(_MODELS[model], "the resource model", model)


def _comment(shown: Shown, mrid: Any) -> Any:
    """Return the registration code by which a resource without Resource ID is known."""
    if isinstance(mrid, Undefined):
        return mrid
    if mrid:
        return computed(_BLANK, "there is a Resource ID", mrid)
    return shown.values.get(shown.aggregation, "rims_registration_code")


def _energy(shown: Shown, field: str) -> Any:
    """Return a limit of the state of charge, which only an NGR has."""
    model = shown.values.get(shown.aggregation, "model")
    if model == "ngr":
        return shown.values.get(shown.aggregation, field)
    return computed(_NO_LIMIT, "the resource model has no limit", model)


def _names(utilities: Any) -> Any:
    if isinstance(utilities, Undefined):
        return utilities
    names = [utility["name"] for utility in utilities]
    lacking = [name for name in names if isinstance(name, Undefined)]
    return lacking[0] if lacking else computed("; ".join(names), "joined", *names)


def _is_mandatory(shown: Shown, telemetry: Any) -> Any:
    if isinstance(telemetry, Undefined):
        return telemetry
    capacity_mw = shown.values.get(shown.facts, "capacity_mw")
    return computed(bool(telemetry), "by its services and capacity", capacity_mw)


def _ramp_rates(shown: Shown) -> Any:
    segments = shown.values.get(shown.aggregation, "ramp_segments")
    if isinstance(segments, Undefined):
        return segments
    return [
        {
            "rampSegment": computed(number, "place in the list", segment),
            **{name: shown.values.get(segment, field) for name, field in _RAMP.items()},
        }
        for number, segment in enumerate(segments, 1)
    ]


def _factors(shown: Shown) -> Any:
    pnodes = shown.values.get(shown.aggregation, "pnodes")
    if isinstance(pnodes, Undefined):
        return pnodes
    return [
        {
            "Pnode": shown.values.get(pnode, "id"),
            "PnodeDistributionFactor": shown.values.get(pnode, "gdf"),
        }
        for pnode in pnodes
    ]


def _services(shown: Shown) -> Any:
    """Return a row for each certification, held or asked for, of a service offered."""
    offered = shown.values.get(shown.facts, "ancillary_services")
    declared = shown.values.get(shown.linked, "ancillary_service_certifications")
    for value in (offered, declared):
        if isinstance(value, Undefined):
            return value
    return list(_service_rows(shown, offered, declared))


def _service_rows(
    shown: Shown, offered: list[Any], declared: list[Record]
) -> Iterator[Row]:
    for service in offered:
        own = [one for one in declared if one["service"] == service]
        for certification in own:
            yield {
                "capacityType": service,
                "certificationType": _type(service),
                "maximumCapacity": shown.values.get(certification, "capacity_mw"),
                "qualificationFlag": _is_certified(shown, certification),
            }
        if not own:
            no = computed("not declared", "no certification is declared", service)
            yield {
                "capacityType": service,
                "certificationType": _type(service),
                "maximumCapacity": no,
                "qualificationFlag": computed(_NO, "no certification", service),
            }


def _type(service: Any) -> Any:
    return computed(_CERTIFICATION[service], "the service's type", service)


def _is_certified(shown: Shown, certification: Record) -> Any:
    day = certification.get("certified_on", "9999-12-31")
    return computed(day <= shown.as_of, "certified by the day judged", certification)
