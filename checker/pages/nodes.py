"""The schematic of an aggregation's PNodes and their sub-LAPs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import fsum
from typing import Any, NamedTuple

from checker.model.dossier import Dossier
from checker.pages.capacity import megawatts
from checker.report.ranking import clipped
from checker.report.text import counted

__all__ = ["NodesFigure", "nodes_figure"]

_ROW, _TOP, _MOST = 52.0, 12.0, 40
_BOX_LEFT, _BOX_WIDTH = 250.0, 260.0
_AREA_LEFT, _AREA_WIDTH = 610.0, 134.0
_HUB_LEFT, _HUB_WIDTH = 16.0, 140.0
_THICKEST, _THINNEST = 12.0, 1.5
_LETTERS = 30


class Node(NamedTuple):
    """A PNode: its name, what is behind it, and where it is drawn."""

    id: str
    name: str
    words: str
    y: float
    thickness: float
    area: int
    listed: bool


class Area(NamedTuple):
    """A sub-LAP: its name, and from where to where it is drawn."""

    name: str
    y: float
    height: float
    declared: bool


class NodesFigure(NamedTuple):
    """What is drawn.

    Attributes:
        height: of the whole drawing; it is 760 wide.
        name: the aggregation's.
        middle: the height of the aggregation's box.
        nodes: the PNodes, by sub-LAP.
        areas: the sub-LAPs.
        left_out: how many PNodes are not drawn.
        summary: what the picture shows, in words.
    """

    height: float
    name: str
    middle: float
    nodes: tuple[Node, ...]
    areas: tuple[Area, ...]
    left_out: int
    summary: str


class _Behind(NamedTuple):
    """What is behind a PNode."""

    area: str
    pnode: str
    sites: int
    mw: float


def nodes_figure(dossier: Dossier) -> NodesFigure | None:
    """Return the schematic; None when the sites are not known."""
    found = _behind(dossier.linked.get("sites", ()))
    if not found:
        return None
    listed = {p["id"]: p.get("gdf") for p in dossier.record.get("pnodes", ())}
    most = max(entry.mw for entry in found) or 1.0
    areas: list[Area] = []
    nodes = []
    for index, entry in enumerate(found[:_MOST]):
        y = _TOP + index * _ROW
        if areas and areas[-1].name == entry.area:
            areas[-1] = areas[-1]._replace(height=areas[-1].height + _ROW)
        else:
            declared = entry.area == dossier.record.get("sub_lap")
            areas.append(Area(entry.area, y, _ROW - 10, declared))
        nodes.append(
            Node(
                entry.pnode,
                clipped(entry.pnode, _LETTERS),
                _words(entry, listed.get(entry.pnode)),
                y,
                max(_THINNEST, round(_THICKEST * entry.mw / most, 1)),
                len(areas) - 1,
                entry.pnode in listed,
            )
        )
    height = _TOP * 2 + len(nodes) * _ROW - 10
    return NodesFigure(
        height=height,
        name=clipped(dossier.subject.id, 18),
        middle=round(height / 2, 1),
        nodes=tuple(nodes),
        areas=tuple(areas),
        left_out=len(found) - len(nodes),
        summary=f"{counted(len(found), 'PNode')} in"
        f" {counted(len({entry.area for entry in found}), 'sub-LAP')}",
    )


def _behind(sites: Iterable[Mapping[str, Any]]) -> list[_Behind]:
    """Return what is behind each PNode, by sub-LAP and name."""
    grouped: dict[tuple[str, str], list[float]] = defaultdict(list)
    for site in sites:
        key = (site.get("sub_lap", "not declared"), site.get("pnode", "not declared"))
        grouped[key].append(fsum(der["rated_kw"] for der in site["ders"]))
    return [
        _Behind(area, pnode, len(rated), round(fsum(rated), 3) / 1000)
        for (area, pnode), rated in sorted(grouped.items())
    ]


def _words(entry: _Behind, gdf: float | None) -> str:
    sites = counted(entry.sites, "site")
    factor = "" if gdf is None else f", GDF {gdf:g}"
    return f"{sites}, {megawatts(entry.mw)} MW{factor}"
