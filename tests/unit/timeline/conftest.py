"""The timeline of declarations that a test makes up or changes."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from checker.evaluate.bench import Bench
from checker.evaluate.lifecycle import lifecycle_of
from checker.link.dossiers import Setting, build_dossiers
from checker.link.portfolio import link
from checker.link.references import reference_paths
from checker.load.header import declarations_of
from checker.load.read import read_text
from checker.model.timeline import Timeline
from checker.pipeline import rule_book
from checker.timeline.clock import Clock
from checker.timeline.compute import Terms, timeline
from checker.timeline.deadlines import aggregation_deadlines

Datas = list[dict[str, Any]]
MakeTimeline = Callable[..., Timeline]


@pytest.fixture(scope="session")
def timeline_on() -> MakeTimeline:
    """Reckon the timeline of the first aggregation among declarations.

    Give `by=`, `profile=` and `parameters=` as a caller and dera.yaml would.
    """
    schemas, pack = rule_book()
    lifecycle = lifecycle_of(pack, schemas)
    paths = {
        kind: reference_paths(schemas.schema(kind), schemas.resolve)
        for kind in schemas.kinds
    }

    def made(
        datas: Datas,
        as_of: date,
        *,
        by: date | None = None,
        profile: str = "conservative",
        parameters: dict[str, Any] | None = None,
    ) -> Timeline:
        text = "\n---\n".join(json.dumps(data, indent=1) for data in datas)
        reading = read_text("portfolio.yaml", text.encode())
        declarations, _ = declarations_of(reading, schemas.kinds)
        portfolio, _ = link(declarations, frozenset(), paths, unread="")
        setting = Setting(
            as_of=as_of,
            gate=None,
            signatories=None,
            hour_labels="sequential",
            kinds=schemas.kinds,
        )
        bench = Bench(
            pack=pack,
            as_of=as_of,
            profile=profile,
            parameters=parameters or {},
            severities={},
        )
        dossier = next(
            d
            for d in build_dossiers(portfolio, setting)
            if d.subject.kind == "aggregation"
        )
        terms = Terms(lifecycle, bench, by)
        deadlines = aggregation_deadlines(dossier, Clock(as_of, terms.spans))
        return timeline(dossier, terms, (), deadlines)

    return made
