"""The consequences of a rule book: read, checked, compiled, and found for a change."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.resources.abc import Traversable
from typing import Any

from checker.errors import PolicyError
from checker.evaluate.words import interpolate
from checker.model.document import Document, locate
from checker.model.place import Place
from checker.plan.definition import KindRules, Rule, RuleTest
from checker.plan.difference import Change, ChangeType
from checker.plan.effect_book import (
    CompiledEffect,
    compiled_program,
    read_effects,
    refuse_unknown_in,
)
from checker.plan.settings import SETTINGS
from checker.plan.shape import Shape, patterns, shape_of
from checker.policy.environment import Environments
from checker.policy.expression import (
    BOOL,
    STRING,
    Env,
    EvaluationFault,
    MissingValue,
    Program,
    Type,
    type_of_schema,
)
from checker.policy.files import read_view, yaml_files
from checker.policy.parameters import Parameter
from checker.validate.schemas import SchemaSet

__all__ = ["CompiledRule", "RuleSet", "load_rules"]

_EFFECTS = "effects.yaml"
_BRACES = re.compile(r"\{([^{}]*)\}")
_ELEMENT = re.compile(r"\[([^\]]*)\][^\[]*$")
_KEY = re.compile(r"(?:^|,)[a-z_]+=")
_BELOW = ".**"
_WHAT = {
    ChangeType.ADDED: "new",
    ChangeType.REMOVED: "gone",
    ChangeType.CHANGED: "different",
}


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule at one of its paths.

    Attributes:
        rule: what the file says.
        name: kind and id, such as `aggregation/member-joins`.
        effects: those that it names.
        when: the condition; None means always.
        title: literal texts and interpolated programs, in order.
    """

    rule: Rule
    name: str
    effects: tuple[CompiledEffect, ...]
    when: Program | None
    title: tuple[str | Program, ...]

    def covers(self, change: Change, as_of: date) -> bool:
        """Tell whether the rule is about a change. A condition without value is no."""
        effective = self.rule.effective
        if effective is not None and not effective.covers(as_of):
            return False
        try:
            return self.when is None or self.when(_scope(change)) is True
        except (MissingValue, EvaluationFault):
            return False

    def titled(self, change: Change) -> str:
        """Return the change in words."""
        return interpolate(self.title, _scope(change))


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Every consequence of a rule book.

    Attributes:
        shapes: what the schemas say, by kind.
        effects: by name.
        tests: those of the files, by kind.
        sha256: hex digest over the names and bytes of all files.
    """

    shapes: Mapping[str, Shape]
    effects: Mapping[str, CompiledEffect]
    tests: Mapping[str, tuple[RuleTest, ...]]
    sha256: str
    _rules: Mapping[tuple[str, ChangeType, str], tuple[CompiledRule, ...]]

    def rules(self) -> Iterator[CompiledRule]:
        """Yield each rule once for each of its paths."""
        seen = set()
        for group in self._rules.values():
            for rule in group:
                if id(rule) not in seen:
                    seen.add(id(rule))
                    yield rule

    def candidates(
        self, kind: str, change: ChangeType, pattern: str
    ) -> Iterator[CompiledRule]:
        """Yield the rules about a field: its own before wider ones."""
        yield from self._rules.get((kind, change, pattern), ())
        above = pattern
        while above:
            yield from self._rules.get((kind, change, f"{above}{_BELOW}"), ())
            above = above.rpartition(".")[0]

    def rule_for(self, change: Change, as_of: date) -> CompiledRule | None:
        """Return the first rule that is about a change, or None when none is."""
        found = self.candidates(change.kind, change.type, change.pattern)
        return next((rule for rule in found if rule.covers(change, as_of)), None)


def load_rules(
    root: Traversable,
    schemas: SchemaSet,
    parameters: Mapping[str, Parameter],
    environments: Environments,
) -> RuleSet:
    """Read the consequences of a rule book.

    Args:
        root: the folder with `effects.yaml` and one file for each kind.
        schemas: for the shape of the files, the paths and the types in expressions.
        parameters: those that an effect may count its days by.
        environments: the scope of the conditions on an aggregation.

    Raises:
        PolicyError: a file is broken, or names what does not exist.
    """
    digest = sha256()
    files = dict(yaml_files(root, "policies/consequences", digest))
    effects_file = f"policies/consequences/{_EFFECTS}"
    if effects_file not in files:
        raise PolicyError("there is no such file", file=effects_file)
    effects = read_effects(
        files.pop(effects_file), effects_file, schemas, parameters, environments
    )
    kinds = (*schemas.kinds, SETTINGS)
    shapes = {kind: shape_of(schemas, kind) for kind in kinds}
    rules: dict[tuple[str, ChangeType, str], tuple[CompiledRule, ...]] = {}
    tests = {}
    for name, file in files.items():
        view, document = read_view(
            file, name, "consequence", KindRules, schemas, PolicyError
        )
        refuse_unknown_in("kind", [view.kind], shapes, name)
        if file.name != f"{view.kind}.yaml":
            raise PolicyError(f"this belongs in {view.kind}.yaml", file=name)
        tests[view.kind] = view.tests
        reader = _Reader(view.kind, shapes[view.kind], schemas, effects, name, document)
        for change, pattern, rule in reader.compiled(view.rules):
            at = (view.kind, change, pattern)
            rules[at] = (*rules.get(at, ()), rule)
    return RuleSet(shapes, effects, tests, digest.hexdigest(), rules)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Checks and compiles the rules of one kind."""

    kind: str
    shape: Shape
    schemas: SchemaSet
    effects: Mapping[str, CompiledEffect]
    file: str
    document: Document

    def compiled(
        self, rules: Iterable[Rule]
    ) -> Iterator[tuple[ChangeType, str, CompiledRule]]:
        """Yield the rules by type of change and pattern."""
        known = {"": self.shape, **dict(patterns(self.shape))}
        seen: set[str] = set()
        for index, rule in enumerate(rules):
            if rule.id in seen:
                raise self._refusal(index, f"the id `{rule.id}` is taken")
            seen.add(rule.id)
            line = locate(Place(self.document, ("rules", index))).span.line
            refuse_unknown_in("effect", rule.effects, self.effects, self.file, line)
            for pattern in rule.path:
                plain = pattern.removesuffix(_BELOW)
                what = f"path in {self.kind}"
                refuse_unknown_in(what, [plain], known, self.file, line)
                node = known[plain]
                compiled = self._rule(index, rule, pattern, node)
                yield from ((change, pattern, compiled) for change in rule.change)

    def _rule(self, index: int, rule: Rule, pattern: str, node: Shape) -> CompiledRule:
        scope = self._scope(rule, pattern, node)
        words = _BRACES.split(rule.title)
        at = (self.document, ("rules", index, "title"))
        when = None
        if rule.when is not None:
            place = (self.document, ("rules", index, "when"))
            when = compiled_program(rule.when, scope, self.file, place, BOOL)
        return CompiledRule(
            rule=rule,
            name=f"{self.kind}/{rule.id}",
            effects=tuple(self.effects[name] for name in rule.effects),
            when=when,
            title=tuple(
                part if n % 2 == 0 else compiled_program(part, scope, self.file, at)
                for n, part in enumerate(words)
            ),
        )

    def _scope(self, rule: Rule, pattern: str, node: Shape) -> Env:
        """Return the names that each of the rule's types of change has a value for."""
        names: dict[str, Type] = {
            "id": STRING,
            "element": STRING,
            "field": STRING,
            "what": STRING,
        }
        kind = None
        if not pattern.endswith(_BELOW):
            kind = type_of_schema(node.schema, self.schemas.resolve, "value")
        if kind is not None and ChangeType.ADDED not in rule.change:
            names["before"] = kind
        if kind is not None and ChangeType.REMOVED not in rule.change:
            names["after"] = kind
        return Env(names)

    def _refusal(self, index: int, message: str) -> PolicyError:
        span = locate(Place(self.document, ("rules", index))).span
        return PolicyError(message, file=self.file, line=span.line)


def _scope(change: Change) -> dict[str, Any]:
    found = _ELEMENT.search(change.path)
    values = {"before": change.before, "after": change.after}
    return {
        "id": change.id,
        "element": _KEY.sub(" ", found[1]).strip() if found else "",
        "field": change.path.rpartition("/")[2].partition("[")[0],
        "what": _WHAT[change.type],
        **{name: value for name, value in values.items() if value is not None},
    }
