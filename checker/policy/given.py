"""Hold what a policy's tests give to the types of what the policy sees.

A mistyped field in a test gives nothing, and its policy would be tested on a gap.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, NamedTuple

from checker.errors import PolicyError
from checker.model.document import Document, locate
from checker.model.place import Place, Pointer
from checker.policy.definition import Policy
from checker.policy.expression import (
    BOOL,
    DATE,
    DYN,
    INT,
    NUMBER,
    Env,
    ListOf,
    MapOf,
    ObjectOf,
    StringType,
    Type,
)

__all__ = ["Misfit", "check_tests", "misfits"]

_SCALARS: dict[Type, tuple[type, ...]] = {
    BOOL: (bool,),
    INT: (int,),
    NUMBER: (int, float),
    DATE: (str,),
}


class Misfit(NamedTuple):
    """A value that is not what its type says: where, why, and what was meant."""

    pointer: Pointer
    message: str
    remedy: str | None = None


def check_tests(
    policy: Policy, env: Env, profiles: tuple[str, ...], document: Document
) -> None:
    """Refuse a test that gives what the policy cannot see.

    Args:
        policy: with its tests.
        env: names and types in scope of the policy.
        profiles: the profiles that exist.
        document: the policy's file, for places.

    Raises:
        PolicyError: a test gives an unknown name or a value of another type, or
            names a profile that does not exist.
    """
    whole = ObjectOf("given", env.names)
    for index, test in enumerate(policy.tests):
        at: Pointer = ("tests", index)
        if test.profile is not None and test.profile not in profiles:
            message = f"there is no profile `{test.profile}`"
            raise _error(policy, document, Misfit((*at, "profile"), message))
        if "as_of" in test.given:
            message = "`as_of` is given beside `given`, not within it"
            raise _error(policy, document, Misfit((*at, "given", "as_of"), message))
        for misfit in misfits(test.given, whole, (*at, "given")):
            raise _error(policy, document, misfit)


def misfits(value: Any, kind: Type, at: Pointer = ()) -> Iterator[Misfit]:
    """Yield what of a value is not as its type says; null fits anywhere, as a gap.

    Args:
        value: as JSON has it.
        kind: what it should be.
        at: where the value stands.
    """
    if value is None or kind == DYN:
        return
    if isinstance(kind, ListOf):
        yield from _in_list(value, kind, at)
    elif isinstance(kind, ObjectOf | MapOf):
        yield from _in_object(value, kind, at)
    elif isinstance(kind, StringType):
        yield from _of_text(value, kind, at)
    elif not _is_scalar(value, kind):
        yield Misfit(at, f"{_shown(value)} is no {kind}")


def _in_list(value: Any, kind: ListOf, at: Pointer) -> Iterator[Misfit]:
    if not isinstance(value, list):
        yield Misfit(at, f"{_shown(value)} is no list")
        return
    for index, item in enumerate(value):
        yield from misfits(item, kind.element, (*at, index))


def _in_object(value: Any, kind: ObjectOf | MapOf, at: Pointer) -> Iterator[Misfit]:
    if not isinstance(value, dict):
        yield Misfit(at, f"{_shown(value)} is no mapping with fields")
        return
    fields: Mapping[str, Type] = kind.fields if isinstance(kind, ObjectOf) else {}
    for name, item in value.items():
        if name in fields:
            yield from misfits(item, fields[name], (*at, name))
        elif isinstance(kind, MapOf):
            yield from misfits(item, kind.value, (*at, name))
        elif kind.closed:
            message = f"`{name}` is not a field of `{at[-1] if at else kind.name}`"
            yield Misfit((*at, name), message, _meant(name, fields))


def _of_text(value: Any, kind: StringType, at: Pointer) -> Iterator[Misfit]:
    if not isinstance(value, str):
        yield Misfit(at, f"{_shown(value)} is no text")
    elif kind.values is not None and value not in kind.values:
        message = f"`{value}` is none of {', '.join(kind.values)}"
        yield Misfit(at, message, _meant(value, kind.values))


def _is_scalar(value: Any, kind: Type) -> bool:
    if kind not in _SCALARS:
        return True
    if isinstance(value, bool) and kind is not BOOL:
        return False
    return isinstance(value, _SCALARS[kind]) and (kind != DATE or _is_date(value))


def _is_date(text: Any) -> bool:
    try:
        day = date.fromisoformat(text)
        return day.isoformat() == str(text)
    except ValueError:
        return False


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list) else f"`{value}`"


def _meant(name: str, known: Mapping[str, Type] | tuple[str, ...]) -> str | None:
    close = get_close_matches(name, list(known), n=1)
    return f"did you mean `{close[0]}`?" if close else None


def _error(policy: Policy, document: Document, misfit: Misfit) -> PolicyError:
    index = int(misfit.pointer[1])
    span = locate(Place(document, misfit.pointer, on_key=True)).span
    return PolicyError(
        f"{policy.id}: test `{policy.tests[index].name}`: {misfit.message}",
        file=document.file,
        line=span.line,
        column=span.column,
        remedy=misfit.remedy,
    )
