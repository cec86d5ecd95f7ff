"""What a schedule asks of storage and of ramps, hour by hour."""

from checker.link.storage_facts import energy_by_hour, ramps
from checker.model.record import Record

SEGMENT = Record(
    {"from_mw": -2, "to_mw": 2, "up_mw_per_minute": 0.5, "down_mw_per_minute": 1}
)


def hours(*powers: float) -> list[Record]:
    return [
        Record({"hour_ending": number, "mw": power})
        for number, power in enumerate(powers, 1)
    ]


def test_charging_and_discharging_add_up_apart() -> None:
    found = energy_by_hour(hours(0, -0.1, -0.2, 0.3, -1))
    assert [entry["charged_mwh"] for entry in found] == [0, 0.1, 0.3, 0.3, 1.3]
    assert [entry["discharged_mwh"] for entry in found] == [0, 0, 0, 0.3, 0.3]
    assert [entry["hour_ending"] for entry in found] == [1, 2, 3, 4, 5]


def test_a_schedule_without_hours_moves_no_energy() -> None:
    assert energy_by_hour([]) == []
    assert ramps([], None) == []


def test_each_hour_but_the_first_has_a_way_into_it() -> None:
    found = ramps(hours(0, -1, 1), Record({"ramp_segments": [SEGMENT]}))
    assert [
        (ramp["hour_ending"], ramp["from_mw"], ramp["to_mw"]) for ramp in found
    ] == [
        (2, 0, -1),
        (3, -1, 1),
    ]
    assert [ramp["needed_minutes"] for ramp in found] == [1, 4]


def test_without_ramp_segments_the_time_is_missing_with_the_reason() -> None:
    for aggregation in (None, Record({}), Record({"ramp_segments": []})):
        (ramp,) = ramps(hours(0, 1), aggregation)
        assert "needed_minutes" not in ramp
        assert "ramp_segments" in ramp.absent["needed_minutes"]
