"""The words that a template prints by itself, so that they too say where they stand."""

from typing import Any

from jinja2 import nodes, pass_context
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer

from checker.render.origin import stated

__all__ = ["WORD", "mark_words", "word"]

WORD = "word"
"""The filter that a literal goes through; templates need not write it."""


@pass_context  # so that nothing is printed before there is anything to print
def word(
    context: Context,  # noqa: ARG001 # what makes jinja2 wait
    value: Any,
    file: str,
    line: int,
) -> Any:
    """Return a literal of a template with its place there."""
    return stated(value, "template", f"{file}:{line}")


def mark_words(tree: nodes.Template, file: str) -> nodes.Template:
    """Send every literal that may be printed through the filter `word`.

    Literals that are compared, looked up or included stay as they are.
    """
    marker = _Marker(file)
    for output in tree.find_all(nodes.Output):
        output.nodes = [marker.visit(child) for child in output.nodes]
    for assignment in tree.find_all(nodes.Assign):
        assignment.node = marker.visit(assignment.node)
    for loop in tree.find_all(nodes.For):
        loop.iter = marker.visit(loop.iter)
    return tree


class _Marker(NodeTransformer):
    """Rewrites one printed expression; jinja2 finds the methods by their names."""

    def __init__(self, file: str) -> None:
        self._file = file

    def visit_Const(self, node: nodes.Const) -> nodes.Node:  # noqa: N802 # jinja2's
        if node.value is None:
            return node
        line = node.lineno
        place = [nodes.Const(self._file, lineno=line), nodes.Const(line, lineno=line)]
        return nodes.Filter(node, WORD, place, [], None, None, lineno=line)

    def visit_Pair(self, node: nodes.Pair) -> nodes.Node:  # noqa: N802 # jinja2's
        node.value = self.visit(node.value)  # a key is the name of a field
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802 # jinja2's
        self._below(node)
        return node

    def _below(self, node: nodes.Getitem | nodes.Filter) -> None:
        if node.node is not None:  # a filter of a block stands on none
            node.node = self.visit(node.node)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802 # jinja2's
        return node

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:  # noqa: N802 # jinja2's
        self._below(node)
        return node
