"""A rule book that was checked and has not changed is the same unchecked."""

import shutil
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import pytest

from checker.cache.files import read
from checker.cache.kept import kept_in
from checker.errors import PolicyError
from checker.evaluate import rule_book as module
from checker.evaluate.rule_book import rule_book
from checker.policy.compiled import CompiledPolicy
from checker.policy.expression import Calendar, Program, syntax
from checker.policy.expression.deferred import DeferredProgram
from checker.policy.expression.writer import Writer
from checker.policy.pack import Pack
from checker.resources import data_dir


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Check the rule book once."""
    folder = str(tmp_path_factory.mktemp("cache"))
    rule_book(folder)
    return folder


def told(policy: CompiledPolicy) -> list[str]:
    """Return the parts of a policy's message."""
    return [p if isinstance(p, str) else p.source for p in policy.message]


def test_it_says_the_same(cache: str) -> None:
    (schemas, anew), (others, known) = rule_book(), rule_book(cache)
    assert others.names == schemas.names
    assert all(others.schema(name) == schemas.schema(name) for name in schemas.names)
    assert known.sha256 == anew.sha256
    assert known.profiles == anew.profiles
    assert known.parameters == anew.parameters
    assert list(known.policies) == list(anew.policies)
    for name, policy in anew.policies.items():
        other = known.policies[name]
        assert other.policy == policy.policy
        assert other.parameters == policy.parameters
        assert told(other) == told(policy)


def programs(compiled: CompiledPolicy) -> list[Program]:
    """Return every expression of a policy."""
    told = (part for part in compiled.message if not isinstance(part, str))
    return [*compiled.programs.values(), *told]


def test_each_expression_is_the_same(cache: str) -> None:
    (_, anew), (_, known) = rule_book(), rule_book(cache)
    for name, policy in anew.policies.items():
        others = programs(known.policies[name])
        for one, other in zip(programs(policy), others, strict=True):
            assert isinstance(other, DeferredProgram)
            assert other.source == one.source
            assert other.paths == one.paths
            assert other.reads() == one.reads()
            assert shape(other.checked.root) == shape(one.checked.root)
            # As text of Python, which is the same only where all types that count are.
            assert written(other) == written(one)


def shape(node: syntax.Node) -> object:
    """Return a syntax tree as values that compare."""
    own = (getattr(node, field.name) for field in fields(node))
    return (type(node), *(shape_of(value) for value in own))


def shape_of(value: object) -> object:
    """Return a field of a node as a value that compares."""
    if isinstance(value, syntax.Node):
        return shape(value)
    if isinstance(value, tuple):
        return tuple(map(shape_of, value))
    return (type(value), value)


def written(program: Program) -> tuple[list[str], list[str], str]:
    """Return the Python text of a program and of the functions in it."""
    writer = Writer(program.checked)
    body = writer.write(program.checked.root)
    return writer.heads, writer.lines, body


@pytest.mark.parametrize("year", [2014, 2015, 2026, 2045, 2046, 2101])
def test_its_calendar_is_the_same(cache: str, year: int) -> None:
    (_, anew), (_, known) = rule_book(), rule_book(cache)
    (one, other) = (calendar_of(pack) for pack in (anew, known))
    for day in range(1, 367, 3):
        start = (date(year, 1, 1) + timedelta(day)).isoformat()
        assert other.add_business_days(start, 5) == one.add_business_days(start, 5)


def calendar_of(pack: Pack) -> Calendar:
    """Return the calendar that the expressions of a rule book count by."""
    calendar = next(iter(pack.policies.values())).require.calendar
    assert calendar is not None
    return calendar


def test_no_code_is_kept(cache: str) -> None:
    (file, _), *_ = [each for each in kept_in(cache) if "rule-book" in str(each[0])]
    code = type(compile("", "", "exec"))

    def parts(value: object) -> Iterator[object]:
        yield value
        if isinstance(value, dict):
            value = list(value.items())
        if isinstance(value, list | tuple):
            for part in value:
                yield from parts(part)

    kinds = {type(part) for part in parts(read(str(file)))}
    assert code not in kinds
    assert kinds <= {str, int, float, bool, type(None), tuple, list, dict}


def test_another_installation_is_checked(
    cache: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "installation", lambda: "another")
    before = len(kept_in(cache))
    rule_book(cache)
    assert len(kept_in(cache)) == before + 1


def test_a_broken_policy_is_never_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policies = tmp_path / "policies"
    shutil.copytree(str(data_dir("policies")), policies)
    broken = policies / "size" / "SIZE-001.yaml"
    text = broken.read_text(encoding="utf-8")
    broken.write_text(text.replace("facts.capacity_mw", "facts.capacity_mv"))
    monkeypatch.setattr(
        module,
        "data_dir",
        lambda name: policies if name == "policies" else data_dir(name),
    )
    cache = str(tmp_path / "cache")
    for _ in range(2):
        with pytest.raises(PolicyError, match="capacity_mv"):
            rule_book(cache)
    assert kept_in(cache) == []
