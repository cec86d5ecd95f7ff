"""Portfolios from text, for the tests of the link floor."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from checker.link.dossiers import Setting, build_dossiers
from checker.link.portfolio import Portfolio, link
from checker.link.references import reference_paths
from checker.load.header import declarations_of
from checker.load.read import read_text
from checker.model.dossier import Dossier
from checker.model.finding import Finding, Gate
from checker.resources import data_dir
from checker.validate.schemas import SchemaSet

AS_OF = date(2026, 12, 8)


@dataclass(frozen=True)
class Linked:
    """A linked portfolio with its findings and dossiers."""

    portfolio: Portfolio
    findings: tuple[Finding, ...]
    dossiers: tuple[Dossier, ...]

    def dossier(self, kind: str, name: str) -> Dossier:
        """Return the dossier of a subject."""
        return next(d for d in self.dossiers if d.subject == (kind, name))


Build = Callable[..., Linked]


@pytest.fixture(scope="session")
def build() -> Build:
    """Link the declarations of a text.

    Give `invalid=` the ids that count as failing their schema, `as_of=`, `gate=`,
    `signatories=` and `complete=` as the pipeline would.
    """
    schemas = SchemaSet.load(data_dir("schemas"))
    paths = {
        kind: reference_paths(schemas.schema(kind), schemas.resolve)
        for kind in schemas.kinds
    }

    def linked(  # noqa: PLR0913 # what the pipeline decides, all named
        text: str,
        *,
        invalid: tuple[str, ...] = (),
        as_of: date = AS_OF,
        gate: Gate | None = None,
        signatories: frozenset[str] | None = None,
        complete: bool = True,
    ) -> Linked:
        reading = read_text("portfolio.yaml", text.encode())
        assert reading.findings == ()
        declarations, headless = declarations_of(reading, schemas.kinds)
        assert headless == ()
        unusable = frozenset(one for one in declarations if one.id in invalid)
        portfolio, findings = link(
            declarations,
            unusable,
            paths,
            unread="" if complete else "not every file of the portfolio could be read",
        )
        setting = Setting(
            as_of=as_of,
            gate=gate,
            signatories=signatories,
            hour_labels="sequential",
            kinds=schemas.kinds,
        )
        return Linked(portfolio, findings, build_dossiers(portfolio, setting))

    return linked
