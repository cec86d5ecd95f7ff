"""The template engine: it prints what is declared, and nothing else."""

import re
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from typing import Any

from jinja2 import (
    FunctionLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    Undefined,
    nodes,
    pass_context,
)
from jinja2 import TemplateError as JinjaError
from jinja2.bccache import BytecodeCache
from jinja2.exceptions import TemplateRuntimeError, TemplateSyntaxError
from jinja2.meta import find_referenced_templates, find_undeclared_variables
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from checker.errors import TemplateError
from checker.render.budget import BUDGET, COUNTED, Budget, bounded, metered
from checker.render.compiled import Compiled, Prints
from checker.render.context import CONTEXT_NAMES
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
_DEEPEST = 8
_LONGEST = 1 << 20
_NAME = re.compile(r"[a-z0-9_][a-z0-9_-]*/[A-Za-z0-9_][A-Za-z0-9_.-]*\.j2")

_FILTERS = {
    "code": code,
    "codes": codes,
    "comment": comment,
    "csv_row": csv_row,
    "json": json_text,
    "kw": kw,
    "listed": listed,
    "mw": mw,
}
_TESTS = ("eq", "ne", "in")


class _Environment(ImmutableSandboxedEnvironment):
    """One format's environment: fields of data only, no methods, no arithmetic.

    `printed` holds every value that was printed, in order.
    """

    def __init__(
        self, root: Traversable, values: Values, kind: str, codes: BytecodeCache
    ) -> None:
        self.printed: list[Piece] = []
        self._parsed: tuple[str | None, str, nodes.Template] | None = None
        self.budget = budget = Budget(BUDGET)
        finalizer = FINALIZERS[kind]

        @pass_context  # so that jinja2 does not print ahead what it takes for constant
        def finalize(
            context: Context,  # noqa: ARG001 # what makes jinja2 wait
            value: Any,
        ) -> Ready | ReadyMarkup:
            ready = finalizer(value)
            budget.charge(1, len(ready))
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
            bytecode_cache=codes,
        )
        self._values = values
        self.filters = {
            **{name: metered(each, budget) for name, each in _FILTERS.items()},
            WORD: word,
            COUNTED: budget.counted,
        }
        self.tests = {
            **{name: self.tests[name] for name in _TESTS},
            "true": lambda value: bare(value) is True,
            "false": lambda value: bare(value) is False,
        }
        self.globals = {}

    def _parse(
        self, source: str, name: str | None, filename: str | None
    ) -> nodes.Template:
        # What was parsed to be checked is compiled next.
        if self._parsed is not None and self._parsed[:2] == (name, source):
            return self._parsed[2]
        tree = bounded(super()._parse(source, name, filename))
        self._parsed = name, source, mark_words(tree, f"{_FOLDER}{name}")
        return self._parsed[2]

    def get_template(self, *args: Any, **given: Any) -> Template:
        self.budget.charge(1)
        return super().get_template(*args, **given)

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


class Printer:
    """Prints templates with values read one way.

    Args:
        root: holds `<document>/<template>.j2` and `_partials/<template>.j2`; includes
            cannot leave it.
        values: how fields are read; the same that made the context.
        compiled: what is known of the templates already.
    """

    def __init__(
        self, root: Traversable, values: Values, compiled: Compiled | None = None
    ) -> None:
        self.root = root
        self.values = values
        self._compiled = compiled or Compiled()
        self._environments: dict[str, _Environment] = {}

    def reading(self, values: Values) -> "Printer":
        """Return a printer of the same templates that reads values another way."""
        return Printer(self.root, values, self._compiled)

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
            environment.budget.renew()
            text = environment.get_template(name).render(context)
            return Ready(text, environment.printed)
        except JinjaError as fault:
            raise _broken(fault, name) from fault

    def check(self, name: str, kind: str, above: tuple[str, ...] = ()) -> None:
        """Compile a template, and whatever it includes, without printing it.

        Args:
            name: `<folder>/<file>.j2`.
            kind: the format, a key of `FINALIZERS`.
            above: the templates that include it.

        Raises:
            TemplateError: it does not compile, uses an unknown name or filter, or
                includes itself.
        """
        if name in above or len(above) > _DEEPEST:
            raise TemplateError(
                "templates include each other without end", file=f"{_FOLDER}{name}"
            )
        if (name, kind) in self._compiled.checked:
            return
        for included in self._compile(name, kind).included:
            if included is None:
                raise TemplateError(
                    "an include names its template in full", file=f"{_FOLDER}{name}"
                )
            self.check(included, kind, (*above, name))
        self._compiled.checked.add((name, kind))

    def _compile(self, name: str, kind: str) -> Prints:
        """Return what one template prints, once it compiles."""
        environment = self._environment(kind)
        environment.budget.renew()
        try:
            source = _read(self.root, name)
            tree = environment.parse(source, name, f"{_FOLDER}{name}")
            environment.get_template(name)
        except JinjaError as fault:
            raise _broken(fault, name) from fault
        except (RecursionError, SyntaxError) as fault:  # of jinja2, and of its code
            raise TemplateError(
                "this is nested deeper than a template may be", file=f"{_FOLDER}{name}"
            ) from fault
        for unknown in sorted(find_undeclared_variables(tree) - CONTEXT_NAMES):
            lines = enumerate(source.split("\n"), 1)
            raise TemplateError(
                f"no document offers `{unknown}`",
                file=f"{_FOLDER}{name}",
                line=next(number for number, text in lines if unknown in text),
            )
        parameters = {
            found.attr
            for found in tree.find_all(nodes.Getattr)
            if isinstance(found.node, nodes.Name) and found.node.name == "params"
        }
        prints = Prints(frozenset(parameters), tuple(find_referenced_templates(tree)))
        self._compiled.prints[name] = prints
        return prints

    def parameters(self, name: str, kind: str) -> frozenset[str]:
        """Return the names of the dated values that a template prints by name."""
        prints = self._compiled.prints.get(name) or self._compile(name, kind)
        included = filter(None, prints.included)
        below = (self.parameters(other, kind) for other in included)
        return prints.parameters.union(*below)

    def _environment(self, kind: str) -> _Environment:
        if kind not in self._environments:
            codes = self._compiled.codes(kind)
            made = _Environment(self.root, self.values, kind, codes)
            self._environments[kind] = made
        return self._environments[kind]


def _read(root: Traversable, name: str) -> str:
    """Return the text of `<folder>/<file>.j2`.

    Raises:
        TemplateNotFound: there is no such template, or the name leaves the folder.
        TemplateSyntaxError: it is no text, or too long a one.
    """
    if not _NAME.fullmatch(name):
        raise TemplateNotFound(name)
    found = root
    for step in name.split("/"):
        found = found / step
    if not found.is_file():
        raise TemplateNotFound(name)
    raw = found.read_bytes()
    try:
        text = raw[:_LONGEST].decode()
    except UnicodeDecodeError as fault:
        raise TemplateSyntaxError(f"this is no UTF-8: {fault}", 1, name) from fault
    if len(raw) > _LONGEST:
        raise TemplateSyntaxError("no template is as long as this", 1, name)
    return text.replace("\r\n", "\n")


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
