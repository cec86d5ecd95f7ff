"""Which documents of which packages are asked for, due and free of findings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from checker.errors import UsageError
from checker.link.dossiers import member_keys
from checker.model.document import locate
from checker.model.dossier import Dossier
from checker.model.engine import ENGINE_RULES
from checker.model.finding import Gate, Subject
from checker.render.applies import Idle, idle
from checker.render.blocking import (
    blocking_findings,
    broken_aggregations,
    keys_of,
    reason_of,
    reasons_of,
)
from checker.render.documents import DocumentSpec
from checker.render.material import (
    Material,
    Reason,
    Refusal,
    RenderOptions,
    Unneeded,
    Waiting,
)
from checker.render.printing import Package

__all__ = ["Plan", "folder_of", "refusal_of"]


class Plan:
    """Which documents of which packages are asked for, due and free of findings."""

    def __init__(
        self, material: Material, specs: Sequence[DocumentSpec], options: RenderOptions
    ) -> None:
        self._material = material
        self._options = options
        names = frozenset(d.subject.id for d in material.dossiers)
        broken = broken_aggregations(material.report.findings, names)
        _known("document", options.documents, [spec.id for spec in specs])
        _known("aggregation", options.aggregations, [*names, *broken])
        self._specs = [s for s in specs if s.id in (options.documents or {s.id})]
        self._broken = broken
        self._by_provider: dict[str, list[Dossier]] = defaultdict(list)
        for dossier in sorted(material.dossiers, key=lambda d: d.subject):
            self._by_provider[dossier.record["provider"]].append(dossier)

    def packages(self) -> Iterator[Package]:
        """Yield the packages with at least one document that is due, in order."""
        for dossier in sorted(self._material.dossiers, key=lambda d: d.subject):
            due = tuple(self._due("aggregation", dossier))
            if due and self._wanted(dossier.subject.id):
                schedules = self._material.schedules.get(dossier.subject.id, ())
                ordered = tuple(sorted(schedules, key=lambda s: s.subject))
                listed = dict.fromkeys((spec.id for spec in due), (dossier,))
                yield Package(dossier.subject, (dossier,), ordered, due, listed)
        for name, dossiers in sorted(self._by_provider.items()):
            yield from self._provider_package(name, dossiers)

    def waiting(self) -> Iterator[Waiting]:
        """Yield the documents that are asked for and not due yet."""
        for dossier in sorted(self._material.dossiers, key=lambda d: d.subject):
            if not self._wanted(dossier.subject.id):
                continue
            for spec in self._specs:
                if spec.package == "aggregation" and not self._is_due(spec, dossier):
                    yield Waiting(dossier.subject, spec.id, spec.due_at, dossier.gate)

    def unneeded(self) -> Iterator[Unneeded]:
        """Yield the documents that are asked for, due, and have nothing to say."""
        for dossier in sorted(self._material.dossiers, key=lambda d: d.subject):
            if not self._wanted(dossier.subject.id):
                continue
            for spec in self._specs:
                found = self._idle(spec, dossier)
                if found is not None and self._is_due(spec, dossier):
                    yield Unneeded(dossier.subject, spec.id, found.why)

    def reasons(self, package: Package) -> Iterator[Reason]:
        """Yield why a package may not be rendered, before it is tried."""
        report = self._material.report
        for dossiers, areas in package.scopes():
            findings = blocking_findings(report.findings, self._material.areas, areas)
            shown = [s for s in package.specs if package.listed[s.id] == dossiers]
            for reason in reasons_of(
                findings, keys_of((*dossiers, *package.schedules))
            ):
                needing = tuple(s.id for s in shown if self._bears(reason.policy, s))
                yield reason._replace(documents=needing)
        if package.subject.kind == "provider":
            first = min(spec.due_at for spec in package.specs)
            yield from self._broken_siblings(package.subject.id, first)
        for spec in package.specs:
            for dossier in package.listed[spec.id]:
                yield from _lacking_kinds(spec, dossier)

    def _bears(self, policy: str, spec: DocumentSpec) -> bool:
        """Tell whether a finding of a policy keeps a document from being rendered."""
        area = self._material.areas.get(policy)
        return policy in ENGINE_RULES or area in {None, *spec.areas}

    def unusable(self) -> list[Refusal]:
        """Return a refusal for each aggregation that cannot be read as one."""
        due = tuple(spec for spec in self._specs if spec.package == "aggregation")
        if not due:
            return []
        return [
            refusal_of(
                Subject("aggregation", name),
                due,
                tuple(reason_of(finding) for finding in findings),
                self._options,
            )
            for name, findings in self._broken.items()
            if self._wanted(name)
        ]

    def _wanted(self, aggregation: str) -> bool:
        return aggregation in (self._options.aggregations or {aggregation})

    def _is_due(self, spec: DocumentSpec, dossier: Dossier) -> bool:
        return self._options.draft or dossier.gate >= spec.due_at

    def _due(self, package: str, dossier: Dossier) -> Iterator[DocumentSpec]:
        for spec in self._specs:
            found = self._idle(spec, dossier)
            whole = found is not None and found.whole
            if spec.package == package and self._is_due(spec, dossier) and not whole:
                yield spec

    def _idle(self, spec: DocumentSpec, dossier: Dossier) -> Idle | None:
        if spec.package == "provider":
            return None
        schedules = self._material.schedules.get(dossier.subject.id, ())
        return idle(spec, dossier, sorted(schedules, key=lambda s: s.subject))

    def _provider_package(
        self, name: str, dossiers: Iterable[Dossier]
    ) -> Iterator[Package]:
        """Yield a provider's package, with those aggregations whose gate is reached."""
        dossiers = tuple(dossiers)
        if self._options.aggregations and not (
            self._options.documents
            and any(self._wanted(dossier.subject.id) for dossier in dossiers)
        ):
            return
        listed = {
            spec.id: due
            for spec in self._specs
            if spec.package == "provider"
            and (due := tuple(d for d in dossiers if self._is_due(spec, d)))
        }
        if listed:
            specs = tuple(spec for spec in self._specs if spec.id in listed)
            shown = tuple(
                d for d in dossiers if any(d in due for due in listed.values())
            )
            yield Package(Subject("provider", name), shown, (), specs, listed)

    def _broken_siblings(self, provider: str, due_at: Gate) -> Iterator[Reason]:
        """Yield the findings of a provider's aggregations that cannot be used.

        Such a one would be listed unless it says that its gate is an earlier one.
        """
        earlier = {gate.name for gate in Gate if gate < due_at}
        for findings in self._broken.values():
            for finding in findings:
                data = finding.place.document.data
                says = data if isinstance(data, dict) else {}
                owner = says.get("provider")
                # One that does not say whose it is might be anyone's.
                ours = owner == provider or not isinstance(owner, str)
                if ours and says.get("gate") not in earlier:
                    yield reason_of(finding)


