"""What is indexed of a fleet is what going through all of it would find."""

from collections import defaultdict
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

import checker
from checker.evaluate.rule_book import rule_book
from checker.link.index import Keys
from checker.link.portfolio import Referrer, references_in
from checker.link.records import Key
from checker.link.references import references_of
from checker.model.declaration import Declaration
from checker.pipeline import Options
from checker.pipeline.case import Case, read_case

FLEET = Path(checker.__file__).parents[1] / "examples" / "fleet"
DAY = date(2026, 12, 8)
OPTIONS = Options(as_of=DAY, today=DAY)
BOOK = rule_book()
METER = """\
dera: v1
kind: meter
id: {id}
site: {site}
serial_number: "1"
revenue_quality: true
certification: caiso
interval_minutes: 5
"""
UTILITY = """\
dera: v1
kind: utility
id: battery
name: Battery Power
role: udc
contact: {name: Ann Example, email: ann@example.org}
"""
Edit = tuple[str, str, str]
"""A file, what stands in it, and what is put in its place."""

EDITS: dict[str, tuple[Edit, ...]] = {
    "as it is": (),
    "a number that is none": (("homes.csv", "battery,20,54,20", "battery,x,54,20"),),
    "a meter at two sites": (("homes.csv", ",ph-0002-m1,", ",ph-0003-m1,"),),
    "a meter in two rows": (("homes.csv", ",07700103", ",07700103\n{row}"),),
    "a row without a meter": (("homes.csv", ",ph-0003-m1,07700103", ",,"),),
    "rows that disagree": (("homes.csv", "\nph-0004,", "\nph-0003,"),),
    "no such utility": (("inventory.yaml", "utility: pge", "utility: gone"),),
    "a utility in each row": (
        ("inventory.yaml", "    utility: pge\n", ""),
        ("inventory.yaml", "columns:", "columns:\n  site.utility: Technology"),
    ),
    "a table twice": (("inventory.yaml", "constants:", "constants:"),),
}
BESIDE = {
    "nothing": "",
    "meters of its sites": "---\n".join(
        METER.format(id=name, site=site)
        for name, site in (("ph-0003-m1", "ph-0002"), ("own", "ph-0003"))
    ),
    "a utility": UTILITY,
}


@pytest.fixture(params=EDITS)
def edited(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = Path(copytree(FLEET, tmp_path / "fleet"))
    row = (folder / "homes.csv").read_text().splitlines()[3]
    for name, old, new in EDITS[request.param]:
        text = (folder / name).read_text()
        assert old in text
        changed = text.replace(old, new.replace("{row}", row.replace("bess-1", "b2")))
        (folder / name).write_text(changed)
    if request.param == "a table twice":
        again = (folder / "inventory.yaml").read_text()
        again = again.replace("id: port-homes", "id: port-homes-again")
        (folder / "again.yaml").write_text(again)
    return folder


@pytest.fixture(params=BESIDE)
def case(request: pytest.FixtureRequest, edited: Path) -> Case:
    if BESIDE[request.param]:
        (edited / "beside.yaml").write_text(BESIDE[request.param])
    return read_case(edited, OPTIONS, book=BOOK)


def by_key(case: Case) -> dict[Key, list[Declaration]]:
    found: dict[Key, list[Declaration]] = defaultdict(list)
    for declaration in case.portfolio.every:
        found[declaration.kind, declaration.id].append(declaration)
    return found


def test_each_declaration_is_usable_or_not(case: Case) -> None:
    portfolio, groups = case.portfolio, by_key(case)
    assert list(portfolio.broken) == list(portfolio.unusable)
    assert list(portfolio.broken) == [key for key in groups if key in portfolio.broken]
    assert portfolio.unusable == {key: tuple(groups[key]) for key in portfolio.broken}
    usable = {key: groups[key] for key in groups if key not in portfolio.broken}
    assert [[found] for found in portfolio.declarations.values()] == [*usable.values()]
    assert list(portfolio.declarations) == list(usable)
    assert len(portfolio.declarations) == len(usable)
    assert isinstance(portfolio.keys, Keys)
    assert {*portfolio.keys} == {*groups}
    assert len(portfolio.keys) == len(groups)


def test_what_is_not_there_is_not_found(case: Case) -> None:
    portfolio = case.portfolio
    for key in (("site", "nowhere"), ("no kind", "ph-0001"), ("", "")):
        assert key not in portfolio.declarations
        assert key not in portfolio.keys
        assert portfolio.declarations.get(key) is None
        assert portfolio.referrers.get(key) is None
    for key in portfolio.broken:
        assert key not in portfolio.declarations
        assert key in portfolio.keys


def test_declarations_come_in_the_order_of_their_keys(case: Case) -> None:
    portfolio = case.portfolio
    keys = sorted(portfolio.declarations)
    assert list(portfolio.ordered()) == keys
    for kind in (*case.schemas.kinds, "no kind"):
        wanted = [portfolio.declarations[key] for key in keys if key[0] == kind]
        assert list(portfolio.of_kind(kind)) == wanted


def test_who_names_whom_is_what_all_declarations_say(case: Case) -> None:
    paths, portfolio = references_of(case.schemas), case.portfolio
    named: dict[Key, list[Referrer]] = defaultdict(list)
    for declaration in portfolio.declarations.values():
        for reference in references_in(declaration, paths):
            named[reference.kind, reference.id].append((declaration, reference.pointer))
    for key in {*named, *portfolio.keys}:
        assert [*portfolio.referrers.get(key, ())] == named.get(key, [])
    assert {*portfolio.referrers} == {*named}
    assert len(portfolio.referrers) == len(named)


def test_what_dangles_is_what_nothing_declares(case: Case) -> None:
    paths, portfolio = references_of(case.schemas), case.portfolio
    dangling = [
        (declaration.subject, reference.pointer)
        for declaration in portfolio.declarations.values()
        for reference in references_in(declaration, paths)
        if (reference.kind, reference.id) not in portfolio.keys
    ]
    found = [each for each in case.faults if each.policy == "LINK-001"]
    assert sorted((f.subject, f.place.pointer) for f in found) == sorted(dangling)
