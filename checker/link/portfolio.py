"""The index of every declaration, and who names whom."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain

from checker.link.bounded import bounded
from checker.link.index import Index, Keys, Referrer, Referrers, of_kind, ordered
from checker.link.records import Key, Records
from checker.link.references import Reference, ReferencePath, read_references
from checker.model.declaration import Declaration
from checker.model.document import Document, locate
from checker.model.engine import engine_finding
from checker.model.finding import Finding, Subject
from checker.model.place import Pointer  # noqa: TC001 # as all others here
from checker.model.record import Record
from checker.model.row_document import MeterDocument, RowDocument

__all__ = ["Key", "Portfolio", "Referrer", "link", "references_in"]

_MOST_HINTS = 20
"""Ids for which a like one is looked up; more of them are no slips of the pen, and
each is compared with every id of its kind."""


@dataclass(frozen=True, slots=True, eq=False)
class Portfolio:
    """Declarations by kind and id, and the references between them.

    Attributes:
        declarations: the usable ones; neither invalid nor ambiguous.
        broken: why an id that is declared cannot be used.
        unusable: the declarations of such an id; several when it is ambiguous.
        records: the content of each usable declaration; places are kept.
        referrers: the usable declarations that name a key.
        broken_referrers: reasons from unusable declarations that name a key.
        adrift: reasons from unusable declarations of a kind that do not say whom they
            belong to, so that they might belong to anyone.
        every: all declarations, unusable ones included.
        unread: why there may be declarations that nobody could read; else empty.
    """

    declarations: Mapping[Key, Declaration]
    broken: Mapping[Key, str]
    unusable: Mapping[Key, tuple[Declaration, ...]]
    records: Mapping[Key, Record]
    referrers: Mapping[Key, tuple[Referrer, ...]]
    broken_referrers: Mapping[Key, tuple[tuple[str, str], ...]]
    adrift: Mapping[str, tuple[str, ...]]
    every: tuple[Declaration, ...]
    unread: str

    def of_kind(self, kind: str) -> Iterator[Declaration]:
        """Yield the usable declarations of a kind, by id."""
        return of_kind(self.declarations, kind)

    def ordered(self) -> Iterator[Key]:
        """Yield kind and id of each usable declaration, in the order of these."""
        return ordered(self.declarations)

    @property
    def keys(self) -> Keys:
        """Kind and id of each declaration, usable or not."""
        return Keys(self.declarations, self.unusable)

    def why_missing(self, kind: str, name: str) -> str:
        """Say why a named declaration is not to be had."""
        if (kind, name) in self.broken:
            return self.broken[kind, name]
        return self.unread or f"{kind} `{name}` is not declared"


def link(
    declarations: Iterable[Declaration],
    invalid: frozenset[Declaration],
    paths: Mapping[str, tuple[ReferencePath, ...]],
    *,
    unread: str,
    attached: Mapping[Declaration, Document | str] | None = None,
) -> tuple[Portfolio, tuple[Finding, ...]]:
    """Resolve the references of a portfolio.

    Args:
        declarations: every document with a header, in the order of files.
        invalid: those that fail their schema: indexed by id, never evaluated.
        paths: the reference fields of each kind.
        unread: why there may be declarations that nobody could read; empty when
            every file could be read. A reference is called dangling only then, since
            its target might stand in the file that could not; and only then is known
            who names a declaration.
        attached: declarations that leave their readings to a file, as if these were
            written out; or why the file cannot be used.

    Returns:
        The portfolio, and a finding for each duplicate id and dangling reference.
    """
    every = tuple(declarations)
    usable, broken, unusable = _index(every, invalid)
    doubled = (group for group in unusable.values() if len(group) > 1)
    findings = chain.from_iterable(map(_duplicates, doubled))
    referrers = _referrers(every, unusable, paths)
    if not unread:
        named_here = all(key in usable or key in unusable for key in referrers)
        suspects = filter(_is_row, every) if named_here else every
        findings = chain(findings, _dangling(suspects, usable, unusable, paths))
    found = bounded(findings)
    loose = [d for d in every if (d.kind, d.id) in unusable] if unusable else []
    broken_referrers, adrift = _loose_ends(loose, broken, paths)
    if usable.rows:
        declared: Mapping[Key, Declaration] = usable
        named: Mapping[Key, tuple[Referrer, ...]] = Referrers(
            referrers, usable, unusable
        )
    else:
        declared, named = usable.written, referrers
    return (
        Portfolio(
            declarations=declared,
            broken=broken,
            unusable=unusable,
            records=Records(declared, attached or {}),
            referrers=named,
            broken_referrers=broken_referrers,
            adrift=adrift,
            every=every,
            unread=unread,
        ),
        found,
    )


def _index(
    every: tuple[Declaration, ...], invalid: frozenset[Declaration]
) -> tuple[Index, dict[Key, str], dict[Key, tuple[Declaration, ...]]]:
    """Return what can be used; why the rest cannot, and what it is; in their order."""
    index = Index()
    doubled: dict[Key, list[Declaration]] = {}
    for declaration in every:
        first = index.add(declaration)
        if first is not declaration:
            key = (declaration.kind, declaration.id)
            doubled.setdefault(key, [first]).append(declaration)
    bad = {*doubled, *((each.kind, each.id) for each in invalid)}
    unusable: dict[Key, tuple[Declaration, ...]] = {}
    for declaration in every if bad else ():
        key = (declaration.kind, declaration.id)
        if key in bad and key not in unusable:
            unusable[key] = tuple(doubled.get(key, (declaration,)))
            index.drop(key)
    broken = {key: _why_broken(group) for key, group in unusable.items()}
    return index, broken, unusable


def references_in(
    declaration: Declaration, paths: Mapping[str, tuple[ReferencePath, ...]]
) -> Iterator[Reference]:
    """Yield the ids that a declaration names."""
    if isinstance(declaration.document, RowDocument):  # it is read many times
        named = Reference(*declaration.document.names)
        if named.id:
            yield named
    elif declaration.known is None:
        data = declaration.document.data
        yield from read_references(data, paths[declaration.kind])
    else:
        yield from (Reference(*each) for each in declaration.known.references)


def _why_broken(group: Sequence[Declaration]) -> str:
    first = group[0]
    location = locate(first.place(("id",)))
    where = f"{location.file}:{location.span.line}"
    if len(group) > 1:
        return f"{first.kind} `{first.id}` is declared more than once ({where})"
    return f"{first.kind} `{first.id}` does not pass its schema ({where})"


def _duplicates(group: Sequence[Declaration]) -> Iterator[Finding]:
    first = group[0]
    for other in group[1:]:
        yield engine_finding(
            "LINK-002",
            other.place(("id",)),
            f"{other.kind} `{other.id}` is declared twice",
            subject=Subject(other.kind, other.id),
            related=((first.place(("id",)), "first declared here"),),
        )


def _dangling(
    every: Iterable[Declaration],
    usable: Mapping[Key, Declaration],
    unusable: Mapping[Key, tuple[Declaration, ...]],
    paths: Mapping[str, tuple[ReferencePath, ...]],
) -> Iterator[Finding]:
    declared = Keys(usable, unusable)
    known: dict[str, list[str]] = {}
    close: dict[Key, list[str]] = {}
    for declaration in every:
        if _is_at_home(declaration):
            continue
        if unusable and (declaration.kind, declaration.id) in unusable:
            continue
        for reference in references_in(declaration, paths):
            key = (reference.kind, reference.id)
            if key in declared:
                continue
            if key not in close and len(close) < _MOST_HINTS:
                if key[0] not in known:
                    known[key[0]] = [name for kind, name in declared if kind == key[0]]
                close[key] = get_close_matches(key[1], known[key[0]], n=1)
            hints = [(key[0], name) for name in close.get(key, ())]
            meant = [usable.get(hint) or unusable[hint][0] for hint in hints]
            yield _dangling_finding(declaration, reference, meant)


def _is_row(declaration: Declaration) -> bool:
    return isinstance(declaration.document, RowDocument)


def _is_at_home(declaration: Declaration) -> bool:
    """Tell whether what a declaration names is declared where it is: a meter's site."""
    return isinstance(declaration.document, MeterDocument)


