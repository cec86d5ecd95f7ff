"""The template engine: it prints what is declared, and nothing else."""

import re
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from typing import Any

from jinja2 import (
    FunctionLoader,
    StrictUndefined,
    TemplateNotFound,
    Undefined,
    nodes,
    pass_context,
)
from jinja2 import TemplateError as JinjaError
from jinja2.exceptions import TemplateRuntimeError, TemplateSyntaxError
from jinja2.meta import find_referenced_templates, find_undeclared_variables
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from checker.errors import TemplateError
from checker.render.formats import (
    FINALIZERS,
    Ready,
    ReadyMarkup,
    code,
    codes,
    comment,
    csv_row,
    json_text,
    kw,
    listed,
    mw,
)
from checker.render.origin import Piece, bare
from checker.render.values import Values
from checker.render.words import WORD, mark_words, word

__all__ = ["CONTEXT_NAMES", "Printer"]

_FOLDER = "templates/"
_NAME = re.compile(r"[a-z0-9_][a-z0-9_-]*/[A-Za-z0-9_][A-Za-z0-9_.-]*\.j2")

CONTEXT_NAMES = frozenset(
    {
        "access",
        "aggregation",
        "aggregations",
        "bids",
        "certifications",
        "concurrences",
        "der_count",
        "ders",
        "derpa",
        "digests",
        "document",
        "facts",
        "grdt",
        "hours",
        "intervals",
        "later_members",
        "lifecycle",
        "linked",
        "meter_data_days",
        "metering_plans",
        "meters",
        "msa_sc",
        "nri_projects",
        "organisations",
        "params",
        "plan",
        "plan_meters",
        "pnodes",
        "point_lists",
        "provider",
        "ramp_segments",
        "readings",
        "run",
        "schedule",
        "services",
        "site_count",
        "sites",
        "telemetry",
        "trade_day",
        "trade_days",
        "utilities",
        "utility",
        "utility_names",
    }
)
"""Every name that a template may use."""

_FILTERS = {
    "code": code,
    "codes": codes,
    "comment": comment,
    "csv_row": csv_row,
    "json": json_text,
    "kw": kw,
    "listed": listed,
    "mw": mw,
    WORD: word,
}
_TESTS = ("eq", "ne", "in")


class _Environment(ImmutableSandboxedEnvironment):
    """One format's environment: fields of data only, no methods, no arithmetic.

    `printed` holds every value that was printed, in order.
    """

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})
    intercepted_unops = frozenset({"+", "-"})

    def __init__(self, root: Traversable, values: Values, kind: str) -> None:
        self.printed: list[Piece] = []
        finalizer = FINALIZERS[kind]

        @pass_context  # so that jinja2 does not print ahead what it takes for constant
        def finalize(
            context: Context,  # noqa: ARG001 # what makes jinja2 wait
            value: Any,
        ) -> Ready | ReadyMarkup:
            ready = finalizer(value)
            self.printed += ready.pieces
            return ready

        super().__init__(
            autoescape=kind == "xml",
            finalize=finalize,
            undefined=StrictUndefined,
            # A name for tracebacks, so that a fault is reported at its line.
            loader=FunctionLoader(
                lambda name: (_read(root, name), f"{_FOLDER}{name}", lambda: True)
            ),
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._values = values
        self.filters = dict(_FILTERS)
        self.tests = {
            **{name: self.tests[name] for name in _TESTS},
            "true": lambda value: bare(value) is True,
            "false": lambda value: bare(value) is False,
        }
        self.globals = {}

    def _parse(
        self, source: str, name: str | None, filename: str | None
    ) -> nodes.Template:
        return mark_words(super()._parse(source, name, filename), f"{_FOLDER}{name}")

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, LoopContext):
            return super().getattr(obj, argument)
        if isinstance(obj, dict | Undefined) and isinstance(argument, str):
            try:
                return self._values.get(obj, argument)
            except KeyError:
                raise TemplateRuntimeError(f"nothing is called `{argument}`") from None
        raise TemplateRuntimeError(f"a template cannot reach `{argument}` there")

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ARG002 # the base's signature
        return False

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002 # the base's signature
        raise TemplateRuntimeError(f"`{operator}` is arithmetic; give a value instead")

    def call_unop(self, context: Any, operator: str, arg: Any) -> Any:  # noqa: ARG002 # the base's signature
        raise TemplateRuntimeError(f"`{operator}` is arithmetic; give a value instead")


