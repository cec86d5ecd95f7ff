"""A policy made ready to run: its expressions compiled and checked."""

import re
from dataclasses import dataclass
from typing import Any

from checker.errors import ExpressionError, PolicyError
from checker.policy.definition import Policy
from checker.policy.expression import (
    BOOL,
    DYN,
    Env,
    ListOf,
    Program,
    Type,
)
from checker.policy.expression import (
    compile as compile_expression,
)

__all__ = ["CompiledPolicy", "compile_policy"]

_INTERPOLATION = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class CompiledPolicy:
    """The programs of a policy.

    Attributes:
        policy: what the file says.
        file: where it stands.
        when: the guard; None means always.
        each: variable and collection of `for_each`.
        require: what must hold.
        message: literal texts and interpolated programs, in order.
    """

    policy: Policy
    file: str
    when: Program | None
    each: tuple[str, Program] | None
    require: Program
    message: tuple[str | Program, ...]

    @property
    def parameters(self) -> frozenset[str]:
        """Names of the parameters that its verdict rests on."""
        programs = [self.require]
        programs += [self.when] if self.when else []
        programs += [self.each[1]] if self.each else []
        return frozenset(
            path.split(".")[1]
            for program in programs
            for path in program.paths
            if path.startswith("params.")
        )


def compile_policy(
    policy: Policy, env: Env, file: str, lines: dict[str, int]
) -> CompiledPolicy:
    """Compile and check the expressions of a policy.

    Args:
        policy: what the file says.
        env: names and types in scope for its `applies_to`.
        file: where it stands, for errors.
        lines: the line of each of its fields.

    Raises:
        PolicyError: an expression does not parse, or names or compares what it must
            not; the message has the expression with a caret.
    """

    def build(field: str, source: str, scope: Env, expected: Type | None) -> Program:
        try:
            program = compile_expression(source.strip(), scope)
        except ExpressionError as error:
            raise PolicyError(
                f"{policy.id}: `{field}`: {error.message}\n{_indent(error.frame())}",
                file=file,
                line=lines.get(field),
            ) from error
        if expected is not None and program.result_type not in (expected, DYN):
            raise PolicyError(
                f"{policy.id}: `{field}` must be true or false, and this is"
                f" {program.result_type}",
                file=file,
                line=lines.get(field),
            )
        return program

    when = build("when", policy.when, env, BOOL) if policy.when else None
    scope, each = env, None
    if policy.each:
        variable, source = policy.each
        collection = build("for_each", source, env, None)
        scope = env.extended(variable, _element(collection, policy, file, lines))
        each = (variable, collection)
    return CompiledPolicy(
        policy=policy,
        file=file,
        when=when,
        each=each,
        require=build("require", policy.require, scope, BOOL),
        message=tuple(
            part if index % 2 == 0 else build("message", part, scope, None)
            for index, part in enumerate(_INTERPOLATION.split(policy.message.strip()))
        ),
    )


def _element(
    collection: Program, policy: Policy, file: str, lines: dict[str, int]
) -> Type:
    result: Any = collection.result_type
    if isinstance(result, ListOf):
        return result.element
    if result == DYN:
        return DYN
    raise PolicyError(
        f"{policy.id}: `for_each` must go over a list, and this is {result}",
        file=file,
        line=lines.get("for_each"),
    )


def _indent(text: str) -> str:
    return "\n".join("    " + line for line in text.splitlines())
