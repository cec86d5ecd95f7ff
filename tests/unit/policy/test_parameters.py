"""Values in force on a day, under a profile, with a portfolio's own."""

from datetime import date
from typing import Any

import pytest

from checker.policy.parameters import Parameter, Parameters

COMMON = (1.0, "2020-01-01", None, None)
ENDED = (1.0, "2020-01-01", "2020-12-31", None)
SECOND = (2.0, "2021-01-01", None, None)
TARIFF = (3.0, "2022-01-01", None, "tariff")
TARIFF_ENDED = (3.0, "2022-01-01", "2022-12-31", "tariff")


def of(made: dict[str, Any]) -> Parameter:
    values = [
        {
            key: date.fromisoformat(value) if key in {"from", "until"} else value
            for key, value in dated.items()
        }
        for dated in made["values"]
    ]
    return Parameter.model_validate({**made, "values": tuple(values)})


@pytest.mark.parametrize(
    ("rows", "profile", "day", "value"),
    [
        pytest.param([COMMON], "tariff", "2019-12-31", None, id="the day before"),
        pytest.param([COMMON], "tariff", "2020-01-01", 1.0, id="the first day"),
        pytest.param([COMMON, SECOND], "x", "2020-12-31", 1.0, id="eve of the second"),
        pytest.param([COMMON, SECOND], "x", "2021-01-01", 2.0, id="day of the second"),
        pytest.param([SECOND, COMMON], "x", "2020-12-31", 1.0, id="in any order"),
        pytest.param([ENDED], "x", "2020-12-31", 1.0, id="the last day counts"),
        pytest.param([ENDED], "x", "2021-01-01", None, id="the day after the last"),
        pytest.param(
            [COMMON, TARIFF], "tariff", "2021-12-31", 1.0, id="eve of its own"
        ),
        pytest.param(
            [COMMON, TARIFF], "tariff", "2022-01-01", 3.0, id="day of its own"
        ),
        pytest.param(
            [COMMON, TARIFF], "other", "2022-01-01", 1.0, id="another profile"
        ),
        pytest.param(
            [COMMON, SECOND, (3.0, "2020-06-01", None, "tariff")],
            "tariff",
            "2021-01-01",
            3.0,
            id="its own replaces what comes later in common",
        ),
        pytest.param(
            [COMMON, TARIFF_ENDED],
            "tariff",
            "2023-01-01",
            None,
            id="the common value does not come back",
        ),
    ],
)
def test_a_timeline_gives_the_value_of_the_day(
    parameter: Any, rows: list[Any], profile: str, day: str, value: float | None
) -> None:
    dated = of(parameter(*rows)).at(date.fromisoformat(day), profile)
    assert (dated.value if dated else None) == value


def test_a_value_in_force_names_its_source(parameter: Any) -> None:
    parameters = Parameters({"m": of(parameter(COMMON, TARIFF))}, {})
    used = parameters.at(date(2022, 1, 1), "tariff")["m"]
    assert used == ("m", 3.0, "MW", date(2022, 1, 1), "Tariff", "confirmed", False)


def test_a_parameter_without_a_value_is_left_out(parameter: Any) -> None:
    assert Parameters({"m": of(parameter(SECOND))}, {}).at(date(2020, 1, 1), "x") == {}


@pytest.mark.parametrize(
    ("day", "start"), [("2019-01-01", None), ("2020-01-01", "2020-01-01")]
)
def test_an_override_holds_on_every_day_and_says_so(
    parameter: Any, day: str, start: str | None
) -> None:
    parameters = Parameters({"m": of(parameter(COMMON))}, {"m": 0.25})
    used = parameters.at(date.fromisoformat(day), "tariff")["m"]
    assert (used.value, used.source, used.overridden) == (0.25, "dera.yaml", True)
    assert used.effective_from == (date.fromisoformat(start) if start else None)
