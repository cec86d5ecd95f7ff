"""A git repository of which objects are read, and nothing else.

The commands name objects and read them. No hook, filter, text conversion, pager or
file system monitor of the repository is run, no index is read or written, and nothing
is fetched.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from typing import IO, NamedTuple

from checker.errors import RevisionError

__all__ = ["Entry", "Repository", "repository_around"]

_SECONDS = 60
_TRANSPORTS = ("ext", "file", "git", "http", "https", "ssh")
_SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "protocol.allow=never",  # a partial clone fetches nothing while it is read
    *(f"protocol.{name}.allow=never" for name in _TRANSPORTS),
)
_GIT = ("git", "--no-optional-locks", "--no-pager", "--no-replace-objects")
_FETCH = (
    "This clone is shallow: `git fetch --unshallow` gets all commits, and"
    " `git fetch --depth=100 origin {}` gets those of a branch."
)


class Entry(NamedTuple):
    """What a tree of git holds: its mode, the name of its object, and its path."""

    mode: str
    oid: str
    path: PurePosixPath


class Repository:
    """The repository whose work tree begins at `top`.

    Where it is found does not depend on `GIT_DIR`, which git sets for its hooks.
    """

    def __init__(self, top: Path) -> None:
        self.top = top
        given = (part for setting in _SETTINGS for part in ("-c", setting))
        self._git = (*_GIT, *given, f"--git-dir={top / '.git'}")

    def commit(self, revision: str) -> str:
        """Return the full name of the commit that a revision means.

        Raises:
            RevisionError: it means none, or none that is in this clone.
        """
        if not revision or revision.startswith("-") or not revision.isprintable():
            raise RevisionError(
                f"`{ascii(revision)[1:-1]}` is no revision",
                remedy="Name a commit, branch or tag, such as HEAD~1 or origin/main.",
            )
        name = self._name(f"{revision}^{{commit}}")
        if name is None:
            raise self._unknown(revision)
        return name

    def tree(self, commit: str, path: PurePosixPath) -> str | None:
        """Return the name of a folder's tree at a commit; None when there is none."""
        there = self._name(f"{commit}:{'' if path == PurePosixPath() else path}")
        return there and self._name(f"{there}^{{tree}}")

    def entries(self, tree: str) -> tuple[Entry, ...]:
        """Return all files, links and submodules below a tree, by paths from there."""
        listed = self.run("ls-tree", "-r", "-z", "--full-tree", tree)
        rows = listed.decode("utf-8", "surrogateescape").split("\0")
        entries = []
        for row in filter(None, rows):
            about, _, path = row.partition("\t")
            mode, _, oid = about.split(" ")
            entries.append(Entry(mode, oid, PurePosixPath(path)))
        return tuple(entries)

    def file(self, commit: str, path: PurePosixPath) -> bytes | None:
        """Return the content of a file at a commit; None when there is none."""
        name = self._name(f"{commit}:{path}")
        if name is None or self.run("cat-file", "-t", name).strip() != b"blob":
            return None
        return self.run("cat-file", "blob", name)

    @contextmanager
    def contents(self, entries: tuple[Entry, ...]) -> Iterator[Iterator[bytes]]:
        """Give the contents of files, one by one and in order.

        Raises:
            RevisionError: the content of one is not in this clone.
        """
        with TemporaryFile() as names, TemporaryFile() as said:
            names.write(b"".join(f"{entry.oid}\n".encode() for entry in entries))
            names.seek(0)
            command = (*self._git, "cat-file", "--batch")
            with subprocess.Popen(  # noqa: S603 # fixed arguments, no shell
                command, stdin=names, stdout=subprocess.PIPE, stderr=said
            ) as process:
                if process.stdout is None:
                    raise RevisionError("git gives no output")
                try:
                    yield _contents(entries, process.stdout)
                finally:
                    process.stdout.close()
                    process.kill()

    def _name(self, what: str) -> str | None:
        """Return the name of an object; None when git knows none."""
        try:
            output = self.run("rev-parse", "--verify", "--quiet", what)
        except RevisionError:
            return None
        return output.decode("ascii", "replace").strip()

    def _unknown(self, revision: str) -> RevisionError:
        if self._name("HEAD^{commit}") is None:
            return RevisionError(
                f"there is no revision {revision}: the repository has no commit yet",
                remedy="Commit first, or judge without a base.",
            )
        shallow = self.run("rev-parse", "--is-shallow-repository").strip() == b"true"
        name = revision.removeprefix("origin/")
        return RevisionError(
            f"there is no revision {revision} in this clone",
            remedy=_FETCH.format("NAME" if name.startswith("HEAD") else name)
            if shallow
            else "`git fetch origin` gets what a branch of the remote has; `git log`"
            " shows what is here.",
        )

    def run(self, *arguments: str) -> bytes:
        """Run a command of git and return what it prints.

        Raises:
            RevisionError: git is not there, or refuses.
        """
        try:
            done = subprocess.run(  # noqa: S603 # fixed arguments, no shell
                (*self._git, *arguments),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except FileNotFoundError as error:
            raise RevisionError(
                "there is no program `git`, which reads the base",
                remedy="Install git, or judge without a base.",
            ) from error
        except (OSError, subprocess.SubprocessError) as error:
            raise RevisionError(f"git cannot be run: {error}") from error
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            reason = said[0].removeprefix("fatal: ") if said else "without a word"
            raise RevisionError(
                f"git refuses: {reason}",
                remedy="Mend the repository (`git fsck`), or judge without a base.",
            )
        return done.stdout


def repository_around(folder: Path) -> tuple[Repository, PurePosixPath]:
    """Return the repository of a folder, and the path from its top to the folder.

    Raises:
        RevisionError: the folder stands in no work tree of git.
    """
    real = folder.resolve()
    for top in (real, *real.parents):
        if (top / ".git").exists():
            repository = Repository(top)
            repository.run("rev-parse", "--git-dir")  # says why, if git refuses
            return repository, PurePosixPath(real.relative_to(top).as_posix())
        if (top / "HEAD").is_file() and (top / "objects").is_dir():
            raise RevisionError(
                f"{top} is a bare repository, with no files to compare",
                remedy="Run it in a clone, or in a work tree (`git worktree add`).",
            )
    raise RevisionError(
        f"{folder} stands in no git repository, so it has no earlier revision",
        remedy="Run it in a clone, or `git init` and commit first.",
    )


def _contents(entries: tuple[Entry, ...], stream: IO[bytes]) -> Iterator[bytes]:
    for entry in entries:
        head = stream.readline().split()
        if len(head) != 3 or head[1] != b"blob":  # noqa: PLR2004 # name, type, size
            raise RevisionError(
                f"the content of {entry.path} is not in this clone",
                remedy="Fetch it: `git fetch --refetch` without a filter.",
            )
        yield stream.read(int(head[2]))
        stream.read(1)
