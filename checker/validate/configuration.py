"""Read `dera.yaml`, the settings of a portfolio."""

import json
import os
from pathlib import Path

from pydantic import ValidationError

from checker.errors import ConfigurationError
from checker.model.configuration import Configuration
from checker.model.document import locate
from checker.model.place import Place
from checker.model.report import InputFile
from checker.validate.own_data import load_yaml_data
from checker.validate.schemas import SchemaSet

__all__ = ["FILE", "read_configuration"]

FILE = "dera.yaml"


def read_configuration(
    root: Path, schemas: SchemaSet
) -> tuple[Configuration, InputFile | None]:
    """Read the settings at a portfolio root; without a file they are the defaults.

    Raises:
        ConfigurationError: the file is there and cannot be used.
    """
    path = root / FILE
    if not os.path.lexists(path):
        return Configuration(), None
    _refuse_link_out(root, path)
    data, document = load_yaml_data(path, FILE, "config", schemas, ConfigurationError)
    lines = {
        f"{part}.{name}": locate(Place(document, (part, name), on_key=True)).span.line
        for part in ("parameters", "severities")
        for name in data.get(part, ())
    } | {
        f"policies.{name}": locate(Place(document, ("policies", index))).span.line
        for index, name in enumerate(data.get("policies", ()))
    }
    if "grdt_columns" in data:
        lines["grdt_columns"] = locate(Place(document, ("grdt_columns",))).span.line
    try:
        whole = json.dumps({**data, "lines": lines})
        configuration = Configuration.model_validate_json(whole)
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise ConfigurationError(f"{where}: {first['msg']}", file=FILE) from fault
    return configuration, InputFile(FILE, document.source.sha256)


def _refuse_link_out(root: Path, path: Path) -> None:
    """Refuse settings that stand elsewhere: they are under review with the rest."""
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError) as fault:  # RuntimeError: a loop, before Python 3.13
        raise ConfigurationError("the link leads nowhere", file=FILE) from fault
    if not target.is_relative_to(root.resolve()):
        raise ConfigurationError("the link leads out of the portfolio", file=FILE)
