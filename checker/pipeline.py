"""The whole sentence: discover, load, validate, link, evaluate, render.

The only module that names all stages.
"""

from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from checker import __version__
from checker.errors import NothingToCheckError
from checker.evaluate.baseline import apply_baseline
from checker.evaluate.bench import bench_of
from checker.evaluate.concerned import findings_about, stands_in
from checker.evaluate.extent import extent_of
from checker.evaluate.judgement import judge_all
from checker.evaluate.rule_book import (
    extended,
    own_rule_book,
    rule_book,
    rule_book_around,
)
from checker.evaluate.rules import rules_of
from checker.evaluate.run import Options, Run
from checker.evaluate.survey import survey
from checker.evaluate.waivers import apply_waivers
from checker.link.business_days import BusinessCalendar
from checker.link.dossiers import Setting, build_dossiers
from checker.link.portfolio import Portfolio, link
from checker.link.references import references_of
from checker.load.discover import CONFIGURATION, find_root
from checker.load.portfolio import Loaded, asked_files, below, load_portfolio
from checker.model.configuration import Configuration
from checker.model.dossier import Dossier
from checker.model.finding import Finding, Gate
from checker.model.report import InputFile, Report
from checker.policy.pack import Pack
from checker.policy.settings import overrides_in_words
from checker.render.documents import load_documents
from checker.render.material import Material, Rendered, RenderOptions
from checker.report.json import as_json
from checker.resources import data_dir
from checker.validate.baseline import name_from, read_baseline
from checker.validate.configuration import read_configuration
from checker.validate.declaration import validate_all
from checker.validate.schemas import SchemaSet
from checker.validate.waivers import read_waivers

__all__ = [
    "Options",
    "RenderRun",
    "Run",
    "check",
    "check_whole",
    "own_rule_book",
    "render",
    "rule_book",
    "rule_book_around",
]


class RenderRun(NamedTuple):
    """One rendering: the judgement that it rests on, and what was written."""

    report: Report
    rendered: Rendered
    root: Path


@dataclass(frozen=True, slots=True)
class _Case:
    """A portfolio that was read and linked, before any day is looked at."""

    root: Path
    options: Options
    schemas: SchemaSet
    pack: Pack
    configuration: Configuration
    settings: InputFile | None
    loaded: Loaded
    portfolio: Portfolio
    faults: tuple[Finding, ...]


def check(
    paths: tuple[Path, ...],
    options: Options,
    stdin: tuple[str, bytes] | None = None,
) -> Run:
    """Judge a portfolio.

    Args:
        paths: what to report on; the links always use the whole portfolio root.
            With `dera.yaml` among them that is the whole too.
        options: what the caller decides.
        stdin: a file, there or not, and the content to take for it.

    Raises:
        NothingToCheckError: there is no declaration, or none in what is asked for.
        CheckerError: the call, the configuration or our own data cannot be used.
    """
    root = find_root((*paths, *((Path(stdin[0]),) if stdin else ()), Path())[0])
    asked = asked_files(root, paths)
    if stdin is not None:
        stdin = (below(root, Path(stdin[0])), stdin[1])
        asked = (*asked, stdin[0]) if asked or not paths else ()
    case = _read(root, options, stdin)
    run = _surveyed(case, _held_to_baseline(case, _judge(case, options.as_of)))
    if not asked or CONFIGURATION in asked:  # the settings concern all files
        return run
    findings = findings_about(run.report.findings, run.dossiers, asked)
    if not findings and not any(stands_in(f.file, asked) for f in run.report.inputs):
        raise NothingToCheckError(f"no declarations found in {', '.join(asked)}")
    return replace(run, report=replace(run.report, findings=findings))


def check_whole(paths: tuple[Path, ...], options: Options) -> Run:
    """Judge the whole of the portfolio around some paths, whatever its baseline lists.

    Raises:
        NothingToCheckError: there is no declaration.
        CheckerError: the call, the configuration or our own data cannot be used.
    """
    root = find_root((*paths, Path())[0])
    asked_files(root, paths)
    return _judge(_read(root, options, None), options.as_of)


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
    bench = run.bench
    schedules: dict[str, list[Dossier]] = {}
    for dossier in run.dossiers:
        if dossier.subject.kind == "schedule":
            schedules.setdefault(dossier.record["aggregation"], []).append(dossier)
    material = Material(
        dossiers=[d for d in run.dossiers if d.subject.kind == "aggregation"],
        schedules=schedules,
        report=run.report,
        report_sha256=sha256(as_json(run.report).encode()).hexdigest(),
        areas={name: c.policy.area for name, c in bench.pack.policies.items()},
        parameters=bench.values(bench.profile),
        calendar=BusinessCalendar(bench.pack.calendar_overrides),
    )
    templates = data_dir("templates")
    specs = load_documents(templates, SchemaSet.load(data_dir("schemas")))
    rendered = render_packages(material, specs, templates, target)
    return RenderRun(run.report, rendered, run.root)


