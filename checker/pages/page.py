"""What a page tells of one aggregation, and the index of the portfolio."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from checker.evaluate.run import Run
from checker.link.business_days import BusinessCalendar
from checker.model.dossier import Dossier
from checker.model.finding import Finding, Gate, Severity
from checker.pages.capacity import capacity_figure, megawatts
from checker.pages.milestones import milestones, milestones_figure
from checker.pages.nodes import nodes_figure
from checker.pages.steps import steps_figure
from checker.render.blocking import broken_aggregations, concerns, keys_of
from checker.report.ranking import worst_first
from checker.report.text import counted

__all__ = [
    "INDEX",
    "Standing",
    "aggregation_context",
    "index_context",
    "page_name",
    "standing",
]

INDEX = "index.html"

_CHARTS = 7


class Standing(NamedTuple):
    """Whether an aggregation complies, in a word and in a sentence.

    Attributes:
        tone: `good`, `caution` or `bad`.
        word: a word for a table.
        sentence: for the top of a page.
        counts: what there is to look at, in words.
    """

    tone: str
    word: str
    sentence: str
    counts: tuple[str, ...]


def standing(findings: Iterable[Finding], gate: str) -> Standing:
    """Say how an aggregation stands at the gate that it claims."""
    findings = tuple(findings)
    count = {s: sum(f.is_open and f.severity is s for f in findings) for s in Severity}
    excused = sum(not finding.is_open for finding in findings)
    counts = (
        *(counted(count[s], s.value) for s in reversed(Severity) if count[s]),
        *((f"{excused} waived",) if excused else ()),
    )
    if count[Severity.ERROR]:
        blocked = counted(count[Severity.ERROR], "error")
        verb = "blocks" if count[Severity.ERROR] == 1 else "block"
        sentence = f"{blocked} {verb} the gate {gate}."
        return Standing("bad", "blocked", sentence, counts)
    if count[Severity.WARNING]:
        sentence = f"Complies at the gate {gate}, with warnings."
        return Standing("caution", "complies, with warnings", sentence, counts)
    return Standing("good", "complies", f"Complies at the gate {gate}.", counts)


def page_name(dossier: Dossier) -> str:
    """Return the file name of an aggregation's page; no id begins with `_`."""
    name = f"{dossier.subject.id}.html"
    return f"_{name}" if name == INDEX else name


def aggregation_context(
    dossier: Dossier, schedules: Sequence[Dossier], run: Run
) -> dict[str, Any]:
    """Return what the page of an aggregation prints."""
    findings = _about((dossier, *schedules), run.report.findings)
    parameters = run.bench.values(run.bench.profile)
    calendar = BusinessCalendar(run.bench.pack.calendar_overrides)
    papers = milestones(dossier, parameters, calendar)
    charts = _charts(schedules, run, dossier)
    return {
        "title": dossier.record["name"],
        "aggregation": dossier.record,
        "parties": _parties(dossier),
        "facts": _facts(dossier),
        "standing": standing(findings, dossier.gate.name),
        "gates": _gates(dossier.gate, findings),
        "findings": [_finding(finding) for finding in worst_first(findings)],
        "capacity": capacity_figure(dossier, parameters),
        "nodes": nodes_figure(dossier),
        "papers": papers,
        "milestones": milestones_figure(papers, run.report.as_of),
        "sites": _sites(dossier),
        "sites_absent": dossier.linked.absent.get("sites", ""),
        "charts": charts,
        "schedules": [
            {
                "id": schedule.subject.id,
                "trade_date": schedule.record["trade_date"],
                "market": schedule.record["market"],
                "hours": len(schedule.record["hours"]),
                "total": _mw(schedule.facts.get("total_mwh")),
            }
            for schedule in schedules
        ],
    }


def index_context(run: Run, groups: Mapping[str, Sequence[Dossier]]) -> dict[str, Any]:
    """Return what the index prints.

    Args:
        run: the judgement.
        groups: the schedules of each aggregation, by its id.
    """
    aggregations = [d for d in run.dossiers if d.subject.kind == "aggregation"]
    names = frozenset(d.subject.id for d in aggregations)
    broken = broken_aggregations(run.report.findings, names)
    told: set[int] = set()
    rows = []
    for dossier in sorted(aggregations, key=lambda d: d.subject):
        about = _about(
            (dossier, *groups.get(dossier.subject.id, ())), run.report.findings
        )
        told |= {id(finding) for finding in about}
        rows.append(
            {
                "id": dossier.subject.id,
                "file": page_name(dossier),
                "name": dossier.record["name"],
                "provider": dossier.record["provider"],
                "gate": dossier.gate.name,
                "capacity": _mw(dossier.facts.get("capacity_mw")),
                "sites": len(dossier.facts.get("site_ids", ())),
                "standing": standing(about, dossier.gate.name),
            }
        )
    others = [f for f in run.report.findings if id(f) not in told]
    return {
        "title": "Portfolio",
        "rows": rows,
        "broken": sorted(broken),
        "findings": [_finding(finding) for finding in worst_first(others)],
        "report": run.report,
        "totals": standing(run.report.findings, "claimed"),
    }


