"""Read a whole rule book: policies, parameters and profiles."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.resources.abc import Traversable
from typing import Any

from checker.errors import ParameterError, PolicyError
from checker.model.document import locate
from checker.model.place import Place
from checker.policy.coherent import check_coherence
from checker.policy.compiled import CompiledPolicy, compile_policy
from checker.policy.definition import Policy
from checker.policy.environment import Environments
from checker.policy.expression import Calendar
from checker.policy.files import folders_of, read_view, view_of, yaml_files
from checker.policy.given import check_tests
from checker.policy.parameters import Parameter, Profile, check_timelines
from checker.validate.own_data import load_yaml_data
from checker.validate.schemas import SchemaSet

__all__ = ["CALENDAR", "Pack", "calendar_overrides", "extend_pack", "load_pack"]

_SHIPPED = "policies"
CALENDAR = "business_day_overrides"
"""The parameter that the business-day functions of the expressions rest on."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A rule book, checked and compiled.

    Attributes:
        policies: by identifier, in order.
        parameters: by name.
        profiles: by identifier.
        sha256: hex digest over the names and bytes of all its files.
        own: identifiers of the policies that a portfolio adds to the shipped ones.
    """

    policies: Mapping[str, CompiledPolicy]
    parameters: Mapping[str, Parameter]
    profiles: Mapping[str, Profile]
    sha256: str
    own: frozenset[str] = frozenset()

    @property
    def default_profile(self) -> str:
        """The profile of a run that names none."""
        return next(p.id for p in self.profiles.values() if p.default)

    @property
    def calendar_overrides(self) -> dict[date, bool]:
        """The days that are, or are not, business days against the rule."""
        return calendar_overrides(self.parameters)


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
    reader = _Reader(schemas, calendar, digest)
    for name, file in yaml_files(root / "profiles", f"{_SHIPPED}/profiles", digest):
        profile, _ = read_view(file, name, "profile", Profile, schemas, ParameterError)
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
    empty = Pack({}, {}, profiles, "")
    return reader.read(_SHIPPED, root, empty, own=False)


def extend_pack(
    pack: Pack,
    folders: Mapping[str, Traversable],
    schemas: SchemaSet,
    calendar: Callable[[Mapping[date, bool]], Calendar],
) -> Pack:
    """Add a portfolio's own policies and parameters to a rule book.

    Args:
        pack: the shipped rule book, or one extended already.
        folders: own folders by how messages call them; each holds
            `<area>/<ID>.yaml` and, if there are any, `parameters/`.
        schemas: as for `load_pack`.
        calendar: as for `load_pack`.

    Raises:
        PolicyError: a policy is broken, or has the identifier of another one.
        ParameterError: a parameter is broken, or has the name of another one.
    """
    for name, root in folders.items():
        digest = sha256(pack.sha256.encode())
        reader = _Reader(schemas, calendar, digest)
        pack = reader.read(name, root, pack, own=True)
    return pack


class _Reader:
    """Reads the policies and parameters below one folder."""

    def __init__(
        self,
        schemas: SchemaSet,
        calendar: Callable[[Mapping[date, bool]], Calendar],
        digest: Any,
    ) -> None:
        self._schemas = schemas
        self._calendar = calendar
        self._digest = digest

    def read(self, path: str, root: Traversable, base: Pack, *, own: bool) -> Pack:
        """Return a rule book with what a folder adds to it."""
        parameters = self._parameters(path, root, base, own=own)
        environments = Environments(
            self._schemas, parameters, self._calendar(calendar_overrides(parameters))
        )
        policies = dict(base.policies)
        for area in folders_of(root, path, own=own):
            for name, file in yaml_files(area, f"{path}/{area.name}", self._digest):
                compiled = self._policy(file, name, environments, base.profiles)
                _check_home(compiled.policy, file.name, area.name, name, policies)
                policies[compiled.policy.id] = compiled
        added = policies.keys() - base.policies.keys()
        return Pack(
            dict(sorted(policies.items())),
            parameters,
            base.profiles,
            self._digest.hexdigest(),
            base.own | added if own else frozenset(),
        )

    def _parameters(
        self, path: str, root: Traversable, base: Pack, *, own: bool
    ) -> dict[str, Parameter]:
        parameters = dict(base.parameters)
        folder = root / "parameters"
        if own and not folder.is_dir():
            return parameters
        for name, file in yaml_files(folder, f"{path}/parameters", self._digest):
            data, document = load_yaml_data(
                file, name, "parameters", self._schemas, ParameterError
            )
            for key, value in data.items():
                line = locate(Place(document, (key,), on_key=True)).span.line
                if key in parameters:
                    raise ParameterError(
                        f"`{key}` is defined twice", file=name, line=line
                    )
                parameter = view_of(value, Parameter, name, ParameterError)
                check_timelines(key, parameter, base.profiles, name, line)
                parameters[key] = parameter
        return parameters

    def _policy(
        self,
        file: Traversable,
        name: str,
        environments: Environments,
        profiles: Mapping[str, Profile],
    ) -> CompiledPolicy:
        policy, document = read_view(
            file, name, "policy", Policy, self._schemas, PolicyError
        )
        scope = environments.scope(policy.applies_to)
        lines = {
            field: locate(Place(document, (field,), on_key=True)).span.line
            for field in document.data
        }
        check_coherence(policy, profiles, name, lines)
        compiled = compile_policy(policy, scope, name, lines)
        check_tests(policy, scope, tuple(profiles), document)
        return compiled


def _check_home(
    policy: Policy,
    file: str,
    area: str,
    name: str,
    policies: Mapping[str, CompiledPolicy],
) -> None:
    """Refuse an identifier that is taken, and a file that stands elsewhere."""
    if policy.id in policies:
        raise PolicyError(
            f"{policy.id} is defined twice, here and in {policies[policy.id].file}",
            file=name,
        )
    if file != f"{policy.id}.yaml" or policy.area != area:
        raise PolicyError(
            f"{policy.id} of area `{policy.area}` belongs in"
            f" {policy.area}/{policy.id}.yaml",
            file=name,
        )


def calendar_overrides(parameters: Mapping[str, Parameter]) -> dict[date, bool]:
    """Return the days that are, or are not, business days against the rule."""
    if CALENDAR not in parameters:
        return {}
    # The days carry their dates themselves: the newest list has those of all before.
    newest = max(parameters[CALENDAR].values, key=lambda value: value.from_)
    return {
        date.fromisoformat(day["date"]): day["business_day"] for day in newest.value
    }
