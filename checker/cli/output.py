"""Where a report goes: `-o FORMAT` to standard output, `-o FORMAT=FILE` to a file."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from checker.errors import OutputError, UsageError

__all__ = ["FORMATS", "Target", "parse_targets", "replace_bytes", "replace_file"]

FORMATS = ("text", "json", "sarif", "junit", "github", "gitlab", "markdown")


class Target(NamedTuple):
    """A format, and the file it goes to; standard output when there is none."""

    format: str
    file: Path | None


def parse_targets(
    specifications: tuple[str, ...], formats: Sequence[str] = FORMATS
) -> tuple[Target, ...]:
    """Read the values of `-o`.

    When none of them names standard output, the text report goes there: a run in a
    terminal is never silent.

    Args:
        specifications: `FORMAT` or `FORMAT=FILE`, each.
        formats: those that there are.

    Raises:
        UsageError: an unknown format, or two formats for standard output.
    """
    targets = [_target(specification, formats) for specification in specifications]
    shown = [target.format for target in targets if target.file is None]
    if len(shown) > 1:
        raise UsageError(
            f"only one format can go to standard output, not {' and '.join(shown)}",
            remedy=f"send one of them to a file: -o {shown[1]}=FILE",
        )
    return tuple(targets if shown else [Target("text", None), *targets])


def _target(specification: str, formats: Sequence[str]) -> Target:
    name, equals, file = specification.partition("=")
    if name not in formats:
        raise UsageError(
            f"`{name}` is not an output format",
            remedy=f"use one of: {', '.join(formats)}",
        )
    if equals and not file:
        raise UsageError(f"`-o {specification}` names no file")
    return Target(name, Path(file) if file else None)


def replace_file(path: Path, text: str) -> None:
    """Write a text as `replace_bytes` does, in UTF-8.

    Raises:
        OutputError: the file cannot be written; what stood there still does.
    """
    replace_bytes(path, text.encode())


def replace_bytes(path: Path, content: bytes) -> None:
    """Write a file under a temporary name and rename it, so that none is ever half.

    A device or a pipe is written to as it is.

    Raises:
        OutputError: the file cannot be written; what stood there still does.
    """
    part = None
    try:
        path = path.resolve()
        if path.exists() and not path.is_file():
            path.write_bytes(content)
            return
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        part.write_bytes(content)
        part.replace(path)
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a link loop
        why = getattr(error, "strerror", None) or error
        raise OutputError(f"cannot be written: {why}", file=str(path)) from error
    finally:
        if part is not None:
            with suppress(OSError):
                part.unlink(missing_ok=True)
