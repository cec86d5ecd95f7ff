"""The whole sentence: discover, load, validate, link, evaluate, render.

The only module that names all stages.
"""

from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from checker import __version__
from checker.errors import NothingToCheckError, UsageError
from checker.evaluate.bench import Bench
from checker.evaluate.concerned import findings_about, stands_in
from checker.evaluate.extent import extent_of
from checker.evaluate.judgement import judge_all
from checker.evaluate.rules import rules_of
from checker.evaluate.waivers import apply_waivers
from checker.link.business_days import BusinessCalendar, TextCalendar
from checker.link.dossiers import Setting, build_dossiers
from checker.link.portfolio import Portfolio, link
from checker.link.references import ReferencePath, reference_paths
from checker.load.discover import CONFIGURATION, find_root
from checker.load.portfolio import Loaded, asked_files, below, load_portfolio
from checker.model.configuration import Configuration
from checker.model.declaration import Declaration
from checker.model.dossier import Dossier
from checker.model.finding import Finding, Gate
from checker.model.report import Report
from checker.policy.pack import Pack, load_pack
from checker.policy.settings import chosen_policies, overrides_in_words
from checker.render.documents import load_documents
from checker.render.material import Material, Rendered, RenderOptions
from checker.report.json import as_json
from checker.resources import data_dir
from checker.validate.configuration import read_configuration
from checker.validate.declaration import validate
from checker.validate.schemas import SchemaSet
from checker.validate.waivers import read_waivers

__all__ = ["Options", "RenderRun", "Run", "check", "render", "rule_book"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the caller decides.

    Attributes:
        as_of: the day of the judgement, in Pacific time.
        today: the day it is; another `as_of` makes the report simulated.
        profile: which of the disputed values count; else dera.yaml's, else the default.
        gate: judge every aggregation at this gate instead of the one it claims.
        select: judge only these policies; all when empty.
        ignore: leave these out.
        allow_overrides: whether dera.yaml may change parameters and severities.
        inline_waivers: whether waivers in comments count.
    """

    as_of: date
    today: date
    profile: str | None = None
    gate: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    allow_overrides: bool = True
    inline_waivers: bool = True


@dataclass(frozen=True, slots=True)
class Run:
    """One judgement.

    Attributes:
        report: what came of it.
        dossiers: every subject that was judged.
        bench: what it rests on besides.
        root: the portfolio root.
    """

    report: Report
    dossiers: tuple[Dossier, ...]
    bench: Bench
    root: Path


class RenderRun(NamedTuple):
    """One rendering: the judgement that it rests on, and what was written."""

    report: Report
    rendered: Rendered
    root: Path


def rule_book() -> tuple[SchemaSet, Pack]:
    """Read the shipped schemas and the shipped rule book.

    Raises:
        DataError: one of them is broken.
    """
    schemas = SchemaSet.load(data_dir("schemas"))
    pack = load_pack(
        data_dir("policies"),
        schemas,
        lambda overrides: TextCalendar(BusinessCalendar(overrides)),
    )
    return schemas, pack


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
    run = _judge(root, options, stdin)
    if not asked or CONFIGURATION in asked:  # the settings concern all files
        return run
    findings = findings_about(run.report.findings, run.dossiers, asked)
    if not findings and not any(stands_in(f.file, asked) for f in run.report.inputs):
        raise NothingToCheckError(f"no declarations found in {', '.join(asked)}")
    return replace(run, report=replace(run.report, findings=findings))


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

    root = find_root((*paths, Path())[0])
    asked_files(root, paths)
    run = _judge(root, options, None)
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
    return RenderRun(run.report, rendered, root)


def _judge(root: Path, options: Options, stdin: tuple[str, bytes] | None) -> Run:
    """Judge everything below a root."""
    schemas, pack = rule_book()
    configuration, settings = read_configuration(root, schemas)
    bench = _bench(pack, configuration, options)
    loaded = load_portfolio(root, configuration, schemas.kinds, stdin)
    if not loaded.declarations and not loaded.findings:
        raise NothingToCheckError(
            f"no declarations found below {root}",
            remedy="give the folder of a portfolio: its files hold `dera: v1`",
        )
    invalid, faults = _validate(loaded, schemas)
    portfolio, links = link(
        loaded.declarations, invalid, _references(schemas), complete=loaded.complete
    )
    dossiers = _dossiers(portfolio, configuration, schemas, options)
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
    findings = (
        *(*loaded.findings, *faults, *links, *malformed, *refused),
        *judgement.findings,
    )
    report = Report(
        tool_version=__version__,
        as_of=options.as_of,
        simulated=options.as_of != options.today,
        profile=bench.profile,
        declarations=len(loaded.declarations),
        aggregations=sum(d.kind == "aggregation" for d in loaded.declarations),
        findings=tuple(sorted(findings, key=lambda finding: finding.sort_key)),
        tally=judgement.tally,
        parameters=judgement.parameters,
        inputs=(*((settings,) if settings else ()), *loaded.inputs),
        policies_sha256=pack.sha256,
        overrides=overrides_in_words(pack, configuration),
        verdicts=judgement.verdicts,
        rules=rules_of(bench, findings),
    )
    return Run(report, dossiers, bench, root)


def _bench(pack: Pack, configuration: Configuration, options: Options) -> Bench:
    profile = options.profile or configuration.profile or pack.default_profile
    if profile not in pack.profiles:
        raise UsageError(
            f"there is no profile `{profile}`",
            remedy=f"use one of: {', '.join(pack.profiles)}",
        )
    return Bench(
        pack=pack,
        as_of=options.as_of,
        profile=profile,
        parameters=configuration.parameters,
        severities=configuration.severities,
        chosen=chosen_policies(
            pack,
            configuration,
            options.select,
            options.ignore,
            allow_overrides=options.allow_overrides,
        ),
    )


def _validate(
    loaded: Loaded, schemas: SchemaSet
) -> tuple[frozenset[Declaration], tuple[Finding, ...]]:
    invalid: set[Declaration] = set()
    findings: list[Finding] = []
    for declaration in loaded.declarations:
        faults = validate(declaration, schemas)
        if faults:
            invalid.add(declaration)
            findings += faults
    return frozenset(invalid), tuple(findings)


def _references(schemas: SchemaSet) -> dict[str, tuple[ReferencePath, ...]]:
    return {
        kind: reference_paths(schemas.schema(kind), schemas.resolve)
        for kind in schemas.kinds
    }


def _dossiers(
    portfolio: Portfolio,
    configuration: Configuration,
    schemas: SchemaSet,
    options: Options,
) -> tuple[Dossier, ...]:
    if not portfolio.every:
        return ()
    signatories = configuration.derpa_signatories
    setting = Setting(
        as_of=options.as_of,
        gate=Gate[options.gate] if options.gate else None,
        signatories=frozenset(signatories.names) if signatories else None,
        hour_labels=configuration.hour_labels,
        kinds=tuple(schemas.kinds),
    )
    return build_dossiers(portfolio, setting)
