"""What a caller asks for, and what one judgement gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from checker.cache.stamps import Stamp
from checker.evaluate.bench import Bench, Wishes
from checker.evaluate.extent import Extent
from checker.load.crew import ALONE, Crew
from checker.model.dossier import Dossier
from checker.model.grdt import ColumnMapping
from checker.model.report import Report
from checker.model.survey import NO_QUESTIONS, Questions

__all__ = ["Options", "Run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(Wishes):
    """What the caller decides, besides what `Wishes` are about.

    Attributes:
        as_of: the day of the judgement, in Pacific time.
        today: the day it is; another `as_of` makes the report simulated.
        gate: judge every aggregation at this gate instead of the one it claims.
        questions: what is asked besides what is wrong.
        inline_waivers: whether waivers in comments count.
        baseline: the file of findings that do not count; else dera.yaml's, if it
            names one. Only `check` reads it.
        base: the git revision since which findings count; all when None. Only `check`
            reads it.
        crew: who does the work; of what comes out, it changes nothing.
        cache: the folder of what earlier runs found out; None to judge all anew. It
            changes nothing of what comes out either, and only `check` looks at it.
        only_report: nobody looks at the dossiers behind the report.
    """

    as_of: date
    today: date
    gate: str | None = None
    inline_waivers: bool = True
    questions: Questions = NO_QUESTIONS
    baseline: Path | None = None
    base: str | None = None
    crew: Crew = ALONE
    cache: str | None = None
    only_report: bool = False

    @property
    def asks_for_verdicts(self) -> bool:
        """Tell whether verdicts are all that is asked for: no dossier is looked at."""
        return self.base is None and self.questions == NO_QUESTIONS


@dataclass(frozen=True, slots=True)
class Run:
    """One judgement.

    Attributes:
        report: what came of it.
        dossiers: every subject that was judged here.
        bench: what it rests on besides.
        root: the portfolio root.
        extent: what was judged and what was not.
        columns: the portfolio's own columns of the GRDT, for its documents.
        stamps: by path, of files that were looked at and found unchanged; see
            `checker.cache.stamps`.
    """

    report: Report
    dossiers: tuple[Dossier, ...]
    bench: Bench
    root: Path
    extent: Extent
    columns: ColumnMapping | None = None
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
