"""What became of packages that were written earlier, in words."""

from collections.abc import Iterable, Iterator

from checker.cli.packages import reason_text
from checker.render.compare import Compared, Difference, Kind
from checker.render.sources import Change
from checker.report.cells import one_line, visible
from checker.report.paint import Paint
from checker.report.text import counted

__all__ = ["verified_text"]

_SHOWN = 12
"""Changes of one document that are shown; the rest is counted."""

_WORDS = {
    Kind.EDITED: "was changed after it was written",
    Kind.MISSING: "is missing in the folder",
    Kind.STRANGE: "does not belong to the package",
    Kind.OUTDATED: "no longer matches its declarations",
    Kind.NEW: "would be written now and is not in the package",
    Kind.GONE: "would not be written any more",
}


def verified_text(
    packages: Iterable[Compared], *, colour: bool = False, below: str = ""
) -> str:
    """Return which documents still match their declarations, and what changed.

    Args:
        packages: as they were compared.
        colour: write ANSI colours.
        below: what leads from where the reader stands to the portfolio's files.
    """
    paint = Paint(colour)
    packages = tuple(packages)
    blocks = ["\n".join(_package(package, paint, below)) for package in packages]
    good = sum(package.matches for package in packages)
    totals = f"{counted(good, 'package')} of {len(packages)} as declared"
    return "\n\n".join([*blocks, totals]) + "\n"


def _package(package: Compared, paint: Paint, below: str) -> Iterator[str]:
    folder = visible(package.stored.folder.as_posix())
    draft = " (draft)" if package.stored.manifest.draft else ""
    if package.matches:
        count = counted(len(package.stored.manifest.documents), "file")
        yield f"{paint('pass', 'matches')} {folder}/{draft}: {count}"
    else:
        yield f"{paint('error', 'differs')} {paint('strong', f'{folder}/')}{draft}"
    if package.vanished:
        yield (
            "  the portfolio does not hold it any more, or none of its documents is due"
        )
    if package.refusal is not None:
        yield "  it would be refused now:"
        yield from (f"    {reason_text(r, below)}" for r in package.refusal.reasons)
    for difference in package.differences:
        yield from _difference(difference, below)
    yield from (f"  note: {one_line(note)}" for note in package.notes)


def _difference(difference: Difference, below: str) -> Iterator[str]:
    words = f": {one_line(difference.words)}" if difference.words else ""
    yield f"  {one_line(difference.file)} {_WORDS[difference.kind]}{words}"
    for change in difference.changes[:_SHOWN]:
        yield f"    {_change(change, below)}"
    more = len(difference.changes) - _SHOWN
    if more > 0:
        yield f"    and {counted(more, 'more change')}"


def _change(change: Change, below: str) -> str:
    place = f"{one_line(below + change.file)}:{change.line}: " if change.file else ""
    was, now = _texts(change.was), _texts(change.now)
    if was and now:
        what = f"{was} is {now} now"
    else:
        what = f"{now} would be printed now" if now else f"{was} would not be printed"
    return f"{place}{what} ({one_line(change.source)})"


def _texts(texts: Iterable[str]) -> str:
    return ", ".join(f"`{one_line(text)}`" for text in texts)
