"""A plan for a person: by whom it concerns, what changed, then what follows."""

from collections.abc import Iterable, Iterator
from textwrap import wrap

from checker.plan.definition import Weight
from checker.plan.model import Group, Item, Outcome, Plan
from checker.report.cells import one_line
from checker.report.paint import Paint
from checker.report.plan_words import (
    changed_values,
    group_name,
    headline,
    notes_of_item,
    notes_of_outcome,
    place,
    rests_on,
    sources_of,
    term_text,
    unjudged_place,
)

__all__ = ["plan_text"]

_WIDTH = 96
_TAG = len("restart-review") + 2
_STYLES = {
    Weight.unknown: "error",
    Weight.restart_review: "error",
    Weight.resubmit: "warning",
    Weight.document: "warning",
    Weight.note: "note",
    Weight.none: "faint",
}


def plan_text(
    plan: Plan, *, colour: bool = False, below: str = "", verbose: bool = False
) -> str:
    """Return the plan as text that ends in a line feed.

    Args:
        plan: what to show.
        colour: write ANSI colours.
        below: what leads from where the reader stands to the portfolio's files.
        verbose: also why each change sets off what it does, and what comes to nothing.
    """
    writer = _Writer(plan, Paint(colour), below, verbose=verbose)
    blocks = [writer.group(group) for group in plan.groups]
    blocks += writer.rest()
    return "\n\n".join(blocks) + "\n"


class _Writer:
    def __init__(self, plan: Plan, paint: Paint, below: str, *, verbose: bool) -> None:
        self._plan = plan
        self._paint = paint
        self._below = below
        self._verbose = verbose

    def group(self, group: Group) -> str:
        """Return whom it concerns, with its changes and what they set off."""
        lines = [self._paint("strong", one_line(group_name(group)))]
        for item in group.items:
            lines += self._item(item)
        follows = [o for o in group.outcomes if self._verbose or o.weight]
        if follows:
            lines.append(self._paint("strong", "  What follows:"))
        for outcome in follows:
            lines += self._outcome(outcome, group)
        return "\n".join(lines)

    def _item(self, item: Item) -> Iterator[str]:
        yield from self._tagged(item.weight, item.title, approved=item.approved)
        yield from self._notes(self._item_notes(item))

    def _item_notes(self, item: Item) -> Iterator[str]:
        where = place(item, self._plan, self._below)
        print_of = f" [{item.change.fingerprint}]" if item.weight else ""
        yield f"{where}{print_of}"
        if item.change.path:
            yield changed_values(item.change)
        if self._verbose or item.weight is Weight.unknown:
            yield from notes_of_item(item)

    def _outcome(self, outcome: Outcome, group: Group) -> Iterator[str]:
        approved = {i.change.fingerprint for i in self._plan.items if i.approved}
        done = bool(outcome.causes) and approved.issuperset(outcome.causes)
        yield from self._tagged(outcome.weight, outcome.text, approved=done)
        term = [] if outcome.term is None else [term_text(outcome.term)]
        notes = notes_of_outcome(outcome, group, self._plan)
        sources = sources_of(outcome) if self._verbose else ()
        yield from self._notes([*term, *notes, *sources])

    def _tagged(self, weight: Weight, text: str, *, approved: bool) -> Iterator[str]:
        label = "approved" if approved else weight.label
        style = "pass" if approved else _STYLES[weight]
        tag = self._paint(style, label) + " " * max(_TAG - len(label), 1)
        first, *others = wrap(one_line(text), _WIDTH - _TAG - 4) or [""]
        yield f"    {tag}{first}"
        yield from (" " * (_TAG + 4) + line for line in others)

    def _notes(self, notes: Iterable[str]) -> Iterator[str]:
        for note in notes:
            for line in wrap(
                one_line(note),
                _WIDTH - _TAG - 4,
                subsequent_indent="  ",
                break_long_words=False,
                break_on_hyphens=False,
            ):
                yield " " * (_TAG + 4) + self._paint("faint", line)

    def rest(self) -> Iterator[str]:
        """Yield what is not about a group: what could not be compared, and sources."""
        plan = self._plan
        if plan.unjudged:
            lines = [self._paint("strong", "Could not be compared:")]
            for each in plan.unjudged:
                text = f"{each.kind} {each.id}: {each.reason}"
                lines += self._tagged(Weight.unknown, text, approved=each.approved)
                where = unjudged_place(each, plan, self._below)
                lines += self._notes([f"{where} [{each.fingerprint}]"])
            yield "\n".join(lines)
        yield from self._listed("Looks like a rename:", (h.text for h in plan.hints))
        yield from self._listed("Dates rest on:", rests_on(plan))
        yield from self._listed("Overridden in dera.yaml:", plan.overrides)
        stamp = f"as of {plan.as_of}, {plan.profile}"
        if plan.simulated:
            stamp += ", simulated"
        yield one_line(f"{headline(plan)} ({stamp})")

    def _listed(self, title: str, texts: Iterable[str]) -> Iterator[str]:
        rows = [f"  {one_line(text)}" for text in texts]
        if rows:
            yield "\n".join([self._paint("strong", title), *rows])
