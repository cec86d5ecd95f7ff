"""The effects of a rule book, and how expressions in its consequences are compiled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from checker.errors import ExpressionError, PolicyError
from checker.model.document import Document, locate
from checker.model.place import Place, Pointer
from checker.plan.definition import Effect
from checker.plan.terms import BUSINESS_DAYS, DAYS
from checker.policy.environment import Environments
from checker.policy.expression import BOOL, Env, Program, Type
from checker.policy.expression import compile as compile_expression
from checker.policy.files import view_of
from checker.policy.parameters import Parameter
from checker.policy.settings import refuse_unknown
from checker.validate.own_data import load_yaml_data
from checker.validate.schemas import SchemaSet

__all__ = ["CompiledEffect", "compiled_program", "read_effects", "refuse_unknown_in"]


@dataclass(frozen=True, slots=True)
class CompiledEffect:
    """An effect, its name and its conditions on an aggregation's dossiers."""

    name: str
    effect: Effect
    when: Program | None
    done: Program | None


def read_effects(
    file: Traversable,
    name: str,
    schemas: SchemaSet,
    parameters: Mapping[str, Parameter],
    environments: Environments,
) -> dict[str, CompiledEffect]:
    """Read and check the effects.

    Raises:
        PolicyError: one is broken, or names a parameter that does not exist.
    """
    data, document = load_yaml_data(file, name, "effects", schemas, PolicyError)
    found = {}
    for key, value in data.items():
        effect = view_of(value, Effect, name, PolicyError)
        if effect.days is not None:
            line = locate(Place(document, (key, "days"))).span.line
            named = effect.days.parameter
            refuse_unknown_in("parameter", [named], parameters, name, line)
            if parameters[named].unit not in {BUSINESS_DAYS, DAYS}:
                raise PolicyError(f"`{named}` counts no days", file=name, line=line)
        scope = environments.scope("aggregation")
        conditions = {
            field: compiled_program(source, scope, name, (document, (key, field)), BOOL)
            for field, source in (("when", effect.when), ("done", effect.done))
            if source is not None
        }
        found[key] = CompiledEffect(
            key, effect, conditions.get("when"), conditions.get("done")
        )
    return found


def refuse_unknown_in(
    what: str, names: Iterable[str], known: Iterable[str], file: str, line: int = 1
) -> None:
    """Refuse a name that a consequence file uses and that does not exist.

    Raises:
        PolicyError: with the file, the line and the name that was probably meant.
    """
    try:
        refuse_unknown(what, names, known, PolicyError)
    except PolicyError as error:
        raise PolicyError(
            error.message, file=file, line=line, remedy=error.remedy
        ) from error


def compiled_program(
    source: str,
    scope: Env,
    file: str,
    place: tuple[Document, Pointer],
    kind: Type | None = None,
) -> Program:
    """Compile an expression of a consequence file.

    Args:
        source: its text.
        scope: the names that it may use.
        file: where it stands.
        place: the document and the path in it.
        kind: the type that it must have; any when None.

    Raises:
        PolicyError: it does not compile, or has another type.
    """
    line = locate(Place(*place)).span.line
    try:
        program = compile_expression(source.strip(), scope)
    except ExpressionError as error:
        framed = "\n".join(f"    {text}" for text in error.frame().splitlines())
        raise PolicyError(f"{error.message}\n{framed}", file=file, line=line) from error
    if kind is not None and program.result_type != kind:
        raise PolicyError(
            f"`{source.strip()}` must be true or false, and this is"
            f" {program.result_type}",
            file=file,
            line=line,
        )
    return program
