"""A portfolio read once and judged many times, each time with one thing changed.

Only what changed is read and validated anew, and only the policies asked about are
judged: a removal costs milliseconds where a run costs a second.
"""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from checker.evaluate.bench import bench_of
from checker.evaluate.judgement import judge_all
from checker.link.portfolio import link
from checker.link.references import references_of
from checker.load.header import declarations_of
from checker.load.read import read_text
from checker.model.declaration import Declaration
from checker.model.finding import Finding, Outcome, Severity, Subject
from checker.model.report import Report
from checker.pipeline import Options
from checker.pipeline.case import Case, dossiers_of, judge_case, read_case
from checker.policy.pack import Pack
from checker.validate.declaration import validate
from checker.validate.readings import read_attached
from checker.validate.schemas import SchemaSet

__all__ = ["Portfolio", "Steps", "Verdicts", "options_of", "taken_out"]

Steps = tuple[str | int, ...]
Key = tuple[str, Subject]


class Verdicts(NamedTuple):
    """What came out.

    Attributes:
        subjects: whoever was judged.
        failing: each policy that says FAIL, and of whom.
        gravest: for each policy or engine rule, and whom it finds something about,
            the gravest severity: 1 is a note, 3 an error.
    """

    subjects: frozenset[Subject]
    failing: frozenset[Key]
    gravest: dict[Key, int]


def options_of(folder: Path) -> Options:
    """Return the options that an example is judged with."""
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    parser = ArgumentParser(exit_on_error=False)
    parser.add_argument("--as-of", type=date.fromisoformat, required=True)
    parser.add_argument("--profile")
    parser.add_argument("--fail-on", type=Severity)
    given = parser.parse_args(expected["arguments"])
    return Options(as_of=given.as_of, today=given.as_of, profile=given.profile)


class Portfolio:
    """A portfolio, and what becomes of it with one declaration changed."""

    def __init__(
        self, folder: Path, options: Options, book: tuple[SchemaSet, Pack]
    ) -> None:
        self._case = case = read_case(folder, options, book=book)
        self._schemas = case.schemas
        self._paths = _references(case.schemas)
        self._bench = bench_of(case.pack, case.configuration, options.as_of, options)
        self.declarations = case.loaded.declarations
        self._invalid = frozenset(
            each
            for each in self.declarations
            if not case.schemas.accepts(each.kind, each.data)
        )

    def with_one(self, old: Declaration, data: Any) -> "Portfolio | None":
        """Return the portfolio with another declaration in the place of one.

        None when the schema refuses what the one before followed: that is an error.
        """
        bad = not self._schemas.accepts(old.kind, data)
        if bad and old not in self._invalid:
            return None
        raw = json.dumps(data, indent=0).encode()
        reading = read_text(old.document.file, raw)
        (new,), _ = declarations_of(reading, self._schemas.kinds)
        other = copy(self)
        other.declarations = tuple(
            new if each is old else each for each in self.declarations
        )
        still = self._invalid - {old}
        other._invalid = still | {new} if bad else still  # noqa: SLF001 # its own kind
        return other

    def with_another(self, file: str, data: Any) -> "Portfolio":
        """Return the portfolio with one more declaration, which follows its schema."""
        reading = read_text(file, json.dumps(data, indent=0).encode())
        (new,), _ = declarations_of(reading, self._schemas.kinds)
        other = copy(self)
        other.declarations = (*self.declarations, new)
        return other

    def report(self) -> Report:
        """Judge it as a check does, waivers and all."""
        case, links = self._linked()
        faults = (*case.loaded.findings, *self._schema_faults(), *links)
        loaded = replace(case.loaded, declarations=self.declarations)
        whole = replace(case, loaded=loaded, faults=faults)
        return judge_case(whole, self._bench.as_of).report

    def _schema_faults(self) -> Iterator[Finding]:
        for each in self.declarations:
            if each in self._invalid:
                yield from validate(each, self._schemas)

    def judged(self, policies: frozenset[str] | None = None) -> Verdicts:
        """Judge it by some policies; by all when None."""
        case, links = self._linked()
        dossiers = dossiers_of(case, self._bench.as_of)
        bench = replace(self._bench, chosen=policies)
        found = (*links, *judge_all(bench, dossiers).findings)
        gravest: dict[Key, int] = {}
        for key, weight in (
            *(((f.policy, f.subject), _WEIGHTS[f.severity]) for f in found),
            *((("SCHEMA", each.subject), 3) for each in self._invalid),
        ):
            gravest[key] = max(gravest.get(key, 0), weight)
        return Verdicts(
            frozenset(dossier.subject for dossier in dossiers),
            frozenset(
                (f.policy, f.subject) for f in found if f.outcome is Outcome.FAIL
            ),
            gravest,
        )

    def _linked(self) -> tuple[Case, tuple[Finding, ...]]:
        case = self._case
        usable = [each for each in self.declarations if each not in self._invalid]
        limits = case.configuration.limits
        attached = read_attached(case.root, usable, limits, case.schemas)
        portfolio, links = link(
            self.declarations,
            self._invalid,
            self._paths,
            unread=case.loaded.unread,
            attached=attached.documents,
        )
        return replace(case, portfolio=portfolio), (*attached.findings, *links)


_WEIGHTS = {Severity.NOTE: 1, Severity.WARNING: 2, Severity.ERROR: 3}
_references = cache(references_of)


def taken_out(data: Any) -> Iterator[tuple[Steps, Any]]:
    """Yield each key of a declaration, wherever it stands, and the data without it."""
    for steps in _keys(data):
        rest = json.loads(json.dumps(data))
        inner = rest
        for step in steps[:-1]:
            inner = inner[step]
        del inner[steps[-1]]
        yield steps, rest


def _keys(value: Any, above: Steps = ()) -> Iterator[Steps]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if above or key not in {"dera", "kind", "id"}:
                yield (*above, key)
            yield from _keys(inner, (*above, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _keys(inner, (*above, number))
