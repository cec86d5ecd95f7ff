"""The aggregations that a caller names: those that are declared and can be used."""

from collections.abc import Collection, Iterable

from checker.errors import NothingToCheckError, UsageError
from checker.pipeline.case import Case
from checker.policy.settings import refuse_unknown

__all__ = ["ENGINE_RULES", "refuse_unusable"]

ENGINE_RULES = ("READ-", "SCHEMA-", "LINK-")
"""How the findings begin that declarations cannot be read, are invalid or dangle."""


def refuse_unusable(case: Case, names: Iterable[str], usable: Collection[str]) -> None:
    """Refuse the identifier of an aggregation that is not there, or broken.

    Raises:
        NothingToCheckError: there is no aggregation that can be used.
        UsageError: one is not declared, or its declaration cannot be used.
    """
    wanted = tuple(names)
    for name in wanted:
        if ("aggregation", name) in case.portfolio.broken:
            why = case.portfolio.broken["aggregation", name]
            raise UsageError(why, remedy="`dera check` says what is wrong with it")
    refuse_unknown("aggregation", wanted, usable, UsageError)
    if not usable:
        broken = any(kind == "aggregation" for kind, _ in case.portfolio.broken)
        raise NothingToCheckError(
            "no aggregation can be used" if broken else "no aggregation is declared",
            remedy="`dera check` says what is wrong" if broken else None,
        )
