"""The portfolios that are measured, written once into a folder of work.

Each is written by a process of its own, so that this one stays small: the system counts
the memory of a process from the moment it splits off.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

__all__ = ["Portfolios", "change", "files_of", "renewed"]

_DATE = re.compile(r"(?m)(?<=[:{,\[-] )(\d{4}-\d\d-\d\d)(?=[\s,}\]]|$)")
_SERIAL = re.compile(r"(?m)^serial_number: .*$")


class Portfolios:
    """Portfolios of any size below one folder."""

    def __init__(self, work: Path) -> None:
        self._work = work

    def one(self) -> Path:
        """Return a portfolio of one file."""
        folder = self._work / "one"
        small = self.of(100)
        folder.mkdir(exist_ok=True)
        shutil.copy(small / "utilities" / "pge.yaml", folder / "pge.yaml")
        return folder

    def of(self, count: int, sites: int = 45) -> Path:
        """Return a portfolio of about so many declarations, one to a file."""
        folder = self._work / f"of-{count}-{sites}"
        done = folder.with_suffix(".written")
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            arguments = [str(count), str(folder), str(sites)]
            program = [sys.executable, "-m", "benchmarks.corpus", *arguments]
            subprocess.run(program, check=True, stdout=subprocess.DEVNULL)
            done.touch()
        return folder

    def quoted(self, count: int) -> Path:
        """Return the same for tools of any kind: declarations only, dates in quotes.

        Some read one document to a file, and some take an unquoted date for an object
        that is no string, and report it.
        """
        folder = self._work / f"quoted-{count}"
        done = folder.with_suffix(".written")
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(self.of(count), folder)
            (folder / "dera.yaml").unlink()
            for name in files_of(folder):
                _alone(folder / name)
            done.touch()
        return folder

    def schema(self) -> Path:
        """Return all schemas of declarations as one, in a file."""
        file = self._work / "one.schema.json"
        if not file.exists():
            program = [sys.executable, "-m", "benchmarks.one_schema", str(file)]
            subprocess.run(program, check=True)
        return file


def _alone(file: Path) -> None:
    """Quote the dates of a file, and give each of its documents a file of its own."""
    text = _DATE.sub(r'"\1"', file.read_text(encoding="utf-8"))
    first, *others = text.split("\n---\n")
    file.write_text(first.rstrip() + "\n", encoding="utf-8")
    for number, other in enumerate(others, 2):
        own = file.with_name(f"{file.stem}-{number}.yaml")
        own.write_text(other.rstrip() + "\n", encoding="utf-8")


def files_of(folder: Path) -> list[str]:
    """Return the YAML files below a folder, in order, as seen from there."""
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*.yaml"))


def change(folder: Path, number: int, times: int) -> None:
    """Change some meters, each of another aggregation, to what none of them was.

    A serial number is what a person corrects; it leaves the portfolio compliant.
    """
    fleets = sorted((folder / "meters").iterdir())
    for fleet in fleets[:: max(1, len(fleets) // times)][:times]:
        file = min(fleet.iterdir())
        text = file.read_text(encoding="utf-8")
        serial = f'serial_number: "C{number:07}-{fleet.name}"'
        file.write_text(_SERIAL.sub(serial, text), encoding="utf-8")


def renewed(folder: Path) -> None:
    """Put a copy in the place of a portfolio: same names and contents, other stamps."""
    old = folder.with_suffix(".old")
    folder.rename(old)
    shutil.copytree(old, folder, copy_function=shutil.copyfile)
    shutil.rmtree(old)
