"""Read waivers, from declarations and from comments, as one value."""

import re
from collections.abc import Iterable
from datetime import date
from unicodedata import normalize

from checker.load.comments import Comment
from checker.model.declaration import Declaration
from checker.model.engine import engine_finding
from checker.model.finding import Finding, Subject
from checker.model.waiver import Waiver, WaiverKind

__all__ = ["read_waivers"]

_MEANT = re.compile(
    r"#+\s*dera\s*:\s*(waive|waiver|waived|ignore|disable|skip|suppress|noqa)\b",
    re.IGNORECASE,
)
"""What a comment that is to excuse something begins with, in anyone's spelling.

Any other comment is prose, whatever it mentions: it excuses nothing.
"""

_HEAD = re.compile(r"#[ \t]*dera:[ \t]*waive\[([^\[\]]*)\]")
_POLICY = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z][A-Z0-9]*)?-[0-9]{3}")
_UNTIL = re.compile(r"[ \t]+until[ \t]+([0-9]{4}-[0-9]{2}-[0-9]{2})(?=[ \t]|$)")
_REASON = re.compile(r"[ \t]+--[ \t]+(.*\w.*)")


class _MalformedError(Exception):
    """A comment is to be a waiver and does not read as one; says what is wrong."""


def read_waivers(
    declarations: Iterable[Declaration], comments: Iterable[Comment]
) -> tuple[tuple[Waiver, ...], tuple[Finding, ...]]:
    """Read every waiver of a portfolio.

    Args:
        declarations: the usable ones of the kind `waiver`.
        comments: of its files; empty where inline waivers do not count.

    Returns:
        The waivers, and a finding for each comment that is to be one and is not.
    """
    waivers = [_declared(declaration) for declaration in declarations]
    findings: list[Finding] = []
    for comment in comments:
        if not _MEANT.match(normalize("NFKC", comment.text)):
            continue
        try:
            waivers.append(_inline(comment))
        except _MalformedError as error:
            findings.append(
                engine_finding(
                    "WAIVER-008",
                    comment.place,
                    f"this comment waives nothing: {error}",
                    path=comment.text,
                )
            )
    return tuple(waivers), tuple(findings)


def _declared(declaration: Declaration) -> Waiver:
    data = declaration.data
    return Waiver(
        kind=WaiverKind.DECLARED,
        policy=data["policy"],
        subject=Subject(data["subject"]["kind"], data["subject"]["id"]),
        element=data.get("element", ""),
        reason=data["reason"].strip(),
        approved_by=data["approved_by"],
        ticket=data["ticket"],
        expires_on=date.fromisoformat(data["expires_on"]),
        place=declaration.place(("id",)),
    )


def _inline(comment: Comment) -> Waiver:
    text = comment.text
    if len(_MEANT.findall(normalize("NFKC", text))) > 1:
        raise _MalformedError("it holds several waivers; give each a line of its own")
    head = _HEAD.match(text)
    if head is None:
        raise _MalformedError("it does not begin with `# dera: waive[` and a policy")
    if not _POLICY.fullmatch(head[1]):
        raise _MalformedError("one identifier of a policy belongs into the brackets")
    until = _UNTIL.match(text, head.end())
    if until is None:
        raise _MalformedError("` until ` and a date as 2027-01-31 come next")
    reason = _REASON.fullmatch(text, until.end())
    if reason is None:
        raise _MalformedError("` -- ` and a reason in words come last")
    return Waiver(
        kind=WaiverKind.INLINE,
        policy=head[1],
        line=comment.about,
        reason=reason[1],
        expires_on=_day(until[1]),
        place=comment.place,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _MalformedError(f"{text} is no day of the calendar") from error
