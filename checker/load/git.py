"""What git knows about the files of a portfolio."""

import subprocess
from functools import cached_property
from pathlib import Path

__all__ = ["GIT", "Git"]

_SECONDS = 30
GIT = ("git", "--no-optional-locks", "-c", "core.fsmonitor=false")


class Git:
    """Asks git about the folder `root`, at most once for each question.

    Without git, outside a work tree, or when git refuses, it knows nothing: then no
    file counts as ignored, so that more is checked and not less.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    @cached_property
    def _is_work_tree(self) -> bool:
        folder = self._root.absolute()
        return any((at / ".git").exists() for at in (folder, *folder.parents))

    @cached_property
    def ignored(self) -> frozenset[str]:
        """Untracked files and folders that git ignores, relative to the root."""
        arguments = ("--others", "--ignored", "--exclude-standard", "--directory")
        return frozenset(name.rstrip("/") for name in self._list(*arguments))

    def tracked(self) -> tuple[str, ...]:
        """Tracked YAML files that have a hidden name on their path."""
        patterns = (".*.yaml", ".*.yml", ".*/**", "**/.*.yaml", "**/.*.yml", "**/.*/**")
        return self._list("--cached", "--", *(f":(glob){name}" for name in patterns))

    def _list(self, *arguments: str) -> tuple[str, ...]:
        if not self._is_work_tree:
            return ()
        try:
            done = subprocess.run(  # noqa: S603 # fixed arguments, no shell
                (*GIT, "ls-files", "-z", *arguments),
                cwd=self._root,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS,
                check=True,
            )
        except (OSError, subprocess.SubprocessError):
            return ()
        names = done.stdout.decode("utf-8", "surrogateescape").split("\0")
        return tuple(name for name in names if name)
