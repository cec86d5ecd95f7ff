"""A portfolio with what the rows of its inventories declare."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from checker.load.portfolio import Loaded
from checker.model.configuration import Limits
from checker.model.declaration import Declaration
from checker.model.finding import Finding
from checker.validate.schemas import SchemaSet

__all__ = ["with_fleet"]

_KIND = "site_inventory"


def with_fleet(
    root: Path,
    loaded: Loaded,
    judged: tuple[frozenset[Declaration], tuple[Finding, ...]],
    limits: Limits,
    schemas: SchemaSet,
) -> tuple[Loaded, frozenset[Declaration], tuple[Finding, ...]]:
    """Add the sites and meters of all inventories to what was read.

    An inventory that cannot be used leaves open what it declares, as a file does that
    cannot be read: nothing is called dangling for it.

    Args:
        root: the portfolio root.
        loaded: what was read.
        judged: the declarations that fail their schema, and why each does.
        limits: how large a table may be.
        schemas: holds the schemas of sites and meters.

    Returns:
        What was read, rows included; what of it fails its schema; and why, unless that
        is among what could not be read.

    Raises:
        UsageError: a table needs a library that is not installed.
    """
    invalid, faults = judged
    named = tuple(each for each in loaded.declarations if each.kind == _KIND)
    if not named:
        return loaded, invalid, faults
    from checker.validate.inventory.read import (  # noqa: PLC0415 # few portfolios have one
        read_fleet,
    )

    usable = tuple(each for each in named if each not in invalid)
    fleet = read_fleet(root, usable, limits, schemas)
    broken = {each.subject for each in named if each in invalid}
    unread = (*_about(faults, broken), *fleet.unread)
    together = replace(
        loaded,
        declarations=(*loaded.declarations, *fleet.declarations),
        findings=(*loaded.findings, *unread),
        inputs=tuple(dict.fromkeys((*loaded.inputs, *fleet.inputs))),
        complete=loaded.complete and not unread,
    )
    others = tuple(each for each in faults if each.subject not in broken)
    return together, invalid | fleet.invalid, (*others, *fleet.faults)


def _about(
    faults: tuple[Finding, ...], subjects: Collection[object]
) -> tuple[Finding, ...]:
    return tuple(each for each in faults if each.subject in subjects)
