"""How input is made up, and how `dera` is run on it, for the tests that fuzz.

`DERA_FUZZ=100` makes a hundred times as many examples, at random; benchmarks/fuzz.py
runs that and counts.
"""

import io
import os
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from checker.cli.entry import run

__all__ = [
    "DAY",
    "EXAMPLES",
    "HOSTILE",
    "TIMES",
    "Mutation",
    "Outcome",
    "budget",
    "dera",
    "files",
    "judged_twice",
    "mutations",
    "seeds",
]

EXAMPLES = Path(__file__).parents[1] / "examples"
TIMES = int(os.environ.get("DERA_FUZZ", "0"))
DAY = ("--as-of", "2026-12-08")


def budget(examples: int) -> settings:
    """Return how many examples are made: the same ones each time, in CI."""
    return settings(
        max_examples=examples * max(TIMES, 1),
        derandomize=not TIMES,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


class Outcome(NamedTuple):
    """An exit code and what was printed."""

    code: int
    out: str
    err: str


def dera(root: Path, *args: str) -> Outcome:
    """Run a command below a folder; its exit code is one of the table."""
    out, err = io.StringIO(), io.StringIO()
    with chdir(root), redirect_stdout(out), redirect_stderr(err):
        code = run(args)
    assert code in (0, 1, 2, 3), err.getvalue()
    return Outcome(code, out.getvalue(), err.getvalue())


def files(root: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


HOSTILE = (
    "~", "[]", "{}", "''", "no", "true", "-1", "0", "1e308", "-1e-300", "9" * 18, "x",
    "0.1", "{a: 1}", "[1, 2]", "[[]]", "2026-02-30", "1000-01-01", "8999-12-31", "é",
    "2026-12-08", "'2026-12-08T25:00:00Z'", '"\\n"', "*a", "&a 1", "!!python/object:x",
    "'{{ 1 }}'", "'<script>'", "'=1+1'", "'::error::x'", "'../../x'", "/dev/null",
    "'%'", "'a'*9", "|", ">-", "- x", "x: y", "'" + "k" * 300 + "'", "0x10", ".nan",
)  # fmt: skip
LINES = ("dera: v1", "  id: x", "---", "...", "\t", "- a", "kind: site", "# dera: x")


class Mutation(NamedTuple):
    """One change of a text."""

    how: str
    where: float
    what: str

    def applied(self, text: str) -> str:
        """Return the text with the change."""
        lines = text.split("\n")
        at = int(self.where * (len(lines) - 1))
        key, colon, _ = lines[at].partition(": ")
        changed = {
            "drop": [],
            "twice": [lines[at], lines[at]],
            "value": [f"{key}{colon}{self.what}"],
            "indent": [f" {lines[at]}"],
            "insert": [lines[at], self.what],
            "cut": [lines[at][: len(lines[at]) // 2]],
        }.get(self.how)
        if changed is None:
            return text[: int(self.where * len(text))]
        return "\n".join(lines[:at] + changed + lines[at + 1 :])


mutations: st.SearchStrategy[Mutation] = st.builds(
    Mutation,
    st.sampled_from(
        ("value", "value", "value", "drop", "twice", "indent", "insert", "cut", "end")
    ),
    st.floats(0, 1),
    st.sampled_from(HOSTILE + LINES),
)


def seeds(*globs: str) -> tuple[Path, ...]:
    """Return the files of the examples that match."""
    return tuple(sorted(path for glob in globs for path in EXAMPLES.glob(glob)))


def judged_twice(root: Path, *more: str) -> Outcome:
    """Judge a portfolio twice: the same comes out, and nothing is written."""
    before = files(root)
    first = dera(root, "check", *DAY, "-o", "json", *more)
    assert dera(root, "check", *DAY, "-o", "json", *more) == first
    assert files(root) == before
    return first
