"""The limits that a true requirement holds to."""

from typing import Any

import pytest

from checker.policy.expression import compile as compile_expression

BINDINGS: dict[str, Any] = {
    "mw": 0.55,
    "params": {"least": 0.5, "most": 20, "none": 0},
    "flag": True,
    "sites": [{"kw": 8, "cap": 10, "new": True}, {"kw": 2, "cap": 10, "new": False}],
}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("mw >= params.least", [(0.55, 0.5)]),
        ("params.least <= mw", [(0.55, 0.5)]),
        ("params.least < params.most", [(0.5, 20)]),
        ("mw >= params.least && mw <= params.most", [(0.55, 0.5), (0.55, 20)]),
        ("mw >= 0.5", []),
        ("mw == mw", []),
        ("!(mw < params.least)", []),
        # Another side of `||` holds too, so this limit decides nothing.
        ("flag || mw >= params.least", []),
        ("!flag || mw >= params.least", [(0.55, 0.5)]),
        ("flag ? mw >= params.least : mw <= params.most", [(0.55, 0.5)]),
        ("sites.all(s, s.kw <= s.cap)", [(8, 10), (2, 10)]),
        ("sites.all(s, !s.new || s.kw <= s.cap)", [(8, 10)]),
        ("sites.exists(s, s.new && s.kw <= s.cap)", [(8, 10)]),
        # Two fulfil it: neither of them is needed.
        ("sites.exists(s, s.kw <= s.cap)", []),
        ('"a" < "b" + "c"', []),
    ],
)
def test_a_limit_is_one_that_has_to_hold(
    source: str, found: list[tuple[float, float]]
) -> None:
    margins = compile_expression(source).margins(BINDINGS)
    assert [(margin.measured, margin.limit) for margin in margins] == found


def test_a_limit_knows_its_elements_and_its_words() -> None:
    source = "mw > params.least && sites.all(s, s.kw\n <= s.cap)"
    whole, first, second = compile_expression(source).margins(BINDINGS)
    assert whole.text == "mw > params.least"
    assert whole.elements == ()
    assert first.text == "s.kw\n <= s.cap"
    assert [m.elements for m in (first, second)] == [(s,) for s in BINDINGS["sites"]]


def test_a_gap_on_the_side_that_does_not_decide_is_no_gap() -> None:
    source = "mw > params.least || sites[0].missing > params.least"
    (margin,) = compile_expression(source).margins(BINDINGS)
    assert margin.measured == 0.55
