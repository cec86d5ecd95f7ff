"""Timelines as Markdown, for a comment on a pull request and for a wiki.

What a declaration says stands within blocks of HTML, escaped, and where it is free text
in `<code>`: there no renderer reads Markdown, turns a name into a mention or an address
into a link. No block has an empty line, for that would end it.
"""

from collections.abc import Iterable
from html import escape

from checker.model.timeline import Deadline, State, Step, Timeline, TimelineReport
from checker.report.cells import one_line
from checker.report.terminal import Terminal
from checker.report.timeline_bars import bars_text
from checker.report.timeline_words import (
    assumed,
    conditions,
    evidence_words,
    headline,
    left_out,
    moment,
    owner,
    state,
)

__all__ = ["as_markdown"]

_COLUMNS = 100
_MOST_EVIDENCE = 3


def as_markdown(report: TimelineReport, *, below: str = "") -> str:
    """Return timelines as Markdown that ends in a line feed.

    Args:
        report: what to show.
        below: what leads from the top of the repository to the portfolio's files.
    """
    under = conditions(
        report.profile,
        report.as_of.isoformat(),
        len(report.overrides),
        simulated=report.simulated,
    )
    blocks = ["<h2>The way to the market</h2>", f"<p>{_said(', '.join(under))}</p>"]
    if report.simulated:
        blocks.append(
            f"<p><b>SIMULATED.</b> Reckoned as of {report.as_of}, another day than"
            " today.</p>"
        )
    if report.overrides:
        blocks.append("<p>Overridden in dera.yaml:</p>")
        blocks.append(_list(f"<code>{_said(each)}</code>" for each in report.overrides))
    if words := left_out(report):
        blocks.append(f"<p><b>Note.</b> {_said(words)}.</p>")
    for timeline in report.timelines:
        blocks += _timeline(timeline, report, below)
    if report.deadlines:
        blocks.append("<h3>Deadlines of the whole portfolio</h3>")
        blocks.append(_deadlines(report.deadlines, below))
    return "\n\n".join(blocks) + "\n"


def _timeline(timeline: Timeline, report: TimelineReport, below: str) -> list[str]:
    blocks = [
        f"<h3><code>{_said(timeline.name)}</code> ({_said(timeline.aggregation)})</h3>",
        f"<p><b>{_said(headline(timeline))}</b></p>",
        _table(
            (
                "Step",
                "State",
                "Finish",
                "Latest",
                "Slack",
                "Declared in, or why",
            ),
            (_row(step, below) for step in timeline.steps),
        ),
    ]
    bars = bars_text(timeline, report.as_of, Terminal(columns=_COLUMNS))
    if bars:
        blocks.append(f"<pre>{escape(bars)}</pre>")
    if timeline.actions:
        rows = (
            (owner(a.owner), a.step, str(a.by or ""), f"<code>{_said(a.words)}</code>")
            for actions in timeline.actions_by_owner.values()
            for a in actions
        )
        blocks.append("<h4>Next</h4>")
        blocks.append(_table(("Who", "Step", "By", "What"), rows))
    if timeline.deadlines:
        blocks.append("<h4>Deadlines</h4>")
        blocks.append(_deadlines(timeline.deadlines, below))
    notes = assumed(timeline)
    if notes:
        blocks.append("<h4>About these dates</h4>")
        blocks.append(_list(f"<code>{_said(note)}</code>" for note in notes))
    return blocks


def _row(step: Step, below: str) -> tuple[str, ...]:
    finish = step.done_on if step.state is State.DONE else step.finish
    slack = "" if step.slack_days is None else f"{step.slack_days} d"
    words = _said(state(step))
    return (
        f"<b>{step.id}</b> {_said(step.title)}",
        f"<b>{words}</b>" if step.late else words,
        str(finish or ""),
        str(step.latest_finish or ""),
        slack,
        _because(step, below),
    )


def _because(step: Step, below: str) -> str:
    places = [
        f"<code>{_said(evidence_words(each, below))}</code>"
        for each in step.evidence[:_MOST_EVIDENCE]
    ]
    if len(step.evidence) > _MOST_EVIDENCE:
        places.append(f"and {len(step.evidence) - _MOST_EVIDENCE} more")
    found = [", ".join(places)] if places else []
    if step.since is not None:
        found.append(f"since {step.since}")
    if step.blocked_by:
        found.append(f"after {', '.join(step.blocked_by)}")
    if step.failing:
        found.append(f"findings: {', '.join(step.failing)}")
    if step.reason:
        found.append(f"<code>{_said(step.reason)}</code>")
    return "; ".join(found)


def _deadlines(deadlines: Iterable[Deadline], below: str) -> str:
    rows = (
        (
            f"{each.on} {moment(each)}".rstrip() + (" overdue" if each.overdue else ""),
            f"<code>{_said(each.title)}</code>",
            _said(each.reckoning),
            owner(each.owner),
            ""
            if each.location is None
            else f"<code>{_said(below + each.location.file)}:"
            f"{each.location.span.line}</code>",
        )
        for each in deadlines
    )
    return _table(("Day", "What", "Reckoned", "Who", "Declared in"), rows)


def _table(head: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    lines = ["<table>", f"<tr>{''.join(f'<th>{name}</th>' for name in head)}</tr>"]
    lines += [f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows]
    return "\n".join([*lines, "</table>"])


def _list(items: Iterable[str]) -> str:
    return "\n".join(["<ul>", *(f"<li>{item}</li>" for item in items), "</ul>"])


def _said(text: str) -> str:
    return escape(one_line(text))
