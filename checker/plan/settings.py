"""The settings of a portfolio change too: `dera.yaml` and its own policies."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from checker.errors import ConfigurationError
from checker.model.declaration import Declaration
from checker.model.place import Location, Span
from checker.plan.model import POLICY, Unjudged
from checker.policy.pack import Pack
from checker.validate.configuration import FILE
from checker.validate.own_data import load_yaml_data
from checker.validate.schemas import SchemaSet

__all__ = ["SETTINGS", "own_policies", "settings_of"]

SETTINGS = "config"
"""The kind under which the consequence files know `dera.yaml`."""


def settings_of(root: Path, schemas: SchemaSet) -> Declaration | None:
    """Read `dera.yaml` as if it were a declaration; None when there is none.

    Raises:
        ConfigurationError: it is there and cannot be used.
    """
    file = root / FILE
    if not file.is_file():
        return None
    _, document = load_yaml_data(file, FILE, SETTINGS, schemas, ConfigurationError)
    return Declaration(SETTINGS, FILE, document)


def own_policies(base: Pack, head: Pack) -> tuple[Unjudged, ...]:
    """Name the policies of the portfolio's own that differ: a person has to look."""
    if base.sha256 == head.sha256:
        return ()
    found = tuple(_differing(base, head))
    if found:
        return found
    return (_unjudged("policies", FILE, "the portfolio's own rule book differs", head),)


def _differing(base: Pack, head: Pack) -> Iterator[Unjudged]:
    for name in sorted(base.own | head.own):
        before, after = base.policies.get(name), head.policies.get(name)
        if after is None and before is not None:
            text = "this policy of the portfolio's own is gone: less is judged"
            yield _unjudged(name, before.file, text, base, in_base=True)
        elif after is not None and before is None:
            text = "this policy of the portfolio's own is new: more is judged"
            yield _unjudged(name, after.file, text, head)
        elif after and before and after.policy != before.policy:
            text = "this policy of the portfolio's own judges otherwise than before"
            yield _unjudged(name, after.file, text, head)


def _unjudged(
    name: str, file: str, reason: str, pack: Pack, *, in_base: bool = False
) -> Unjudged:
    compiled = pack.policies.get(name)
    content = compiled.policy.model_dump_json() if compiled else pack.sha256
    text = "\0".join(("policy", str(in_base), name, content))
    return Unjudged(
        kind=POLICY,
        id=name,
        in_base=in_base,
        reason=reason,
        location=Location(file, Span(1, 1, 1, 1)),
        fingerprint=sha256(text.encode()).hexdigest()[:16],
    )
