"""`dera schema`: the JSON Schemas, for people and for editors."""

import json
from collections.abc import Mapping
from difflib import get_close_matches
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from checker.cli.output import replace_file
from checker.cli.terminal import write
from checker.errors import OutputError, SchemaError, UsageError
from checker.resources import data_dir

__all__ = ["command"]

_SUFFIX = ".schema.json"


@click.command(
    "schema",
    epilog="""\b
Examples:
  dera schema                   the kinds of declarations, and the other schemas
  dera schema site              print one
  dera schema --to .schemas     write them all; a site's file then begins with
      # yaml-language-server: $schema=.schemas/site.schema.json
""",
)
@click.argument("kind", required=False)
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write every schema into this folder, for editors.",
)
def command(kind: str | None, to: Path | None) -> int:
    """Print the JSON Schema of KIND; list the kinds when none is given."""
    schemas = {
        file.name.removesuffix(_SUFFIX): file
        for file in sorted(data_dir("schemas").iterdir(), key=lambda each: each.name)
        if file.name.endswith(_SUFFIX)
    }
    if kind is not None and kind not in schemas:
        near = get_close_matches(kind, schemas, n=1)
        raise UsageError(
            f"there is no schema `{kind}`",
            remedy=f"did you mean {near[0]}?" if near else "`dera schema` lists them",
        )
    chosen = schemas if kind is None else {kind: schemas[kind]}
    if to is not None:
        _write_all(chosen, to)
    elif kind is not None:
        write(schemas[kind].read_text(encoding="utf-8"))
    else:
        write(_listed(schemas))
    return 0


def _write_all(schemas: Mapping[str, Traversable], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"cannot be made: {error.strerror}", file=str(folder)
        ) from error
    for file in schemas.values():
        replace_file(folder / file.name, file.read_text(encoding="utf-8"))
    write(f"{len(schemas)} schemas written to {folder}\n")


def _listed(schemas: Mapping[str, Traversable]) -> str:
    """Return the kinds of declarations, then the schemas of other files."""
    kinds: list[str] = []
    others: list[str] = []
    width = max(map(len, schemas), default=0)
    for name, file in schemas.items():
        try:
            data = json.loads(file.read_text(encoding="utf-8"))
        except ValueError as error:
            raise SchemaError(str(error), file=f"schemas/{file.name}") from error
        row = f"  {name:<{width}}  {data.get('title', '')}".rstrip()
        declared = data.get("properties", {}).get("kind", {})
        (kinds if declared.get("const") == name else others).append(row)
    return "\n".join(["Kinds of declarations:", *kinds, "", "Others:", *others]) + "\n"
