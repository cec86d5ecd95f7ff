"""What differs between two states of a file, for a person in front of `git diff`."""

from collections.abc import Iterator, Sequence
from difflib import unified_diff

from checker.plan.difference import Change, ChangeType
from checker.plan.rules import CompiledRule
from checker.report.cells import one_line, visible
from checker.report.paint import Paint
from checker.report.plan_words import changed_values

__all__ = ["difference_text", "plain_text"]

_MARKS = {
    ChangeType.ADDED: ("+", "pass"),
    ChangeType.REMOVED: ("-", "error"),
    ChangeType.CHANGED: ("~", "warning"),
}


_MOST_LINES = 5_000
"""Lines that are compared in a moment, however different they are."""


def difference_text(
    path: str, found: Sequence[tuple[Change, CompiledRule | None]], *, colour: bool
) -> str:
    """Return the changes of a file, by declaration, each with what it may set off.

    Args:
        path: how the file is called.
        found: the changes, each with the rule that is about it.
        colour: write ANSI colours.
    """
    paint = Paint(colour)
    lines = [paint("strong", f"dera diff {one_line(path)}")]
    if not found:
        lines.append("  no declaration differs: order, format or comments only")
    last = None
    for change, rule in found:
        if (change.kind, change.id) != last:
            last = (change.kind, change.id)
            lines.append(f"  {paint('strong', one_line(' '.join(last)))}")
        lines += _change(change, rule, paint)
    return "\n".join(lines) + "\n"


def _change(change: Change, rule: CompiledRule | None, paint: Paint) -> Iterator[str]:
    mark, style = _MARKS[change.type]
    yield f"    {paint(style, mark)} {one_line(changed_values(change))}"
    if rule is None:
        yield f"        {paint('error', 'no consequence known')}: review it by hand"
        return
    titles = ", ".join(effect.effect.title for effect in rule.effects)
    tail = f" (may set off: {titles})" if titles else ""
    yield f"        {one_line(rule.titled(change) + tail)}"


def plain_text(path: str, before: str, after: str) -> str:
    """Return the usual difference of two texts, made safe for a terminal.

    Args:
        path: how the file is called.
        before: the text before.
        after: the text after.
    """
    old, new = before.splitlines(), after.splitlines()
    if max(len(old), len(new)) > _MOST_LINES:
        return (
            f"dera diff {one_line(path)}\n  holds no declarations, and too many lines"
            " to compare here: git diff --no-ext-diff shows them\n"
        )
    lines = unified_diff(old, new, f"a/{path}", f"b/{path}", lineterm="")
    return "".join(f"{visible(line)}\n" for line in lines)
