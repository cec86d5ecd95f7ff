"""The formats of a report by name, each imported when it is asked for."""

from pathlib import Path
from typing import NamedTuple

from checker.cli.place import below_repository, shown_from
from checker.model.finding import Severity
from checker.model.report import Report
from checker.report.text import Detail

__all__ = ["View", "shown"]


class View(NamedTuple):
    """A report and how the caller wants it shown.

    Attributes:
        report: what to show.
        root: the portfolio root.
        detail: how much the text says.
        colour: whether the text has ANSI colours.
        fail_on: the severity from which on a finding fails the run.
    """

    report: Report
    root: Path
    detail: Detail
    colour: bool
    fail_on: Severity


def _text(view: View) -> str:
    from checker.report.text import as_text  # noqa: PLC0415 # only when asked for

    below = shown_from(view.root)
    return as_text(view.report, detail=view.detail, colour=view.colour, below=below)


def _json(view: View) -> str:
    from checker.report.json import as_json  # noqa: PLC0415 # only when asked for

    return as_json(view.report)


def _sarif(view: View) -> str:
    from checker.report.sarif import as_sarif  # noqa: PLC0415 # only when asked for

    return as_sarif(view.report, below=below_repository(view.root))


def _junit(view: View) -> str:
    from checker.report.junit import as_junit  # noqa: PLC0415 # only when asked for

    below = below_repository(view.root)
    return as_junit(view.report, below=below, fail_on=view.fail_on)


def _github(view: View) -> str:
    from checker.report.github import as_github  # noqa: PLC0415 # only when asked for

    return as_github(view.report, below=below_repository(view.root))


def _gitlab(view: View) -> str:
    from checker.report.gitlab import as_gitlab  # noqa: PLC0415 # only when asked for

    return as_gitlab(view.report, below=below_repository(view.root))


def _markdown(view: View) -> str:
    from checker.report.markdown import (  # noqa: PLC0415 # only when asked for
        as_markdown,
    )

    return as_markdown(view.report, below=below_repository(view.root))


_FORMATS = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
    "junit": _junit,
    "github": _github,
    "gitlab": _gitlab,
    "markdown": _markdown,
}


def shown(form: str, view: View) -> str:
    """Return a report in one of the formats of `-o`."""
    return _FORMATS[form](view)
