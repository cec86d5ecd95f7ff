"""Keep what a check answered, where a later one may give the same answer."""

import sys
from pathlib import Path

from checker.cache.keep import Answer, keep
from checker.cache.witness import Witness
from checker.evaluate.run import Run

__all__ = ["keep_answer"]

_UNREADABLE = "READ-001"


def keep_answer(
    witness: Witness, text: str, code: int, run: Run, paths: tuple[Path, ...]
) -> None:
    """Keep the answer of this process.

    What could not be read is looked at anew each time: what keeps a file from being
    read is not written in it.

    Args:
        witness: what was looked at.
        text: what was written to standard output, and nothing was written else.
        code: the exit code.
        run: what was judged.
        paths: what the caller asked about.
    """
    report = run.report
    if any(finding.policy == _UNREADABLE for finding in report.findings):
        return
    inputs = {file.file: file.sha256 for file in report.inputs}
    start = (*paths, Path())[0]
    keep(sys.argv[1:], Answer(text, code, run.root, start, inputs, run.stamps), witness)
