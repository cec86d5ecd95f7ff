"""Which paths an `exclude` pattern means: the rules of a `.gitignore`, no negation."""

from fnmatch import fnmatchcase

from checker.errors import ConfigurationError

__all__ = ["Globs"]


class Globs:
    """Patterns over paths relative to the portfolio root.

    `*` and `?` stay within one name, `[abc]` is one of these characters, and `**` is
    any number of folders. A pattern without a slash, or with one only at its end,
    holds at any depth; another one begins at the root. A slash at the end means
    folders only. A folder that is excluded takes along what it contains.

    Raises:
        ConfigurationError: a pattern is empty or negated.
    """

    def __init__(self, patterns: tuple[str, ...]) -> None:
        self._patterns = tuple(map(_split, patterns))

    def match(self, parts: tuple[str, ...], *, folder: bool) -> bool:
        """Tell whether a path, given by its names, is excluded by itself."""
        return any(
            (folder or not only_folders) and _match(parts, names)
            for names, only_folders in self._patterns
        )


def _split(pattern: str) -> tuple[tuple[str, ...], bool]:
    """Return the names of a pattern, and whether it means folders only."""
    body = pattern.removesuffix("/")
    if body.startswith("!") or not body.strip("/"):
        raise ConfigurationError(
            f"`exclude` holds the pattern `{pattern}`, which excludes nothing",
            remedy="Name what is to be left out; a `!` pattern is not understood.",
        )
    names = tuple(name for name in body.split("/") if name)
    if "/" not in body:
        names = ("**", *names)
    if names[-1] == "**":
        names = (*names, "*")  # `a/**` is what `a` contains and not `a` itself
    return names, pattern.endswith("/")


def _match(parts: tuple[str, ...], names: tuple[str, ...]) -> bool:
    """Match names of a path against names of a pattern, one by one.

    `reached` holds how many names of the pattern the parts so far may have used up, so
    that the time is bounded by the product of the two lengths.
    """
    reached = _skip({0}, names)
    for part in parts:
        open_ends = {at for at in reached if at < len(names)}
        stay = {at for at in open_ends if names[at] == "**"}
        step = {at + 1 for at in open_ends - stay if fnmatchcase(part, names[at])}
        reached = _skip(stay | step, names)
    return len(names) in reached


def _skip(reached: set[int], names: tuple[str, ...]) -> set[int]:
    """Add what is reached when each `**` stands for no folder at all."""
    found = set(reached)
    for at in range(len(names)):
        if at in found and names[at] == "**":
            found.add(at + 1)
    return found
