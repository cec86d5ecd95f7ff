"""A portfolio of any size, made of the example portfolio; same size, same bytes.

    python -m benchmarks.corpus 10000 FOLDER [SITES]

Each aggregation is examples/bay-area's Bayview Storage under names of its own: it
complies, so that a check reads, links and judges everything and finds little.
"""

import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from checker.link.digest import der_list_digest
from checker.load.read import read_text

__all__ = ["write_corpus"]

EXAMPLE = Path(__file__).parents[1] / "examples" / "bay-area"
SHARED = (
    "agreements/spth-msa-sc.yaml",
    "agreements/spth-sca.yaml",
    "coordinators/spth.yaml",
    "credentials/spth.yaml",
    "credentials/sunpath.yaml",
    "dera.yaml",
    "providers/sunpath.yaml",
    "utilities/pge.yaml",
)
OWN = (
    "aggregations/bayview-storage.yaml",
    "certifications/bayview-storage.yaml",
    "concurrences/bayview-storage-pge.yaml",
    "master-file/bayview-storage.yaml",
    "monitoring/bayview-storage.yaml",
    "nri/bayview-storage.yaml",
    "schedules/bayview-storage-2026-12-10.yaml",
    "telemetry/bayview-rig.yaml",
)
_OWN_DECLARATIONS = 9
"""The certifications of an aggregation are two, in two files."""


class _Fleet(NamedTuple):
    """One aggregation: its name, its number, its sites' names and their texts."""

    name: str
    number: int
    sites: dict[str, str]
    digest: str


def write_corpus(count: int, folder: Path, *, sites: int = 45) -> int:
    """Write a portfolio, one declaration to a file.

    Args:
        count: how many declarations, at most; but one aggregation at least.
        folder: where to; made when it is not there.
        sites: the sites of each aggregation, each with its meter.

    Returns:
        How many declarations were written.
    """
    of_each = _OWN_DECLARATIONS + 2 * sites
    fleets = [_fleet(n, sites) for n in range(max(1, (count - 12) // of_each))]
    texts = dict(_shared(fleets))
    for fleet in fleets:
        texts |= _own(fleet)
    for name, text in texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return sum(text.count("kind: ") for text in texts.values())


def _fleet(number: int, sites: int) -> _Fleet:
    texts = {
        name: _site(name, f"{number:05}{index:05}", sites)
        for index in range(sites)
        for name in (f"f{number:05}-{index:05}",)
    }
    return _Fleet(
        f"f{number:05}", number, texts, der_list_digest(map(_data, texts.values()))
    )


@cache
def _example(name: str) -> str:
    return (EXAMPLE / name).read_text(encoding="utf-8")


def _data(text: str) -> dict[str, Any]:
    data: dict[str, Any] = read_text("a.yaml", text.encode()).documents[0].data
    return data


def _site(name: str, account: str, sites: int) -> str:
    text = _example("sites/bayview-storage/bayview-001.yaml")
    kilowatts = -(-2000 // sites)
    text = text.replace("bayview-001", name).replace("0041200117", account)
    text = re.sub(r"_kw: 500\b", f"_kw: {kilowatts}", text)
    return text.replace("energy_kwh: 2000", f"energy_kwh: {4 * kilowatts}")


def _shared(fleets: list[_Fleet]) -> Iterator[tuple[str, str]]:
    """Yield what all aggregations have in common."""
    for name in SHARED:
        yield name, _example(name)
    name = "agreements/sunpath-derpa.yaml"
    head, _, rest = _example(name).partition("  aggregations:\n")
    listed = "".join(
        f"    - aggregation: {fleet.name}\n      der_list_digest: {fleet.digest}\n"
        for fleet in fleets
    )
    yield name, f"{head}  aggregations:\n{listed}{rest[rest.index('changes:') :]}"
    name = "metering-plans/spth-sqmd.yaml"
    meters = "".join(f"  - {site}-m1\n" for fleet in fleets for site in fleet.sites)
    yield (
        name,
        re.sub(r"(?m)^meters:\n(?: +- .*\n)+", f"meters:\n{meters}", _example(name)),
    )


def _own(fleet: _Fleet) -> Iterator[tuple[str, str]]:
    """Yield the files of one aggregation."""
    meter = _example("meters/bayview-storage.yaml").split("\n---\n")[0] + "\n"
    for index, (name, text) in enumerate(fleet.sites.items()):
        yield f"sites/{fleet.name}/{name}.yaml", text
        own = meter.replace("bayview-001", name)
        serial = f"{fleet.number:05}{index:05}"
        yield f"meters/{fleet.name}/{name}.yaml", own.replace("48210077", serial)
    for name in OWN:
        folder, _, _ = name.partition("/")
        text = _renamed(_example(name), fleet)
        for number, part in enumerate(text.split("\n---\n"), 1):
            yield f"{folder}/{fleet.name}-{number}.yaml", part.rstrip("\n") + "\n"


def _renamed(text: str, fleet: _Fleet) -> str:
    """Give an aggregation's declaration its names, its sites and their digest."""
    members = "".join(
        f"  - {{site: {name}, from: 2026-10-01}}\n" for name in fleet.sites
    )
    text = re.sub(r"(?m)^members:\n(?:  .*\n)+", f"members:\n{members}", text)
    text = re.sub(
        r"(?m)^  sites: \[.*\]$", f"  sites: [{', '.join(fleet.sites)}]", text
    )
    text = re.sub(r"sha256:[0-9a-f]{64}", fleet.digest, text)
    for before, after in (
        ("bayview-rig-cert", "RIG-CERT"),
        ("bayview-storage", fleet.name),
        ("bayview-rig", f"{fleet.name}-rig"),
        ("RIG-CERT", "bayview-rig-cert"),
        ("RIG-BAYVW-1", f"RIG-{fleet.name.upper()}"),
        ("BAYVW_7_DERA1", f"{fleet.name.upper()}_7_DERA1"),
        ("26DERA0041", f"26DERA{fleet.number:04}"),
        ("RIMS-7F3K", f"RIMS-{fleet.number:05}"),
        ("CAID-2025-30417", f"CAID-2025-{fleet.number:05}"),
    ):
        text = text.replace(before, after)
    return text


if __name__ == "__main__":
    _SITES = int(sys.argv[3]) if sys.argv[3:] else 45
    print(
        write_corpus(int(sys.argv[1]), Path(sys.argv[2]), sites=_SITES), "declarations"
    )
