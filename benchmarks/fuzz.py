"""Fuzz for longer than CI does, and print what was run and what was found.

    python benchmarks/fuzz.py [TIMES]

makes TIMES as many examples as CI (20 when not given), at random. A hang ends after an
hour. Leaves with 1 when something was found.
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
_HOUR = 3600
_COUNTED = re.compile(r"(\d+) passing, (\d+) failing")


def main(times: str = "20") -> int:
    """Run the properties and print a line of figures."""
    command = [sys.executable, "-m", "pytest", "-q", "tests/fuzz"]
    begun = time.monotonic()
    done = subprocess.run(
        [*command, "--hypothesis-show-statistics"],
        cwd=ROOT,
        env={**os.environ, "DERA_FUZZ": times},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_HOUR,
        check=False,
    )
    seconds = time.monotonic() - begun
    counts = [tuple(map(int, found)) for found in _COUNTED.findall(done.stdout)]
    examples = sum(passing + failing for passing, failing in counts)
    failed = re.findall(r"^FAILED (\S+)", done.stdout, re.MULTILINE)
    print(f"seconds {seconds:.0f}, examples {examples}, findings {len(failed)}")
    if done.returncode:
        print(done.stdout[-20_000:])
    return 1 if done.returncode else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
