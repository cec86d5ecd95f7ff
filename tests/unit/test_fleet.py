"""A fleet in a table is judged as if it were written out."""

import errno
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from json import dumps
from pathlib import Path
from shutil import copytree

import pytest

import checker
from checker.errors import OutputError
from checker.link.portfolio import references_in
from checker.link.references import Reference, read_references, references_of
from checker.load.crew import Crew
from checker.load.read import read_text
from checker.model.document import every_span, locate
from checker.model.place import Place
from checker.model.report import Report
from checker.model.row_document import RowDocument
from checker.pipeline import Options, check
from checker.pipeline.case import read_case
from checker.report.json import as_json
from checker.report.text import as_text

EXAMPLE = Path(checker.__file__).parents[1] / "examples" / "fleet"
DAY = date(2026, 12, 8)
OPTIONS = Options(as_of=DAY, today=DAY)
Change = Callable[[str, str, str], None]


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    return Path(copytree(EXAMPLE, tmp_path / "fleet"))


@pytest.fixture
def change(fleet: Path) -> Change:
    def replace(name: str, old: str, new: str) -> None:
        text = (fleet / name).read_text()
        assert text.count(old) == 1
        (fleet / name).write_text(text.replace(old, new))

    return replace


def judged(folder: Path) -> Report:
    return check((folder,), OPTIONS).report


def told(report: Report) -> list[tuple[str, str, str]]:
    return [(f.policy, f.subject.id, f.message) for f in report.findings]


def rows_of(folder: Path) -> list[RowDocument]:
    loaded = read_case(folder, OPTIONS).loaded
    found = [each.document for each in loaded.declarations]
    return [each for each in found if isinstance(each, RowDocument)]


def test_what_is_in_a_table_is_judged_as_if_it_were_written_out(fleet: Path) -> None:
    declared = [document.data for document in rows_of(fleet)]
    assert judged(fleet).findings == ()
    (fleet / "inventory.yaml").unlink()
    (fleet / "sites.yaml").write_text("\n---\n".join(map(dumps, declared)))
    assert judged(fleet).findings == ()


def test_a_policy_that_fails_in_a_row_points_at_its_cell(
    fleet: Path, change: Change
) -> None:
    change("homes.csv", "2025-06-04,ph-0003-m1", "2027-06-04,ph-0003-m1")
    report = judged(fleet)
    found = [f for f in report.findings if f.location.file == "homes.csv"]
    assert {(f.location.span.line, f.location.span.column) for f in found} == {(4, 57)}


def test_a_site_that_is_declared_elsewhere_too_is_named_in_both_places(
    fleet: Path,
) -> None:
    first = rows_of(fleet)[0].data
    (fleet / "again.yaml").write_text(dumps(first))
    found = [f for f in judged(fleet).findings if f.policy == "LINK-002"]
    (finding,) = found
    assert finding.message == "site `ph-0001` is declared twice"
    places = {finding.location.file, *(each.location.file for each in finding.related)}
    assert places == {"again.yaml", "homes.csv"}
    assert finding.location.span.line == 2


def test_a_utility_that_is_not_declared_is_named_in_each_row(
    fleet: Path, change: Change
) -> None:
    change("inventory.yaml", "    utility: pge\n", "    utility: pgee\n")
    found = [f for f in judged(fleet).findings if f.policy == "LINK-001"]
    assert {f.location.file for f in found} == {"homes.csv", "inventory.yaml"}
    assert len(found) == 29


def test_dangling_references_of_a_fleet_are_counted_beyond_a_thousand(
    fleet: Path, change: Change
) -> None:
    more = "".join(
        f"xh-{n},X,1 Way,94607,{n},b,solar,5,,,,R21,2025-01-01,,\n" for n in range(1100)
    )
    text = (fleet / "homes.csv").read_text()
    (fleet / "homes.csv").write_text(text + more)
    change("inventory.yaml", "    utility: pge\n", "    utility: gone\n")
    found = [f for f in judged(fleet).findings if f.policy in ("LINK-001", "READ-010")]
    assert len(found) == 1000 + 1 + 1
    (rest,) = (f.message for f in found if f.policy == "READ-010")
    assert rest.startswith("LINK-001: from here on 128 more findings are not shown")


@pytest.mark.parametrize(
    ("name", "edit", "policy"),
    [
        ("inventory.yaml", ("file: homes.csv", "file: gone.csv"), "LINK-003"),
        ("inventory.yaml", ("site.id: Site ID", "site.id: Nowhere"), "READ-009"),
        ("inventory.yaml", ("site.id: Site ID", "site.idd: Site ID"), "SCHEMA-004"),
        ("homes.csv", ("Port Homes 3,121", "Port Homes 3,,121"), "READ-009"),
        ("homes.csv", ("\nph-0003,", "\n,"), "SCHEMA-002"),
    ],
)
def test_nothing_dangles_for_rows_that_cannot_be_read(
    fleet: Path, change: Change, name: str, edit: tuple[str, str], policy: str
) -> None:
    change(name, *edit)
    report = judged(fleet)
    rules = {f.policy for f in report.findings}
    assert policy in rules
    assert "LINK-001" not in rules
    assert {f.outcome.value for f in report.findings} == {"FAIL", "UNDETERMINED"}
    assert not any(
        tally.passed for name, tally in report.tally.items() if name == "SIZE-001"
    )


