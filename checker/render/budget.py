"""What a template may use of the engine, and how much work it may ask for.

Evidence is printed again by the templates in its bundle, which anybody may have
written. What they may say is listed here, and every round of a loop, every value and
every character that comes out is paid for.
"""

from collections.abc import Callable, Iterator
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import TemplateRuntimeError, TemplateSyntaxError

__all__ = ["BUDGET", "COUNTED", "Budget", "bounded", "metered"]

BUDGET = 5_000_000
"""Rounds, values and lines' worth of characters that one template may cost.

The longest document of 10,000 DERs costs less than a fifth.
"""

COUNTED = "counted"
"""The filter that pays for the rounds of a loop; templates need not write it."""

_CHARACTERS = 32
_ALLOWED = frozenset(
    {
        nodes.And,
        nodes.Assign,
        nodes.Compare,
        nodes.CondExpr,
        nodes.Const,
        nodes.Dict,
        nodes.Filter,
        nodes.For,
        nodes.Getattr,
        nodes.Getitem,
        nodes.If,
        nodes.Include,
        nodes.List,
        nodes.Name,
        nodes.Not,
        nodes.Operand,
        nodes.Or,
        nodes.Output,
        nodes.Pair,
        nodes.Template,
        nodes.TemplateData,
        nodes.Test,
        nodes.Tuple,
    }
)


class Budget:
    """What is left of what one template may cost."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._left = most

    def renew(self) -> None:
        """Begin with the whole budget again."""
        self._left = self._most

    def charge(self, steps: int, characters: int = 0) -> None:
        """Take the cost of some work.

        Raises:
            TemplateRuntimeError: nothing is left of the budget.
        """
        self._left -= steps + characters // _CHARACTERS
        if self._left < 0:
            raise TemplateRuntimeError(
                "this document takes more work than any document may"
            )

    def counted(self, items: Any) -> Any:
        """Return what a loop goes through, once its rounds are paid for."""
        if not isinstance(items, list | tuple | dict | str):
            items = list(items)  # what is undefined says so here, or marks one row
        self.charge(len(items))
        return items


def bounded(tree: nodes.Template) -> nodes.Template:
    """Refuse what no document needs, and let every loop pay for its rounds.

    Left are fields, lists, conditions, loops, filters and includes: nothing is called,
    defined or joined, so that no text grows but by printing it.

    Raises:
        TemplateSyntaxError: the template holds something else.
    """
    for node in _below(tree):
        if type(node) in _ALLOWED:
            continue
        name = type(node).__name__
        arithmetic = isinstance(node, nodes.BinExpr | nodes.UnaryExpr)
        raise TemplateSyntaxError(
            f"`{name}` is arithmetic; give a value instead"
            if arithmetic
            else f"a template cannot use `{name}`: it prints fields, loops, asks and"
            " includes",
            node.lineno,
        )
    for loop in tree.find_all(nodes.For):
        loop.iter = nodes.Filter(
            loop.iter, COUNTED, [], [], None, None, lineno=loop.lineno
        )
    return tree


def _below(node: nodes.Node) -> Iterator[nodes.Node]:
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.iter_child_nodes()


def metered(filtered: Callable[..., Any], budget: Budget) -> Callable[..., Any]:
    """Return a filter that pays for what it reads and for what it writes."""

    def paid(value: Any, *arguments: Any) -> Any:
        _charge_all(value, budget)
        made = filtered(value, *arguments)
        if isinstance(made, str):
            budget.charge(0, len(made))
        return made

    return paid


def _charge_all(value: Any, budget: Budget) -> None:
    """Pay for every value within a value; a list that stands twice is paid twice."""
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, dict):
            budget.charge(len(inner))
            waiting += inner.values()
        elif isinstance(inner, list | tuple):
            budget.charge(len(inner))
            waiting += inner
        elif isinstance(inner, str):
            budget.charge(1, len(inner))
