"""The syntax tree of an expression.

Every node knows its stretch of the source, in code points. Nodes are compared and
hashed by identity, so that a table can hold what is known about each one.
"""

from dataclasses import dataclass

__all__ = [
    "Binary",
    "Call",
    "Conditional",
    "Has",
    "Ident",
    "Index",
    "ListOfNodes",
    "Literal",
    "Logic",
    "Macro",
    "MapOfNodes",
    "Node",
    "Select",
    "Unary",
    "children",
    "is_null",
    "path_of",
    "root_of",
]


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A part of an expression."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True, eq=False)
class Literal(Node):
    """A constant: null, a boolean, a number or a string."""

    value: bool | int | float | str | None


@dataclass(frozen=True, slots=True, eq=False)
class ListOfNodes(Node):
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MapOfNodes(Node):
    """`{key: value}`."""

    entries: tuple[tuple[Node, Node], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Ident(Node):
    """A name; `absolute` with a leading dot, which no macro variable can shadow."""

    name: str
    absolute: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Select(Node):
    """`operand.field`."""

    operand: Node
    field: str
    field_offset: int


@dataclass(frozen=True, slots=True, eq=False)
class Index(Node):
    """`operand[index]`."""

    operand: Node
    index: Node


@dataclass(frozen=True, slots=True, eq=False)
class Unary(Node):
    """`!operand` or `-operand`."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True, eq=False)
class Binary(Node):
    """A comparison, `in`, or arithmetic."""

    operator: str
    operator_offset: int
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, eq=False)
class Logic(Node):
    """`a && b && c` or `a || b || c`, flat: both are associative."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Conditional(Node):
    """`condition ? then : otherwise`."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True, eq=False)
class Call(Node):
    """`name(arguments)`, or `target.name(arguments)`."""

    name: str
    name_offset: int
    target: Node | None
    arguments: tuple[Node, ...]

    @property
    def operands(self) -> tuple[Node, ...]:
        """The target, where there is one, and the arguments."""
        return self.arguments if self.target is None else (self.target, *self.arguments)


@dataclass(frozen=True, slots=True, eq=False)
class Has(Node):
    """`has(operand.field)`."""

    operand: Select


@dataclass(frozen=True, slots=True, eq=False)
class Macro(Node):
    """`source.name(variable, condition)`, `.map(variable, body)` or with both."""

    name: str
    source: Node
    variable: str
    condition: Node | None
    body: Node | None


def children(node: Node) -> tuple[Node, ...]:
    """Return the direct parts of a node in the order of the source."""
    parts: tuple[Node | None, ...] = ()
    match node:
        case ListOfNodes(items=several) | Logic(operands=several):
            parts = several
        case Call(operands=several):
            parts = several
        case MapOfNodes(entries=entries):
            parts = tuple(part for entry in entries for part in entry)
        case Select(operand=part) | Unary(operand=part) | Has(operand=part):
            parts = (part,)
        case Index(operand=left, index=right) | Binary(left=left, right=right):
            parts = (left, right)
        case Conditional():
            parts = (node.condition, node.then, node.otherwise)
        case Macro():
            parts = (node.source, node.condition, node.body)
    return tuple(part for part in parts if part is not None)


def is_null(node: Node) -> bool:
    """Whether a node is the literal `null`."""
    return isinstance(node, Literal) and node.value is None


def root_of(node: Node) -> Node:
    """Return what `a.b.c` selects from: `a`."""
    while isinstance(node, Select):
        node = node.operand
    return node


def path_of(node: Node) -> tuple[str, ...] | None:
    """Return the steps of `a.b.c`, or `None` for anything else."""
    steps: list[str] = []
    while isinstance(node, Select):
        steps.append(node.field)
        node = node.operand
    if not isinstance(node, Ident):
        return None
    return (node.name, *reversed(steps))
