"""Read a baseline file."""

import os
from pathlib import Path

from checker.errors import ConfigurationError
from checker.model.baseline import Baseline, BaselineEntry
from checker.model.finding import Outcome, Severity, Subject
from checker.model.place import Place
from checker.model.report import InputFile
from checker.validate.own_data import load_yaml_data
from checker.validate.schemas import SchemaSet

__all__ = ["name_from", "read_baseline"]


def name_from(root: Path, path: Path) -> str:
    """Return how a report names a file: from the portfolio root, where that can be."""
    try:
        path = path.resolve()
        return Path(os.path.relpath(path, root.resolve())).as_posix()
    except (ValueError, RuntimeError):  # another drive; a loop of links
        return path.as_posix()


def read_baseline(path: Path, name: str, schemas: SchemaSet) -> Baseline:
    """Read a baseline; JSON is YAML, so the reader of declarations knows its places.

    Args:
        path: the file.
        name: how reports call it: relative to the portfolio root.
        schemas: every schema.

    Raises:
        ConfigurationError: the file cannot be read or is no baseline.
    """
    data, document = load_yaml_data(path, name, "baseline", schemas, ConfigurationError)
    entries = tuple(
        BaselineEntry(
            entry["fingerprint"],
            entry["policy"],
            Subject(entry["subject"]["kind"], entry["subject"]["id"]),
            Severity(entry["severity"]),
            Outcome(entry["outcome"]),
            Place(document, ("findings", index, "fingerprint")),
        )
        for index, entry in enumerate(data["findings"])
    )
    return Baseline(entries, InputFile(name, document.source.sha256))
