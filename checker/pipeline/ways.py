"""The way of each aggregation to the market, for its documents."""

from contextlib import suppress

from checker.errors import UsageError
from checker.evaluate.lifecycle import lifecycle_of
from checker.evaluate.run import Run
from checker.model.timeline import Timeline
from checker.pipeline.timeline import timeline_of
from checker.timeline.clock import Clock
from checker.timeline.compute import Terms
from checker.validate.schemas import SchemaSet

__all__ = ["ways_of"]


def ways_of(run: Run, schemas: SchemaSet) -> dict[str, Timeline]:
    """Return the timeline of each aggregation of a judgement, by its id.

    One that leads out of the calendar is left out: a slip in a year is the affair of
    its own documents, and stops no others.

    Raises:
        CheckerError: a dated value is overridden with what cannot be used.
    """
    terms = Terms(lifecycle_of(run.bench.pack, schemas), run.bench)
    clock = Clock(run.report.as_of, terms.spans, "sequential")
    found = {}
    for dossier in run.dossiers:
        if dossier.subject.kind == "aggregation":
            with suppress(UsageError):
                found[dossier.subject.id] = timeline_of(dossier, run, terms, clock)
    return found
