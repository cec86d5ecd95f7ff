"""What was asked for besides the findings, for a person: a block each."""

from collections.abc import Iterable, Iterator

from checker.evaluate.words import in_words
from checker.model.place import Location
from checker.model.survey import (
    Change,
    Coverage,
    Future,
    Narrow,
    Survey,
    Traced,
    TracedPart,
)
from checker.report.cells import one_line
from checker.report.paint import Paint

__all__ = ["survey_blocks"]

_LONGEST_VALUE = 60


def survey_blocks(survey: Survey, paint: Paint, below: str) -> list[str]:
    """Return the blocks of a survey, those that were asked for, in a fixed order.

    Args:
        survey: what was asked for.
        paint: how to colour.
        below: what leads from where the reader stands to the portfolio's files.
    """
    writer = _Writer(paint, below)
    blocks: list[str] = []
    if survey.trace is not None:
        blocks += writer.traces(survey.trace)
    if survey.future is not None:
        blocks.append(writer.future(survey.future))
    if survey.coverage is not None:
        blocks.append(writer.coverage(survey.coverage))
    if survey.headroom is not None:
        blocks.append(writer.headroom(*survey.headroom))
    return blocks


class _Writer:
    def __init__(self, paint: Paint, below: str) -> None:
        self._paint = paint
        self._below = below

    def traces(self, traces: Iterable[Traced]) -> Iterator[str]:
        """Yield a block for each subject, or each element of it."""
        found = False
        for traced in traces:
            found = True
            element = f", {one_line(traced.element)}" if traced.element else ""
            head = f"trace[{traced.policy} {traced.name}]"
            whom = f"{one_line(' '.join(traced.subject))}{element}"
            lines = [f"{self._paint('strong', head)}: {whom}: {traced.outcome.value}"]
            for field, part in traced.expressions:
                lines.append(f"  {self._paint('strong', field)}:")
                lines += self._part(part, 2)
            yield "\n".join(lines)
        if not found:
            yield "trace: no subject of these policies is declared"

    def _part(self, part: TracedPart, depth: int) -> Iterator[str]:
        shown = f"has no value: {part.gap}" if part.gap else _value(part)
        notes = [
            *([part.source] if part.source else []),
            *map(self._at, part.locations),
        ]
        said = f"  ({'; '.join(notes)})" if notes else ""
        yield "  " * depth + one_line(f"{part.text} = {shown}{said}")
        for inner in part.parts:
            yield from self._part(inner, depth + 1)

    def future(self, future: Future) -> str:
        """Return the changes to come, by day."""
        title = self._paint("strong", "Changes to come:")
        rows = [self._change(change) for change in future.changes]
        last = f" up to {future.days[-1].isoformat()}" if future.days else ""
        rows.append(
            f"  {len(future.days)} days looked at{last}"
            + (f", {future.left_out} later ones not" if future.left_out else "")
            + ("" if future.changes else ": no verdict changes by itself")
        )
        return "\n".join([title, *rows])

    def _change(self, change: Change) -> str:
        by = "on" if change.exact else "by"
        return "  " + one_line(
            f"{change.policy} {' '.join(change.subject)} {_becomes(change)} {by}"
            f" {change.day.isoformat()}: {change.message} ({self._at(change.location)})"
        )

    def coverage(self, coverage: Coverage) -> str:
        """Return what was not looked at."""
        rows = {
            "Policies without a subject": [", ".join(coverage.without_subject)],
            "Policies that applied to none of their subjects": [
                ", ".join(coverage.not_applicable)
            ],
            "Fields that no policy and no document reads": [
                f"{field.kind}.{field.path}, in {field.declarations}"
                f" {'declaration' if field.declarations == 1 else 'declarations'}"
                f" ({self._at(field.location)})"
                for field in coverage.unread
            ],
            "Declarations that nothing refers to": [
                f"{' '.join(each.subject)} ({self._at(each.location)})"
                for each in coverage.unreferenced
            ],
        }
        lines = [self._paint("strong", "Not looked at:")]
        for label, texts in rows.items():
            lines.append(f"  {label}:")
            lines += [f"    {one_line(text)}" for text in texts if text] or ["    none"]
        return "\n".join(lines)

    def headroom(self, percent: float, narrow: tuple[Narrow, ...]) -> str:
        """Return the limits that hold narrowly, the narrowest first."""
        title = f"Limits with {percent:g}% or less to spare:"
        rows = [self._narrow(each) for each in narrow] or ["  none"]
        return "\n".join([self._paint("strong", title), *rows])

    def _narrow(self, narrow: Narrow) -> str:
        element = f", {narrow.element}" if narrow.element else ""
        return "  " + one_line(
            f"{narrow.margin:.3g}%  {narrow.policy} {' '.join(narrow.subject)}"
            f"{element}: {in_words(narrow.measured)} against"
            f" {in_words(narrow.limit)} in `{narrow.text}`"
            f" ({self._at(narrow.location)})"
        )

    def _at(self, location: Location) -> str:
        return f"{self._below}{location.file}:{location.span.line}"


def _becomes(change: Change) -> str:
    """Say what a verdict becomes, and from what."""
    if not change.after:
        return f"is no longer {_with_article(change.before)}"
    was = f" from {_with_article(change.before)}" if change.before else ""
    return f"becomes {_with_article(change.after)}{was}"


def _with_article(state: str) -> str:
    if state.startswith(("waived", "in ")):
        return state
    return f"{'an' if state.startswith('error') else 'a'} {state}"


def _value(part: TracedPart) -> str:
    shown = one_line(in_words(part.value))
    return shown if len(shown) <= _LONGEST_VALUE else shown[: _LONGEST_VALUE - 1] + "…"
