"""Values in messages read as an author would write them."""

from typing import Any

import pytest

from checker.evaluate.words import in_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "nothing"),
        (True, "true"),
        (False, "false"),
        (20, "20"),
        (20.0, "20"),
        (0.5, "0.5"),
        (0.1 + 0.2, "0.3"),
        (0.499999, "0.499999"),
        (1234567.125, "1234567.125"),
        (-0.25, "-0.25"),
        ("Bay", "Bay"),
        ([], "none"),
        (["a", "b"], "a, b"),
        ([1.0, True], "1, true"),
        (["a", "b", "c", "d", "e", "f"], "a, b, c, d, e, f"),
        (["a", "b", "c", "d", "e", "f", "g"], "a, b, c, d, e, f, and 1 more"),
        ({"id": "s1", "site": "x"}, "s1"),
        ({"site": "x"}, "x"),
        ({"from": "2026-01-01"}, "an entry"),
    ],
)
def test_a_value_in_words(value: Any, words: str) -> None:
    assert in_words(value) == words


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("{facts.capacity_mw} MW", "0.4 MW"),
        ("below {params.minimum_capacity_mw} MW", "below 0.5 MW"),
        ("{size(aggregation.members)} members", "2 members"),
        ("at most {facts.energy_mwh} MWh", "at most (missing) MWh"),
        ("{1.0 / (facts.capacity_mw - 0.4)}", "(not computable)"),
        ("on {as_of}", "on 2026-12-08"),
        ("plain text", "plain text"),
    ],
)
def test_a_message_is_filled_in(court: Any, message: str, words: str) -> None:
    court.policy(require="false", message=message)
    (fault,) = court.verdict(court.dossier(facts={"capacity_mw": 0.4})).faults
    assert fault.message == words
