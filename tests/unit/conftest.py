"""A small rule book of one's own, for the tests of policies and of judging."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from checker.link.business_days import BusinessCalendar, TextCalendar
from checker.policy.pack import Pack, load_pack
from checker.resources import data_dir
from checker.validate.schemas import SchemaSet

SOURCE = {"document": "Tariff", "section": "4.17", "confidence": "confirmed"}
POLICY: dict[str, Any] = {
    "id": "SIZE-001",
    "name": "minimum-capacity",
    "title": "The capacity reaches the minimum",
    "area": "size",
    "severity": "error",
    "gate": "concurrence",
    "sources": [SOURCE],
    "rationale": "CAISO rejects a smaller one.",
    "effective": {"from": "2016-06-03"},
    "applies_to": "aggregation",
    "require": "facts.capacity_mw >= params.minimum_capacity_mw",
    "message": "{facts.capacity_mw} MW is below {params.minimum_capacity_mw} MW",
    "remedy": "Add DERs.",
    "waivable": "never",
    "tests": [
        {"name": "a test", "given": {"facts": {"capacity_mw": 1}}, "expect": "pass"}
    ],
}
PARAMETER: dict[str, Any] = {
    "unit": "MW",
    "description": "Smallest capacity.",
    "values": [
        {
            "value": 0.5,
            "from": "2016-06-03",
            "source": "Tariff",
            "confidence": "confirmed",
        },
        {
            "value": 0.1,
            "from": "2024-11-01",
            "source": "ER21-2455",
            "confidence": "date unverified",
            "profile": "tariff",
        },
    ],
}


class RuleBook:
    """A rule book in a folder: one policy, one parameter and two profiles."""

    def __init__(self, root: Path, schemas: SchemaSet) -> None:
        self.root = root
        self._schemas = schemas
        for name in ("conservative", "tariff"):
            self.profile(name)
        self.parameters(minimum_capacity_mw=PARAMETER)

    def write(self, path: str, content: Any) -> None:
        """Write a file, as it stands or as YAML."""
        text = (
            content
            if isinstance(content, str)
            else yaml.safe_dump(content, sort_keys=False, width=1000)
        )
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def profile(self, name: str, **fields: Any) -> None:
        """Write a profile; the conservative one is the default."""
        profile = {
            "id": name,
            "title": name,
            "description": name,
            "default": name == "conservative",
        }
        self.write(f"profiles/{name}.yaml", {**profile, **fields})

    def parameters(self, file: str = "size", **parameters: Any) -> None:
        """Write a file of parameters."""
        self.write(f"parameters/{file}.yaml", parameters)

    def policy(self, path: str | None = None, **fields: Any) -> None:
        """Write a policy; a field that is None is left out."""
        policy = {
            name: value
            for name, value in {**POLICY, **fields}.items()
            if value is not None
        }
        self.write(path or f"{policy['area']}/{policy['id']}.yaml", policy)

    def line(self, path: str, start: str) -> int:
        """Return the number of the first line that begins so, blanks aside."""
        lines = (self.root / path).read_text(encoding="utf-8").splitlines()
        return next(
            n for n, text in enumerate(lines, 1) if text.strip(" -").startswith(start)
        )

    def load(self) -> Pack:
        """Read it as the pipeline reads the shipped one."""
        return load_pack(
            self.root,
            self._schemas,
            lambda days: TextCalendar(BusinessCalendar(days)),
        )


@pytest.fixture(scope="session")
def schemas() -> SchemaSet:
    return SchemaSet.load(data_dir("schemas"))


@pytest.fixture
def book(tmp_path: Path, schemas: SchemaSet) -> RuleBook:
    return RuleBook(tmp_path / "policies", schemas)


MakeParameter = Callable[..., dict[str, Any]]


@pytest.fixture
def parameter() -> MakeParameter:
    """Make a parameter from rows of (value, from, until, profile)."""

    def make(*rows: tuple[Any, str, str | None, str | None]) -> dict[str, Any]:
        values = []
        for value, start, until, profile in rows:
            dated = {
                "value": value,
                "from": start,
                "until": until,
                "source": "Tariff",
                "confidence": "confirmed",
                "profile": profile,
            }
            values.append({k: v for k, v in dated.items() if v is not None})
        return {**PARAMETER, "values": values}

    return make
