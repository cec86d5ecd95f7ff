"""Everything that a policy or a template may know about one subject."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from checker.model.finding import Finding, Gate, Outcome, Subject
from checker.model.record import Record

__all__ = ["Dossier", "Settled"]


@dataclass(frozen=True, slots=True, eq=False)
class Dossier:
    """A subject with its resolved objects and computed facts.

    Attributes:
        subject: kind and id; `portfolio` for the whole.
        record: the declaration itself.
        linked: resolved objects, named as `dossier.schema.json` names them. A list
            is left out (see `Record.absent`) when one of its members is unusable.
        facts: computed once, exactly; what cannot be computed is left out.
        gate: the gate that the subject claims to pass.
        day: the day whose members count.
    """

    subject: Subject
    record: Record
    linked: Record
    facts: Record
    gate: Gate
    day: date


class Settled(NamedTuple):
    """A subject that was judged: by an earlier run that found nothing to say of it.

    Or by another process of this run, whatever that found.

    Attributes:
        subject: kind and id.
        gate: the gate that it claims to pass.
        held: kind and id of each declaration that its dossier holds.
        rests_on: those whose change may change a verdict; more than is held.
        lines: how each policy came out, and why it does not apply; see `VerdictLine`.
        findings: by policy, when there are some.
    """

    subject: Subject
    gate: Gate
    held: frozenset[tuple[str, str]]
    rests_on: frozenset[tuple[str, str]]
    lines: Mapping[str, tuple[Outcome, str, str]]
    findings: Mapping[str, tuple[Finding, ...]] | None = None
