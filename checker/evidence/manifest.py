"""What a bundle says of itself: `evidence.json`, in canonical form.

Canonical: keys sorted, two spaces, ASCII, one line feed at the end. The same judgement
gives the same bytes.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from checker.errors import EvidenceError
from checker.evaluate.run import Options
from checker.load.strict_json import strict_json

__all__ = ["MANIFEST", "Circumstances", "digests_of", "manifest_bytes", "read_manifest"]

MANIFEST = "evidence.json"
_KIND = "dera_evidence"
_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What a judgement depends on besides its files.

    Attributes:
        aggregation: whose package the evidence is about.
        as_of: the day of the judgement, ISO 8601.
        now: the instant of rendering, ISO 8601 with its offset.
        simulated: judged at another day than that of the making.
        profile: the profile that decided.
        allow_overrides: whether `dera.yaml` could change parameters and severities.
        inline_waivers: whether waivers in comments counted.
        tool_version: of the dera that judged.
    """

    aggregation: str
    as_of: str
    now: str
    simulated: bool
    profile: str
    allow_overrides: bool
    inline_waivers: bool
    tool_version: str

    @property
    def instant(self) -> datetime:
        """The instant of rendering."""
        return datetime.fromisoformat(self.now)

    @property
    def options(self) -> Options:
        """What a caller has to decide for the same judgement."""
        as_of = date.fromisoformat(self.as_of)
        return Options(
            as_of=as_of,
            # Which other day it was, the report does not say.
            today=as_of + timedelta(days=1) if self.simulated else as_of,
            profile=self.profile,
            allow_overrides=self.allow_overrides,
            inline_waivers=self.inline_waivers,
        )


def digests_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the hex SHA-256 of each file, the manifest left out."""
    return {
        name: sha256(content).hexdigest()
        for name, content in sorted(files.items())
        if name != MANIFEST
    }


def manifest_bytes(case: Circumstances, files: Mapping[str, bytes]) -> bytes:
    """Return the manifest of a bundle."""
    content = {
        "kind": _KIND,
        "version": _VERSION,
        "files": digests_of(files),
        **asdict(case),
    }
    return (json.dumps(content, indent=2, sort_keys=True) + "\n").encode("ascii")


def read_manifest(raw: bytes, file: str) -> tuple[Circumstances, dict[str, str]]:
    """Return the circumstances and the digests that a manifest records.

    Raises:
        EvidenceError: it is no manifest of a bundle, or one of a later version.
    """
    try:
        content = strict_json(raw)
        kind, version = content.pop("kind"), content.pop("version")
        digests = dict(content.pop("files"))
        if (kind, version) != (_KIND, _VERSION):
            raise EvidenceError(
                f"the bundle is of kind {kind!r}, version {version!r}; this dera reads"
                f" {_KIND!r}, version {_VERSION}",
                file=file,
            )
        case = Circumstances(**content)
        _check_types(case)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as fault:
        raise EvidenceError(
            f"its {MANIFEST} cannot be read: {fault}", file=file
        ) from fault
    return case, digests


def _check_types(case: Circumstances) -> None:
    """Refuse a manifest whose values are of another type.

    Raises:
        TypeError: one is.
        ValueError: a day or an instant is none.
    """
    expected: dict[str, Any] = Circumstances.__annotations__
    for name, kind in expected.items():
        if type(getattr(case, name)) is not kind:
            raise TypeError(f"`{name}` is no {kind.__name__}")
    date.fromisoformat(case.as_of)
    if case.instant.tzinfo is None:
        raise ValueError("`now` has no offset")
