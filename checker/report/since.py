"""What a change did, beside the findings that it caused."""

from typing import Any

from checker.model.report import Since
from checker.report.cells import one_line
from checker.report.paint import Paint
from checker.report.plain import location_data

__all__ = ["compared", "since_block", "since_data"]

_SHORT = 12


def compared(since: Since) -> list[str]:
    """Return sentences: what the change did, and what the base could not say."""
    revision = one_line(since.revision)
    counts = f"{since.new} new, {len(since.fixed)} fixed, {since.unchanged} unchanged"
    said = [f"Since {revision} ({since.commit[:_SHORT]}): {counts}."]
    if not since.existed:
        said.append(f"There was no portfolio here at {revision}: all of it is new.")
    if since.unread:
        where = ", ".join(map(one_line, since.unread))
        said.append(
            f"At {revision} these could not be read, and what that hid is new: {where}."
        )
    return said


def since_block(
    since: Since | None, paint: Paint, below: str, *, verbose: bool
) -> list[str]:
    """Return the block of a text report, none when nothing is compared.

    Args:
        since: what is compared with.
        paint: the colours.
        below: what leads from where the reader stands to the portfolio's files.
        verbose: whether to list what is fixed.
    """
    if since is None:
        return []
    first, *others = compared(since)
    rows = [paint("strong", first), *others]
    for finding in since.fixed if verbose else ():
        place = (
            f"{one_line(below + finding.location.file)}:{finding.location.span.line}"
        )
        name = paint("pass", f"fixed[{finding.policy} {finding.name}]")
        rows.append(f"  {name} {place}: {one_line(finding.message)}")
    return ["\n".join(rows)]


def since_data(since: Since) -> dict[str, Any]:
    """Return the key `since` of the JSON report."""
    return {
        "revision": since.revision,
        "commit": since.commit,
        "existed": since.existed,
        "new": since.new,
        "unchanged": since.unchanged,
        "fixed": [
            {
                "policy": finding.policy,
                "subject": {"kind": finding.subject.kind, "id": finding.subject.id},
                "location": location_data(finding.location),
                "message": finding.message,
                "fingerprint": finding.fingerprint,
            }
            for finding in since.fixed
        ],
        "unread": list(since.unread),
    }
