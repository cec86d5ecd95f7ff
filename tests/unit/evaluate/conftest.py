"""One policy and one subject, judged as in the pipeline."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from checker.evaluate.bench import Bench
from checker.evaluate.judge import bindings_of, judge
from checker.evaluate.judgement import Judgement, judge_all
from checker.evaluate.verdict import Verdict
from checker.link.records import record_of
from checker.load.read import read_text
from checker.model.dossier import Dossier
from checker.model.finding import Gate, Severity, Subject
from checker.model.record import Record

AGGREGATION = """\
dera: v1
kind: aggregation
id: bay
name: Bay
services: [energy, RU]
members:
  - {site: s1, from: 2026-01-01}
  - {site: s2, from: 2026-01-01}
"""
AS_OF = date(2026, 12, 8)


def record(text: str, file: str) -> Record:
    """Return a declaration as the link floor makes it."""
    reading = read_text(file, text.encode())
    assert reading.findings == ()
    return record_of(reading.documents[0])


def site(name: str, more: str = "", ders: str = "") -> str:
    """Return a site's text; `more` are further lines, `ders` flow mappings."""
    return f"kind: site\nid: {name}\n{more}\nders: [{ders}]\n"


class Court:
    """Judges one policy of a small rule book."""

    as_of = AS_OF

    def __init__(self, book: Any) -> None:
        self._book = book
        self._fields: dict[str, Any] = {}
        self.parameters: Mapping[str, Any] = {}
        self.severities: Mapping[str, Severity] = {}
        self.profile = "conservative"

    def policy(self, **fields: Any) -> None:
        """Change the policy; it is `require: true` with the message `m` at first."""
        self._fields |= fields

    def bench(self) -> Bench:
        test = {"name": "a test", "given": {}, "expect": "pass"}
        plain = {"require": "true", "message": "m", "gate": "draft", "tests": [test]}
        self._book.policy(**{**plain, **self._fields})
        return Bench(
            pack=self._book.load(),
            as_of=self.as_of,
            profile=self.profile,
            parameters=self.parameters,
            severities=self.severities,
        )

    def dossier(
        self,
        subject: str = AGGREGATION,
        *,
        facts: Mapping[str, Any] | None = None,
        absent: dict[str, str] | None = None,
        gate: Gate = Gate.market,
        **linked: Any,
    ) -> Dossier:
        """Make a dossier; `linked` are texts of declarations or lists of them."""
        declared = record(subject, "subject.yaml")
        resolved = {
            name: [record(text, f"{name}-{n}.yaml") for n, text in enumerate(value)]
            if isinstance(value, list)
            else record(value, f"{name}.yaml")
            for name, value in linked.items()
        }
        return Dossier(
            Subject(declared["kind"], declared["id"]),
            declared,
            Record(resolved, None, absent),
            Record(dict(facts or {}), None, absent),
            gate,
            self.as_of,
        )

    def verdict(self, dossier: Dossier) -> Verdict:
        bench = self.bench()
        bindings = bindings_of(
            dossier, bench.params(bench.profile), self.as_of.isoformat()
        )
        (compiled,) = bench.pack.policies.values()
        return judge(compiled, dossier, bindings)

    def judgement(self, *dossiers: Dossier) -> Judgement:
        return judge_all(self.bench(), dossiers)


@pytest.fixture
def court(book: Any) -> Court:
    return Court(book)
