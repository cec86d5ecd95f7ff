"""The names and types that an expression may use, read off the schemas."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from checker.policy.expression import (
    BOOL,
    DATE,
    DYN,
    INT,
    NUMBER,
    STRING,
    Calendar,
    Env,
    ListOf,
    ObjectOf,
    Type,
    type_of_schema,
)
from checker.policy.parameters import Parameter
from checker.validate.schemas import SchemaSet

__all__ = ["Environments", "type_of_parameter"]

_COMMON = "dossier.schema.json#/$defs/"


class Environments:
    """Builds the scope of each kind of subject, once.

    Args:
        schemas: the declarations' schemas and `dossier.schema.json`.
        parameters: typed by their values.
        calendar: the business-day functions.
    """

    def __init__(
        self,
        schemas: SchemaSet,
        parameters: Mapping[str, Parameter],
        calendar: Calendar,
    ) -> None:
        self._schemas = schemas
        self._calendar = calendar
        self._params = ObjectOf(
            "params", {name: type_of_parameter(p) for name, p in parameters.items()}
        )
        self.scope = cache(self._scope)

    def _scope(self, subject_kind: str) -> Env:
        """Return the scope of a policy that applies to a kind, or to `portfolio`."""
        dossier = self._schemas.resolve("dossier.schema.json")["$defs"]
        own = dossier.get(subject_kind, dossier["default"])
        return Env(
            names={
                subject_kind: self._subject(subject_kind, own),
                "linked": self._linked(subject_kind, own),
                "facts": self._type("facts", own["properties"]["facts"]),
                "params": self._params,
                "as_of": DATE,
            },
            calendar=self._calendar,
        )

    def _subject(self, kind: str, own: Mapping[str, Any]) -> Type:
        if kind == "portfolio":
            return self._type(kind, own["properties"]["portfolio"])
        return self._type(kind, self._schemas.schema(kind))

    def _linked(self, kind: str, own: Mapping[str, Any]) -> Type:
        if kind in ("aggregation", "schedule", "portfolio"):
            return self._type("linked", own["properties"]["linked"])
        fields = self._schemas.schema(kind).get("properties", {})
        return ObjectOf(
            "linked",
            {
                name: self._type(name, self._schemas.schema(field["x-reference"]))
                for name, field in fields.items()
                if field.get("x-reference") == name
            },
        )

    def _type(self, name: str, schema: Mapping[str, Any]) -> Type:
        return type_of_schema(schema, self._schemas.resolve, name)


def type_of_parameter(parameter: Parameter) -> Type:
    """Return the common type of a parameter's values."""
    types = {_type_of_value(value.value) for value in parameter.values}
    if types == {INT, NUMBER}:
        return NUMBER
    if parameter.unit == "date" and types == {STRING}:
        return DATE
    return types.pop() if len(types) == 1 else DYN


def _type_of_value(value: Any) -> Type:
    if isinstance(value, list):
        elements = {_type_of_value(item) for item in value}
        return ListOf(elements.pop() if len(elements) == 1 else DYN)
    for python, found in ((bool, BOOL), (int, INT), (float, NUMBER), (str, STRING)):
        if isinstance(value, python):
            return found
    return DYN
