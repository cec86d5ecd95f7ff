"""Judge one aggregation by the rule book and by hand, in turns, in one process.

    python -m benchmarks.judging FOLDER ROUNDS

Prints, as JSON, the ratio of each round and the median milliseconds of both. The rule
book judges all policies of an aggregation, by hand are those that visit its sites.
"""

import gc
import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.by_hand import RULES, judge_by_hand
from checker.evaluate.bench import bench_of
from checker.evaluate.judgement import judge_all
from checker.evaluate.run import Options
from checker.pipeline.case import dossiers_of, read_case

__all__ = ["judging"]

_AS_OF = date(2026, 12, 8)
_KIND = "aggregation"


def judging(folder: Path, rounds: int) -> dict[str, Any]:
    """Measure both on the one aggregation of a portfolio.

    Raises:
        ValueError: they do not say the same.
    """
    options = Options(as_of=_AS_OF, today=_AS_OF)
    case = read_case(folder, options)
    bench = bench_of(case.pack, case.configuration, _AS_OF, options)
    dossiers = dossiers_of(case, _AS_OF)
    (dossier,) = (one for one in dossiers if one.subject.kind == _KIND)
    params, as_of = bench.params(bench.profile), _AS_OF.isoformat()
    verdicts = {v.policy: v.outcome.name for v in judge_all(bench, [dossier]).verdicts}
    by_hand = judge_by_hand(dossier, params, as_of)
    unlike = [name for name in RULES if verdicts[name] != by_hand[name]]
    if unlike:
        raise ValueError(f"by hand they come out otherwise: {', '.join(unlike)}")
    gc.collect()
    gc.freeze()  # else one of the two pays for looking through the portfolio
    pairs = [
        (
            _seconds(lambda: judge_all(bench, [dossier])),
            _seconds(lambda: judge_by_hand(dossier, params, as_of)),
        )
        for _ in range(rounds)
    ]
    return {
        "ratios": [ours / hand for ours, hand in pairs],
        "ours": 1000 * median(ours for ours, _ in pairs),
        "by_hand": 1000 * median(hand for _, hand in pairs),
        "policies": len(verdicts),
        "rules": len(RULES),
    }


def _seconds(call: Callable[[], object]) -> float:
    begun = time.process_time()
    call()
    return time.process_time() - begun


if __name__ == "__main__":
    print(json.dumps(judging(Path(sys.argv[1]), int(sys.argv[2]))))