def _dangling_finding(
    declaration: Declaration, reference: Reference, meant: list[Declaration]
) -> Finding:
    hint = f"; did you mean `{meant[0].id}`?" if meant else ""
    return engine_finding(
        "LINK-001",
        declaration.place(reference.pointer),
        f"no {reference.kind} `{reference.id}` is declared{hint}",
        subject=Subject(declaration.kind, declaration.id),
        related=tuple((one.place(("id",)), "this one is declared") for one in meant),
    )


def _referrers(
    every: Iterable[Declaration],
    unusable: Container[Key],
    paths: Mapping[str, tuple[ReferencePath, ...]],
) -> dict[Key, tuple[Referrer, ...]]:
    """Return who of those that are written out names whom."""
    found: dict[Key, list[Referrer]] = defaultdict(list)
    pointers: dict[Pointer, Pointer] = {}  # of many declarations the same, once
    for declaration in every:
        if _is_row(declaration):
            continue
        if (declaration.kind, declaration.id) in unusable:
            continue
        for reference in references_in(declaration, paths):
            pointer = pointers.setdefault(reference.pointer, reference.pointer)
            found[reference.kind, reference.id].append((declaration, pointer))
    return {key: tuple(referrers) for key, referrers in found.items()}


def _loose_ends(
    unusable: Iterable[Declaration],
    broken: Mapping[Key, str],
    paths: Mapping[str, tuple[ReferencePath, ...]],
) -> tuple[dict[Key, tuple[tuple[str, str], ...]], dict[str, tuple[str, ...]]]:
    """Collect whom the unusable declarations belong to, as far as they say."""
    referrers: dict[Key, list[tuple[str, str]]] = defaultdict(list)
    adrift: dict[str, list[str]] = defaultdict(list)
    for declaration in unusable:
        why = broken[declaration.kind, declaration.id]
        data = declaration.document.data
        for reference in read_references(data, paths[declaration.kind]):
            referrers[reference.kind, reference.id].append((declaration.kind, why))
        owners = [p.steps[0] for p in paths[declaration.kind] if len(p.steps) == 1]
        named = [data[owner] for owner in owners if owner in data]
        if owners and not (named and all(isinstance(name, str) for name in named)):
            adrift[declaration.kind].append(why)
    return (
        {key: tuple(reasons) for key, reasons in referrers.items()},
        {kind: tuple(reasons) for kind, reasons in adrift.items()},
    )
