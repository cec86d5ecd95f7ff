"""A file that a declaration names by a path of its own."""

from pathlib import Path, PurePosixPath
from typing import NamedTuple

from checker.load.decode import decode
from checker.load.looked import looked
from checker.load.read import read_bytes, reason
from checker.model.configuration import Limits
from checker.model.document import SourceText
from checker.model.finding import Finding

__all__ = ["Named", "find_named", "read_named"]


class Named(NamedTuple):
    """A file that was named: its text, or what keeps it from being read.

    Attributes:
        source: the file as it was read; None where it cannot be used at all.
        why: then the reason, in words.
        findings: what is wrong with its characters or its size.
    """

    source: SourceText | None
    why: str = ""
    findings: tuple[Finding, ...] = ()


def read_named(root: Path, owner: str, name: str, limits: Limits) -> Named:
    """Read a text file below the portfolio root.

    Hidden files are not read, so that no message shows what stands in them; nor is
    what lies outside the root, by its path or through a link.

    Args:
        root: the portfolio root.
        owner: the file with the declaration, relative to the root.
        name: what the declaration names, relative to its own folder.
        limits: how large the file may be.
    """
    found = find_named(root, owner, name)
    raw = found if isinstance(found, str) else read_bytes(found[1], limits)
    if isinstance(found, str) or isinstance(raw, str):
        return Named(None, str(raw))
    source, findings = decode(found[0], raw, limits)
    return Named(source, "", tuple(findings))


def find_named(root: Path, owner: str, name: str) -> tuple[str, Path] | str:
    """Find a file below the portfolio root, as `read_named` does.

    Returns:
        Its path from the root and the file itself, links followed; or why it is not
        to be read, in words.
    """
    relative = _relative(owner, name)
    if relative is None:
        return "it leads out of the portfolio"
    real = _real(root, relative)
    return real if isinstance(real, str) else (relative.as_posix(), real)


def _real(root: Path, relative: PurePosixPath) -> Path | str:
    """Follow the links of a path, or say why they cannot be followed."""
    looked(str(root / relative))
    try:
        real = (root / relative).resolve(strict=True)
        steps = real.relative_to(root.resolve()).parts
    except ValueError:
        return "a link leads out of the portfolio"
    except OSError as error:
        return reason(error)
    except RuntimeError:  # a loop of links, before Python 3.13
        return "the link leads nowhere"
    if any(step.startswith(".") for step in (*relative.parts, *steps)):
        return "hidden files are not read"
    return real


def _relative(owner: str, name: str) -> PurePosixPath | None:
    """Return a path from the root, or None when it leads out of it."""
    if name.startswith("/") or "\0" in name or "\\" in name:
        return None
    steps: list[str] = list(PurePosixPath(owner).parent.parts)
    for step in PurePosixPath(name).parts:
        if step != "..":
            steps.append(step)
        elif steps:
            steps.pop()
        else:
            return None
    return PurePosixPath(*steps)
