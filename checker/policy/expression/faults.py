"""What an evaluation can end with besides a value.

The two are never confused: a missing value is a gap in what was declared and makes
a verdict UNDETERMINED; a fault is an operation that has no result::

    MissingValue         a field, element or name is not there, or is null
    EvaluationFault      there is no result
    |-- OperationFault   ... of one operation; `&&` and `||` may absorb it
    `-- BudgetExceeded   ... because the evaluation was stopped; nothing absorbs it
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checker.model.record import Record

__all__ = ["BudgetExceeded", "EvaluationFault", "MissingValue", "OperationFault"]


class MissingValue(Exception):  # noqa: N818 # a gap in the declarations, not an error
    """A value that an expression needs is not there.

    Args:
        path: what is missing as the expression writes it, `aggregation.pmax_mw`.
        record: the record that it is missing from, where there is one.
        name: the name that the record lacks.
        reason: why it is not there, where the record says so (`Record.absent`).
        offset: where in the source, in code points from 0.
        length: how many code points.
    """

    def __init__(  # noqa: PLR0913 # all but the path are named by the caller
        self,
        path: str,
        *,
        record: "Record | None" = None,
        name: str = "",
        reason: str | None = None,
        offset: int = 0,
        length: int = 1,
    ) -> None:
        super().__init__(f"{path} is missing" + (f": {reason}" if reason else ""))
        self.path = path
        self.record = record
        self.name = name
        self.reason = reason
        self.offset = offset
        self.length = length


class EvaluationFault(Exception):  # noqa: N818 # the tree above names the kinds
    """An evaluation has no result.

    Args:
        message: why.
        offset: where in the source, in code points from 0.
        length: how many code points.
    """

    def __init__(self, message: str, *, offset: int = 0, length: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.length = length


class OperationFault(EvaluationFault):
    """One operation has no result: overflow, a wrong type, a date that is none."""


class BudgetExceeded(EvaluationFault):
    """The evaluation visited more elements than it may."""
