"""What CAISO's lists say of the names that an aggregation declares."""

from datetime import date

import pytest

from checker.link.reference_facts import aggregation_listings, source_facts
from checker.load.read import read_text
from checker.model.place import Place
from checker.model.record import Record
from checker.model.refdata import Generator, Period, ReferenceData, ReferenceSource

DAY = date(2026, 12, 8)
PLACE = Place(read_text("dera.refdata.json", b"sources: []\n").documents[0])
ALWAYS = Period("2009-04-01", None)
PAST = Period("2009-04-01", "2026-12-07")


def reference(*reports: str) -> ReferenceData:
    return ReferenceData(
        sources=tuple(
            ReferenceSource(name, (), (), 1, date(2026, 11, 30), PLACE)
            for name in reports
        ),
        pnodes={"OAKLAND_1_N006": (ALWAYS,), "GONE_1_N001": (PAST,)},
        apnodes={},
        sub_laps={
            "OAKLAND_1_N006": (("PGEB", ALWAYS), ("PGSB", PAST)),
            "GONE_1_N001": (("PGEB", PAST),),
        },
        resources={"A_1_B": (ALWAYS,), "A_1_OLD": (PAST,), "A_1_C": (PAST, ALWAYS)},
        generators={"A_1_GEN": Generator(2.0, "PGAE"), "A_1_X": Generator(None, "")},
        series=(),
    )


EVERY = reference("ATL_PNODE", "ATL_LDF", "ATL_RESOURCE", "ATL_GEN_CAP_LST")


def aggregation(*pnodes: str, resource_id: str = "A_1_B") -> Record:
    entries = [Record({"id": name}) for name in pnodes]
    return Record({"pnodes": entries, "resource_id": resource_id})


def listing(name: str) -> Record:
    facts = aggregation_listings(aggregation(name), DAY, EVERY)
    (found,) = facts["pnode_listings"]
    assert isinstance(found, Record)
    return found


def resource(name: str, held: ReferenceData = EVERY) -> Record:
    found = aggregation_listings(aggregation(resource_id=name), DAY, held)
    assert isinstance(found["resource_listing"], Record)
    return found["resource_listing"]


def test_a_pnode_in_force_is_listed() -> None:
    found = listing("OAKLAND_1_N006")
    assert (found["listed"], found["in_force"], found["alike"]) == (True, True, [])
    assert found["periods"] == ["from 2009-04-01"]
    assert found["retrieved_on"] == "2026-11-30"


def test_a_pnode_that_ended_is_listed_and_not_in_force() -> None:
    found = listing("GONE_1_N001")
    assert (found["listed"], found["in_force"]) == (True, False)
    assert found["periods"] == ["from 2009-04-01 until 2026-12-07"]


def test_the_last_day_of_a_period_counts() -> None:
    facts = aggregation_listings(aggregation("GONE_1_N001"), date(2026, 12, 7), EVERY)
    assert facts["pnode_listings"][0]["in_force"]


def test_a_pnode_that_is_not_listed_names_one_like_it() -> None:
    found = listing("OAKLAND_1_N0O6")
    assert (found["listed"], found["in_force"]) == (False, False)
    assert found["alike"] == ["OAKLAND_1_N006"]
    assert listing("METCALF_1_N018")["alike"] == []


def test_a_name_in_other_letters_is_named_as_the_one_that_may_be_meant() -> None:
    assert listing("oakland_1_n006")["alike"] == ["OAKLAND_1_N006"]


def test_the_sub_laps_of_a_pnode_are_those_of_the_day() -> None:
    pnodes = ("OAKLAND_1_N006", "GONE_1_N001", "NEW_1_N001")
    facts = aggregation_listings(aggregation(*pnodes), DAY, EVERY)
    found = [entry["sub_laps"] for entry in facts["pnode_sub_laps"]]
    assert found == [["PGEB"], [], []]


@pytest.mark.parametrize(
    ("name", "listed", "in_force"),
    [
        ("A_1_B", True, True),
        ("A_1_OLD", True, False),
        ("A_1_C", True, True),
        ("A_1_GEN", True, True),
        ("A_1_NONE", False, False),
    ],
)
def test_a_resource_is_looked_up_in_both_lists(
    name: str, listed: bool, in_force: bool
) -> None:
    found = resource(name)
    assert (found["listed"], found["in_force"]) == (listed, in_force)
    assert found["lists"] == ["ATL_RESOURCE", "ATL_GEN_CAP_LST"]


def test_a_capacity_that_is_not_said_is_absent_with_the_reason() -> None:
    assert resource("A_1_GEN")["capacity_mw"] == 2.0
    assert "capacity_mw" not in resource("A_1_X")
    assert "does not say its capacity" in resource("A_1_X").absent["capacity_mw"]


def test_one_of_the_two_lists_is_enough() -> None:
    assert resource("A_1_B", reference("ATL_RESOURCE"))["lists"] == ["ATL_RESOURCE"]


def test_without_reference_data_each_fact_says_how_to_get_it() -> None:
    facts = aggregation_listings(aggregation("OAKLAND_1_N006"), DAY, None)
    assert dict(facts) == {}
    assert set(facts.absent) == {"pnode_listings", "pnode_sub_laps", "resource_listing"}
    assert all("dera refdata import" in why for why in facts.absent.values())


def test_a_list_that_was_not_imported_leaves_its_fact_out() -> None:
    facts = aggregation_listings(aggregation("A_1_B"), DAY, reference("ATL_PNODE"))
    assert set(facts) == {"pnode_listings"}
    assert "no ATL_LDF" in facts.absent["pnode_sub_laps"]


def test_without_a_resource_id_nothing_is_looked_up() -> None:
    facts = aggregation_listings(Record({"pnodes": []}), DAY, EVERY)
    assert facts.absent["resource_listing"] == "the aggregation has no Resource ID"


def test_an_aggregation_without_pnodes_has_empty_lists() -> None:
    facts = aggregation_listings(Record({"id": "bay"}), DAY, EVERY)
    assert facts["pnode_listings"] == facts["pnode_sub_laps"] == []


def test_sources_are_placed_in_the_lock_file() -> None:
    facts = source_facts(reference("ATL_PNODE", "ATL_LDF"))
    assert [s["report"] for s in facts["reference_sources"]] == ["ATL_PNODE", "ATL_LDF"]
    assert all(s.place == PLACE for s in facts["reference_sources"])


def test_without_reference_data_there_are_no_sources() -> None:
    facts = source_facts(None)
    assert "reference_sources" not in facts
    assert "no reference data" in facts.absent["reference_sources"]
