"""What came of rendering, in words."""

from collections.abc import Iterable, Iterator

from checker.model.finding import Subject
from checker.model.report import Report
from checker.render.material import (
    Reason,
    Refusal,
    Rendered,
    Unneeded,
    Waiting,
    WrittenPackage,
)
from checker.report.cells import one_line, visible
from checker.report.paint import Paint
from checker.report.text import conditions, counted

__all__ = ["reason_text", "rendered_text"]


def rendered_text(  # noqa: PLR0913 # one parameter for each wish of the caller
    rendered: Rendered,
    report: Report,
    *,
    draft: bool = False,
    wrote: bool = True,
    colour: bool = False,
    below: str = "",
) -> str:
    """Return what was written, what waits and what was refused, with its reasons.

    Args:
        rendered: what came of rendering.
        report: the judgement that it rests on.
        draft: the packages are drafts.
        wrote: the packages were written, and not only tried.
        colour: write ANSI colours.
        below: what leads from where the reader stands to the portfolio's files.
    """
    paint = Paint(colour)
    blocks = [
        *(_refusal(refusal, below, paint) for refusal in rendered.refused),
        *_block(_written(package, wrote, paint) for package in rendered.written),
        *_block(_waiting(waiting, paint) for waiting in rendered.waiting),
        *_block(_unneeded(unneeded, paint) for unneeded in rendered.unneeded),
    ]
    done = "written" if wrote else "complete"
    totals = (
        f"{counted(len(rendered.written), 'package')} {done},"
        f" {len(rendered.refused)} refused,"
        f" {counted(len(rendered.waiting), 'document')} not due yet"
        f" ({', '.join([*(['draft'] if draft else []), *conditions(report)])})"
    )
    return "\n\n".join([*blocks, totals]) + "\n"


def _block(lines: Iterable[str]) -> Iterator[str]:
    text = "\n".join(lines)
    if text:
        yield text


def _written(
    package: WrittenPackage,
    wrote: bool,  # noqa: FBT001 # a private step
    paint: Paint,
) -> str:
    files = ", ".join(map(one_line, _grouped(package.files)))
    folder = visible(package.folder.as_posix())
    done = paint("pass", "written" if wrote else "complete")
    return f"{done} {folder}/: {files}"


def _grouped(names: Iterable[str]) -> Iterator[str]:
    """Yield file names, those of one document together: `letter.{md,html}`."""
    endings: dict[str, list[str]] = {}
    for name in names:
        stem, dot, ending = name.partition(".")
        endings.setdefault(stem + dot, []).append(ending)
    for stem, found in endings.items():
        yield stem + (found[0] if len(found) == 1 else f"{{{','.join(found)}}}")


def _named(subject: Subject) -> str:
    return one_line(f"{subject.kind} {subject.id}")


def _waiting(waiting: Waiting, paint: Paint) -> str:
    document, subject = one_line(waiting.document), _named(waiting.subject)
    return (
        f"{paint('note', 'not due')} {document} of {subject}:"
        f" due at the {waiting.gate.name} gate, {waiting.claimed.name} is claimed"
    )


def _unneeded(unneeded: Unneeded, paint: Paint) -> str:
    document, subject = one_line(unneeded.document), _named(unneeded.subject)
    word = paint("note", "not needed")
    return f"{word} {document} of {subject}: {one_line(unneeded.why)}"


def _refusal(refusal: Refusal, below: str, paint: Paint) -> str:
    lines = [
        paint("error", "refused")
        + paint("strong", f" {_named(refusal.subject)}: ")
        + (", ".join(map(one_line, refusal.documents)) or "every document")
    ]
    lines += [
        f"  {reason_text(reason, below)}{_needing(reason, refusal)}"
        for reason in refusal.reasons
    ]
    if refusal.stale is not None:
        stale = visible(refusal.stale.as_posix())
        lines.append(f"  note: an earlier package still stands in {stale}/")
    return "\n".join(lines)


def _needing(reason: Reason, refusal: Refusal) -> str:
    """Name the documents that need what is not there, when the others do not."""
    documents = reason.documents
    if not documents or set(documents) >= set(refusal.documents):
        return ""
    return f" (needed by {', '.join(map(one_line, documents))})"


def reason_text(reason: Reason, below: str) -> str:
    """Return a reason to refuse, with its place and its policy."""
    parts = []
    if reason.location is not None:
        span = reason.location.span
        file = one_line(below + reason.location.file)
        parts.append(f"{file}:{span.line}:{span.column}")
    if reason.policy:
        parts.append(reason.policy)
    return ": ".join([*parts, one_line(reason.message)])
