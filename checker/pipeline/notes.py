"""What a run writes down for the next one, and how that stands in the cache."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from checker.cache import files
from checker.cache.stamps import Stamp
from checker.model.finding import Outcome

__all__ = ["Line", "Notes", "Verdicts", "load_notes", "save_notes"]

Key = tuple[str, str]

Declared = tuple[str, str, tuple[Any, ...]]
"""Kind and id of a declaration, and what is known of it (`Known`)."""

Line = tuple[Outcome, str, str]
"""How a policy came out, and why it does not apply; see `VerdictLine`."""

Verdicts = tuple[int, frozenset[Key], frozenset[Key], Mapping[str, Line]]
"""Of a subject: its gate, what it holds and what it rests on (`Settled`), its lines."""


@dataclass(frozen=True, slots=True)
class Notes:
    """What one run found out.

    Attributes:
        files: by name of each file without a fault: its stamp (none when it had just
            been changed), its hex SHA-256, and what it declares.
        keys: every declaration there was.
        verdicts: of each subject of which nothing was to be said.
        attached: digest of what was read besides declarations.
    """

    files: Mapping[str, tuple[Stamp | None, str, tuple[Declared, ...]]] = field(
        default_factory=dict
    )
    keys: frozenset[Key] = frozenset()
    verdicts: Mapping[Key, Verdicts] = field(default_factory=dict)
    attached: str = ""


def save_notes(file: str, settings: str, notes: Notes) -> bool:
    """Write notes to a file of the cache.

    Args:
        file: which one.
        settings: digest of all that a verdict depends on besides declarations.
        notes: what is written.
    """
    keys = sorted(notes.keys | {("portfolio", "portfolio")})
    number = {key: index for index, key in enumerate(keys)}
    tables: dict[tuple[Any, ...], int] = {}
    verdicts = []
    for key, (gate, held, rests_on, lines) in notes.verdicts.items():
        table = tuple(
            (policy, str(line[0]), *line[1:]) for policy, line in lines.items()
        )
        which = tables.setdefault(table, len(tables))
        more = rests_on - held
        verdicts.append(
            (
                number[key],
                gate,
                tuple(number[each] for each in held if each in number),
                tuple(number[each] for each in more if each in number),
                which,
            )
        )
    data = (settings, notes.attached, keys, dict(notes.files), list(tables), verdicts)
    return files.write(file, data)


def load_notes(file: str, settings: str) -> Notes:
    """Read the notes of an earlier run; empty ones when there are none to be used.

    Args:
        file: where they are.
        settings: as for `save_notes`; what was noted under others is not used.
    """
    data = files.read(file)
    if data is None or data[0] != settings:
        return Notes()
    _, attached, keys, known, tables, verdicts = data
    lines = [
        {policy: (Outcome(outcome), *why) for policy, outcome, *why in table}
        for table in tables
    ]
    name = keys.__getitem__
    noted = {}
    for key, gate, held, more, which in verdicts:
        holds = frozenset(map(name, held))
        rests_on = holds.union(map(name, more)) if more else holds
        noted[keys[key]] = (gate, holds, rests_on, lines[which])
    return Notes(known, frozenset(keys), noted, attached)
