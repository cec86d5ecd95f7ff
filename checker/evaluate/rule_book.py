"""The rule book of a run: the shipped one, and a portfolio's own policies."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType

from checker.cache import files
from checker.cache.installation import installation
from checker.cache.place import own_folder
from checker.link.business_days import BusinessCalendar, TextCalendar, days_off
from checker.load.discover import CONFIGURATION, find_root
from checker.model.configuration import Configuration
from checker.policy.files import own_folders
from checker.policy.pack import Pack, extend_pack, load_pack
from checker.policy.shelf import from_shelf, to_shelf
from checker.resources import data_dir
from checker.validate.configuration import read_configuration
from checker.validate.schemas import SchemaSet

__all__ = ["extended", "own_rule_book", "rule_book", "rule_book_around", "rule_book_in"]

_YEARS = range(2015, 2046)
"""Whose holidays are kept with the rule book; any other year is looked up."""


def rule_book(cache: str | None = None) -> tuple[SchemaSet, Pack]:
    """Read the shipped schemas and the shipped rule book.

    Args:
        cache: the folder of what earlier runs found out. A rule book that was checked
            and compiled, and has not changed since, is neither read nor checked again.

    Raises:
        DataError: one of them is broken.
    """
    schemas, policies = data_dir("schemas"), data_dir("policies")
    if cache is None:
        return rule_book_in(schemas, policies)
    file = str(Path(own_folder(cache), "rule-book", installation()))
    kept = files.read(file)
    if kept is not None:
        read, shelf, off = kept
        years = {year: tuple(map(date.fromordinal, days)) for year, days in off}
        return SchemaSet(read), from_shelf(shelf, partial(_calendar, known=years))
    known, pack = rule_book_in(schemas, policies)
    read = {name: known.schema(name) for name in known.names}
    off = [(year, [day.toordinal() for day in days_off(year)]) for year in _YEARS]
    files.write(file, (read, to_shelf(pack), off))
    return known, pack


def rule_book_in(schemas: Traversable, policies: Traversable) -> tuple[SchemaSet, Pack]:
    """Read the schemas and the rule book in two folders.

    Raises:
        DataError: one of them is broken.
    """
    known = SchemaSet.load(schemas)
    return known, load_pack(policies, known, _calendar)


def extended(
    pack: Pack, schemas: SchemaSet, root: Path, configuration: Configuration
) -> Pack:
    """Add the policies that a portfolio's configuration names.

    Raises:
        ConfigurationError: a folder that it names is not there.
        DataError: a policy or a parameter is broken, or is there already.
    """
    own = own_folders(root, configuration)
    return extend_pack(pack, own, schemas, _calendar)


def rule_book_around(path: Path) -> Pack:
    """Read the rule book of the portfolio around a path; the shipped one without.

    Raises:
        CheckerError: the configuration or a policy is broken.
    """
    schemas, pack = rule_book()
    root = find_root(path)
    configuration, _ = read_configuration(root, schemas)
    return extended(pack, schemas, root, configuration)


def own_rule_book(folder: Path) -> Pack:
    """Read the rule book with the policies of a portfolio, or of a folder of policies.

    Raises:
        CheckerError: the configuration or a policy is broken.
    """
    around = rule_book_around(folder)
    root = find_root(folder)
    if (folder / CONFIGURATION).is_file() or _is_named(folder, root, around):
        return around
    schemas, pack = rule_book()
    return extend_pack(pack, {folder.name or ".": folder}, schemas, _calendar)


def _is_named(folder: Path, root: Path, pack: Pack) -> bool:
    """Tell whether own policies of the portfolio stand in a folder."""
    files = ((root / pack.policies[name].file).resolve() for name in pack.own)
    return any(file.is_relative_to(folder.resolve()) for file in files)


def _calendar(
    overrides: Mapping[date, bool],
    known: Mapping[int, tuple[date, ...]] = MappingProxyType({}),
) -> TextCalendar:
    return TextCalendar(BusinessCalendar(overrides, known))
