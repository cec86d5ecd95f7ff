"""The tables of a GRDT under canonical names, and a user's own names for columns.

CAISO has not published the columns of its Generator Resource Data Template. The
canonical names are those of the IEC and CAISO class `RegisteredGenerator` where there
is one (INTERFACES 5.3), and this tool's own in the same style where there is none.
"""

from typing import NamedTuple

from checker.model.base import Frozen

__all__ = [
    "GRDT_TABLES",
    "KEYS",
    "REQUIRED",
    "ColumnMapping",
    "GrdtColumn",
    "MappedColumn",
]


class GrdtColumn(NamedTuple):
    """A canonical column: its name, its unit if it has one, and what it holds."""

    name: str
    unit: str
    holds: str


KEYS = (
    GrdtColumn("mRID", "", "Resource ID; blank until CAISO assigns it"),
    GrdtColumn("name", "", "name of the resource"),
)
"""Columns that every table begins with."""

GRDT_TABLES: dict[str, tuple[GrdtColumn, ...]] = {
    "resource": (
        GrdtColumn("comment", "", "registration code while the Resource ID is blank"),
        GrdtColumn("schedulingCoordinator", "", "SCID"),
        GrdtColumn("isAggregatedRes", "", "whether it is an aggregate"),
        GrdtColumn("resourceSubType", "", "NGR or generator"),
        GrdtColumn("commercialOpDate", "", "first day in the market"),
        GrdtColumn("nameplateCapacity", "MW", "sum of the DERs' ratings"),
        GrdtColumn("maximumOperatingLimit", "MW", "PMax"),
        GrdtColumn("minimumOperatingLimit", "MW", "PMin; negative for charging"),
        GrdtColumn("maximumEnergyLimit", "MWh", "highest state of charge of an NGR"),
        GrdtColumn("minimumEnergyLimit", "MWh", "lowest state of charge of an NGR"),
        GrdtColumn("subLAP", "", "sub-LAP"),
        GrdtColumn("utilities", "", "UDCs and MSSs of the sites"),
        GrdtColumn("telemetry", "", "whether telemetry is mandatory"),
    ),
    "ramp_rates": (
        GrdtColumn("rampSegment", "", "number of the segment"),
        GrdtColumn("rampFromMW", "MW", "where it begins"),
        GrdtColumn("rampToMW", "MW", "where it ends"),
        GrdtColumn("energyUpRampRate", "MW/min", "ramp rate upward"),
        GrdtColumn("energyDownRampRate", "MW/min", "ramp rate downward"),
    ),
    "distribution_factors": (
        GrdtColumn("Pnode", "", "pricing node"),
        GrdtColumn("PnodeDistributionFactor", "", "default GDF"),
    ),
    "ancillary_services": (
        GrdtColumn("capacityType", "", "RU, RD, SR or NR"),
        GrdtColumn("certificationType", "", "RG, SR or NR"),
        GrdtColumn("maximumCapacity", "MW", "capacity certified or to be certified"),
        GrdtColumn("qualificationFlag", "", "whether CAISO has certified it"),
    ),
}
"""Further columns of each table."""

REQUIRED = ("mRID", "name", "maximumOperatingLimit", "minimumOperatingLimit")
"""What a mapping cannot leave out: without it the extract is of no resource."""


class MappedColumn(Frozen):
    """A canonical name and the column that a user writes it to."""

    name: str
    column: str


class ColumnMapping(Frozen):
    """A user's own columns of the GRDT, which this tool cannot verify.

    Attributes:
        file: where it stands, relative to the portfolio root.
        source: what the user took the columns from.
        columns: canonical name and own name, in the order of the columns.
    """

    file: str
    source: str
    columns: tuple[MappedColumn, ...]

    def own_name(self, canonical: str) -> str | None:
        """Return the column of a canonical name, or None when it has none."""
        found = (one.column for one in self.columns if one.name == canonical)
        return next(found, None)
