"""A draft is written whatever is missing from its declarations, or wrong in them."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import yaml

from checker.model.finding import Subject
from checker.render.derived import DerivedPrinter
from checker.render.manifest import RenderedFile
from checker.render.tables import Table, typed_rows

Portfolio = Any
Step = str | int

REMOVED = object()
WRONG = {"no": "such value"}
"""No field but `annotations` takes it, so that its declaration cannot be used."""


@pytest.fixture(autouse=True)
def pages_and_workbooks_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read each table as a workbook would, which refuses a row of another length."""

    def read(
        _: DerivedPrinter, __: Subject, ___: str, ____: str, files: Sequence[Any]
    ) -> Iterator[RenderedFile]:
        for file in files:
            if file.format == "csv":
                table = Table(file.table, file.name, file.content.decode())
                typed_rows(table, file.spec.columns)
        return iter(())

    monkeypatch.setattr(DerivedPrinter, "of", read)


def declarations(portfolio: Portfolio) -> list[Any]:
    parts = yaml.safe_load_all(portfolio.good.rstrip("-\n"))
    found: list[Any] = json.loads(json.dumps([*parts], default=str))
    return found


def fields(value: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """Yield the path of each field; one entry of a list stands for all."""
    steps = value if isinstance(value, dict) else range(min(len(value), 1))
    for step in steps:
        if (*path, step) not in {("dera",), ("kind",), ("id",)}:
            yield (*path, step)
        if isinstance(value[step], dict | list):
            yield from fields(value[step], (*path, step))


def changed(whole: list[Any], number: int, path: Sequence[Step], value: Any) -> str:
    copy = json.loads(json.dumps(whole))
    owner = copy[number]
    for step in path[:-1]:
        owner = owner[step]
    if value is REMOVED:
        del owner[path[-1]]
    else:
        owner[path[-1]] = value
    return str(yaml.safe_dump_all(copy))


@pytest.mark.parametrize("number", range(17))
@pytest.mark.parametrize("value", [REMOVED, WRONG], ids=["removed", "wrong"])
def test_a_draft_is_written_whatever_field_is_not_there(
    portfolio: Portfolio, number: int, value: Any
) -> None:
    whole = declarations(portfolio)
    assert len(whole) == 17
    for path in fields(whole[number]):
        if value is WRONG and len(path) > 1:
            continue  # whatever is wrong inside, the declaration cannot be used
        material = portfolio.material(changed(whole, number, path, value))
        made = portfolio.render(material, None, draft=True)
        # An aggregation that cannot be used has no documents, and says so.
        lost = {refusal.subject.kind for refusal in made.refused}
        assert lost <= {"aggregation"}, path
        assert all(reason.message for r in made.refused for reason in r.reasons)
        assert made.written or made.refused, path


def test_an_unusable_declaration_marks_what_it_was_to_say(portfolio: Portfolio) -> None:
    text = portfolio.good.replace("legal_name: Sun Energy LLC", "legal_name: [7]")
    made = portfolio.render(portfolio.material(text), None, draft=True)
    assert {package.subject.id for package in made.written} >= {"north"}