def test_the_table_is_among_what_was_read_and_may_be_asked_about(fleet: Path) -> None:
    report = check((fleet / "homes.csv",), OPTIONS).report
    names = [entry.file for entry in report.inputs]
    assert names == ["dera.yaml", "homes.csv", "inventory.yaml", "portfolio.yaml"]


def test_the_names_in_a_row_are_those_in_its_declaration(fleet: Path) -> None:
    case = read_case(fleet, OPTIONS)
    paths = references_of(case.schemas)
    for declaration in case.loaded.declarations:
        if isinstance(declaration.document, RowDocument):
            wanted = read_references(declaration.data, paths[declaration.kind])
            found: list[Reference] = list(references_in(declaration, paths))
            assert found == list(wanted)


def test_each_field_of_a_row_has_a_place_and_each_cell_is_where_it_is_said_to_be(
    fleet: Path,
) -> None:
    lines = (fleet / "homes.csv").read_text().split("\n")
    constants = read_text("i.yaml", (fleet / "inventory.yaml").read_bytes())
    given = constants.documents[0].data["constants"]
    for document in rows_of(fleet):
        for pointer, span in every_span(document).items():
            assert locate(Place(document, pointer)).span == span
            cell = document.cell_of(pointer)
            if cell is None:
                continue
            text = lines[span.line - 1][span.column - 1 : span.end_column - 1]
            text = text[1:-1].replace('""', '"') if text.startswith('"') else text
            value = document.data
            for step in pointer:
                value = value[step]  # type: ignore[index] # a path into it
            assert str(value) == text
    assert set(given) == {"site", "der", "meter"}


@pytest.mark.parametrize("processes", [1, 2])
def test_a_table_that_is_aside_is_the_same_table(
    fleet: Path, change: Change, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    change("homes.csv", "2025-06-04,ph-0003-m1", "2027-06-04,ph-0003-m1")
    change("homes.csv", "Port Homes 4,", '"Puerto\nÑuñoa 4",')
    options = replace(OPTIONS, crew=Crew(processes=processes))
    wanted = check((fleet,), options).report
    for name in ("load.spool.IN_MEMORY", "load.spool.PAGE", "load.regular.BLOCK"):
        monkeypatch.setattr(f"checker.{name}", 61)
    found = check((fleet,), options).report
    assert as_text(found) == as_text(wanted)
    assert as_json(found) == as_json(wanted)
    assert "homes.csv:5:9" in as_text(found)


def test_a_table_that_changes_after_it_was_read_is_what_it_was(
    fleet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checker.load.spool.IN_MEMORY", 10)
    before = [document.data for document in rows_of(fleet)]
    documents = rows_of(fleet)
    (fleet / "homes.csv").write_text("nothing\n")
    assert [document.data for document in documents] == before


def test_a_disk_without_room_for_the_copy_of_a_table_ends_the_run(
    fleet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("checker.load.spool.IN_MEMORY", 10)
    monkeypatch.setattr("checker.load.spool.TemporaryFile", refuse)
    with pytest.raises(OutputError, match="no space left on device") as raised:
        judged(fleet)
    assert raised.value.file == "homes.csv"


def test_a_secret_in_a_cell_is_found(fleet: Path, change: Change) -> None:
    change("homes.csv", "ph-0002,Port Homes 2,", "ph-0002,password: hunter2,")
    (finding,) = (f for f in judged(fleet).findings if f.policy == "CRED-008")
    assert (finding.location.file, finding.location.span.line) == ("homes.csv", 3)
    assert "hunter2" not in finding.message


def test_own_policies_on_sites_judge_the_rows(fleet: Path) -> None:
    folder = fleet / "policies" / "naming"
    folder.mkdir(parents=True)
    (fleet / "dera.yaml").write_text("dera: v1\npolicies: [policies]\n")
    (folder / "OWN-001.yaml").write_text(
        """\
id: OWN-001
name: site-without-prefix
title: A site of ours begins with ph
area: naming
severity: error
gate: draft
sources:
  - {document: Own rule, section: "1", confidence: confirmed}
rationale: It is told apart from others by that.
effective: {from: 2020-01-01}
applies_to: site
require: site.name.startsWith("Port")
at: name
message: "{site.name} is not ours"
remedy: Name it as ours.
waivable: never
tests:
  - {name: ours, given: {site: {name: Port 1}}, expect: pass}
  - {name: another, given: {site: {name: Bay 1}}, expect: fail, at: name}
"""
    )
    found = [f for f in judged(fleet).findings if f.policy == "OWN-001"]
    ((line, column),) = {(f.location.span.line, f.location.span.column) for f in found}
    text = (fleet / "homes.csv").read_text().split("\n")[line - 1]
    assert re.match(r'ph-0009,"Unit 9', text)
    assert column == 9


def test_a_change_of_a_row_is_a_change_of_its_site(fleet: Path) -> None:
    before = {d.data["id"]: d.data for d in rows_of(fleet)}
    text = (fleet / "homes.csv").read_text()
    (fleet / "homes.csv").write_text(text.replace("battery,25,67.5", "battery,25,68"))
    after = {d.data["id"]: d.data for d in rows_of(fleet)}
    changed = [name for name in before if before[name] != after[name]]
    assert len(changed) == 7
    report = judged(fleet)
    assert {"UDC-005", "AGR-004"} <= {f.policy for f in report.findings}
