"""Everything that a policy or a template may know about one subject."""

from dataclasses import dataclass
from datetime import date

from checker.model.finding import Gate, Subject
from checker.model.record import Record

__all__ = ["Dossier"]


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
