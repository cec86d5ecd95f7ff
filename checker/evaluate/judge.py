"""Judge one policy over one dossier. Whatever cannot be judged says so."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from checker.evaluate.faults import failed, not_judged
from checker.evaluate.verdict import Fault, Verdict
from checker.model.dossier import Dossier
from checker.model.finding import Outcome
from checker.model.record import Record
from checker.policy.compiled import CompiledPolicy
from checker.policy.expression import EvaluationFault, MissingValue, Program

__all__ = ["bindings_of", "judge", "scopes_of"]

_Scope = tuple[Mapping[str, Any], Any]
"""The names in scope of a requirement, and its `for_each` element."""


def bindings_of(dossier: Dossier, params: Record, as_of: str) -> dict[str, Any]:
    """Return the names in scope of a policy over a dossier."""
    return {
        dossier.subject.kind: dossier.record,
        "linked": dossier.linked,
        "facts": dossier.facts,
        "params": params,
        "as_of": as_of,
    }


def judge(
    compiled: CompiledPolicy,
    dossier: Dossier,
    bindings: Mapping[str, Any],
    memo: dict[Any, Any] | None = None,
) -> Verdict:
    """Judge a policy over a subject.

    Args:
        compiled: the policy.
        dossier: the subject with all that it may know.
        bindings: the names in scope; see `bindings_of`.
        memo: what one judgement after the other may keep of long lists.

    Returns:
        One verdict. With `for_each` it has a fault for each element that breaks the
        policy or could not be judged; FAIL weighs more than UNDETERMINED.
    """
    policy = compiled.policy.id
    try:
        if compiled.when is not None and not _holds(compiled.when, bindings, memo):
            return Verdict(policy, dossier.subject, Outcome.NOT_APPLICABLE)
        scopes, judged = _suspects(compiled, bindings, memo)
    except (MissingValue, EvaluationFault) as error:
        gap = not_judged(error, dossier, None)
        return Verdict(policy, dossier.subject, Outcome.UNDETERMINED, (gap,))
    if not judged:
        return Verdict(policy, dossier.subject, Outcome.NOT_APPLICABLE)
    faults = [
        fault
        for scope, element in scopes
        if (fault := _judge_one(compiled, dossier, scope, element, memo)) is not None
    ]
    return Verdict(
        policy,
        dossier.subject,
        _worst(faults),
        _distinct(faults),
        {fault.element: fault.outcome for fault in faults},
    )


def _suspects(
    compiled: CompiledPolicy, bindings: Mapping[str, Any], memo: dict[Any, Any] | None
) -> tuple[list[_Scope], int]:
    """Return the scopes in which the requirement may not hold, and how many there are.

    Raises:
        MissingValue: the list of `for_each` is not there.
        EvaluationFault: it cannot be computed.
    """
    if compiled.each is None:
        return [(bindings, None)], 1
    elements = _elements(compiled.each[1], bindings)
    variable, require = compiled.each[0], compiled.require
    suspects = require.suspects(variable, elements, bindings, memo)
    scopes: list[_Scope] = [
        ({**bindings, variable: element}, element) for element in suspects
    ]
    return scopes, len(elements)


def _distinct(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Say what is said of one place once: a gap that many elements run into."""
    kept: dict[tuple[str, str], Fault] = {}
    for fault in faults:
        kept.setdefault((fault.path, fault.message), fault)
    return tuple(kept.values())


def _worst(faults: Iterable[Fault]) -> Outcome:
    outcomes = {fault.outcome for fault in faults}
    for outcome in (Outcome.FAIL, Outcome.UNDETERMINED):
        if outcome in outcomes:
            return outcome
    return Outcome.PASS


def scopes_of(
    compiled: CompiledPolicy, bindings: Mapping[str, Any]
) -> Iterator[_Scope]:
    """Yield the names in scope of each requirement, and the `for_each` element.

    Raises:
        MissingValue: the list of `for_each` is not there.
        EvaluationFault: it cannot be computed.
    """
    if compiled.each is None:
        yield bindings, None
        return
    variable, program = compiled.each
    for element in _elements(program, bindings):
        yield {**bindings, variable: element}, element


def _elements(program: Program, bindings: Mapping[str, Any]) -> list[Any]:
    collection = program(bindings)
    if not isinstance(collection, list):
        raise EvaluationFault(f"`{program.source}` is no list")
    return collection


def _judge_one(
    compiled: CompiledPolicy,
    dossier: Dossier,
    scope: Mapping[str, Any],
    element: Any,
    memo: dict[Any, Any] | None,
) -> Fault | None:
    try:
        if _holds(compiled.require, scope, memo):
            return None
    except (MissingValue, EvaluationFault) as error:
        return not_judged(error, dossier, element)
    return failed(compiled, dossier, scope, element)


def _holds(
    program: Program, scope: Mapping[str, Any], memo: dict[Any, Any] | None
) -> bool:
    """Return the value of a condition; a text such as "no" is not taken for true.

    Free-form data has no type that a policy could be checked against when it loads.
    """
    value = program(scope, memo)
    if not isinstance(value, bool):
        raise EvaluationFault(f"`{program.source}` is neither true nor false")
    return value
