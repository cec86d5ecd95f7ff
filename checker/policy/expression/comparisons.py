"""The Python text of comparisons and of `in`: what is ordinary is decided in place.

An operand is tested for its type where Python's own operator would mean something
else; whatever is out of the ordinary is left to the runtime, which decides or raises.
"""

from checker.policy.expression import syntax
from checker.policy.expression.checked import Checked
from checker.policy.expression.names import Names
from checker.policy.expression.runtime import NUMBERS
from checker.policy.expression.shortcuts import ORDERINGS
from checker.policy.expression.types import DATE, StringType, is_number

__all__ = ["Comparisons"]


class Comparisons(Names):
    """Writes comparisons and `in`."""

    def __init__(self, checked: Checked) -> None:
        super().__init__()
        self._checked = checked

    def write(self, node: syntax.Node) -> str:
        """Return the Python text of a node."""
        raise NotImplementedError

    def _is_date(self, *nodes: syntax.Node) -> bool:
        return any(self._checked.types[node] == DATE for node in nodes)

    def _is_number(self, *nodes: syntax.Node) -> bool:
        return any(is_number(self._checked.types[node]) for node in nodes)

    def _operand(self, node: syntax.Node) -> str:
        """Write what must not be null: a field of a name in scope is looked up once."""
        if isinstance(node, syntax.Select) and isinstance(node.operand, syntax.Ident):
            name = node.operand
            if self._checked.scoped and not self._is_variable(name):
                return self._looked_up(name.name, node.field)
        return self.write(node)

    def _some(self, text: str) -> str:
        if not self._checked.scoped:
            return text
        value = self._fresh("t")
        return f"({value} if ({value} := {text}) is not None else give_up())"

    def ordering(self, node: syntax.Binary) -> str:
        """Write `left < right` and its like."""
        left, right = self._operand(node.left), self._operand(node.right)
        sign = node.operator
        if self._is_date(node.left, node.right):
            return f"(DAYS[{left}] {sign} DAYS[{right}])"
        if _is_number(node.right):
            value = self._fresh("t")
            test = f"type({value} := {left}) in NUMBERS"
            return f"({value} {sign} {right} if {test} else give_up())"
        if self._is_number(node.left, node.right):
            one, other = self._fresh("t"), self._fresh("t")
            test = _both(f"type({one} := {left})", f"type({other} := {right})")
            return f"({one} {sign} {other} if {test} else give_up())"
        return f"{ORDERINGS[sign]}({left}, {right})"

    def equality(self, node: syntax.Binary) -> str:
        """Write `left == right` or `left != right`."""
        negated = "not " if node.operator == "!=" else ""
        return f"({negated}{self._equal(node)})"

    def _equal(self, node: syntax.Binary) -> str:
        for part, other in ((node.right, node.left), (node.left, node.right)):
            if syntax.is_null(part):
                return f"({self.write(other)} is None)"
        left, right = self._operand(node.left), self._operand(node.right)
        if self._is_date(node.left, node.right):
            return f"(DAYS[{left}] == DAYS[{right}])"
        if isinstance(node.right, syntax.Literal) and type(node.right.value) is str:
            return self._equal_text(left, right)
        one, other_one = self._fresh("t"), self._fresh("t")
        test = self._likeness(node, f"{one} := {left}", f"{other_one} := {right}")
        if not test:
            return f"equal({self._some(left)}, {self._some(right)}, charge)"
        unlike = f"equal({self._some(one)}, {self._some(other_one)}, charge)"
        return f"({one} == {other_one} if {test} else {unlike})"

    def _likeness(self, node: syntax.Binary, left: str, right: str) -> str:
        """Write whether Python's == tells of two values what the language's does.

        Both are computed, whatever the one is.
        """
        if self._is_number(node.left, node.right):
            return _both(f"type({left})", f"type({right})")
        if self._is_text(node.left, node.right):
            return f"(type({left}) is text) & (type({right}) is text)"
        return ""

    def _is_text(self, *nodes: syntax.Node) -> bool:
        return any(isinstance(self._checked.types[node], StringType) for node in nodes)

    def _equal_text(self, left: str, right: str) -> str:
        # Python's == with a text is the language's, whatever the other side is.
        if not self._checked.scoped:
            return f"({left} == {right})"
        value = self._fresh("t")
        test = f"({value} := {left}) is not None"
        return f"({value} == {right} if {test} else give_up())"

    def membership(self, node: syntax.Binary) -> str:
        """Write `item in operand`."""
        literals = _literals(node.right)
        if self._is_date(node.left):
            item = f"DAYS[{self.write(node.left)}]"
        elif self._checked.scoped and not syntax.is_null(node.left):
            item = self._some(self.write(node.left))
        else:
            item = self.write(node.left)
        if literals is None:
            run = "member" if isinstance(node.right, syntax.Select) else "contains"
            memo = ", memo" if run == "member" else ""
            return f"{run}({item}, {self._operand(node.right)}, charge{memo})"
        constant = self._constant(literals)
        if not all(type(value) is str for value in literals):
            return f"contains({item}, {constant}, charge)"
        value, texts = self._fresh("t"), self._constant(frozenset(literals))
        return (
            f"({value} in {texts} if type({value} := {item}) is text"
            f" else contains({value}, {constant}, charge))"
        )


def _both(one: str, other: str) -> str:
    return f"({one} in NUMBERS) & ({other} in NUMBERS)"


def _is_number(node: syntax.Node) -> bool:
    return isinstance(node, syntax.Literal) and type(node.value) in NUMBERS


def _literals(node: syntax.Node) -> list[object] | None:
    """Return the values of a list of constants: it is made once."""
    if not isinstance(node, syntax.ListOfNodes):
        return None
    literals = [item for item in node.items if isinstance(item, syntax.Literal)]
    if len(literals) < len(node.items):
        return None
    return [item.value for item in literals]
