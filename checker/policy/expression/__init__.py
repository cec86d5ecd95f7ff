"""The expression language of policies: a subset of CEL, compiled to Python functions.

`docs/expressions.md` describes the language. The way of an expression::

    text -> lexer -> parser -> check -> generate   the fast way to its value
                                    `-> interpret  the exact way: gaps, faults, why
"""

from checker.policy.expression.compilation import compile  # noqa: A004 # its name
from checker.policy.expression.environment import Env
from checker.policy.expression.explain import Explanation
from checker.policy.expression.faults import (
    BudgetExceeded,
    EvaluationFault,
    MissingValue,
    OperationFault,
)
from checker.policy.expression.functions import Calendar
from checker.policy.expression.margins import Margin
from checker.policy.expression.plain import PlainProgram, from_plain, to_plain
from checker.policy.expression.program import BUDGET, Program
from checker.policy.expression.reads import Reads
from checker.policy.expression.schema_types import type_of_schema
from checker.policy.expression.types import (
    BOOL,
    DATE,
    DOUBLE,
    DYN,
    INT,
    NULL,
    NUMBER,
    STRING,
    ListOf,
    MapOf,
    ObjectOf,
    StringType,
    Type,
)

__all__ = [
    "BOOL",
    "BUDGET",
    "DATE",
    "DOUBLE",
    "DYN",
    "INT",
    "NULL",
    "NUMBER",
    "STRING",
    "BudgetExceeded",
    "Calendar",
    "Env",
    "EvaluationFault",
    "Explanation",
    "ListOf",
    "MapOf",
    "Margin",
    "MissingValue",
    "ObjectOf",
    "OperationFault",
    "PlainProgram",
    "Program",
    "Reads",
    "StringType",
    "Type",
    "compile",
    "from_plain",
    "to_plain",
    "type_of_schema",
]
