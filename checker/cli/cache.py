"""`dera cache`: show or clear what earlier runs have kept."""

import click

from checker.cache.kept import cleared, kept_in
from checker.cache.place import cache_folder
from checker.cli.terminal import write
from checker.errors import OutputError

__all__ = ["command"]

_folder = click.option(
    "--cache-dir", metavar="DIR", help="The cache of another place than this user's."
)


@click.group(
    "cache",
    epilog="""\b
Examples:
  dera cache info                             where it is, and how large
  dera cache clear                            remove it
""",
)
def command() -> None:
    """Show or clear what earlier runs have kept.

    Without it a run takes longer and says the same.
    """


@command.command("info")
@_folder
def info(cache_dir: str | None) -> int:
    """Show where the cache is and how much it holds."""
    folder = cache_folder(cache_dir)
    kept = kept_in(folder)
    size = sum(size for _, size in kept)
    write(f"{folder}: {len(kept)} files, {size / 1024:,.0f} KiB\n")
    return 0


@command.command("clear")
@_folder
def clear(cache_dir: str | None) -> int:
    """Remove everything in the cache; nothing else in its folder is touched.

    Raises:
        OutputError: a file of it cannot be removed.
    """
    folder = cache_folder(cache_dir)
    try:
        count = cleared(folder)
    except OSError as error:
        raise OutputError(f"the cache cannot be cleared: {error}") from error
    write(f"{folder}: {count} files removed\n")
    return 0
