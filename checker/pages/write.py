"""Write the pages of a portfolio: all of them, in place of earlier ones."""

import json
from base64 import b64encode
from collections import defaultdict
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import FunctionLoader, StrictUndefined, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from checker.evaluate.run import Run
from checker.pages.page import (
    INDEX,
    aggregation_context,
    index_context,
    page_name,
)
from checker.render.folder import replace_folder
from checker.render.manifest import MANIFEST
from checker.report.cells import one_line

if TYPE_CHECKING:
    from checker.model.dossier import Dossier

__all__ = ["pages_of", "write_pages"]

_KIND = "dera_dossier"
_FOLDER = "_pages"
_SHEETS = ("_partials/page.css", "_pages/figures.css")


def write_pages(run: Run, templates: Traversable, to: Path) -> tuple[str, ...]:
    """Write the pages into a folder and return their names.

    Args:
        run: the judgement of the whole portfolio.
        templates: the shipped folder.
        to: the folder; an earlier dossier in it is replaced in one step.

    Raises:
        OutputError: it cannot be written, or something else stands there.
    """
    pages = pages_of(run, templates)
    manifest = {
        "kind": _KIND,
        "version": 1,
        "subject": {"kind": "portfolio", "id": "portfolio"},
        "draft": False,
        "as_of": run.report.as_of.isoformat(),
        "profile": run.report.profile,
        "tool": {"name": "dera", "version": run.report.tool_version},
        "pages": sorted(pages),
    }
    content = {name: text.encode() for name, text in pages.items()}
    content[MANIFEST] = (json.dumps(manifest, indent=2) + "\n").encode()
    replace_folder(to, content)
    return tuple(pages)


def pages_of(run: Run, templates: Traversable) -> dict[str, str]:
    """Return every page by its file name: the index, then each aggregation's."""
    groups: dict[str, list[Dossier]] = defaultdict(list)
    for dossier in sorted(run.dossiers, key=lambda dossier: dossier.subject):
        if dossier.subject.kind == "schedule":
            groups[dossier.record["aggregation"]].append(dossier)
    environment = _environment(templates)
    common = {"sheet": _sheet(templates), "report": run.report}

    def page(template: str, context: Mapping[str, Any]) -> str:
        return environment.get_template(template).render({**common, **context})

    pages = {INDEX: page("index.html.j2", index_context(run, groups))}
    for dossier in sorted(run.dossiers, key=lambda dossier: dossier.subject):
        if dossier.subject.kind == "aggregation":
            schedules = groups.get(dossier.subject.id, [])
            context = aggregation_context(dossier, schedules, run)
            pages[page_name(dossier)] = page("aggregation.html.j2", context)
    return pages


def _environment(templates: Traversable) -> ImmutableSandboxedEnvironment:
    def read(name: str) -> str:
        found = templates / _FOLDER / name
        if "/" in name or not found.is_file():
            raise TemplateNotFound(name)
        return found.read_text(encoding="utf-8")

    environment = ImmutableSandboxedEnvironment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        loader=FunctionLoader(read),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["words"] = _words
    return environment


def _shown(value: Any) -> Any:
    """Let nothing invisible through: what is printed is what a reviewer sees."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return one_line(value)
    return value


def _words(value: Any) -> str:
    """Write a dated value, which may be a list or a table, in words."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_words(item)}" for name, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_words, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _sheet(templates: Traversable) -> dict[str, Any]:
    text = "".join((templates / name).read_text(encoding="utf-8") for name in _SHEETS)
    digest = b64encode(sha256(text.encode()).digest()).decode()
    return {"text": Markup(text), "digest": f"sha256-{digest}"}  # noqa: S704 # our own sheet
