"""What differs between two states of one file: for git's diff driver."""

from datetime import date
from pathlib import PurePosixPath
from typing import NamedTuple

from checker.evaluate.rule_book import rule_book
from checker.load.discover import CONFIGURATION
from checker.load.header import declarations_of
from checker.load.read import Reading, read_text
from checker.model.declaration import Declaration
from checker.pipeline.plan import consequences
from checker.plan.difference import Change, compare
from checker.plan.rules import CompiledRule, RuleSet
from checker.plan.settings import SETTINGS

__all__ = ["Difference", "file_difference"]


class Difference(NamedTuple):
    """One change, and the rule that is about it; None when none is known."""

    change: Change
    rule: CompiledRule | None


def file_difference(
    path: str, before: bytes | None, after: bytes | None, as_of: date
) -> tuple[Difference, ...] | None:
    """Compare two states of a file by declaration, field and element id.

    Args:
        path: how the file is called.
        before: its content; None when it was not there.
        after: its content now; None when it is gone.
        as_of: the day on which rules have to hold.

    Returns:
        The changes; None where a state cannot be read as declarations, or declares
        the same thing twice, so that only its text can be compared.
    """
    book = rule_book()
    rules = consequences(book)
    kinds = tuple(book[0].kinds)
    old, new = _declared(path, before, kinds), _declared(path, after, kinds)
    if old is None or new is None:
        return None
    return tuple(
        Difference(change, rules.rule_for(change, as_of))
        for key in sorted({*old, *new})
        for change in _changes(old.get(key), new.get(key), rules)
    )


def _changes(
    old: Declaration | None, new: Declaration | None, rules: RuleSet
) -> tuple[Change, ...]:
    kind = next(side.kind for side in (new, old) if side is not None)
    return compare(old, new, rules.shapes[kind])


def _declared(
    path: str, content: bytes | None, kinds: tuple[str, ...]
) -> dict[tuple[str, str], Declaration] | None:
    if content is None:
        return {}
    reading = read_text(path, content)
    if reading.findings:
        return None
    if PurePosixPath(path).name == CONFIGURATION:
        return _settings(reading)
    headed, headless = declarations_of(reading, kinds)
    declared = tuple(headed)
    found = {(one.kind, one.id): one for one in declared}
    if headless or len(found) != len(declared):
        return None
    return found


def _settings(reading: Reading) -> dict[tuple[str, str], Declaration] | None:
    document = reading.documents[0]
    if len(reading.documents) > 1 or not isinstance(document.data, dict):
        return None
    return {(SETTINGS, CONFIGURATION): Declaration(SETTINGS, CONFIGURATION, document)}
