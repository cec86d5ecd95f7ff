"""A policy made ready to run: its expressions compiled and checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
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
        scopes: names and types that `when`, `for_each` and `require` may use, where
            the policy was compiled by this process.
    """

    policy: Policy
    file: str
    when: Program | None
    each: tuple[str, Program] | None
    require: Program
    message: tuple[str | Program, ...]
    scopes: Mapping[str, Env] = field(default_factory=dict)

    @property
    def programs(self) -> Mapping[str, Program]:
        """The expressions that its verdict rests on, by the field they stand in."""
        found = {"when": self.when, "for_each": self.each and self.each[1]}
        return {
            **{field: program for field, program in found.items() if program},
            "require": self.require,
        }

    @property
    def parameters(self) -> frozenset[str]:
        """Names of the parameters that its verdict rests on."""
        return frozenset(
            path.split(".")[1]
            for program in self.programs.values()
            for path in program.paths
            if path.startswith("params.")
        )


def compile_policy(
    policy: Policy, env: Env, file: str, lines: Mapping[str, int]
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
    compiler = _Compiler(policy, file, lines)
    when = compiler.condition("when", policy.when, env) if policy.when else None
    each, scope = compiler.each(env)
    compiler.check_place(scope)
    return CompiledPolicy(
        policy=policy,
        file=file,
        when=when,
        each=each,
        require=compiler.condition("require", policy.require, scope),
        message=compiler.message(scope),
        scopes={"when": env, "for_each": env, "require": scope},
    )


@dataclass(frozen=True, slots=True)
class _Compiler:
    """Compiles the fields of one policy."""

    policy: Policy
    file: str
    lines: Mapping[str, int]

    def refusal(self, field: str, message: str) -> PolicyError:
        text = f"{self.policy.id}: `{field}`{message}"
        return PolicyError(text, file=self.file, line=self.lines.get(field))

    def program(self, field: str, source: str, scope: Env) -> Program:
        try:
            return compile_expression(source.strip(), scope)
        except ExpressionError as error:
            framed = f": {error.message}\n{_indent(error.frame())}"
            raise self.refusal(field, framed) from error

    def condition(self, field: str, source: str, scope: Env) -> Program:
        program = self.program(field, source, scope)
        kind = program.result_type
        if kind not in (BOOL, DYN):
            raise self.refusal(field, f" must be true or false, and this is {kind}")
        return program

    def each(self, scope: Env) -> tuple[tuple[str, Program] | None, Env]:
        """Return `for_each`, and the scope in which its variable is known."""
        if self.policy.each is None:
            return None, scope
        variable, source = self.policy.each
        if variable in scope.names:
            raise self.refusal(
                "for_each", f" takes the name `{variable}`, which the scope has"
            )
        collection = self.program("for_each", source, scope)
        kind: Any = collection.result_type
        if kind != DYN and not isinstance(kind, ListOf):
            raise self.refusal("for_each", f" must go over a list, and this is {kind}")
        element: Type = kind.element if isinstance(kind, ListOf) else DYN
        return (variable, collection), scope.extended(variable, element)

    def check_place(self, scope: Env) -> None:
        """Judge `at` like an expression: a mistyped path would point elsewhere."""
        at = self.policy.at
        if at is not None:
            known = at.split(".", maxsplit=1)[0] in scope.names
            self.program("at", at if known else f"{self.policy.applies_to}.{at}", scope)

    def message(self, scope: Env) -> tuple[str | Program, ...]:
        words = _INTERPOLATION.split(self.policy.message.strip())
        if any("{" in text or "}" in text for text in words[::2]):
            raise self.refusal("message", " has a brace without its counterpart")
        return tuple(
            part if index % 2 == 0 else self.program("message", part, scope)
            for index, part in enumerate(words)
        )


def _indent(text: str) -> str:
    return "\n".join("    " + line for line in text.splitlines())
