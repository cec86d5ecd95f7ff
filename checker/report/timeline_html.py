"""Timelines as one page with bars: it asks for no script, no font and no network."""

from base64 import b64encode
from hashlib import sha256
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from jinja2 import FunctionLoader, StrictUndefined, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from checker.model.timeline import Deadline, State, Step, Timeline, TimelineReport
from checker.report.cells import one_line, visible
from checker.report.timeline_chart import Bar, Chart, chart_of
from checker.report.timeline_words import (
    STATES,
    assumed,
    evidence_words,
    headline,
    left_out,
    moment,
    owner,
    state,
)
from checker.resources import data_dir

__all__ = ["as_html"]

_FOLDER = "_timeline"
_SHEETS = ("_partials/page.css", "_timeline/timeline.css")
_LEFT, _WIDTH = 232.0, 736.0
_TOP, _ROW = 46.0, 27.0
_LABEL = 54.0
"""What the name of a month takes."""

_ENDED = (State.DONE, State.NOT_APPLICABLE)


class Drawn(NamedTuple):
    """A bar of the picture, in its units; what is not drawn is None.

    Attributes:
        tone: which colour: `late`, `critical`, `plain` or `done`.
        y: the top of its row.
        words: what it shows, for whoever cannot see it.
    """

    step: Step
    tone: str
    y: float
    x: float | None
    width: float
    spare: float | None
    done: float | None
    due: float | None
    words: str


class Picture(NamedTuple):
    """The bars of a timeline, placed."""

    height: float
    bars: tuple[Drawn, ...]
    months: tuple[tuple[float, str], ...]
    today: float
    wanted: float | None


def as_html(report: TimelineReport) -> str:
    """Return timelines as one page of HTML."""
    templates = data_dir("templates")
    environment = _environment(templates)
    text = "".join((templates / name).read_text(encoding="utf-8") for name in _SHEETS)
    digest = b64encode(sha256(text.encode()).digest()).decode()
    context = {
        "report": report,
        "left_out": left_out(report),
        "sheet": {"text": Markup(text), "digest": f"sha256-{digest}"},  # noqa: S704 # our own sheet
        "timelines": [_timeline(each, report) for each in report.timelines],
        "deadlines": [_deadline(each) for each in report.deadlines],
    }
    return environment.get_template("timeline.html.j2").render(context)


def _environment(templates: Traversable) -> ImmutableSandboxedEnvironment:
    def read(name: str) -> str:
        file = templates / _FOLDER / name
        if "/" in name or not file.is_file():
            raise TemplateNotFound(name)
        return file.read_text(encoding="utf-8")

    return ImmutableSandboxedEnvironment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        loader=FunctionLoader(read),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _shown(value: Any) -> Any:
    """Let nothing invisible through: what is printed is what a reviewer sees."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return one_line(value)
    return value


def _timeline(timeline: Timeline, report: TimelineReport) -> dict[str, Any]:
    late = timeline.slack_days is not None and timeline.slack_days < 0
    tone = "bad" if late else "good" if timeline.live_since else "plain"
    chart = chart_of(timeline, report.as_of)
    return {
        "id": timeline.aggregation,
        "name": timeline.name,
        "tone": tone,
        "headline": headline(timeline),
        "picture": None if chart is None else _picture(chart),
        "path": ", then ".join(timeline.critical_path),
        "steps": [_step(step) for step in timeline.steps],
        "actions": [
            (owner(name), [(action, _coded(action.words)) for action in actions])
            for name, actions in timeline.actions_by_owner.items()
        ],
        "deadlines": [_deadline(each) for each in timeline.deadlines],
        "notes": assumed(timeline),
    }


def _coded(text: str) -> Markup:
    """Show as code what stands between backticks; everything is escaped."""
    parts = enumerate(visible(text).split("`"))
    frames = (Markup("{}"), Markup("<code>{}</code>"))
    return Markup("").join(frames[index % 2].format(part) for index, part in parts)


def _step(step: Step) -> dict[str, Any]:
    finish = step.done_on if step.state is State.DONE else step.finish
    return {
        "step": step,
        "state": state(step),
        "tone": "late" if step.late else step.state.value,
        "owner": "" if step.state in _ENDED else owner(step.owner),
        "finish": finish.isoformat() if finish else "",
        "latest": step.latest_finish.isoformat() if step.latest_finish else "",
        "slack": "" if step.slack_days is None else str(step.slack_days),
        "evidence": [evidence_words(each, "") for each in step.evidence],
    }


def _deadline(deadline: Deadline) -> dict[str, Any]:
    location = deadline.location
    return {
        "deadline": deadline,
        "day": f"{deadline.on} {moment(deadline)}".rstrip(),
        "owner": owner(deadline.owner),
        "place": "" if location is None else f"{location.file}:{location.span.line}",
    }


def _picture(chart: Chart) -> Picture:
    bars = tuple(_drawn(bar, _TOP + i * _ROW) for i, bar in enumerate(chart.bars))
    months: list[tuple[float, str]] = []
    for month in chart.months:
        at = _x(month.at)
        room = _LEFT + _WIDTH - at > _LABEL
        months.append((at, month.text if room else ""))
    return Picture(
        height=_TOP + len(bars) * _ROW + 14.0,
        bars=bars,
        months=tuple(months),
        today=_x(chart.today),
        wanted=None if chart.wanted is None else _x(chart.wanted),
    )


def _drawn(bar: Bar, y: float) -> Drawn:
    step = bar.step
    tone = "late" if step.late else "critical" if step.critical else "plain"
    x = None if bar.start is None else _x(bar.start)
    end = None if bar.finish is None else _x(bar.finish)
    return Drawn(
        step=step,
        tone="done" if step.state is State.DONE else tone,
        y=y,
        x=x,
        width=0.0 if x is None or end is None else max(round(end - x, 1), 0.0),
        spare=None
        if bar.latest is None or end is None
        else round(_x(bar.latest) - end, 1),
        # What lies before the days that are shown stands beside them.
        done=None if bar.done is None else _x(bar.done) if bar.done else _LEFT - 12.0,
        due=None if bar.due is None else _x(bar.due),
        words=_words(step),
    )


def _words(step: Step) -> str:
    said = f"{step.id} {step.name}: {STATES[step.state].words}"
    if step.done_on is not None:
        return f"{said} on {step.done_on}"
    latest = f", at the latest {step.latest_finish}" if step.latest_finish else ""
    return f"{said}, finished on {step.finish} at the earliest{latest}"


def _x(share: float) -> float:
    return round(_LEFT + share * _WIDTH, 1)
