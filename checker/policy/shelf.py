"""A rule book as plain data: read, checked and compiled once for each installation."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from checker.model.base import Frozen
from checker.policy.compiled import CompiledPolicy
from checker.policy.definition import Policy
from checker.policy.expression import (
    Calendar,
    PlainProgram,
    Program,
    from_plain,
    to_plain,
)
from checker.policy.pack import Pack, calendar_overrides
from checker.policy.parameters import Parameter, Profile

__all__ = ["from_shelf", "to_shelf"]

_Programs = tuple[
    str, PlainProgram | None, PlainProgram | None, PlainProgram, list[Any]
]
"""Of a policy: its file; `when`, the list of `for_each`, `require`; the parts of its
message."""


class _Views(Frozen):
    """What the files of a rule book say."""

    profiles: tuple[Profile, ...]
    parameters: dict[str, Parameter]
    policies: tuple[Policy, ...]


def to_shelf(pack: Pack) -> tuple[str, str, list[_Programs]]:
    """Return a rule book as `from_shelf` takes it; no code is in it.

    Args:
        pack: the shipped one, checked.
    """
    views = _Views(
        profiles=tuple(pack.profiles.values()),
        parameters=dict(pack.parameters),
        policies=tuple(compiled.policy for compiled in pack.policies.values()),
    )
    text = views.model_dump_json(by_alias=True, exclude_unset=True)
    return (pack.sha256, text, [_programs(each) for each in pack.policies.values()])


def from_shelf(
    kept: tuple[str, str, list[_Programs]],
    calendar: Callable[[Mapping[date, bool]], Calendar],
) -> Pack:
    """Return the rule book that was kept. Its expressions are made when they are run.

    Args:
        kept: what `to_shelf` gave, in the same installation.
        calendar: as for `load_pack`.
    """
    digest, text, programs = kept
    views = _Views.model_validate_json(text)
    days = calendar(calendar_overrides(views.parameters))
    return Pack(
        {
            policy.id: _compiled(policy, each, days)
            for policy, each in zip(views.policies, programs, strict=True)
        },
        views.parameters,
        {profile.id: profile for profile in views.profiles},
        digest,
    )


def _programs(compiled: CompiledPolicy) -> _Programs:
    when, each = compiled.when, compiled.each
    return (
        compiled.file,
        None if when is None else to_plain(when),
        None if each is None else to_plain(each[1]),
        to_plain(compiled.require),
        [
            part if isinstance(part, str) else to_plain(part)
            for part in compiled.message
        ],
    )


def _compiled(
    policy: Policy, programs: _Programs, calendar: Calendar
) -> CompiledPolicy:
    file, when, each, require, message = programs

    def made(plain: PlainProgram) -> Program:
        return from_plain(plain, calendar)

    return CompiledPolicy(
        policy=policy,
        file=file,
        when=None if when is None else made(when),
        each=None
        if policy.each is None or each is None
        else (policy.each[0], made(each)),
        require=made(require),
        message=tuple(
            part if isinstance(part, str) else made(part) for part in message
        ),
    )