def _lacking_kinds(spec: DocumentSpec, dossier: Dossier) -> Iterator[Reason]:
    """Yield the kinds that a document needs and of which nothing belongs to it."""
    kinds = {kind for kind, _ in member_keys(dossier)}
    for kind in spec.needs:
        if kind not in kinds:
            place = dossier.record.place
            yield Reason(
                f"aggregation `{dossier.subject.id}` has no usable {kind},"
                f" which its {spec.title} needs",
                None if place is None else locate(place),
                dossier.subject,
                documents=(spec.id,),
            )


def refusal_of(
    subject: Subject,
    specs: Iterable[DocumentSpec],
    reasons: tuple[Reason, ...],
    options: RenderOptions,
) -> Refusal:
    """Return the refusal of a package, with the documents that it would hold."""
    folder = folder_of(subject, options)
    stale = folder if options.to is not None and folder.exists() else None
    return Refusal(subject, tuple(spec.id for spec in specs), reasons, stale)


def folder_of(subject: Subject, options: RenderOptions) -> Path:
    """Return the folder that a package is written into."""
    name = f"{subject.id}.draft" if options.draft else subject.id
    return Path(name) if options.to is None else options.to / name


def _known(what: str, asked: Iterable[str], known: Iterable[str]) -> None:
    known = sorted(known)
    for name in asked:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            remedy = f"Did you mean `{close[0]}`?" if close else None
            raise UsageError(f"there is no {what} `{name}`", remedy=remedy)
