"""`dera init`: a portfolio to begin with."""

import shlex
from pathlib import Path

import click

from checker.cli.terminal import write
from checker.pipeline.starter import SCHEMAS, write_starter

__all__ = ["command"]


@click.command(
    "init",
    epilog="""\b
Examples:
  dera init                     into this folder
  dera init fleet               into a folder, which is made
""",
)
@click.argument(
    "folder",
    metavar="[DIR]",
    required=False,
    default=Path(),
    type=click.Path(path_type=Path, file_okay=False),
)
def command(folder: Path) -> int:
    """Write a commented starter portfolio into DIR, the present folder by default.

    It complies as it stands, holds example values to replace, and brings the files for
    pre-commit, GitHub and GitLab. Nothing is written over.
    """
    names = write_starter(folder)
    schemas = [name for name in names if name.startswith(f"{SCHEMAS}/")]
    own = [name for name in names if name not in schemas]
    lines = [
        f"written into {folder}:",
        *(f"  {name}" for name in own),
        f"  {SCHEMAS}/ ({len(schemas)} schemas, for editors)",
        "",
        "Next:",
        *([f"  cd {shlex.quote(str(folder))}"] if folder != Path() else []),
        "  dera check            it complies; its notes say what is due later",
        "  git init              unless it stands in a repository",
        "  pre-commit install    each commit is checked from now on",
        "START-HERE.md says how to go on.",
    ]
    write("\n".join(lines) + "\n")
    return 0
