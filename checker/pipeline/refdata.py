"""Reference data: from downloads of OASIS to the lock file of a portfolio."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from checker.errors import DataError
from checker.evaluate.rule_book import rule_book
from checker.load.discover import find_root
from checker.load.portfolio import load_portfolio
from checker.model.refdata import REFERENCE_FILE
from checker.oasis.gather import Wanted
from checker.oasis.imports import Download, import_downloads
from checker.oasis.lock import as_lock, replaced
from checker.policy.parameters import Parameters
from checker.resources import data_dir
from checker.validate.configuration import read_configuration
from checker.validate.refdata import read_lock
from checker.validate.schemas import SchemaSet

__all__ = ["Holdings", "LockUpdate", "holdings", "names_declared", "update_lock"]


class LockUpdate(NamedTuple):
    """What a lock file is to say.

    Attributes:
        path: the lock file.
        text: its new content.
        content: the same as data.
        imported: the reports that are new in it.
    """

    path: Path
    text: str
    content: dict[str, Any]
    imported: tuple[str, ...]


class Holdings(NamedTuple):
    """What a portfolio holds: the content of its lock file, None without one.

    `stale_days` is how old reference data may be on the day that was asked about.
    """

    path: Path
    content: dict[str, Any] | None
    stale_days: int


def update_lock(
    start: Path, downloads: Iterable[Download], wanted: Wanted, *, anew: bool
) -> LockUpdate:
    """Read downloads and return the new lock file of a portfolio; nothing is written.

    Args:
        start: the portfolio, or a path in it.
        downloads: what to read. A report that they hold replaces what the lock file
            held of that report; the other reports stay.
        wanted: what the declarations name; see `names_declared`.
        anew: do not look at the present lock file; nothing of it stays.

    Raises:
        CheckerError: a download or the present lock file cannot be used.
    """
    root = find_root(start)
    schemas = _schemas()
    present = None if anew else read_lock(root, schemas)
    imported = import_downloads(downloads, wanted)
    content = replaced(present[0] if present else None, imported.content)
    new = tuple(source["report"] for source in imported.content["sources"])
    text = as_lock(content)
    if not schemas.accepts("refdata", json.loads(text)):
        raise DataError(
            "a file has a name, or holds one, that a lock file cannot hold: such as one"
            " with a line feed in it",
            remedy="give the files the names that OASIS gave them",
        )
    return LockUpdate(root / REFERENCE_FILE, text, content, new)


def holdings(start: Path, as_of: date) -> Holdings:
    """Return what the lock file of a portfolio says.

    Raises:
        CheckerError: it, or the configuration, cannot be used.
    """
    root = find_root(start)
    schemas, pack = rule_book()
    configuration, _ = read_configuration(root, schemas)
    profile = configuration.profile or pack.default_profile
    values = Parameters(pack.parameters, configuration.parameters).at(as_of, profile)
    found = read_lock(root, schemas)
    stale_days = int(values["refdata_stale_days"].value)
    return Holdings(root / REFERENCE_FILE, found[0] if found else None, stale_days)


def names_declared(start: Path) -> Wanted:
    """Return the trade dates and pricing nodes that a portfolio names.

    A declaration that does not follow its schema counts as far as it can be read.

    Raises:
        ConfigurationError: `dera.yaml` cannot be used.
    """
    root = find_root(start)
    schemas = _schemas()
    configuration, _ = read_configuration(root, schemas)
    loaded = load_portfolio(root, configuration, schemas.kinds)
    days: set[str] = set()
    nodes: set[str] = set()
    for declaration in loaded.declarations:
        days.update(_texts([declaration.data], "trade_date"))
        if declaration.kind == "aggregation":
            nodes.update(_nodes(declaration.data))
    return Wanted(frozenset(days), frozenset(nodes))


def _schemas() -> SchemaSet:
    return SchemaSet.load(data_dir("schemas"))


def _nodes(aggregation: dict[str, Any]) -> Iterator[str]:
    pnodes = aggregation.get("pnodes")
    yield from _texts(pnodes if isinstance(pnodes, list) else [], "id")
    for code in _texts([aggregation], "sub_lap"):
        yield f"SLAP_{code}-APND"


def _texts(mappings: Iterable[Any], field: str) -> Iterator[str]:
    for mapping in mappings:
        value = mapping.get(field) if isinstance(mapping, dict) else None
        if isinstance(value, str):
            yield value
