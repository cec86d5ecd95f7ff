"""The sentence to its end: what complies is rendered."""

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from checker.evaluate.run import Options, Run
from checker.link.business_days import BusinessCalendar
from checker.model.report import Report
from checker.pipeline.check import check_whole
from checker.policy.pack import Pack
from checker.render.documents import load_documents
from checker.render.material import Material, Rendered, RenderOptions
from checker.report.json import as_json
from checker.resources import data_dir
from checker.validate.meanings import meanings_of
from checker.validate.schemas import SchemaSet

if TYPE_CHECKING:
    from checker.model.dossier import Dossier

__all__ = ["RenderRun", "material_of", "render"]


class RenderRun(NamedTuple):
    """One rendering: the judgement that it rests on, and what was written."""

    report: Report
    rendered: Rendered
    root: Path


def render(
    paths: tuple[Path, ...], options: Options, target: RenderOptions
) -> RenderRun:
    """Judge a portfolio and write the packages of what complies.

    Args:
        paths: where the portfolio is; all of it is judged.
        options: what the caller decides.
        target: what to write, and where.

    Raises:
        NothingToCheckError: there is no declaration.
        CheckerError: the call, the configuration, our own data or the target cannot
            be used.
    """
    from checker.render.packages import (  # noqa: PLC0415 # `check` needs no jinja2
        render_packages,
    )

    run = check_whole(paths, options)
    templates = data_dir("templates")
    schemas = SchemaSet.load(data_dir("schemas"))
    specs = load_documents(templates, schemas)
    rendered = render_packages(material_of(run, schemas), specs, templates, target)
    return RenderRun(run.report, rendered, run.root)


def material_of(run: Run, schemas: SchemaSet) -> Material:
    """Return what a judged portfolio gives to its documents."""
    from checker.pipeline.ways import ways_of  # noqa: PLC0415 # `check` needs no days

    bench = run.bench
    schedules: dict[str, list[Dossier]] = {}
    for dossier in run.dossiers:
        if dossier.subject.kind == "schedule":
            schedules.setdefault(dossier.record["aggregation"], []).append(dossier)
    return Material(
        dossiers=[d for d in run.dossiers if d.subject.kind == "aggregation"],
        schedules=schedules,
        report=run.report,
        report_sha256=sha256(as_json(run.report).encode()).hexdigest(),
        areas={name: c.policy.area for name, c in bench.pack.policies.items()},
        parameters=bench.values(bench.profile),
        calendar=BusinessCalendar(bench.pack.calendar_overrides),
        meanings=meanings_of(schemas),
        columns=run.columns,
        parameter_areas=_parameter_areas(bench.pack),
        timelines=ways_of(run, schemas),
    )


def _parameter_areas(pack: Pack) -> dict[str, frozenset[str]]:
    """Return the areas whose policies read each dated value."""
    areas: dict[str, set[str]] = {name: set() for name in pack.parameters}
    for compiled in pack.policies.values():
        for name in compiled.parameters:
            areas[name].add(compiled.policy.area)
    return {name: frozenset(found) for name, found in areas.items()}
