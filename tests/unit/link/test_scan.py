"""Secrets and outdated citations are found wherever they stand."""

from collections.abc import Callable
from typing import Any

import pytest

Build = Callable[..., Any]

REFERENCE = "vault://market/sibr"
KEY = "-----BEGIN RSA " + "PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("field", "looks_like"),
    [
        (f'note: "{KEY} MIIE"', "a private key"),
        ("password: hunter2", "the value of a `password`"),
        ("nested: {api_key: abc}", "the value of a `api_key`"),
        ("list: [{SIBR_TOKEN: abc}]", "the value of a `SIBR_TOKEN`"),
        ('note: "log in with password: hunter2"', "a password"),
        ("url: https://user:pw@sibr.example", "a password in an address"),
        (f"note: {'AKIA' + 'ABCDEFGHIJKLMNOP'}", "an access key"),
        (f"password: {REFERENCE}", None),
        ("note: The password is kept in the vault", None),
        ("token_holder: Market Operations Desk", None),
    ],
)
def test_secret_material_is_suspected(
    build: Build, field: str, looks_like: str | None
) -> None:
    text = f"dera: v1\nkind: utility\nid: u\nname: U\nannotations:\n  {field}\n"
    facts = build(text).dossier("portfolio", "portfolio").facts
    found = [entry["looks_like"] for entry in facts["suspected_secrets"]]
    assert found == ([looks_like] if looks_like else [])


def test_a_secret_in_an_invalid_declaration_is_found_too(build: Build) -> None:
    text = "{dera: v1, kind: utility, id: u, password: x}"
    facts = build(text, invalid=("u",)).dossier("portfolio", "portfolio").facts
    assert facts["suspected_secrets"][0].place.pointer == ("password",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("section 4.14", True),
        ("Section 4.14.2 of the tariff", True),
        ("§4.14", True),
        ("tariff 4.14", True),
        ("section 4.17", False),
        ("section 4.141", False),
        ("version 4.14", False),
    ],
)
def test_a_citation_of_section_4_14_is_found(
    build: Build, text: str, found: bool
) -> None:
    source = f"{{dera: v1, kind: utility, id: u, annotations: {{note: '{text}'}}}}"
    facts = build(source).dossier("portfolio", "portfolio").facts
    assert bool(facts["outdated_citations"]) is found


def test_a_tariff_section_field_is_a_citation_by_itself(build: Build) -> None:
    source = "{dera: v1, kind: agreement, id: x, tariff_section: '4.14'}"
    facts = build(source).dossier("portfolio", "portfolio").facts
    assert facts["outdated_citations"][0]["path"] == "/tariff_section"
