"""What a judgement did not look at: policies, fields and declarations.

How it is known what is read:

* by policies: from their expressions, every branch of them (`policy.fields`);
* by facts and by documents: recorded, once for each release, while the example
  portfolios are linked and printed (`policies/READS.json`). Their code is ours, so the
  record is part of what we ship; a test holds it against a new recording.

What a document prints only under a condition that no example meets would be called
unread. Annotations are the author's own and are left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from checker.link.dossiers import member_keys
from checker.link.portfolio import Portfolio
from checker.link.references import ReferencePath
from checker.model.declaration import Declaration
from checker.model.document import locate
from checker.model.dossier import Dossier
from checker.model.finding import Subject
from checker.model.place import Pointer
from checker.model.report import Tally
from checker.model.survey import Coverage, UnreadField, Unreferenced
from checker.policy.fields import Field, FieldsRead

__all__ = ["coverage_of"]

_HEADER = frozenset({"dera", "kind", "id"})
_FREE = "annotations"


def coverage_of(
    tally: Mapping[str, Tally],
    dossiers: Iterable[Dossier],
    portfolio: Portfolio,
    references: Mapping[str, tuple[ReferencePath, ...]],
    reads: Iterable[FieldsRead],
) -> Coverage:
    """Say what was not looked at.

    Args:
        tally: how the policies came out.
        dossiers: the subjects.
        portfolio: the linked declarations.
        references: the reference fields of each kind.
        reads: what is read, by policies, facts and documents. A field that names
            another declaration is read by linking.
    """
    return Coverage(
        tuple(name for name, counts in tally.items() if not sum(counts)),
        tuple(
            name
            for name, counts in tally.items()
            if sum(counts) and sum(counts) == counts.not_applicable
        ),
        tuple(_unread(portfolio, references, tuple(reads))),
        tuple(_unreferenced(portfolio, dossiers)),
    )


def _unread(
    portfolio: Portfolio,
    references: Mapping[str, tuple[ReferencePath, ...]],
    reads: tuple[FieldsRead, ...],
) -> Iterator[UnreadField]:
    linking = {
        Field(kind, tuple(step for step in path.steps if step != "*"))
        for kind, paths in references.items()
        for path in paths
    }
    found: dict[Field, list[tuple[Declaration, Pointer]]] = {}
    for key in sorted(portfolio.declarations):
        declaration = portfolio.declarations[key]
        for field, pointer in _fields(declaration):
            found.setdefault(field, []).append((declaration, pointer))
    for field in sorted(found):
        if field in linking or any(read.reads(field) for read in reads):
            continue
        first, pointer = found[field][0]
        yield UnreadField(
            field.kind,
            ".".join(field.steps),
            len({id(declaration) for declaration, _ in found[field]}),
            locate(first.place(pointer, on_key=True)),
        )


def _fields(declaration: Declaration) -> Iterator[tuple[Field, Pointer]]:
    """Yield the fields of a declaration that hold no further fields."""
    for name, value in declaration.data.items():
        if name not in _HEADER and name != _FREE:
            for steps, pointer in _leaves(value, (name,), (name,)):
                yield Field(declaration.kind, steps), pointer


def _leaves(
    value: Any, steps: tuple[str, ...], pointer: Pointer
) -> Iterator[tuple[tuple[str, ...], Pointer]]:
    if isinstance(value, dict):
        for name, item in value.items():
            if name != _FREE:
                yield from _leaves(item, (*steps, name), (*pointer, name))
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for index, item in enumerate(value):
            yield from _leaves(item, steps, (*pointer, index))
    else:
        yield steps, pointer


def _unreferenced(
    portfolio: Portfolio, dossiers: Iterable[Dossier]
) -> Iterator[Unreferenced]:
    """Yield what is named by no other declaration and belongs to no aggregation."""
    held = {
        key
        for dossier in dossiers
        if dossier.subject.kind == "aggregation"
        for key in member_keys(dossier)
    }
    for key in sorted(portfolio.declarations):
        if key not in held and key[0] != "waiver" and not portfolio.referrers.get(key):
            place = portfolio.declarations[key].place(("id",))
            yield Unreferenced(Subject(*key), locate(place))
