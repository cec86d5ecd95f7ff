"""Read a user's own columns of the GRDT."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from checker.errors import ConfigurationError
from checker.model.configuration import Configuration
from checker.model.document import Document, locate
from checker.model.grdt import REQUIRED, ColumnMapping, MappedColumn
from checker.model.place import Place, Pointer
from checker.model.report import InputFile
from checker.validate.configuration import FILE
from checker.validate.own_data import load_yaml_data
from checker.validate.schemas import SchemaSet

__all__ = ["read_columns"]

_SCHEMA = "grdt_columns"


def read_columns(
    root: Path, configuration: Configuration, schemas: SchemaSet
) -> tuple[ColumnMapping | None, InputFile | None]:
    """Read the file that `grdt_columns` of `dera.yaml` names.

    Returns:
        The columns and the file; nothing twice when none is named.

    Raises:
        ConfigurationError: it cannot be read, names a column that there is not, names
            one twice, or leaves out one that every extract needs.
    """
    name = configuration.grdt_columns
    if name is None:
        return None, None
    path = root / name
    _refuse_elsewhere(root, path, name, configuration)
    data, document = load_yaml_data(path, name, _SCHEMA, schemas, ConfigurationError)
    columns = tuple(MappedColumn(**entry) for entry in data["columns"])
    for pointer, message in _faults(columns):
        raise _error(message, name, document, pointer)
    mapping = ColumnMapping(file=name, source=data["source"], columns=columns)
    return mapping, InputFile(name, document.source.sha256)


def _refuse_elsewhere(
    root: Path, path: Path, name: str, configuration: Configuration
) -> None:
    """Refuse what is not in the open below the root: it is under review with it."""
    steps = PurePosixPath(name).parts
    try:
        inside = path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # a loop of links
        inside = False
    if not inside or any(step.startswith((".", "/")) for step in steps):
        raise ConfigurationError(
            f"`grdt_columns` names `{name}`, which is not in the open below the root",
            file=FILE,
            line=configuration.lines.get("grdt_columns"),
        )


def _faults(columns: tuple[MappedColumn, ...]) -> Iterator[tuple[Pointer, str]]:
    """Yield what the schema cannot see."""
    for index, one in enumerate(columns):
        for field in ("name", "column"):
            value = getattr(one, field)
            if any(getattr(other, field) == value for other in columns[:index]):
                yield ("columns", index, field), f"the {field} `{value}` is there twice"
    names = {one.name for one in columns}
    missing = [f"`{name}`" for name in REQUIRED if name not in names]
    if missing:
        yield (
            ("columns",),
            f"there is no column for {', '.join(missing)}, which every extract needs",
        )


def _error(
    message: str, file: str, document: Document, pointer: Pointer
) -> ConfigurationError:
    on_key = pointer == ("columns",)
    span = locate(Place(document, pointer, on_key=on_key)).span
    return ConfigurationError(message, file=file, line=span.line, column=span.column)