def _about(
    dossiers: Iterable[Dossier], findings: Iterable[Finding]
) -> tuple[Finding, ...]:
    keys = keys_of(dossiers)
    return tuple(finding for finding in findings if concerns(finding, keys))


def _gates(claimed: Gate, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return the gates in order: how far the claim goes, and what waits at each."""
    waiting = [f.gate for f in findings if f.due_later and f.gate is not None]
    return [
        {
            "name": gate.name,
            "claimed": gate <= claimed,
            "current": gate is claimed,
            "due": waiting.count(gate),
        }
        for gate in (Gate.draft, Gate.concurrence, Gate.registration, Gate.market)
    ]


def _parties(dossier: Dossier) -> list[tuple[str, str, str]]:
    linked, record = dossier.linked, dossier.record
    parties = []
    for title, field in (
        ("Provider", "provider"),
        ("Scheduling Coordinator", "scheduling_coordinator"),
    ):
        found = linked.get(field) or {}
        name = found.get("legal_name", "not resolved")
        parties.append((title, name, record.get(field, "not declared")))
    parties += [
        (f"Utility ({utility['role'].upper()})", utility["name"], utility["id"])
        for utility in linked.get("utilities", ())
    ]
    return parties


def _facts(dossier: Dossier) -> list[tuple[str, str]]:
    record, facts = dossier.record, dossier.facts
    energy = _mw(facts.get("energy_mwh"))
    return [
        ("Rated capacity", f"{_mw(facts.get('capacity_mw'))} MW"),
        ("Stored energy", f"{energy} MWh"),
        ("Services", ", ".join(record["services"]) or "none"),
        (
            "Model",
            {"ngr": "Non-Generator Resource", "generator": "Generator"}[
                record["model"]
            ],
        ),
        ("Sub-LAP", str(record.get("sub_lap", "not declared"))),
        ("Resource ID", str(record.get("resource_id", "not declared"))),
        ("Members counted on", str(facts.get("day", "not known"))),
    ]


def _mw(value: float | None) -> str:
    return "not known" if value is None else megawatts(value)


def _sites(dossier: Dossier) -> list[dict[str, Any]]:
    return [
        {
            "id": site["id"],
            "name": site["name"],
            "city": site["service_address"]["city"],
            "utility": site["utility"],
            "pnode": site.get("pnode", "not declared"),
            "sub_lap": site.get("sub_lap", "not declared"),
            "ders": ", ".join(
                sorted({d["technology"].replace("_", " ") for d in site["ders"]})
            ),
            "mw": megawatts(sum(der["rated_kw"] for der in site["ders"]) / 1000),
            "meters": len(site.get("meters", ())),
            "from": site.get("member_from", "not declared"),
            "until": site.get("member_until", ""),
        }
        for site in dossier.linked.get("sites", ())
    ]


def _charts(schedules: Sequence[Dossier], run: Run, dossier: Dossier) -> list[Any]:
    """Return the charts of the next trade dates, or of the last ones."""
    ordered = sorted(schedules, key=lambda s: s.record["trade_date"])
    today = run.report.as_of.isoformat()
    ahead = [s for s in ordered if s.record["trade_date"] >= today]
    chosen = ahead[:_CHARTS] or ordered[-_CHARTS:]
    figures = (steps_figure(schedule, dossier.record) for schedule in chosen)
    return [figure for figure in figures if figure is not None]


def _finding(finding: Finding) -> dict[str, Any]:
    span = finding.location.span
    return {
        "policy": finding.policy,
        "name": finding.name,
        "outcome": finding.outcome.value.lower(),
        "severity": finding.severity.value,
        "due": finding.gate.name if finding.due_later and finding.gate else "",
        "subject": f"{finding.subject.kind} {finding.subject.id}",
        "message": finding.message,
        "explanation": finding.explanation,
        "remedy": finding.remedy,
        "place": f"{finding.location.file}:{span.line}:{span.column}",
        "other_profile": finding.other_profile,
        "sources": [
            " ".join(part for part in (s.document, s.section, s.reference) if part)
            for s in finding.sources
        ],
        "waiver": finding.waiver,
        "baselined": finding.baselined,
    }
