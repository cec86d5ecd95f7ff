"""A package that was written earlier, as its folder holds it now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from checker.errors import DataError
from checker.load.read import regular_bytes
from checker.load.strict_json import strict_json
from checker.model.finding import Subject
from checker.render.manifest import MANIFEST, sha256_of
from checker.render.provenance import PROVENANCE_VERSION
from checker.render.xsd import Xsd, recorded_xsd

__all__ = ["Manifest", "StoredFile", "StoredPackage", "manifest_of", "stored_packages"]


class _Read(BaseModel):
    """A part of a manifest; later versions may say more in it."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class _Subject(_Read):
    kind: str
    id: str


class _Tool(_Read):
    name: str
    version: str


class _Parameter(_Read):
    name: str
    value: Any


class _Asked(_Read):
    documents: tuple[str, ...]
    now: datetime | None


class StoredFile(_Read):
    """A file as a manifest lists it."""

    file: str
    sha256: str


class _Dialect(_Read):
    xsd: str = ""
    xsd_sha256: str = ""


class _Document(StoredFile):
    document: str
    profile: _Dialect | None = None
    made_from: tuple[str, ...] = Field(default=(), alias="from")


class Manifest(_Read):
    """What a package says of itself (`manifest.json`), as far as it is compared."""

    kind: Literal["dera_package"]
    version: Literal[1]
    subject: _Subject
    draft: bool
    simulated: bool
    as_of: date
    profile: str
    overrides: tuple[str, ...]
    tool: _Tool
    asked: _Asked
    documents: tuple[_Document, ...]
    provenance: StoredFile
    policies_sha256: str
    parameters: tuple[_Parameter, ...]
    inputs: tuple[StoredFile, ...]


@dataclass(frozen=True, slots=True)
class StoredPackage:
    """A package on disk.

    Attributes:
        folder: where it stands.
        manifest: what it says of itself.
        contents: every file that stands there now, by name, but for the manifest.
    """

    folder: Path
    manifest: Manifest
    contents: Mapping[str, bytes]

    @property
    def subject(self) -> Subject:
        """Whose package it is."""
        return Subject(self.manifest.subject.kind, self.manifest.subject.id)

    @property
    def xsd(self) -> Xsd | None:
        """What its XML files were validated by, by name and digest."""
        dialects = (document.profile for document in self.manifest.documents)
        found = (recorded_xsd(d.xsd, d.xsd_sha256) for d in dialects if d and d.xsd)
        return next(found, None)

    @property
    def listed(self) -> dict[str, str]:
        """The digest of each file that belongs to the package, by its name."""
        return {
            file.file: file.sha256
            for file in (*self.manifest.documents, self.manifest.provenance)
        }

    def intact(self, name: str) -> bytes | None:
        """Return a file that is as it was written; None for another or none."""
        content = self.contents.get(name)
        if content is None or sha256_of(content) != self.listed.get(name):
            return None
        return content

    def provenance(self) -> dict[str, Any] | None:
        """Return where its values came from, when that file is as it was written."""
        content = self.intact(self.manifest.provenance.file)
        try:
            found = None if content is None else strict_json(content)
        except (ValueError, RecursionError):  # the manifest was edited to fit it
            return None
        known = isinstance(found, dict) and found.get("version") == PROVENANCE_VERSION
        return found if known else None


def stored_packages(target: Path) -> tuple[StoredPackage, ...]:
    """Read the packages in a folder, or the one that the folder is, in order.

    Raises:
        DataError: there is none, or one cannot be read.
    """
    folders = [target] if (target / MANIFEST).is_file() else sorted(_below(target))
    if not folders:
        raise DataError(
            "no package stands here: there is no manifest.json",
            file=str(target),
            remedy="Give the folder that `dera render --to` wrote into.",
        )
    return tuple(_stored(folder) for folder in folders)


def _below(target: Path) -> Iterator[Path]:
    try:
        for entry in target.iterdir():
            if (entry / MANIFEST).is_file():
                yield entry
    except OSError as fault:
        raise DataError(
            f"cannot read the folder: {fault.strerror or fault}", file=str(target)
        ) from fault


def manifest_of(content: bytes) -> Manifest:
    """Read a manifest.

    Raises:
        ValidationError: it is none.
        ValueError: it says something twice.
    """
    manifest = Manifest.model_validate_json(content)
    strict_json(content)
    return manifest


def _stored(folder: Path) -> StoredPackage:
    try:
        manifest = manifest_of(regular_bytes(folder / MANIFEST))
        contents = {
            entry.name: regular_bytes(entry) if entry.is_file() else b""
            for entry in sorted(folder.iterdir())
            if entry.name != MANIFEST
        }
    except OSError as fault:
        raise DataError(
            f"cannot read the package: {fault.strerror or fault}", file=str(folder)
        ) from fault
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise DataError(
            f"the manifest cannot be used: {where + ': ' if where else ''}"
            f"{first['msg']}",
            file=str(folder / MANIFEST),
            remedy="Render the package anew.",
        ) from fault
    except ValueError as fault:
        raise DataError(
            f"the manifest cannot be used: {fault}",
            file=str(folder / MANIFEST),
            remedy="Render the package anew.",
        ) from fault
    return StoredPackage(folder, manifest, contents)
