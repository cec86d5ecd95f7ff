"""What a policy says of a subject."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from checker.model.finding import Outcome, Subject
from checker.model.place import Place

__all__ = ["Fault", "Verdict"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One element that breaks a policy, or that it could not judge.

    Attributes:
        outcome: FAIL or UNDETERMINED.
        place: where to look.
        message: what is wrong.
        path: symbolic path of the place, for the fingerprint.
        element: the `for_each` element, apart from every other one; empty without
            `for_each`.
        element_name: the same element, as people call it.
        related: further places, each with a note.
        explanation: the conjunct that failed, with its operands.
        broken_policy: the policy itself could not run (POLICY-001).
    """

    outcome: Outcome
    place: Place
    message: str
    path: str
    element: str = ""
    element_name: str = ""
    related: tuple[tuple[Place, str], ...] = ()
    measured: Any = None
    limit: Any = None
    explanation: str = ""
    broken_policy: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one policy for one subject, and what it rests on.

    Attributes:
        faults: what is to be said, each thing once.
        broken: the outcome of each element that did not pass, by its name.
    """

    policy: str
    subject: Subject
    outcome: Outcome
    faults: tuple[Fault, ...] = ()
    broken: Mapping[str, Outcome] = field(default_factory=dict)
