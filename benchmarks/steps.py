"""What each step of a cold check costs, in one process.

    python -m benchmarks.steps FOLDER

Prints, as JSON, the declarations and the seconds of each step. The functions of the
steps are timed from outside; a step within another one is not counted there.
"""

import gc
import json
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from pkgutil import resolve_name
from typing import Any
from unittest.mock import patch

from checker.evaluate.run import Options
from checker.pipeline.check import check

__all__ = ["STEPS", "steps"]

_AS_OF = date(2026, 12, 8)

STEPS = {
    "Find the files": ("checker.load.portfolio.discover",),
    "Read them": ("checker.pipeline.reading.read_one",),
    "Validate": ("checker.pipeline.reading.validate",),
    "Look for secrets": ("checker.pipeline.reading.is_plain",),
    "Put them away": ("checker.load.shelf.Shelf.put",),
    "Link": ("checker.pipeline.case.link",),
    "Build dossiers": (
        "checker.link.groups.Groups.dossier",
        "checker.pipeline.case.build_unsettled",
    ),
    "Judge": ("checker.pipeline.judging.judge_all", "checker.pipeline.case.judge_all"),
}
"""The functions of each step, where they are called from."""


class _Clock:
    """Seconds by step; time within an inner step is not the outer one's."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = dict.fromkeys(STEPS, 0.0)
        self._inner = [0.0]

    def timed(self, step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*values: Any, **named: Any) -> Any:
            self._inner.append(0.0)
            begun = time.process_time()
            try:
                return function(*values, **named)
            finally:
                took = time.process_time() - begun
                self.seconds[step] += took - self._inner.pop()
                self._inner[-1] += took

        return run


def steps(folder: Path) -> tuple[int, dict[str, float]]:
    """Check a portfolio and return its declarations and the seconds of each step."""
    clock = _Clock()
    with ExitStack() as patches:
        for step, places in STEPS.items():
            for place in places:
                function = resolve_name(place)
                patches.enter_context(patch(place, clock.timed(step, function)))
        begun = time.process_time()
        # As from the command line: nobody looks at the dossiers.
        run = check((folder,), Options(as_of=_AS_OF, today=_AS_OF, only_report=True))
        total = time.process_time() - begun
    rest = {"All else": total - sum(clock.seconds.values())}
    return run.report.declarations, clock.seconds | rest


if __name__ == "__main__":
    gc.set_threshold(1_000_000, 50, 100)  # as the command line does
    print(json.dumps(steps(Path(sys.argv[1]))))
