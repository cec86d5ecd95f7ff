"""One policy, dated value or rule of the engine, in the format that is asked for."""

import json
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Any

from checker.model.engine import ENGINE_RULES
from checker.policy.pack import Pack
from checker.report.explain_engine import engine_data, engine_page
from checker.report.explain_parameter import parameter_data, parameter_page
from checker.report.explain_policy import policy_data, policy_page
from checker.report.page import Page, as_markdown, as_text

__all__ = ["FORMATS", "engine_explained", "explained", "meant", "names"]

FORMATS = ("text", "markdown", "json")
_NEAR = 0.5


def engine_explained(name: str, form: str, *, colour: bool = False) -> str | None:
    """Return the page of a rule of the engine; None when it is none of them.

    Args:
        name: its identifier, in letters of any size.
        form: one of `FORMATS`.
        colour: write ANSI colours into a text.
    """
    rule = ENGINE_RULES.get(name.upper())
    if rule is None:
        return None
    return _shown(form, lambda: engine_page(rule), lambda: engine_data(rule), colour)


def explained(name: str, pack: Pack, form: str, *, colour: bool = False) -> str | None:
    """Return the page of an identifier; None when nothing goes by it.

    Args:
        name: a policy, a dated value or a rule of the engine, in letters of any size.
        pack: the rule book.
        form: one of `FORMATS`.
        colour: write ANSI colours into a text.
    """
    compiled, key = pack.policies.get(name.upper()), name.lower()
    if compiled is not None:
        return _shown(
            form,
            lambda: policy_page(compiled, pack),
            lambda: policy_data(compiled, pack),
            colour,
        )
    if key in pack.parameters:
        return _shown(
            form,
            lambda: parameter_page(key, pack),
            lambda: parameter_data(key, pack.parameters[key], pack.profiles),
            colour,
        )
    return engine_explained(name, form, colour=colour)


def names(pack: Pack) -> Iterator[str]:
    """Yield everything that has a page."""
    yield from pack.policies
    yield from pack.parameters
    yield from ENGINE_RULES


def meant(name: str, pack: Pack) -> list[str]:
    """Return what has a page and nearly the same name, the likeliest first."""
    lower = {each.lower(): each for each in names(pack)}
    found = get_close_matches(name.lower(), lower, n=3, cutoff=_NEAR)
    return [lower[each] for each in found]


def _shown(
    form: str,
    page: Callable[[], Page],
    data: Callable[[], dict[str, Any]],
    colour: bool,  # noqa: FBT001 # handed on by functions that name it
) -> str:
    if form == "json":
        return json.dumps(data(), indent=2, allow_nan=False) + "\n"
    return as_markdown(page()) if form == "markdown" else as_text(page(), colour=colour)