def _read(root: Path, options: Options, stdin: tuple[str, bytes] | None) -> _Case:
    """Read and link everything below a root."""
    schemas, pack = rule_book()
    configuration, settings = read_configuration(root, schemas)
    pack = extended(pack, schemas, root, configuration)
    loaded = load_portfolio(root, configuration, schemas.kinds, stdin)
    if not loaded.declarations and not loaded.findings:
        raise NothingToCheckError(
            f"no declarations found below {root}",
            remedy="give the folder of a portfolio: its files hold `dera: v1`",
        )
    invalid, faults = validate_all(loaded.declarations, schemas)
    references = references_of(schemas)
    portfolio, links = link(
        loaded.declarations, invalid, references, unread=loaded.unread
    )
    return _Case(
        root=root,
        options=options,
        schemas=schemas,
        pack=pack,
        configuration=configuration,
        settings=settings,
        loaded=loaded,
        portfolio=portfolio,
        faults=(*loaded.findings, *faults, *links),
    )


def _judge(case: _Case, as_of: date) -> Run:
    """Judge a portfolio as of a day."""
    options, loaded, portfolio = case.options, case.loaded, case.portfolio
    bench = bench_of(case.pack, case.configuration, as_of, options)
    dossiers = _dossiers(case, as_of)
    judgement = judge_all(bench, dossiers)
    extent = extent_of(
        judgement,
        ((d.kind, d.id) for d in loaded.declarations),
        portfolio.broken,
        bench.chosen,
        complete=loaded.complete,
    )
    waivers, malformed = read_waivers(
        portfolio.of_kind("waiver"), loaded.comments if options.inline_waivers else ()
    )
    judgement, refused = apply_waivers(judgement, waivers, bench, extent)
    findings = (*case.faults, *malformed, *refused, *judgement.findings)
    report = Report(
        tool_version=__version__,
        as_of=as_of,
        simulated=as_of != options.today,
        profile=bench.profile,
        declarations=len(loaded.declarations),
        aggregations=sum(d.kind == "aggregation" for d in loaded.declarations),
        findings=tuple(sorted(findings, key=lambda finding: finding.sort_key)),
        tally=judgement.tally,
        parameters=judgement.parameters,
        inputs=(*((case.settings,) if case.settings else ()), *loaded.inputs),
        policies_sha256=case.pack.sha256,
        gate=case.options.gate,
        overrides=overrides_in_words(case.pack, case.configuration),
        verdicts=judgement.verdicts,
        rules=rules_of(bench, findings),
    )
    return Run(report, dossiers, bench, case.root, extent)


def _held_to_baseline(case: _Case, run: Run) -> Run:
    """Mark what the baseline lists, when there is one."""
    path, configured = case.options.baseline, case.configuration.baseline
    if path is None and configured is None:
        return run
    path = case.root / (configured or "") if path is None else path
    baseline = read_baseline(path, name_from(case.root, path), case.schemas)
    report = run.report
    findings = apply_baseline(report.findings, baseline, run.bench, run.extent)
    held = replace(
        report,
        findings=findings,
        inputs=(*report.inputs, baseline.file),
        rules=rules_of(run.bench, findings),
    )
    return replace(run, report=held)


def _surveyed(case: _Case, run: Run) -> Run:
    """Answer what is asked besides what is wrong."""

    def judge_on(day: date) -> tuple[Finding, ...]:
        return _held_to_baseline(case, _judge(case, day)).report.findings

    questions, policies = case.options.questions, data_dir("policies")
    answers = survey(questions, run, case.portfolio, case.schemas, policies, judge_on)
    return replace(run, report=replace(run.report, survey=answers))


def _dossiers(case: _Case, as_of: date) -> tuple[Dossier, ...]:
    if not case.portfolio.every:
        return ()
    options, configuration = case.options, case.configuration
    signatories = configuration.derpa_signatories
    setting = Setting(
        as_of=as_of,
        gate=Gate[options.gate] if options.gate else None,
        signatories=frozenset(signatories.names) if signatories else None,
        hour_labels=configuration.hour_labels,
        kinds=tuple(case.schemas.kinds),
    )
    return build_dossiers(case.portfolio, setting)
