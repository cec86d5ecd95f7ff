"""An expression that is ready to run."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from checker.policy.expression.checked import Checked
from checker.policy.expression.explain import Explanation, explain
from checker.policy.expression.faults import EvaluationFault, MissingValue
from checker.policy.expression.functions import Calendar, Context
from checker.policy.expression.generate import (
    Compiled,
    Sweep,
    generate,
    generate_sweep,
)
from checker.policy.expression.interpret import Evaluation, Step
from checker.policy.expression.margins import Margin, margins
from checker.policy.expression.meter import Meter
from checker.policy.expression.reads import Reads, reads_of
from checker.policy.expression.shortcuts import GIVES_UP

__all__ = ["BUDGET", "Program"]

Memo = dict[Any, Any] | None

_MANY = 32
"""From so many elements a function for all of them pays."""

BUDGET = 5_000_000
"""Elements visited and characters joined that one call may cost."""


class Program:
    """A compiled expression; call it with the values of its names.

    Attributes:
        source: its text.
        result_type: the type of what it gives.
        paths: dotted paths that it reads, `params.minimum_capacity_mw`, each from a
            name in scope; what it reads of a macro's variable is not among them.
    """

    __slots__ = (
        "_budget",
        "_calendar",
        "_checked",
        "_fast",
        "_is_made",
        "_sweeps",
        "paths",
        "result_type",
        "source",
    )

    def __init__(
        self, source: str, checked: Checked, calendar: Calendar | None, budget: int
    ) -> None:
        self.source = source
        self.result_type = checked.types[checked.root]
        self.paths = checked.paths
        self._checked = checked
        self._calendar = calendar
        self._budget = budget
        self._fast: Compiled | None = None
        self._is_made = False
        self._sweeps: dict[str, Sweep | None] = {}

    @property
    def checked(self) -> Checked:
        """Its syntax tree, with what is known of it."""
        return self._checked

    @property
    def calendar(self) -> Calendar | None:
        """What its business-day functions count by."""
        return self._calendar

    def __repr__(self) -> str:
        return f"Program({self.source!r})"

    def __call__(self, bindings: Mapping[str, Any], memo: Memo = None) -> Any:
        """Return the value.

        Args:
            bindings: the values of the names in scope, as JSON has them.
            memo: keeps the indexes of long lists from one call to the next; only
                for calls between which no value changes.

        Raises:
            MissingValue: a value that it needs is not there.
            EvaluationFault: it has no result, or exceeds its budget.
        """
        fast = self._made()
        if fast is not None and (
            self._checked.scoped or not any("." in name for name in bindings)
        ):
            try:
                return fast(bindings, self._context(memo))
            except GIVES_UP:
                pass  # the interpreter says what the result is, or why there is none
        return self._evaluation(bindings).value(self._checked.root)

    def _made(self) -> Compiled | None:
        """Return the compiled expression; most runs ask for few of all there are."""
        if not self._is_made:
            self._fast, self._is_made = generate(self._checked), True
        return self._fast

    def suspects(
        self,
        variable: str,
        elements: Sequence[Any],
        bindings: Mapping[str, Any],
        memo: Memo = None,
    ) -> Sequence[Any]:
        """Return the elements for which a condition may not hold, in order.

        Args:
            variable: the name that stands for each element in turn.
            elements: what it stands for.
            bindings: the values of the other names in scope.
            memo: as for a call.

        Returns:
            All for which it is false, has no value or was not decided: call it for
            these. For every other one it is true.
        """
        if len(elements) < _MANY or not self._checked.scoped:
            return elements
        if variable not in self._sweeps:
            self._sweeps[variable] = generate_sweep(self._checked, variable)
        sweep = self._sweeps[variable]
        if sweep is None:
            return elements
        meter = Meter(self._budget)
        context = Context(meter.charge, self._calendar, {} if memo is None else memo)
        try:
            return sweep(bindings, context, elements, meter)
        except GIVES_UP:  # a name in scope has no value
            return elements

    def explain(self, bindings: Mapping[str, Any]) -> Explanation:
        """Return what decides a boolean expression.

        Raises:
            MissingValue: it has no value, since something is missing.
            EvaluationFault: it has no value, or is not boolean.
        """
        return explain(self._checked.root, self._evaluation(bindings))

    def margins(self, bindings: Mapping[str, Any]) -> list[Margin]:
        """Return the limits that a true expression holds to; see `margins`.

        Raises:
            MissingValue: a value that it needs is not there.
            EvaluationFault: it has no value.
        """
        return list(margins(self._checked.root, self._evaluation(bindings)))

    def reads(self, variables: Mapping[str, Reads] | None = None) -> Reads:
        """Return the fields that it may read; see `Reads`.

        Args:
            variables: names that stand for what another expression gives.
        """
        values = {name: reads.value for name, reads in (variables or {}).items()}
        return reads_of(self._checked.root, values)

    def trace(self, bindings: Mapping[str, Any]) -> list[Step]:
        """Return every part that was evaluated, in order, the first 10,000."""
        steps: list[Step] = []
        # What stops the evaluation is the last step of the trace.
        with suppress(MissingValue, EvaluationFault):
            self._evaluation(bindings, steps).value(self._checked.root)
        return steps

    def _context(self, memo: Memo = None) -> Context:
        kept = {} if memo is None else memo
        return Context(Meter(self._budget).charge, self._calendar, kept)

    def _evaluation(
        self, bindings: Mapping[str, Any], steps: list[Step] | None = None
    ) -> Evaluation:
        return Evaluation(self._checked, self.source, bindings, self._context(), steps)
