"""Each rule of the CAISO rule book is a policy, or stands with its reason.

The identifiers are those of its catalogue. A policy may judge most of a rule and leave
a part out: that part stands in `policies/NOT-ENFORCED.md` too, marked `(part)`.
"""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from checker.pipeline import rule_book
from checker.resources import data_dir

_, PACK = rule_book()

CATALOGUE = {
    "SIZE": 5,
    "COMP": 11,
    "LOC": 6,
    "GDF": 3,
    "DER": 6,
    "UDC": 9,
    "AGR": 7,
    "SC": 6,
    "NRI": 4,
    "MF": 4,
    "MTR": 9,
    "TEL": 6,
    "AS": 6,
    "SCH": 16,
    "CRED": 9,
    "LIFE": 5,
}
"""How many rules each area of the catalogue has; they are numbered without a gap."""

RULES = [
    f"{area}-{n:03}" for area, last in CATALOGUE.items() for n in range(1, last + 1)
]

OWN_IDEAS = {
    "AGR-008": "the published list of DERPA signatories, named by the specification",
    "LOC-007": "the part of LOC-003 that rests on general knowledge only",
    "LOC-008": "the error of LOC-002: a PNode that the list does not have, once held",
    "LOC-009": "what LOC-004 cannot verify, said instead of passed in silence",
    "MF-005": "the specification's step: the resource appears in the OASIS list",
    "MF-006": "the part of MF-003 that public data tell",
    "MTR-010": "the warning that DESIGN asks for where meters follow local standards",
    "MTR-011": "the completeness of readings, the other half of MTR-008",
    "REF-001": "the citation of section 4.14 in place of 4.17",
    "REF-002": "the age of reference data, which decide only as well as they are new",
    "SCH-017": "the soft bid cap, which a bid may exceed with a justification",
}


class Row(NamedTuple):
    """A row of the table: the rules that it is about, whether in part, and why."""

    ids: tuple[str, ...]
    is_part: bool
    reason: str
    needed: str


def rows() -> list[Row]:
    text = Path(str(data_dir("policies") / "NOT-ENFORCED.md")).read_text("utf-8")
    table = [line for line in text.splitlines() if line.startswith("| ")]
    found = []
    for line in table[1:]:
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        assert len(cells) == 4, line
        ids = tuple(re.findall(r"[A-Z]+-[0-9]{3}", cells[0]))
        assert re.fullmatch(
            r"[A-Z]+-[0-9]{3}(, [A-Z]+-[0-9]{3})*( \(part\))?", cells[0]
        )
        found.append(Row(ids, cells[0].endswith("(part)"), cells[2], cells[3]))
    return found


ROWS = rows()
OUT = {rule for row in ROWS if not row.is_part for rule in row.ids}


def test_the_catalogue_has_112_rules() -> None:
    assert len(RULES) == len(set(RULES)) == 112


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_a_policy_or_stands_with_its_reason(rule: str) -> None:
    assert (rule in PACK.policies) is not (rule in OUT)


def test_a_policy_outside_the_catalogue_says_where_it_comes_from() -> None:
    assert set(PACK.policies) - set(RULES) == set(OWN_IDEAS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: ", ".join(row.ids))
def test_a_row_is_about_rules_of_the_catalogue_and_says_why(row: Row) -> None:
    assert row.reason
    assert row.needed
    for rule in row.ids:
        assert rule in PACK.policies if row.is_part else rule in RULES


def test_the_rows_are_sorted() -> None:
    assert [row.ids for row in ROWS] == sorted(row.ids for row in ROWS)
