"""A letter that only looks like the one that is meant is named by its code point."""

from collections.abc import Callable
from pathlib import Path

import pytest

from checker.load.header import declarations_of
from checker.load.read import read_text
from checker.model.finding import Subject
from checker.resources import data_dir
from checker.validate.declaration import validate_document
from checker.validate.schemas import SchemaSet

MINIMAL = Path(__file__).parents[3] / "examples" / "minimal" / "portfolio.yaml"
Messages = Callable[[str, str], list[str]]


@pytest.fixture(scope="module")
def messages() -> Messages:
    schemas = SchemaSet.load(data_dir("schemas"))

    def judge(old: str, new: str) -> list[str]:
        text = MINIMAL.read_text(encoding="utf-8")
        assert old in text
        reading = read_text("x.yaml", text.replace(old, new, 1).encode())
        found = list(reading.findings)
        declared, headless = declarations_of(reading, schemas.kinds)
        for one in declared:
            subject = Subject(one.kind, one.id)
            found += validate_document(
                one.document, one.kind, schemas, subject, noun="x"
            )
        return [finding.message for finding in (*found, *headless)]

    return judge


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("id: harbor", "id: h\u0430rbor", "U+0430 (cyrillic small letter a)"),
        ("site: harbor", "site: harb\u03bfr", "U+03BF (greek small letter omicron)"),
        ("kind: site", "kind: sit\u0435", "U+0435 (cyrillic small letter ie)"),
        ("kind: site", "k\u0456nd: site", "U+0456 (cyrillic small letter byelorussian"),
        ("scid: ", "s\u0441id: ", "U+0441 (cyrillic small letter es)"),
        ("gate: market", "gate: m\u0430rket", "U+0430 (cyrillic small letter a)"),
        ("scid: ", "scid: \uff33", "U+FF33 (fullwidth latin capital letter s)"),
        ("pnode: ", "pnode: \u041d", "U+041D (cyrillic capital letter en)"),
        ("resource_id: ", "resource_id: \u0391", "U+0391 (greek capital letter alpha)"),
        (
            "service_account: ",
            "service_account: \u0661",
            "U+0661 (arabic-indic digit one)",
        ),
        ("id: harbor", "id: har\u200bbor", "U+200B (zero width space)"),
        ("legal_name: ", "legal_name: x\u202e", "U+202E (right-to-left override)"),
    ],
)
def test_a_look_alike_is_named(
    messages: Messages, old: str, new: str, says: str
) -> None:
    assert any(says in message for message in messages(old, new))


def test_a_name_may_be_written_in_any_letters(messages: Messages) -> None:
    assert (
        messages(
            "legal_name: ",
            "legal_name: \u042d\u043d\u0435\u0440\u0433\u0438\u044f \u00dcn\u00efon ",
        )
        == []
    )
