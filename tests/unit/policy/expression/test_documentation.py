"""Every example of docs/expressions.md does what the page says."""

import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from checker.errors import ExpressionError
from checker.policy.expression import (
    DATE,
    DOUBLE,
    INT,
    STRING,
    Env,
    EvaluationFault,
    ListOf,
    MissingValue,
    ObjectOf,
    StringType,
)
from checker.policy.expression import compile as compile_expression
from checker.policy.expression.signatures import SIGNATURES

PAGE = (Path(__file__).parents[4] / "docs" / "expressions.md").read_text("utf-8")


class Example(NamedTuple):
    """A line of the page: an expression, and what is said to come of it."""

    source: str
    outcome: str


class EveryDay:
    """Takes every day for a business day."""

    def add_business_days(self, date: str, n: int, /) -> str:
        return f"{date[:8]}{int(date[8:]) + n:02d}"

    def business_days_between(self, start: str, end: str, /) -> int:
        return int(end[8:]) - int(start[8:])


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


EXAMPLES = [
    Example(*re.split(r"\s+// ", line, maxsplit=1))
    for block in blocks("cel")
    for line in block.splitlines()
]
BINDINGS: dict[str, Any] = yaml.safe_load(blocks("yaml")[0])
SITE = ObjectOf(
    "site",
    {"id": STRING, "rated_kw": DOUBLE, "pnode": STRING, "permission_on": DATE},
)
ENV = Env(
    {
        "aggregation": ObjectOf(
            "aggregation",
            {
                "id": STRING,
                "model": StringType(values=("generator", "ngr")),
                "services": ListOf(STRING),
                "pmax_mw": DOUBLE,
                "pmin_mw": DOUBLE,
                "sub_lap": STRING,
                "market_date": DATE,
            },
        ),
        "facts": ObjectOf(
            "facts",
            {
                "capacity_mw": DOUBLE,
                "energy_mwh": DOUBLE,
                "hour_count": INT,
                "pnodes": ListOf(STRING),
            },
        ),
        "params": ObjectOf("params", {"minimum_capacity_mw": DOUBLE}),
        "linked": ObjectOf("linked", {"sites": ListOf(SITE)}),
        "as_of": DATE,
    },
    EveryDay(),
)


def outcome_of(source: str) -> str:
    try:
        value = compile_expression(source, ENV)(BINDINGS)
    except ExpressionError as error:
        return f"refused: {error.message}"
    except MissingValue as gap:
        return f"missing: {gap.path}"
    except EvaluationFault as fault:
        return f"fault: {fault.message}"
    return repr(value)


@pytest.mark.parametrize("example", EXAMPLES, ids=[e.source for e in EXAMPLES])
def test_an_example_of_the_page_does_what_the_page_says(example: Example) -> None:
    found = outcome_of(example.source)
    verdict, colon, reason = example.outcome.partition(": ")
    if verdict in {"refused", "missing", "fault"} and colon:
        assert found.startswith(f"{verdict}: ")
        assert reason in found
    else:
        assert found == repr(yaml.safe_load(example.outcome))


def test_the_page_has_its_examples() -> None:
    assert len(EXAMPLES) >= 60


@pytest.mark.parametrize("name", sorted(SIGNATURES))
def test_the_page_has_a_row_for_every_function(name: str) -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert any(f"{name}(" in row.split("|")[1] for row in rows)
