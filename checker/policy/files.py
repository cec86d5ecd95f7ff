"""Which files a rule book is made of, and how each is read."""

import json
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from pydantic import ValidationError

from checker.errors import CheckerError, ConfigurationError, DataError, PolicyError
from checker.load.bounds import bounds_of, strays
from checker.load.read import reason
from checker.model.base import Frozen
from checker.model.configuration import Configuration
from checker.model.document import Document
from checker.validate.own_data import load_yaml_data, own_bytes
from checker.validate.schemas import SchemaSet

__all__ = [
    "folders_of",
    "own_folders",
    "read_view",
    "view_of",
    "yaml_files",
]

_DATA_FOLDERS = ("parameters", "profiles", "consequences", "lifecycle")
_SUFFIXES = (".yaml", ".yml")

_View = TypeVar("_View", bound=Frozen)


def folders_of(root: Traversable, path: str, *, own: bool) -> Iterator[Traversable]:
    """Yield the folders of the areas.

    Raises:
        PolicyError: a policy stands beside them.
        DataError: an own rule book holds data that only the shipped one may hold.
    """
    for entry in _entries(root, path):
        if entry.name.startswith((".", "__")):
            continue
        if entry.is_dir():
            if entry.name not in _DATA_FOLDERS:
                yield entry
            elif own and entry.name != "parameters":
                raise DataError(
                    f"own policies cannot bring {entry.name}",
                    file=f"{path}/{entry.name}",
                )
        elif entry.name.endswith(_SUFFIXES):
            raise PolicyError(
                "a policy stands in the folder of its area",
                file=f"{path}/{entry.name}",
            )


def own_folders(root: Path, configuration: Configuration) -> dict[str, Path]:
    """Return the folders of own policies that `dera.yaml` names, by these names.

    Args:
        root: the portfolio root, to which they are relative.
        configuration: what `dera.yaml` says.

    Raises:
        ConfigurationError: one is no folder, holds the portfolio itself, or leads out
            of its repository.
    """
    folders, bounds = {}, bounds_of(root)
    for name in configuration.policies:
        folder, line = root / name, configuration.lines.get(f"policies.{name}")
        if not _is_folder(folder):
            raise ConfigurationError(
                f"`policies` names `{name}`, and there is no such folder",
                file="dera.yaml",
                line=line,
            )
        stray = next(strays(folder, bounds), None)
        if stray is not None:
            raise ConfigurationError(
                f"`policies` names `{name}`, and {stray} leads out of the repository",
                file="dera.yaml",
                line=line,
                remedy="keep your policies in the repository of the portfolio",
            )
        if root.resolve().is_relative_to(folder.resolve()):
            raise ConfigurationError(
                f"`policies` names `{name}`, which holds the declarations too",
                file="dera.yaml",
                line=line,
                remedy="give your policies a folder of their own",
            )
        folders[PurePosixPath(name).as_posix()] = folder
    return folders


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long
        return False


def _entries(folder: Traversable, path: str) -> list[Traversable]:
    """Return what a folder holds, by name.

    Raises:
        DataError: it cannot be read.
    """
    try:
        return sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as fault:
        raise DataError(
            f"the folder cannot be read: {reason(fault)}", file=path
        ) from fault


def yaml_files(
    folder: Traversable, path: str, digest: Any
) -> Iterator[tuple[str, Traversable]]:
    """Yield the YAML files of a folder with their names, and add them to a digest.

    Raises:
        DataError: the folder is not there, or holds what would not be read.
    """
    if not folder.is_dir():
        raise DataError(f"the rule book has no folder {path}/")
    for file in _entries(folder, path):
        name = f"{path}/{file.name}"
        if file.name.startswith((".", "__")):
            continue
        if file.is_dir() or file.name.endswith(".yml"):
            raise DataError(
                "nothing here would be read",
                file=name,
                remedy=f"put each file into {path}/ and end it in .yaml",
            )
        if file.name.endswith(".yaml"):
            if not name.isprintable():
                raise DataError(
                    "the name holds characters that cannot be shown",
                    file=ascii(name)[1:-1],
                )
            raw = own_bytes(file, name, DataError)
            digest.update(name.encode() + b"\0" + raw + b"\0")
            yield name, file


def read_view(  # noqa: PLR0913, PLR0917 # one row of a table of three files
    file: Traversable,
    name: str,
    schema: str,
    view: type[_View],
    schemas: SchemaSet,
    error: type[CheckerError],
) -> tuple[_View, Document]:
    """Read one file into its typed view, and keep the document for places."""
    data, document = load_yaml_data(file, name, schema, schemas, error)
    return view_of(data, view, name, error), document


def view_of(
    data: Any, view: type[_View], name: str, error: type[CheckerError]
) -> _View:
    """Make the typed view; JSON text lets strict mode read dates and tuples."""
    try:
        return view.model_validate_json(json.dumps(data))
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise error(f"{where}: {first['msg']}", file=name) from fault
