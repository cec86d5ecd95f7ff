"""Points of a real-time link under the names that this tool gives them.

After table 6-1 of CAISO's BPM for Direct Telemetry, version 12 (about 2018), which has
no column for aggregations: the columns of each service are combined, with the aggregate
rows (INTERFACES 6.2). CAISO issues the real list of a project.
"""

from typing import Literal, NamedTuple

__all__ = ["POINTS", "Point"]

Kind = Literal["analog", "digital", "set_point"]
Need = Literal["every resource", "regulation", "storage", "where fitted"]
Range = Literal["power", "energy", "switch", ""]


class Point(NamedTuple):
    """A point that is known.

    Attributes:
        kind: what is sent; a set point is sent by CAISO.
        eu: engineering unit.
        need: which resources send it.
        range: what bounds its value.
        of_unit: it is sent for each DER, not for the aggregate.
        note: in words.
    """

    kind: Kind
    eu: str
    need: Need
    range: Range
    note: str
    of_unit: bool = False


POINTS: dict[str, Point] = {
    "AGG_GROSS_MW": Point(
        "analog", "MW", "every resource", "power", "sum of the members, gross"
    ),
    "AGG_NET_MW": Point(
        "analog", "MW", "where fitted", "power", "sum of the members, net"
    ),
    "AGG_POD_MW": Point(
        "analog", "MW", "every resource", "power", "sum at the points of delivery"
    ),
    "AGG_GROSS_MVAR": Point(
        "analog", "MVAR", "where fitted", "", "sum of the members, gross"
    ),
    "AGG_POD_MVAR": Point(
        "analog", "MVAR", "every resource", "", "sum at the points of delivery"
    ),
    "AGG_UCON": Point(
        "digital", "bool", "every resource", "switch", "one member connected at least"
    ),
    "DATA_QUALITY": Point(
        "digital", "bool", "every resource", "switch", "quality of the data"
    ),
    "COMM_LOST": Point(
        "digital", "bool", "where fitted", "switch", "a device lost its peer"
    ),
    "HEARTBEAT": Point(
        "analog", "count", "every resource", "", "heart beat of the device"
    ),
    "SETPOINT_MW": Point(
        "set_point", "MW", "regulation", "power", "set point that CAISO sends"
    ),
    "SETPOINT_FEEDBACK_MW": Point(
        "analog", "MW", "regulation", "power", "echo of the set point"
    ),
    "HIGH_OPERATING_LIMIT_MW": Point(
        "analog", "MW", "regulation", "power", "highest output at the moment"
    ),
    "LOW_OPERATING_LIMIT_MW": Point(
        "analog", "MW", "regulation", "power", "lowest output at the moment"
    ),
    "UASW": Point("digital", "bool", "regulation", "switch", "authority switch"),
    "UCTL": Point("digital", "bool", "regulation", "switch", "control switch"),
    "UAGC": Point("digital", "bool", "regulation", "switch", "UCON and UCTL and UASW"),
    "SOC_MWH": Point("analog", "MWh", "storage", "energy", "state of charge"),
    "MAX_CONTINUOUS_ENERGY_MWH": Point(
        "analog", "MWh", "storage", "energy", "maximum continuous energy limit"
    ),
    "UNIT_GROSS_MW": Point(
        "analog", "MW", "where fitted", "", "of the unit, gross", of_unit=True
    ),
    "UNIT_NET_MW": Point(
        "analog", "MW", "where fitted", "", "of the unit, net", of_unit=True
    ),
    "UNIT_POD_MW": Point(
        "analog", "MW", "where fitted", "", "at its point of delivery", of_unit=True
    ),
    "UNIT_VOLTAGE_KV": Point(
        "analog", "kV", "where fitted", "", "terminal voltage", of_unit=True
    ),
    "UNIT_GROSS_MVAR": Point(
        "analog", "MVAR", "where fitted", "", "of the unit, gross", of_unit=True
    ),
    "UNIT_POD_MVAR": Point(
        "analog", "MVAR", "where fitted", "", "at its point of delivery", of_unit=True
    ),
    "UNIT_UCON": Point(
        "digital", "bool", "where fitted", "switch", "unit connected", of_unit=True
    ),
    "UNIT_BREAKER": Point(
        "digital", "bool", "where fitted", "switch", "low-side breaker", of_unit=True
    ),
}
