"""From the text of an expression to a program."""

from checker.policy.expression.environment import Env
from checker.policy.expression.program import BUDGET, Program

__all__ = ["compile"]


def compile(  # noqa: A001 # the entry point that DESIGN names
    source: str, env: Env | None = None, *, budget: int = BUDGET
) -> Program:
    """Compile an expression.

    Args:
        source: its text.
        env: the names in scope with their types. Without one any name may occur,
            nothing is known of it, and the language is plain CEL.
        budget: how many elements a call may visit.

    Raises:
        ExpressionError: it does not parse, is outside the subset, or names or
            compares what it must not.
    """
    # A rule book that was compiled before needs none of this.
    from checker.policy.expression.check import check  # noqa: PLC0415 # see above
    from checker.policy.expression.parser import parse  # noqa: PLC0415 # see above

    calendar = env.calendar if env else None
    return Program(source, check(parse(source), env, source), calendar, budget)