class Printer:
    """Prints templates with values read one way.

    Args:
        root: holds `<document>/<template>.j2` and `_partials/<template>.j2`; includes
            cannot leave it.
        values: how fields are read; the same that made the context.
    """

    def __init__(self, root: Traversable, values: Values) -> None:
        self.root = root
        self.values = values
        self._environments: dict[str, _Environment] = {}
        self._parameters: dict[str, frozenset[str]] = {}

    def render(self, name: str, kind: str, context: Mapping[str, Any]) -> Ready:
        """Return a rendered template, and the values that it printed in their order.

        Args:
            name: `<folder>/<file>.j2`.
            kind: the format, a key of `FINALIZERS`.
            context: what the template may print.

        Raises:
            MissingValueError: a value is not there, and the values are not lenient.
            TemplateError: the template is broken.
        """
        try:
            environment = self._environment(kind)
            environment.printed.clear()
            text = environment.get_template(name).render(context)
            return Ready(text, environment.printed)
        except JinjaError as fault:
            raise _broken(fault, name) from fault

    def check(self, name: str, kind: str) -> None:
        """Compile a template, and whatever it includes, without printing it.

        Raises:
            TemplateError: it does not compile, or uses an unknown name or filter.
        """
        environment = self._environment(kind)
        try:
            source = _read(self.root, name)
            tree = environment.parse(source, name, f"{_FOLDER}{name}")
            environment.get_template(name)
        except JinjaError as fault:
            raise _broken(fault, name) from fault
        for unknown in sorted(find_undeclared_variables(tree) - CONTEXT_NAMES):
            lines = enumerate(source.split("\n"), 1)
            raise TemplateError(
                f"no document offers `{unknown}`",
                file=f"{_FOLDER}{name}",
                line=next(number for number, text in lines if unknown in text),
            )
        for included in find_referenced_templates(tree):
            if included is None:
                raise TemplateError(
                    "an include names its template in full", file=f"{_FOLDER}{name}"
                )
            self.check(included, kind)

    def parameters(self, name: str, kind: str) -> frozenset[str]:
        """Return the names of the dated values that a template prints by name."""
        if name not in self._parameters:
            source = _read(self.root, name)
            tree = self._environment(kind).parse(source, name, f"{_FOLDER}{name}")
            own = {
                found.attr
                for found in tree.find_all(nodes.Getattr)
                if isinstance(found.node, nodes.Name) and found.node.name == "params"
            }
            included = filter(None, find_referenced_templates(tree))
            below = (self.parameters(other, kind) for other in included)
            self._parameters[name] = frozenset(own).union(*below)
        return self._parameters[name]

    def _environment(self, kind: str) -> _Environment:
        if kind not in self._environments:
            self._environments[kind] = _Environment(self.root, self.values, kind)
        return self._environments[kind]


def _read(root: Traversable, name: str) -> str:
    """Return the text of `<folder>/<file>.j2`.

    Raises:
        TemplateNotFound: there is no such template, or the name leaves the folder.
    """
    if not _NAME.fullmatch(name):
        raise TemplateNotFound(name)
    found = root
    for step in name.split("/"):
        found = found / step
    if not found.is_file():
        raise TemplateNotFound(name)
    return found.read_text(encoding="utf-8")


def _broken(fault: JinjaError, name: str) -> TemplateError:
    """Word a fault of the engine, at the deepest template line that it knows."""
    if isinstance(fault, TemplateNotFound):
        return TemplateError(f"no template `{fault.name}`", file=f"{_FOLDER}{name}")
    if isinstance(fault, TemplateSyntaxError):
        file = fault.filename or f"{_FOLDER}{name}"
        return TemplateError(str(fault.message), file=file, line=fault.lineno)
    file, line, trace = f"{_FOLDER}{name}", None, fault.__traceback__
    while trace is not None:
        at = trace.tb_frame.f_code.co_filename
        if at.startswith(_FOLDER):
            file, line = at, trace.tb_lineno
        trace = trace.tb_next
    return TemplateError(str(fault), file=file, line=line)
