"""A portfolio read and linked once, and judged on any day."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from checker import __version__
from checker.errors import NothingToCheckError
from checker.evaluate.bench import Bench, bench_of, lists_of_whole
from checker.evaluate.extent import extent_of
from checker.evaluate.judgement import judge_all
from checker.evaluate.rule_book import extended, rule_book
from checker.evaluate.rules import rules_of
from checker.evaluate.run import Options, Run
from checker.evaluate.waivers import apply_waivers
from checker.link.dossiers import Setting, build_dossiers, build_unsettled
from checker.link.groups import Groups
from checker.link.portfolio import Portfolio, link
from checker.link.references import references_of
from checker.load.discover import Discovery
from checker.load.portfolio import Loaded, load_portfolio
from checker.model.configuration import Configuration
from checker.model.dossier import Dossier, Settled
from checker.model.finding import Finding, Gate
from checker.model.grdt import ColumnMapping
from checker.model.refdata import ReferenceData
from checker.model.report import InputFile, Report
from checker.pipeline.fleet import with_fleet
from checker.pipeline.judging import judge_elsewhere, judge_here
from checker.pipeline.memory import Memory, open_memory
from checker.pipeline.reading import reader
from checker.policy.pack import Pack
from checker.policy.settings import overrides_in_words
from checker.validate.configuration import read_configuration
from checker.validate.grdt_columns import read_columns
from checker.validate.readings import read_attached
from checker.validate.refdata import read_reference_data
from checker.validate.schemas import SchemaSet
from checker.validate.waivers import read_waivers

__all__ = ["Case", "dossiers_of", "judge_case", "read_case"]


@dataclass(frozen=True, slots=True)
class Case:
    """A portfolio that was read and linked, before any day is looked at."""

    root: Path
    options: Options
    schemas: SchemaSet
    pack: Pack
    configuration: Configuration
    settings: InputFile | None
    loaded: Loaded
    portfolio: Portfolio
    columns: ColumnMapping | None
    attached: tuple[InputFile, ...]
    reference: ReferenceData | None
    faults: tuple[Finding, ...]
    memory: Memory | None = None


def read_case(  # noqa: PLR0913 # each keyword is a way to read that one caller has
    root: Path,
    options: Options,
    stdin: tuple[str, bytes] | None = None,
    *,
    book: tuple[SchemaSet, Pack] | None = None,
    found: Discovery | None = None,
    may_be_empty: bool = False,
) -> Case:
    """Read and link everything below a root.

    Args:
        root: the portfolio root.
        options: what the caller decides.
        stdin: a file, there or not, and the content to take for it.
        book: the schemas and the rule book to read by; the shipped ones when None.
        found: the files to read; what discovery finds when None.
        may_be_empty: whether a portfolio without a declaration is one.

    Raises:
        NothingToCheckError: there is no declaration.
        CheckerError: the configuration or a rule book cannot be used.
    """
    schemas, pack = book or rule_book()
    configuration, settings = read_configuration(root, schemas)
    pack = extended(pack, schemas, root, configuration)
    reference, lock = read_reference_data(root, schemas)
    packed = options.only_report and options.asks_for_verdicts
    read = reader(options.crew, schemas, packed=packed)
    memory = None
    if stdin is None and found is None:
        memory = open_memory(options, root, pack.sha256, settings)
        read = read if memory is None else memory.reading(read)
    loaded = load_portfolio(
        root, configuration, schemas.kinds, stdin, found=found, read=read
    )
    if not (loaded.declarations or loaded.findings or may_be_empty):
        raise NothingToCheckError(
            f"no declarations found below {root}",
            remedy="give the folder of a portfolio: its files hold `dera: v1`",
        )
    invalid = frozenset(declaration for declaration, _ in loaded.faults)
    faults = tuple(fault for _, found in loaded.faults for fault in found)
    limits = configuration.limits
    loaded, invalid, faults = with_fleet(
        root, loaded, (invalid, faults), limits, schemas
    )
    references = references_of(schemas)
    columns, file = read_columns(root, configuration, schemas)
    usable = (one for one in loaded.declarations if one not in invalid)
    attached = read_attached(root, usable, limits, schemas)
    portfolio, links = link(
        loaded.declarations,
        invalid,
        references,
        unread=loaded.unread,
        attached=attached.documents,
    )
    return Case(
        root=root,
        options=options,
        schemas=schemas,
        pack=pack,
        configuration=configuration,
        settings=settings,
        loaded=loaded,
        portfolio=portfolio,
        columns=columns,
        attached=(*attached.inputs, *filter(None, (lock, file))),
        reference=reference,
        faults=(*loaded.findings, *faults, *attached.findings, *links),
        memory=memory,
    )


def judge_case(case: Case, as_of: date) -> Run:
    """Judge a portfolio as of a day."""
    options, loaded, portfolio = case.options, case.loaded, case.portfolio
    bench = bench_of(case.pack, case.configuration, as_of, options)
    every = _every(case, as_of, bench)
    judgement = judge_all(bench, every)
    extent = extent_of(
        judgement,
        portfolio.keys,
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
        inputs=(
            *((case.settings,) if case.settings else ()),
            *sorted((*loaded.inputs, *case.attached)),
        ),
        policies_sha256=case.pack.sha256,
        gate=case.options.gate,
        overrides=overrides_in_words(case.pack, case.configuration),
        verdicts=judgement.verdicts,
        rules=rules_of(bench, findings),
    )
    dossiers = tuple(each for each in every if isinstance(each, Dossier))
    return Run(report, dossiers, bench, case.root, extent, case.columns)


def _every(case: Case, as_of: date, bench: Bench) -> tuple[Dossier | Settled, ...]:
    """Build the dossiers of what neither an earlier run nor another process judged.

    Where nobody looks at them, those of aggregations are let go once they are judged.
    """
    options, memory, portfolio = case.options, case.memory, case.portfolio
    others = options.crew.splits(sum(d.known is None for d in portfolio.every))
    if not portfolio.every or as_of != options.as_of or not options.asks_for_verdicts:
        return dossiers_of(case, as_of)
    lean = options.only_report
    if memory is None and not others and not lean:
        return dossiers_of(case, as_of)
    paths = references_of(case.schemas)
    setting = replace(_setting(case, as_of), lean=lean)
    settled = {} if memory is None else memory.still(portfolio, paths, case.attached)
    groups = Groups(portfolio, setting, settled)
    judged = {}
    noted = None if memory is None else paths
    if others:
        judged = judge_elsewhere(options.crew, groups, settled, bench, noted)
    if lean:
        judged |= judge_here(groups, {**settled, **judged}, bench, noted)
    if memory is not None:
        memory.gained = {key: each for key, each in judged.items() if each.rests_on}
    lists = lists_of_whole(bench.to_judge())
    known = {**settled, **judged}
    return build_unsettled(portfolio, setting, known, lists, groups)


def dossiers_of(case: Case, as_of: date) -> tuple[Dossier, ...]:
    """Build the dossiers of a portfolio as of a day; none where nothing is declared."""
    if not case.portfolio.every:
        return ()
    return build_dossiers(case.portfolio, _setting(case, as_of))


def _setting(case: Case, as_of: date) -> Setting:
    options, configuration = case.options, case.configuration
    signatories = configuration.derpa_signatories
    return Setting(
        as_of=as_of,
        gate=Gate[options.gate] if options.gate else None,
        signatories=frozenset(signatories.names) if signatories else None,
        hour_labels=configuration.hour_labels,
        kinds=tuple(case.schemas.kinds),
        reference=case.reference,
        plain=case.loaded.plain,
        judged=frozenset(c.policy.applies_to for c in case.pack.policies.values()),
    )
