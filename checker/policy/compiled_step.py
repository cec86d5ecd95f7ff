"""A step made ready to be judged: its expressions compiled and checked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checker.errors import ExpressionError, PolicyError
from checker.model.document import Document, locate
from checker.model.place import Place, Pointer
from checker.policy.expression import (
    BOOL,
    DATE,
    DYN,
    Env,
    ListOf,
    ObjectOf,
    Program,
    Type,
)
from checker.policy.expression import (
    compile as compile_expression,
)
from checker.policy.given import misfits
from checker.policy.step import Proof, StepFile

__all__ = ["CompiledProof", "CompiledStep", "compile_step"]


@dataclass(frozen=True, slots=True)
class CompiledProof:
    """The programs of a proof; see `Proof`."""

    when: Program
    on: Program | None
    at: Program | None
    field: str | None


@dataclass(frozen=True, slots=True)
class CompiledStep:
    """The programs of a step; see `StepFile`.

    Attributes:
        step: what the file says.
        file: where it stands.
        document: the file, for places.
    """

    step: StepFile
    file: str
    document: Document
    applies_when: Program | None
    done: CompiledProof
    waiting: CompiledProof | None
    planned: Program | None

    @property
    def programs(self) -> Iterator[Program]:
        """Every expression of the step."""
        proofs = (self.done, self.waiting)
        parts = (
            p for proof in proofs if proof for p in (proof.when, proof.on, proof.at)
        )
        for program in (self.applies_when, self.planned, *parts):
            if program is not None:
                yield program


def compile_step(
    step: StepFile, scope: Env, document: Document, file: str, profiles: Iterable[str]
) -> CompiledStep:
    """Compile and check the expressions and the tests of a step.

    Args:
        step: what the file says.
        scope: names and types of an aggregation's dossier.
        document: the file, for places.
        file: how it is called.
        profiles: the profiles that exist.

    Raises:
        PolicyError: an expression does not parse, names or compares what it must not,
            or is not of the type that it should be; a test gives what no step sees.
    """
    compiler = _Compiler(step, scope, document)
    compiler.check_tests(frozenset(profiles))
    applies, planned = step.applies_when, step.planned
    return CompiledStep(
        step=step,
        file=file,
        document=document,
        applies_when=None
        if applies is None
        else compiler.condition(("applies_when",), applies),
        done=compiler.proof("done", step.done),
        waiting=None
        if step.waiting is None
        else compiler.proof("waiting", step.waiting),
        planned=None if planned is None else compiler.day(("planned",), planned),
    )


@dataclass(frozen=True, slots=True)
class _Compiler:
    step: StepFile
    scope: Env
    document: Document

    def refusal(
        self, at: Pointer, message: str, remedy: str | None = None
    ) -> PolicyError:
        span = locate(Place(self.document, at, on_key=True)).span
        return PolicyError(
            f"{self.step.id}: {message}",
            file=self.document.file,
            line=span.line,
            column=span.column,
            remedy=remedy,
        )

    def program(self, at: Pointer, source: str) -> Program:
        try:
            return compile_expression(source.strip(), self.scope)
        except ExpressionError as error:
            frame = "\n".join("    " + line for line in error.frame().splitlines())
            message = f"`{_dotted(at)}`: {error.message}\n{frame}"
            raise self.refusal(at, message) from error

    def condition(self, at: Pointer, source: str) -> Program:
        program = self.program(at, source)
        if program.result_type not in (BOOL, DYN):
            raise self._wrong_type(at, "true or false", program.result_type)
        return program

    def day(self, at: Pointer, source: str) -> Program:
        program = self.program(at, source)
        if program.result_type not in (DATE, DYN):
            raise self._wrong_type(at, "a date", program.result_type)
        return program

    def proof(self, field: str, proof: Proof) -> CompiledProof:
        return CompiledProof(
            when=self.condition((field, "when"), proof.when),
            on=None if proof.on is None else self.day((field, "on"), proof.on),
            at=None if proof.at is None else self.places(field, proof),
            field=proof.field,
        )

    def places(self, field: str, proof: Proof) -> Program:
        """Compile `at`, and look `field` up among the fields of what it gives."""
        at: Pointer = (field, "at")
        program = self.program(at, proof.at or "")
        kind: Type = program.result_type
        while isinstance(kind, ListOf):
            kind = kind.element
        if kind != DYN and not isinstance(kind, ObjectOf):
            raise self._wrong_type(at, "what is declared", program.result_type)
        if (
            proof.field is not None
            and isinstance(kind, ObjectOf)
            and kind.closed
            and proof.field not in kind.fields
        ):
            message = f"`{proof.field}` is not a field of `{kind.name}`"
            raise self.refusal((field, "field"), message)
        return program

    def check_tests(self, profiles: frozenset[str]) -> None:
        """Refuse a test that gives what no step sees.

        Raises:
            PolicyError: it does, or it names a profile that does not exist.
        """
        whole = ObjectOf("given", self.scope.names)
        for index, test in enumerate(self.step.tests):
            at: Pointer = ("tests", index)
            named = f"test `{test.name}`"
            if test.profile is not None and test.profile not in profiles:
                message = f"{named}: there is no profile `{test.profile}`"
                raise self.refusal((*at, "profile"), message)
            for misfit in misfits(test.given, whole, (*at, "given")):
                message = f"{named}: {misfit.message}"
                raise self.refusal(misfit.pointer, message, misfit.remedy)

    def _wrong_type(self, at: Pointer, wanted: str, found: Type) -> PolicyError:
        return self.refusal(
            at, f"`{_dotted(at)}` must be {wanted}, and this is {found}"
        )


def _dotted(at: Pointer) -> str:
    return ".".join(map(str, at))
