"""Read the steps to the market: check, compile and order them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from hashlib import sha256
from importlib.resources.abc import Traversable

from checker.errors import PolicyError
from checker.model.document import Document, locate
from checker.model.place import Place, Pointer
from checker.policy.compiled_step import CompiledStep, compile_step
from checker.policy.environment import Environments
from checker.policy.expression import Calendar
from checker.policy.files import read_view, yaml_files
from checker.policy.pack import Pack
from checker.policy.parameters import Parameter
from checker.policy.step import LeadTime, StepFile, TimeSpan
from checker.validate.schemas import SchemaSet

__all__ = ["FOLDER", "GOAL", "Lifecycle", "load_lifecycle"]

FOLDER = "lifecycle"
"""The folder below that of the policies."""

GOAL = "L17"
"""The step whose finish is the first trade date."""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The steps to the market.

    Attributes:
        steps: by identifier; each comes after those that it depends on.
        sha256: hex digest over the names and bytes of their files.
    """

    steps: Mapping[str, CompiledStep]
    sha256: str


def load_lifecycle(
    root: Traversable, schemas: SchemaSet, pack: Pack, calendar: Calendar
) -> Lifecycle:
    """Read the steps below the folder of the policies.

    Args:
        root: holds `lifecycle/<ID>.yaml`.
        schemas: for the shape of the files and the types in expressions.
        pack: the rule book whose parameters and policies the steps name.
        calendar: the business-day functions of the expressions.

    Raises:
        PolicyError: a step is broken; it names a parameter, policy or step that does
            not exist; or the steps depend on one another in a circle.
    """
    digest = sha256()
    scope = Environments(schemas, pack.parameters, calendar).scope("aggregation")
    reader = _Reader(pack)
    steps: dict[str, CompiledStep] = {}
    for name, file in yaml_files(root / FOLDER, f"policies/{FOLDER}", digest):
        step, document = read_view(
            file, name, "lifecycle", StepFile, schemas, PolicyError
        )
        if file.name != f"{step.id}.yaml":
            raise PolicyError(
                f"the step {step.id} belongs in {FOLDER}/{step.id}.yaml", file=name
            )
        reader.check(step, document)
        steps[step.id] = compile_step(step, scope, document, name, tuple(pack.profiles))
    for compiled in steps.values():
        _check_dependencies(compiled, steps)
    if GOAL not in steps:
        raise PolicyError(
            f"there is no step {GOAL}, whose end is the first trade date",
            file=f"policies/{FOLDER}",
        )
    return Lifecycle(_in_order(steps), digest.hexdigest())


class _Reader:
    """Holds what steps name against the rule book."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    def check(self, step: StepFile, document: Document) -> None:
        """Refuse policies, parameters and dates that lead nowhere.

        Raises:
            PolicyError: one does.
        """
        for index, policy in enumerate(step.policies):
            at: Pointer = ("policies", index)
            _refuse_unknown("policy", policy, self._pack.policies, step, document, at)
        if step.lead is not None:
            self._check_lead(step, step.lead, document)
        for index, needed in enumerate(step.depends_on):
            if needed.lag is not None:
                at = ("depends_on", index, "lag")
                self._check_span(step, needed.lag, document, at)
        until = step.effective.until
        if until is not None and until < step.effective.from_:
            raise _error(step, "ends before it begins", document, ("effective",))

    def _check_lead(self, step: StepFile, lead: LeadTime, document: Document) -> None:
        self._check_span(step, lead, document, ("lead",))
        for field in ("not_beginning", "not_ending"):
            name: str | None = getattr(lead, field)
            if name is None:
                continue
            at = ("lead", field)
            parameter = self._parameter(step, name, document, at)
            if not all(_is_stretches(value.value) for value in parameter.values):
                message = f"`{name}` is no list of {{from, until}}"
                raise _error(step, message, document, at)

    def _check_span(
        self, step: StepFile, span: TimeSpan, document: Document, at: Pointer
    ) -> None:
        parameter = self._parameter(step, span.parameter, document, (*at, "parameter"))
        for value in parameter.values:
            found = value.value
            if span.entry is not None:
                is_there = isinstance(found, list) and span.entry < len(found)
                found = found[span.entry] if is_there else None
            if type(found) is not int or found < 0:
                entry = "" if span.entry is None else f" at entry {span.entry}"
                message = f"`{span.parameter}` has no number of days{entry}"
                raise _error(step, message, document, at)

    def _parameter(
        self, step: StepFile, name: str, document: Document, at: Pointer
    ) -> Parameter:
        _refuse_unknown("parameter", name, self._pack.parameters, step, document, at)
        return self._pack.parameters[name]


def _is_stretches(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(each, dict) and {"from", "until"} <= each.keys() for each in value
    )


def _check_dependencies(
    compiled: CompiledStep, steps: Mapping[str, CompiledStep]
) -> None:
    step, document = compiled.step, compiled.document
    for index, needed in enumerate(step.depends_on):
        at = ("depends_on", index, "step")
        _refuse_unknown("step", needed.step, steps, step, document, at)
        if steps[needed.step].step.recurring and not step.recurring:
            message = f"`{needed.step}` recurs: only what recurs too comes after it"
            raise _error(step, message, document, at)
    if step.recurring and (step.lead is not None or step.planned is not None):
        message = "a step that recurs takes no time and has no plan of its own"
        raise _error(step, message, document, ("recurring",))


def _in_order(steps: Mapping[str, CompiledStep]) -> dict[str, CompiledStep]:
    """Put each step after those that it depends on, and phases in their order.

    Raises:
        PolicyError: they depend on one another in a circle.
    """
    sorter = TopologicalSorter(
        {
            name: [needed.step for needed in compiled.step.depends_on]
            for name, compiled in steps.items()
        }
    )
    try:
        sorter.prepare()
    except CycleError as error:
        circle: list[str] = list(reversed(error.args[1]))
        at = steps[circle[0]]
        message = f"steps depend on one another: {' on '.join(circle)}"
        raise _error(at.step, message, at.document, ("depends_on",)) from error
    ready: list[str] = []
    ordered: dict[str, CompiledStep] = {}
    while sorter.is_active():
        ready += sorter.get_ready()
        ready.sort(key=lambda name: (steps[name].step.phase.rank, name))
        first = ready.pop(0)
        ordered[first] = steps[first]
        sorter.done(first)
    return ordered


def _refuse_unknown(  # noqa: PLR0913, PLR0917 # what, among what, and where it stands
    what: str,
    name: str,
    known: Iterable[str],
    step: StepFile,
    document: Document,
    at: Pointer,
) -> None:
    known = list(known)
    if name in known:
        return
    close = get_close_matches(name, known, n=1)
    remedy = f"did you mean `{close[0]}`?" if close else None
    raise _error(step, f"there is no {what} `{name}`", document, at, remedy)


def _error(
    step: StepFile,
    message: str,
    document: Document,
    at: Pointer,
    remedy: str | None = None,
) -> PolicyError:
    span = locate(Place(document, at)).span
    return PolicyError(
        f"{step.id}: {message}",
        file=document.file,
        line=span.line,
        column=span.column,
        remedy=remedy,
    )
