"""What each function takes and gives, as far as types tell before it runs."""

from collections.abc import Callable
from typing import NamedTuple

from checker.policy.expression.operands import MisfitError, hint
from checker.policy.expression.types import (
    BOOL,
    DATE,
    DOUBLE,
    DYN,
    INT,
    STRING,
    ListOf,
    MapOf,
    ObjectOf,
    StringType,
    Type,
    comparable,
    is_number,
    join,
)

__all__ = ["CALENDAR", "OUTSIDE", "SIGNATURES", "Overload", "Signature", "named"]

CALENDAR = frozenset({"add_business_days", "business_days_between"})
"""Functions that need the calendar of an `Env`."""

OUTSIDE = frozenset(
    {
        "bool",
        "bytes",
        "charAt",
        "duration",
        "dyn",
        "format",
        "getDate",
        "getDayOfMonth",
        "getDayOfWeek",
        "getDayOfYear",
        "getFullYear",
        "getHours",
        "getMilliseconds",
        "getMinutes",
        "getMonth",
        "getSeconds",
        "indexOf",
        "join",
        "lastIndexOf",
        "lowerAscii",
        "optional",
        "replace",
        "split",
        "substring",
        "timestamp",
        "trim",
        "type",
        "uint",
        "upperAscii",
    }
)
"""Functions that CEL or its usual extensions have, and this subset does not."""


class Parameter(NamedTuple):
    """What an argument must be; `wanted` is how messages say it."""

    wanted: str
    fits: Callable[[Type], bool]


class Overload(NamedTuple):
    """One way to call a function."""

    parameters: tuple[Parameter, ...]
    result: Callable[..., Type]

    def accepts(self, arguments: tuple[Type, ...]) -> bool:
        """Whether arguments of these types can be taken."""
        return len(arguments) == len(self.parameters) and all(
            argument is DYN or parameter.fits(argument)
            for parameter, argument in zip(self.parameters, arguments, strict=True)
        )


class Signature(NamedTuple):
    """A function: how it is written, and what it takes."""

    forms: frozenset[str]
    overloads: tuple[Overload, ...]

    def result(self, name: str, arguments: tuple[Type, ...]) -> Type:
        """Return the type that a call gives.

        Raises:
            MisfitError: no overload takes these arguments.
        """
        for overload in self.overloads:
            if overload.accepts(arguments):
                return overload.result(*arguments)
        ways = " or ".join(
            ", ".join(parameter.wanted for parameter in overload.parameters)
            for overload in self.overloads
        )
        given = ", ".join(map(str, arguments)) or "nothing"
        raise MisfitError(f"`{name}` takes {ways}, and this is {given}")


def named(name: str, *, method: bool) -> Signature:
    """Return the function of a name, called as `x.name()` or as `name(x)`.

    Raises:
        MisfitError: there is no such function, or it is not called so.
    """
    if name in OUTSIDE:
        raise MisfitError(f"outside the subset of CEL that is read here: `{name}`")
    if name not in SIGNATURES:
        near = hint(name, [*SIGNATURES, "has", "all", "exists", "exists_one", "filter"])
        raise MisfitError(f"there is no function `{name}`{near}")
    signature = SIGNATURES[name]
    if (_METHOD if method else _FUNCTION).isdisjoint(signature.forms):
        way = f"{name}(x)" if method else f"x.{name}(...)"
        raise MisfitError(f"`{name}` is written `{way}`")
    return signature


def _is_list(kind: Type) -> bool:
    return isinstance(kind, ListOf)


def _is_text(kind: Type) -> bool:
    return isinstance(kind, StringType)


def _is_date(kind: Type) -> bool:
    return kind == DATE


def _is_numbers(kind: Type) -> bool:
    return isinstance(kind, ListOf) and (kind.element is DYN or is_number(kind.element))


def _is_ordered(kind: Type) -> bool:
    return is_number(kind) or _is_text(kind) or _is_date(kind)


def _is_ordered_list(kind: Type) -> bool:
    return isinstance(kind, ListOf) and (
        kind.element is DYN or _is_ordered(kind.element)
    )


_TEXT = Parameter("a string", _is_text)
_DATE = Parameter("a date", _is_date)
_INT = Parameter("an integer", lambda kind: kind == INT)
_NUMBER = Parameter("a number", is_number)
_LIST = Parameter("a list", _is_list)
_NUMBERS = Parameter("a list of numbers", _is_numbers)
_ORDERED = Parameter("a number, string or date", _is_ordered)
_ORDERED_LIST = Parameter("a list of numbers, strings or dates", _is_ordered_list)
_MAP = Parameter("a map", lambda kind: isinstance(kind, MapOf | ObjectOf))
_SCALAR = Parameter(
    "a scalar", lambda kind: is_number(kind) or kind == BOOL or _is_date(kind)
)


def _overload(result: Type, *parameters: Parameter) -> Overload:
    return Overload(parameters, lambda *_: result)


def _element(kind: Type) -> Type:
    return kind.element if isinstance(kind, ListOf) else DYN


def _same(kind: Type, *_: Type) -> Type:
    return kind


def _either(left: Type, right: Type) -> Type:
    return join(left, right) if comparable(left, right) else DYN


_FUNCTION = frozenset({"function"})
_METHOD = frozenset({"method"})
_BOTH = _FUNCTION | _METHOD

SIGNATURES: dict[str, Signature] = {
    "abs": Signature(_FUNCTION, (Overload((_NUMBER,), _same),)),
    "add_business_days": Signature(_FUNCTION, (_overload(DATE, _DATE, _INT),)),
    "business_days_between": Signature(_FUNCTION, (_overload(INT, _DATE, _DATE),)),
    "contains": Signature(_METHOD, (_overload(BOOL, _TEXT, _TEXT),)),
    "date": Signature(_FUNCTION, (_overload(DATE, _TEXT), _overload(DATE, _DATE))),
    "days_between": Signature(_FUNCTION, (_overload(INT, _DATE, _DATE),)),
    "double": Signature(
        _FUNCTION, (_overload(DOUBLE, _NUMBER), _overload(DOUBLE, _TEXT))
    ),
    "endsWith": Signature(_METHOD, (_overload(BOOL, _TEXT, _TEXT),)),
    "int": Signature(_FUNCTION, (_overload(INT, _NUMBER), _overload(INT, _TEXT))),
    "matches": Signature(_BOTH, (_overload(BOOL, _TEXT, _TEXT),)),
    "round": Signature(
        _FUNCTION, (Overload((_NUMBER,), _same), Overload((_NUMBER, _INT), _same))
    ),
    "size": Signature(
        _BOTH, (_overload(INT, _TEXT), _overload(INT, _LIST), _overload(INT, _MAP))
    ),
    "startsWith": Signature(_METHOD, (_overload(BOOL, _TEXT, _TEXT),)),
    "string": Signature(
        _FUNCTION, (_overload(STRING, _TEXT), _overload(STRING, _SCALAR))
    ),
    "sum": Signature(_FUNCTION, (Overload((_NUMBERS,), _element),)),
    "unique": Signature(_FUNCTION, (Overload((_LIST,), _same),)),
    **{
        name: Signature(
            _FUNCTION,
            (
                Overload((_ORDERED_LIST,), _element),
                Overload((_ORDERED, _ORDERED), _either),
            ),
        )
        for name in ("max", "min")
    },
}
