"""Timelines for a terminal: steps, bars, what is next, deadlines."""

from collections.abc import Iterable, Iterator
from textwrap import wrap

from checker.model.timeline import Deadline, State, Step, Timeline, TimelineReport
from checker.report.cells import one_line, width
from checker.report.paint import Paint
from checker.report.terminal import Terminal
from checker.report.timeline_bars import bars_text
from checker.report.timeline_words import (
    STATES,
    assumed,
    conditions,
    evidence_words,
    headline,
    left_out,
    moment,
    owner,
    state,
)

__all__ = ["as_text"]

_NARROWEST = 40
_STYLES = {
    State.DONE: "pass",
    State.OPEN: "strong",
    State.WAITING: "note",
    State.UNDETERMINED: "warning",
    State.BLOCKED: "faint",
    State.NOT_APPLICABLE: "faint",
}


def as_text(report: TimelineReport, terminal: Terminal) -> str:
    """Return timelines as text that ends in a line feed."""
    writer = _Writer(report, terminal)
    blocks = [block for each in report.timelines for block in writer.timeline(each)]
    if report.deadlines:
        blocks.append(writer.deadlines("Of the whole portfolio:", report.deadlines))
    if report.overrides:
        rows = [f"  {one_line(override)}" for override in report.overrides]
        blocks.append("\n".join(["Overridden in dera.yaml:", *rows]))
    if said := left_out(report):
        blocks.append(writer.note(said))
    blocks.append(writer.totals())
    return "\n\n".join(blocks) + "\n"


class _Writer:
    def __init__(self, report: TimelineReport, terminal: Terminal) -> None:
        self._report = report
        self._terminal = terminal
        self._paint = Paint(terminal.colour)
        self._columns = max(terminal.columns, _NARROWEST)

    def timeline(self, timeline: Timeline) -> Iterator[str]:
        title = one_line(f"{timeline.name} ({timeline.aggregation})")
        late = timeline.slack_days is not None and timeline.slack_days < 0
        words = "\n".join(wrap(headline(timeline), self._columns))
        said = self._paint("error", words) if late else words
        yield f"{self._paint('strong', title)}\n{said}"
        yield self._table(timeline.steps)
        bars = bars_text(timeline, self._report.as_of, self._terminal)
        if bars:
            yield bars
        if timeline.actions:
            yield self._actions(timeline)
        if timeline.deadlines:
            yield self.deadlines("Deadlines:", timeline.deadlines)
        notes = [line for each in assumed(timeline) for line in self._item(each)]
        if notes:
            yield "\n".join([self._paint("strong", "About these dates:"), *notes])

    def _table(self, steps: Iterable[Step]) -> str:
        rows = [(step, f"{step.id} {step.name}", state(step)) for step in steps]
        first = max(width(name) for _, name, _ in rows)
        second = max(width(words) for _, _, words in rows)
        head = (
            f"    {'step':<{first}}  {'state':<{second}}  {'finish':<10}"
            f"  {'latest':<10}  slack"
        )
        lines = [self._paint("strong", head)]
        for step, name, words in rows:
            signs = STATES[step.state]
            sign = signs.sign if self._terminal.unicode else signs.plain
            shown = f"{words:<{second}}"
            style = "error" if step.late else _STYLES[step.state]
            line = (
                f"  {self._paint(style, sign)} {name:<{first}}"
                f"  {self._paint(style, shown)}  {self._rest(step)}"
            )
            lines.append(line.rstrip())
        return "\n".join(lines)

    def _rest(self, step: Step) -> str:
        """Return the dates of a step, or where it is declared."""
        if step.state is State.DONE:
            on = step.done_on.isoformat() if step.done_on else " " * 10
            return f"{on}  {self._evidence(step)}"
        if step.finish is None:
            after = f"after {', '.join(step.blocked_by)}" if step.blocked_by else ""
            return one_line(step.reason) or after
        latest = step.latest_finish.isoformat() if step.latest_finish else " " * 10
        slack = "" if step.slack_days is None else f"{step.slack_days} d"
        parts = [f"after {', '.join(step.blocked_by)}"] if step.blocked_by else []
        if step.since is not None:
            parts.append(f"since {step.since}  {self._evidence(step)}")
        if step.failing:
            parts.append(f"findings: {', '.join(step.failing)}")
        if step.reason:
            parts.append(one_line(step.reason))
        return f"{step.finish}  {latest}  {slack:>6}  {'; '.join(parts)}"

    def _evidence(self, step: Step) -> str:
        if not step.evidence:
            return ""
        more = len(step.evidence) - 1
        first = one_line(evidence_words(step.evidence[0], self._terminal.below))
        return f"{first} and {more} more" if more else first

    def _actions(self, timeline: Timeline) -> str:
        lines = [self._paint("strong", "Next:")]
        for name, actions in timeline.actions_by_owner.items():
            lines.append(f"  {owner(name)}")
            for action in actions:
                by = f"by {action.by}" if action.by else "when it comes up"
                text = one_line(f"{action.step} {by}: {action.words}")
                wrapped = wrap(text, self._columns - 4, subsequent_indent="  ")
                first, *rest = [f"    {line}" for line in wrapped]
                lines.append(self._paint("error", first) if action.late else first)
                lines += rest
        return "\n".join(lines)

    def deadlines(self, title: str, deadlines: Iterable[Deadline]) -> str:
        """Return deadlines, a line each."""
        lines = [self._paint("strong", title)]
        for each in deadlines:
            time = f" {moment(each)}" if each.at else ""
            over = ", overdue" if each.overdue else ""
            text = one_line(f"{each.on}{time}{over}: {each.title} ({each.reckoning})")
            first, *rest = self._item(text)
            lines.append(self._paint("error", first) if each.overdue else first)
            lines += rest
        return "\n".join(lines)

    def _item(self, text: str) -> list[str]:
        wrapped = wrap(one_line(text), self._columns - 2, subsequent_indent="  ")
        return [f"  {line}" for line in wrapped]

    def note(self, words: str) -> str:
        """Return what the reader must not overlook."""
        lines = wrap(f"note: {words}", self._columns, subsequent_indent="  ")
        return self._paint("error", "\n".join(lines))

    def totals(self) -> str:
        report = self._report
        found = report.timelines
        live = sum(each.live_since is not None for each in found)
        late = sum(
            each.slack_days is not None and each.slack_days < 0 for each in found
        )
        under = conditions(
            one_line(report.profile),
            report.as_of.isoformat(),
            len(report.overrides),
            simulated=report.simulated,
        )
        noun = "aggregation" if len(found) == 1 else "aggregations"
        return (
            f"{len(found)} {noun}: {live} in the market, {len(found) - live} on the"
            f" way, {late} of them too late; {len(report.every_deadline)} deadlines"
            f" ({', '.join(under)})"
        )
