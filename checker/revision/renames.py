"""Which file a file has become: same content, or most of its lines."""

from collections import Counter
from collections.abc import Mapping

__all__ = ["renames"]

_MOST_PAIRS = 40_000


def renames(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> dict[str, str]:
    """Return the new name of each file that was renamed.

    A file of the same name is the same file. As with git, a file that has gone is one
    that has come when at least half of the lines of the larger are the same; the
    closest pair first. With very many of both, only equal content counts.

    Args:
        before: content by name, of the earlier files.
        after: content by name, of the later ones.
    """
    gone = {name: text for name, text in before.items() if name not in after}
    come = {name: text for name, text in after.items() if name not in before}
    found: dict[str, str] = {}
    by_content: dict[bytes, list[str]] = {}
    for name in sorted(come, reverse=True):
        by_content.setdefault(come[name], []).append(name)
    for name in sorted(gone):
        if by_content.get(gone[name]):
            found[name] = by_content[gone[name]].pop()
    for name, new in found.items():
        del gone[name], come[new]
    if len(gone) * len(come) <= _MOST_PAIRS:
        found |= _alike(gone, come)
    return found


def _alike(gone: Mapping[str, bytes], come: Mapping[str, bytes]) -> dict[str, str]:
    """Pair files by how many lines they share."""
    earlier = {name: Counter(text.splitlines()) for name, text in gone.items()}
    later = {name: Counter(text.splitlines()) for name, text in come.items()}
    pairs = sorted(
        (-share, old, new)
        for old, lines in earlier.items()
        for new, others in later.items()
        if 2 * (share := (lines & others).total())
        >= max(lines.total(), others.total(), 1)
    )
    found: dict[str, str] = {}
    taken = set()
    for _, old, new in pairs:
        if old not in found and new not in taken:
            found[old] = new
            taken.add(new)
    return found
