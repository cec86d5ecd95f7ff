"""Read a whole rule book: policies, parameters and profiles."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from pydantic import ValidationError

from checker.errors import CheckerError, DataError, ParameterError, PolicyError
from checker.model.base import Frozen
from checker.model.document import Document, locate
from checker.model.place import Place
from checker.policy.coherent import check_coherence
from checker.policy.compiled import CompiledPolicy, compile_policy
from checker.policy.definition import Policy
from checker.policy.environment import Environments
from checker.policy.expression import Calendar
from checker.policy.given import check_tests
from checker.policy.parameters import Parameter, Profile, check_timelines
from checker.validate.own_data import load_yaml_data
from checker.validate.schemas import SchemaSet

__all__ = ["CALENDAR", "Pack", "load_pack"]

_DATA_FOLDERS = ("parameters", "profiles", "consequences", "lifecycle")
_SUFFIXES = (".yaml", ".yml")
CALENDAR = "business_day_overrides"
"""The parameter that the business-day functions of the expressions rest on."""

_View = TypeVar("_View", bound=Frozen)


@dataclass(frozen=True, slots=True)
class Pack:
    """A rule book, checked and compiled.

    Attributes:
        policies: by identifier, in order.
        parameters: by name.
        profiles: by identifier.
        sha256: hex digest over the names and bytes of all its files.
    """

    policies: Mapping[str, CompiledPolicy]
    parameters: Mapping[str, Parameter]
    profiles: Mapping[str, Profile]
    sha256: str

    @property
    def default_profile(self) -> str:
        """The profile of a run that names none."""
        return next(p.id for p in self.profiles.values() if p.default)

    @property
    def calendar_overrides(self) -> dict[date, bool]:
        """The days that are, or are not, business days against the rule."""
        return _calendar_overrides(self.parameters)


def load_pack(
    root: Traversable,
    schemas: SchemaSet,
    calendar: Callable[[Mapping[date, bool]], Calendar],
) -> Pack:
    """Read the rule book below a folder.

    Args:
        root: holds `<area>/<AREA>-<nnn>.yaml`, `parameters/` and `profiles/`.
        schemas: for the shape of the files and the types in expressions.
        calendar: makes the business-day functions of the expressions from the days
            that the parameter `business_day_overrides` opens or closes.

    Raises:
        PolicyError: a policy is broken.
        ParameterError: a parameter or profile is broken.
    """
    digest = sha256()
    profiles = {}
    for name, file in _yaml_files(root / "profiles", "profiles", digest):
        profile, _ = _read(file, name, "profile", Profile, schemas, ParameterError)
        if file.name != f"{profile.id}.yaml":
            raise ParameterError(
                f"the profile `{profile.id}` belongs in profiles/{profile.id}.yaml",
                file=name,
            )
        profiles[profile.id] = profile
    if sum(profile.default for profile in profiles.values()) != 1:
        raise ParameterError(
            "exactly one profile must be the default", file="policies/profiles"
        )
    parameters = _parameters(root, schemas, profiles, digest)
    environments = Environments(
        schemas, parameters, calendar(_calendar_overrides(parameters))
    )
    policies: dict[str, CompiledPolicy] = {}
    for area in _folders(root):
        for name, file in _yaml_files(area, area.name, digest):
            compiled = _policy(file, name, schemas, environments, profiles)
            policy = compiled.policy
            if policy.id in policies:
                raise PolicyError(
                    f"{policy.id} is defined twice, here and in"
                    f" {policies[policy.id].file}",
                    file=name,
                )
            if file.name != f"{policy.id}.yaml" or policy.area != area.name:
                raise PolicyError(
                    f"{policy.id} of area `{policy.area}` belongs in"
                    f" {policy.area}/{policy.id}.yaml",
                    file=name,
                )
            policies[policy.id] = compiled
    return Pack(
        dict(sorted(policies.items())), parameters, profiles, digest.hexdigest()
    )


def _calendar_overrides(parameters: Mapping[str, Parameter]) -> dict[date, bool]:
    if CALENDAR not in parameters:
        return {}
    # The days carry their dates themselves: the newest list has those of all before.
    newest = max(parameters[CALENDAR].values, key=lambda value: value.from_)
    return {
        date.fromisoformat(day["date"]): day["business_day"] for day in newest.value
    }


def _folders(root: Traversable) -> Iterator[Traversable]:
    """Yield the folders of the areas; a policy that stands beside them is refused."""
    for entry in sorted(root.iterdir(), key=lambda entry: entry.name):
        if entry.name.startswith((".", "__")):
            continue
        if entry.is_dir():
            if entry.name not in _DATA_FOLDERS:
                yield entry
        elif entry.name.endswith(_SUFFIXES):
            raise PolicyError(
                "a policy stands in the folder of its area",
                file=f"policies/{entry.name}",
            )


def _yaml_files(
    folder: Traversable, path: str, digest: Any
) -> Iterator[tuple[str, Traversable]]:
    if not folder.is_dir():
        raise DataError(f"the rule book has no folder {path}/")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"policies/{path}/{file.name}"
        if file.name.startswith((".", "__")):
            continue
        if file.is_dir() or file.name.endswith(".yml"):
            raise DataError(
                "nothing here would be read",
                file=name,
                remedy=f"put each file into policies/{path}/ and end it in .yaml",
            )
        if file.name.endswith(".yaml"):
            digest.update(name.encode() + b"\0" + file.read_bytes() + b"\0")
            yield name, file


def _read(  # noqa: PLR0913, PLR0917 # one row of a table of three files
    file: Traversable,
    name: str,
    schema: str,
    view: type[_View],
    schemas: SchemaSet,
    error: type[CheckerError],
) -> tuple[_View, Document]:
    data, document = load_yaml_data(file, name, schema, schemas, error)
    return _view(data, view, name, error), document


def _view(data: Any, view: type[_View], name: str, error: type[CheckerError]) -> _View:
    """Make the typed view; JSON text lets strict mode read dates and tuples."""
    try:
        return view.model_validate_json(json.dumps(data))
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise error(f"{where}: {first['msg']}", file=name) from fault


def _parameters(
    root: Traversable,
    schemas: SchemaSet,
    profiles: Mapping[str, Profile],
    digest: Any,
) -> dict[str, Parameter]:
    parameters: dict[str, Parameter] = {}
    for name, file in _yaml_files(root / "parameters", "parameters", digest):
        data, document = load_yaml_data(
            file, name, "parameters", schemas, ParameterError
        )
        for key, value in data.items():
            line = locate(Place(document, (key,), on_key=True)).span.line
            if key in parameters:
                raise ParameterError(f"`{key}` is defined twice", file=name, line=line)
            parameter = _view(value, Parameter, name, ParameterError)
            check_timelines(key, parameter, profiles, name, line)
            parameters[key] = parameter
    return parameters


def _policy(
    file: Traversable,
    name: str,
    schemas: SchemaSet,
    environments: Environments,
    profiles: Mapping[str, Profile],
) -> CompiledPolicy:
    policy, document = _read(file, name, "policy", Policy, schemas, PolicyError)
    lines = {
        field: locate(Place(document, (field,), on_key=True)).span.line
        for field in document.data
    }
    check_coherence(policy, profiles, name, lines)
    scope = environments.scope(policy.applies_to)
    compiled = compile_policy(policy, scope, name, lines)
    check_tests(policy, scope, tuple(profiles), document)
    return compiled
