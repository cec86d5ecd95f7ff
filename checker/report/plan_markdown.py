"""A plan as Markdown, for a comment on a pull request.

As in the report: what a declaration says stands in `<pre>`, `<code>` and escaped text
only, so that no renderer reads Markdown in it.
"""

from collections.abc import Iterable, Iterator
from html import escape
from urllib.parse import quote

from checker.plan.definition import Weight
from checker.plan.model import Group, Item, Outcome, Plan
from checker.report.markdown import COMMENT
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
from checker.report.ranking import clipped

__all__ = ["plan_markdown"]

_CLOSING = 512
_LINE = 1_000


def plan_markdown(plan: Plan, *, below: str = "", limit: int = COMMENT) -> str:
    """Return the plan; what has no room is counted, the head and the end are there.

    Args:
        plan: what to show.
        below: what leads from the top of the repository to the portfolio's files.
        limit: how many bytes the text may have in UTF-8.
    """
    head, end = _headline(plan, below), _end(plan)
    room = limit - _size(head) - _size(end) - _CLOSING
    kept: list[str] = []
    left = 0
    for block in _blocks(plan, below):
        room -= _size(block)
        if room < 0:
            left += 1
        else:
            kept.append(block)
    if left:
        parts = "1 part" if left == 1 else f"{left} parts"
        kept.append(
            f"<p>Left out for want of room: {parts} of the plan."
            " <code>dera plan -o json=FILE</code> writes all of it.</p>\n"
        )
    return "\n".join([head, *kept, end])


def _size(block: str) -> int:
    return len(block.encode()) + 1


def _headline(plan: Plan, below: str) -> str:
    # A bot finds its earlier comment by the first line.
    mark = quote(f"{below}{plan.profile}", errors="surrogateescape")
    stamp = f"as of {plan.as_of}, {plan.profile}"
    if plan.simulated:
        stamp += ", simulated"
    return (
        f"<!-- dera plan {mark} -->\n"
        f"<h3>dera plan: {_code(headline(plan))}</h3>\n<p>{_row(stamp)}</p>\n"
    )


def _blocks(plan: Plan, below: str) -> Iterator[str]:
    """Yield the parts of the plan, a block each, the weightiest groups first."""
    for group in sorted(plan.groups, key=_worst):
        yield f"<h4>{_code(group_name(group))}</h4>\n"
        for outcome in group.outcomes:
            if outcome.weight:
                yield _outcome(outcome, group, plan)
        for item in group.items:
            yield _item(item, plan, below)
    if plan.unjudged:
        yield "<h4>Could not be compared</h4>\n"
    for each in plan.unjudged:
        state = "approved" if each.approved else Weight.unknown.label
        where = unjudged_place(each, plan, below)
        summary = f"{state} {_code(f'{each.kind} {each.id}')} {_code(where)}"
        yield _details(summary, [each.reason, f"fingerprint: {each.fingerprint}"])
    for hint in plan.hints:
        yield f"<p>{_code(hint.text)}</p>\n"


def _worst(group: Group) -> int:
    return -max((item.weight for item in group.items), default=Weight.none)


def _outcome(outcome: Outcome, group: Group, plan: Plan) -> str:
    text = outcome.text
    if outcome.term is not None:
        text += f" ({term_text(outcome.term)})"
    summary = f"<b>{outcome.weight.label}</b> {_code(text)}"
    notes = [*notes_of_outcome(outcome, group, plan), *sources_of(outcome)]
    return _details(summary, notes)


def _item(item: Item, plan: Plan, below: str) -> str:
    state = "approved" if item.approved else item.weight.label
    where = _code(place(item, plan, below))
    notes = [changed_values(item.change), *notes_of_item(item)]
    if item.weight:
        notes.append(f"fingerprint: {item.change.fingerprint}")
    return _details(f"{state} {_code(item.title)} {where}", notes)


def _end(plan: Plan) -> str:
    blocks = []
    if plan.terms:
        blocks.append(_details("Dates rest on", rests_on(plan)))
    if plan.overrides:
        blocks.append(_details("Overridden in dera.yaml", plan.overrides[:20]))
    return "\n".join(blocks)


def _details(summary: str, lines: Iterable[str]) -> str:
    body = "\n".join(row for row in map(_row, lines) if row)
    return f"<details><summary>{summary}</summary>\n<pre>{body}</pre>\n</details>\n"


def _row(text: str) -> str:
    return escape(clipped(text, _LINE))


def _code(text: str) -> str:
    return f"<code>{_row(text)}</code>"
