"""The one place that knows where our data is: in a checkout or inside the wheel."""

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from checker.errors import DataError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["data_dir"]


def data_dir(name: Literal["schemas", "policies", "templates"]) -> "Traversable":
    """Return the shipped directory of that name.

    A checkout is told from site-packages by its `pyproject.toml`, so that a
    stranger's `site-packages/policies` is never read by mistake.

    Raises:
        DataError: this installation carries no such directory.
    """
    package = files("checker")
    root = package / "_data"
    if isinstance(package, Path) and (package.parent / "pyproject.toml").is_file():
        root = package.parent
    found = root / name
    if not found.is_dir():
        raise DataError(f"this installation of dera carries no {name}/ directory")
    return found
