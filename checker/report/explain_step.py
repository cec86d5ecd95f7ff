"""What there is to say of a step to the market: as a page, and as data."""

import json
from collections.abc import Iterable
from typing import Any

from checker.policy.compiled_step import CompiledStep
from checker.policy.lifecycle import Lifecycle
from checker.policy.pack import Pack
from checker.policy.step import Dependency, Proof, TimeSpan
from checker.report.explain_parameter import timelines
from checker.report.notes import source_text
from checker.report.page import (
    Block,
    Code,
    Items,
    Page,
    Paragraph,
    Section,
    as_markdown,
    as_text,
)
from checker.report.timeline_words import owner

__all__ = ["step_explained"]


def step_explained(
    name: str, lifecycle: Lifecycle, pack: Pack, form: str, *, colour: bool = False
) -> str | None:
    """Return the page of a step; None when it is none of them.

    Args:
        name: its identifier, in letters of any size.
        lifecycle: the steps.
        pack: the rule book, for its dated values.
        form: text, markdown or json.
        colour: write ANSI colours into a text.
    """
    compiled = lifecycle.steps.get(name.upper())
    if compiled is None:
        return None
    if form == "json":
        return json.dumps(_data(compiled), indent=2, allow_nan=False) + "\n"
    page = _page(compiled, lifecycle, pack)
    return as_markdown(page) if form == "markdown" else as_text(page, colour=colour)


def _page(compiled: CompiledStep, lifecycle: Lifecycle, pack: Pack) -> Page:
    step = compiled.step
    until = step.effective.until
    begun_by = step.begun_by or step.owner
    return Page(
        f"{step.id} {step.name}",
        step.title,
        {
            "phase": step.phase.value,
            "begun by": owner(begun_by),
            "finished by": owner(step.owner),
            "in force": f"from {step.effective.from_}"
            + (f" to {until}" if until else ""),
            "policies": ", ".join(step.policies) or "-",
            "file": compiled.file,
        },
        (
            Section("Why", (Paragraph(step.rationale),)),
            Section("What to do", (Paragraph(step.action),)),
            Section(
                "Depends on",
                (Items(tuple(_needs(step.depends_on, lifecycle))),)
                if step.depends_on
                else (),
            ),
            Section("Applies when", _code(step.applies_when)),
            Section("Done when", tuple(_proof(step.done))),
            Section("Waiting when", tuple(_proof(step.waiting))),
            Section("How long it takes", tuple(_values(compiled, pack))),
            Section(
                "Sources",
                (Items(tuple(source_text(s.source) for s in step.sources)),),
            ),
            Section(
                "Tests",
                (Items(tuple(f"{t.name}: {t.expect}" for t in step.tests)),),
            ),
        ),
    )


def _needs(needs: Iterable[Dependency], lifecycle: Lifecycle) -> Iterable[str]:
    for needed in needs:
        title = lifecycle.steps[needed.step].step.title
        lag = f", and {_span(needed.lag)} after it" if needed.lag else ""
        advice = " (advice)" if needed.recommended else ""
        yield f"{needed.step} {title}{lag}{advice}"


def _span(span: TimeSpan) -> str:
    entry = "" if span.entry is None else f"[{span.entry}]"
    return f"{span.parameter}{entry} {span.count.replace('_', ' ')}"


def _code(source: str | None) -> tuple[Block, ...]:
    return () if source is None else (Code(source.strip()),)


def _proof(proof: Proof | None) -> Iterable[Block]:
    if proof is None:
        return
    yield Code(proof.when.strip())
    if proof.on is not None:
        yield Paragraph("Its date:")
        yield Code(proof.on.strip())


def _values(compiled: CompiledStep, pack: Pack) -> Iterable[Block]:
    lead = compiled.step.lead
    if lead is None:
        yield Paragraph("No time of its own: it can be done on a day.")
        return
    parameter = pack.parameters[lead.parameter]
    yield Paragraph(f"{lead.parameter} ({parameter.unit}): {parameter.description}")
    yield from timelines(parameter, pack.profiles)


def _data(compiled: CompiledStep) -> dict[str, Any]:
    found = compiled.step.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {"type": "step", "file": compiled.file, **found}
