"""XML is validated by the user's own schema, which reaches nothing else."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from checker.errors import DataError, UsageError
from checker.render.xsd import Xsd, read_xsd, recorded_xsd

Portfolio = Any

FOLDER = Path(__file__).parent / "xsd"
NAMESPACE = "http://www.caiso.com/soa/RawBidSet_v4.xsd#"
OPEN = f'<RawBidSet xmlns="{NAMESPACE}">'
CLOSE = "</MessageHeader></RawBidSet>"
IMPORT = '<xs:import namespace="urn:x" schemaLocation="{}"/>'
HEAD = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'


@pytest.fixture(scope="module")
def ours() -> Xsd:
    return read_xsd(FOLDER / "raw_bid_set.xsd")


@pytest.fixture
def another(tmp_path: Path) -> Xsd:
    """Return a schema that spells one element otherwise."""
    folder = tmp_path / "another"
    folder.mkdir()
    for name in ("raw_bid_set.xsd", "bids.xsd"):
        text = (FOLDER / name).read_text().replace("selfSchedMw", "selfSchedMW")
        (folder / name).write_text(text)
    return read_xsd(folder / "raw_bid_set.xsd")


def written(to: Path, pattern: str) -> list[str]:
    return [file.read_text() for file in sorted(to.rglob(pattern))]


def test_what_is_valid_says_by_what_it_was_verified(
    portfolio: Portfolio, tmp_path: Path, ours: Xsd
) -> None:
    material = portfolio.material(portfolio.good)
    rendered = portfolio.render(material, tmp_path, xsd=ours)
    assert rendered.refused == ()
    (text,) = written(tmp_path, "self-schedule-*.xml")
    assert "status verified: validated against raw_bid_set.xsd" in text
    assert ours.sha256 in text
    (meta,) = map(json.loads, written(tmp_path, "self-schedule-*.meta.json"))
    dialect = {
        "name": "caiso-rawbidset/0",
        "status": "verified",
        "xsd": "raw_bid_set.xsd",
        "xsd_sha256": ours.sha256,
    }
    assert meta["profile"] == dialect
    manifest = json.loads((tmp_path / "north" / "manifest.json").read_text())
    profiles = {
        d["file"]: d["profile"] for d in manifest["documents"] if "profile" in d
    }
    assert profiles["self-schedule-north-2026-12-10.xml"] == dialect
    assert list(ours.faults(text.encode())) == []  # as stamped


def test_without_a_schema_it_says_that_it_is_unverified(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    portfolio.render(portfolio.material(portfolio.good), tmp_path)
    (text,) = written(tmp_path, "self-schedule-*.xml")
    assert "status unverified: confirm with CAISO" in text


def test_what_is_invalid_refuses_the_package_in_words(
    portfolio: Portfolio, tmp_path: Path, another: Xsd
) -> None:
    material = portfolio.material(portfolio.good)
    rendered = portfolio.render(material, tmp_path / "out", xsd=another)
    (refused,) = rendered.refused
    assert refused.subject.id == "north"
    (reason,) = refused.reasons
    assert reason.message == (
        "self-schedule-north-2026-12-10.xml, line 17: Unexpected child with tag"
        " 'selfSchedMw' at position 1. Tag 'selfSchedMW' expected, and 23 times more"
        " further down (at /RawBidSet/MessagePayload/GeneratingBid/ProductBid/"
        "BidSelfSched[1]; raw_bid_set.xsd)"
    )
    assert not (tmp_path / "out" / "north").exists()
    assert (tmp_path / "out" / "sun").exists()


@pytest.mark.parametrize(
    ("xml", "fault"),
    [
        (
            '<Other xmlns="urn:x"/>',
            (1, "/Other", "{urn:x}Other is no element of the XSD, which has RawBidSet"),
        ),
        (
            OPEN + "\n <MessageHeader>\n  <Source>lower</Source>\n" + CLOSE,
            (3, "/RawBidSet/MessageHeader/Source", "value doesn't match any pattern"),
        ),
    ],
)
def test_a_fault_is_told_with_its_line_and_path(
    ours: Xsd, xml: str, fault: tuple[int, str, str]
) -> None:
    line, path, message = fault
    found = next(ours.faults(xml.encode()))
    assert (found.line, found.path) == (line, path)
    assert found.message.startswith(message)


INSIDE = (
    '<xs:element name="e"><xs:complexType><xs:sequence>',
    "</xs:sequence></xs:complexType></xs:element>",
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f'{HEAD}<xs:include schemaLocation="../outside.xsd"/></xs:schema>', "sandbox"),
        (
            HEAD + IMPORT.format("http://127.0.0.1:9/x.xsd") + "</xs:schema>",
            "block access to remote resource",
        ),
        (
            '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + HEAD + "</xs:schema>",
            "Entities are forbidden",
        ),
        (f'{HEAD}<xs:element name="a" type="b"/></xs:schema>', "unknown type"),
        (f'{HEAD}<xs:include schemaLocation="gone.xsd"/></xs:schema>', "gone.xsd"),
        (HEAD + INSIDE[0] * 320 + INSIDE[1] * 320 + "</xs:schema>", "recursion depth"),
        (HEAD + INSIDE[0] * 400 + INSIDE[1] * 400 + "</xs:schema>", "depth"),
        ("<html/>", "the XSD cannot be used"),
        ("no XML", "the XSD cannot be used"),
        ("", "the XSD cannot be used"),
    ],
)
def test_a_schema_that_is_broken_or_reaches_out_is_not_used(
    tmp_path: Path, text: str, says: str
) -> None:
    (tmp_path / "outside.xsd").write_text(f"{HEAD}</xs:schema>")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.xsd").write_text(text)
    with pytest.raises(DataError, match="the XSD cannot be used") as raised:
        read_xsd(folder / "a.xsd")
    assert says in raised.value.message
    assert raised.value.file == str(folder / "a.xsd")


def test_a_schema_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot read the XSD"):
        read_xsd(tmp_path / "none.xsd")


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xmlschema", None)
    with pytest.raises(UsageError, match="needs xmlschema") as raised:
        read_xsd(FOLDER / "raw_bid_set.xsd")
    assert raised.value.remedy == "pip install 'deracheck[xsd]'"


def test_a_recorded_schema_finds_no_fault(ours: Xsd) -> None:
    recorded = recorded_xsd(ours.name, ours.sha256)
    assert recorded == ours
    assert list(recorded.faults(b"<any/>")) == []
