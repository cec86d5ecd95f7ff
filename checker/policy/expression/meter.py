"""What an evaluation may cost."""

from checker.policy.expression.faults import BudgetExceeded

__all__ = ["Meter"]


class Meter:
    """What is left of the budget of one call.

    Attributes:
        budget: what it began with.
        left: what is left of it.
    """

    __slots__ = ("budget", "left")

    def __init__(self, budget: int) -> None:
        self.budget = self.left = budget

    def charge(self, cost: int) -> None:
        """Take the cost of a step.

        Raises:
            BudgetExceeded: so much is not left.
        """
        self.left -= cost
        if self.left < 0:
            raise BudgetExceeded("this evaluation visits more elements than it may")
