"""Write what was measured into the README and the page about scale."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.plot import Panel, plot
from benchmarks.scale import Curve

__all__ = ["circumstances", "curve_panels", "put", "write_pages"]

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", ROOT / "docs" / "scaling.md")
PICTURE = ROOT / "docs" / "scaling.svg"
BEGIN, END = "<!-- benchmarks: begin -->", "<!-- benchmarks: end -->"

_PROCESSORS = Path("/proc/cpuinfo")
_WAYS = {"cold": "cold", "one changed": "one file changed", "unchanged": "unchanged"}


def circumstances(command: str) -> str:
    """Say when and on what it was measured, and how to repeat it."""
    day = datetime.now(UTC).date().isoformat()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    cores = os.cpu_count() or 1
    words = "1 core" if cores == 1 else f"{cores} cores"
    return (
        f"Measured on {day} on {words} ({_processor()}), {platform.system()}, {python}."
        f" Repeat it with `{command}`; each cell has the smallest, the middle and the"
        " largest of the rounds, and the middle one decides."
    )


def _processor() -> str:
    if _PROCESSORS.exists():
        for line in _PROCESSORS.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.machine()


def write_pages(text: str, curve: Curve) -> None:
    """Put what was measured between the marks of each page, and draw the curve."""
    for page in PAGES:
        page.write_text(put(page.read_text(encoding="utf-8"), text), encoding="utf-8")
    if curve.points:
        PICTURE.write_text(plot(curve_panels(curve)), encoding="utf-8")


def put(page: str, text: str) -> str:
    """Return a page with a text between its marks.

    Raises:
        ValueError: it has no marks.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"a page has no `{BEGIN}` and `{END}`")
    return f"{before}{BEGIN}\n{text.strip()}\n{END}{after}"


def curve_panels(curve: Curve) -> list[Panel]:
    """Return the diagrams of the curve: processor time, and memory."""
    seconds = {
        words: [
            (point.declarations, point.seconds[way])
            for point in curve.points
            if way in point.seconds
        ]
        for way, words in _WAYS.items()
    }
    memory = [(point.declarations, point.memory / 2**20) for point in curve.points]
    across = "declarations"
    lines = {words: line for words, line in seconds.items() if line}
    return [
        Panel("Processor time of a check", across, "s", lines),
        Panel("Peak memory of a cold check", across, "MiB", {"cold": memory}),
    ]
