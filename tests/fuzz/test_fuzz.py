"""Made-up input of every kind: an answer of the table, never a trace, twice the same.

`DERA_FUZZ=100` makes a hundred times as many examples, at random; benchmarks/fuzz.py
runs that and counts.
"""

import io
import os
import shutil
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.cli import faults
from checker.cli.entry import run
from checker.errors import CheckerError
from checker.evaluate.rule_book import rule_book
from checker.load.header import declarations_of
from checker.load.read import read_text
from checker.load.table import read_table
from checker.model.document import SourceText
from checker.model.finding import Subject
from checker.policy.expression import DYN, Env
from checker.policy.expression import compile as compile_expression
from checker.resources import data_dir
from checker.validate.declaration import validate_document
from checker.validate.schemas import SchemaSet

EXAMPLES = Path(__file__).parents[2] / "examples"
TIMES = int(os.environ.get("DERA_FUZZ", "0"))
SCHEMAS = SchemaSet.load(data_dir("schemas"))
KINDS = sorted(SCHEMAS.kinds)
DAY = ("--as-of", "2026-12-08")
ENV = Env({"a": DYN, "params": DYN})


def budget(examples: int) -> settings:
    return settings(
        max_examples=examples * max(TIMES, 1),
        derandomize=not TIMES,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(autouse=True, scope="module")
def _no_fault_is_ours() -> Iterator[None]:
    """Let a fault of ours out, with its trace; read the shipped rule book once."""
    book = rule_book()

    def raise_again(error: Exception) -> int:
        raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(faults, "report_fault", raise_again)
        for name in ("case", "check"):
            module = import_module(f"checker.pipeline.{name}")
            patch.setattr(module, "rule_book", lambda: book)
        yield


class Outcome(NamedTuple):
    """An exit code and what was printed."""

    code: int
    out: str
    err: str


def dera(root: Path, *args: str) -> Outcome:
    out, err = io.StringIO(), io.StringIO()
    with chdir(root), redirect_stdout(out), redirect_stderr(err):
        code = run(args)
    assert code in (0, 1, 2, 3), err.getvalue()
    return Outcome(code, out.getvalue(), err.getvalue())


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


HOSTILE = (
    "~", "[]", "{}", "''", "no", "true", "-1", "0", "1e308", "-1e-300", "9" * 18, "x",
    "0.1", "{a: 1}", "[1, 2]", "[[]]", "2026-02-30", "1000-01-01", "8999-12-31", "é",
    "2026-12-08", "'2026-12-08T25:00:00Z'", '"\\n"', "*a", "&a 1", "!!python/object:x",
    "'{{ 1 }}'", "'<script>'", "'=1+1'", "'::error::x'", "'../../x'", "/dev/null",
    "'%'", "'a'*9", "|", ">-", "- x", "x: y", "'" + "k" * 300 + "'", "0x10", ".nan",
)  # fmt: skip
LINES = ("dera: v1", "  id: x", "---", "...", "\t", "- a", "kind: site", "# dera: x")


class Mutation(NamedTuple):
    """One change of a text."""

    how: str
    where: float
    what: str

    def applied(self, text: str) -> str:
        lines = text.split("\n")
        at = int(self.where * (len(lines) - 1))
        key, colon, _ = lines[at].partition(": ")
        changed = {
            "drop": [],
            "twice": [lines[at], lines[at]],
            "value": [f"{key}{colon}{self.what}"],
            "indent": [f" {lines[at]}"],
            "insert": [lines[at], self.what],
            "cut": [lines[at][: len(lines[at]) // 2]],
        }.get(self.how)
        if changed is None:
            return text[: int(self.where * len(text))]
        return "\n".join(lines[:at] + changed + lines[at + 1 :])


mutations = st.builds(
    Mutation,
    st.sampled_from(
        ("value", "value", "value", "drop", "twice", "indent", "insert", "cut", "end")
    ),
    st.floats(0, 1),
    st.sampled_from(HOSTILE + LINES),
)


@budget(400)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=80).map(str.encode)))
def test_any_bytes(raw: bytes) -> None:
    reading = read_text("x.yaml", raw)
    assert bool(reading.documents) is not bool(reading.findings)
    again = read_text("x.yaml", raw)
    assert [one.message for one in reading.findings] == [
        one.message for one in again.findings
    ]


DATA = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)
    ),
    lambda below: st.one_of(
        st.lists(below, max_size=3),
        st.dictionaries(st.text("abdeiknr", max_size=5), below, max_size=4),
    ),
    max_leaves=10,
)


@budget(60)
@given(
    st.sampled_from(sorted(SCHEMAS.kinds)), st.dictionaries(st.text(), DATA), st.data()
)
def test_any_structure(kind: str, data: dict[str, Any], draw: st.DataObject) -> None:
    fields = SCHEMAS.schema(kind)["properties"]
    known = draw.draw(st.dictionaries(st.sampled_from(sorted(fields)), DATA))
    whole = {**data, **known, "dera": "v1", "kind": kind, "id": "x"}
    reading = read_text("x.yaml", yaml.safe_dump(whole).encode())
    for declared in declarations_of(reading, SCHEMAS.kinds)[0]:
        subject = Subject(declared.kind, declared.id)
        validate_document(declared.document, kind, SCHEMAS, subject, noun=kind)


TOKENS = (
    "a", "a.b", "params.x", "1", "2.5", "'x'", "r'\\d'", "true", "null", "[", "]", "(",
    ")", "{", "}", ",", ".", "?", ":", "+", "-", "*", "/", "%", "==", "!=", "<", ">=",
    "&&", "||", "!", "in", "has(a.b)", "size(a)", "a.all(x, x > 1)", "a.map(x, x)",
    "date('2026-01-01')", "double('x')", "'a'.matches('(a+)+$')", "\"", "'", "\\", "1u",
    "0x7fffffffffffffff", "9223372036854775808", "b'x'", "a[0]", "a.filter(x, true)",
)  # fmt: skip


@budget(400)
@given(
    st.one_of(
        st.lists(st.sampled_from(TOKENS), max_size=12).map(" ".join),
        st.text(max_size=40),
        st.integers(1, 3000).map(lambda depth: "(" * depth + "1" + ")" * depth),
        st.integers(1, 3000).map(lambda depth: "-" * depth + "1"),
        st.integers(1, 3000).map(lambda depth: "[" * depth),
    )
)
def test_any_expression(source: str) -> None:
    try:
        program = compile_expression(source, ENV)
    except CheckerError:
        return
    assert program.source == source


@budget(200)
@given(st.text(st.sampled_from('a,"\n\r\t;= é0'), max_size=60))
def test_any_table(text: str) -> None:
    rows, findings = read_table(SourceText("a.csv", text, "00"), 10)
    assert not (rows and findings)


def seeds(*globs: str) -> tuple[Path, ...]:
    return tuple(sorted(path for glob in globs for path in EXAMPLES.glob(glob)))


def judged_twice(root: Path) -> Outcome:
    before = files(root)
    first = dera(root, "check", *DAY, "-o", "json")
    assert dera(root, "check", *DAY, "-o", "json") == first
    assert files(root) == before
    return first


@budget(6)
@given(mutations)
def test_a_valid_portfolio_with_one_mutation(mutation: Mutation) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder) / "p"
        shutil.copytree(EXAMPLES / "minimal", root)
        file = root / "portfolio.yaml"
        text = mutation.applied(file.read_text(encoding="utf-8"))
        file.write_text(text, encoding="utf-8")
        judged_twice(root)
        before = files(Path(folder))
        dera(root, "render", "--to", "../out", "--draft", *DAY)
        after = files(Path(folder))
        assert {name for name in after if not name.startswith("out/")} == set(before)


DECLARED = seeds("bay-area/**/*.yaml", "waived/**/*.yaml")


@budget(200)
@given(st.sampled_from(DECLARED), mutations)
def test_a_valid_declaration_with_one_mutation(file: Path, mutation: Mutation) -> None:
    reading = read_text(
        "x.yaml", mutation.applied(file.read_text(encoding="utf-8")).encode()
    )
    for declared in declarations_of(reading, SCHEMAS.kinds)[0]:
        subject = Subject(declared.kind, declared.id)
        validate_document(
            declared.document, declared.kind, SCHEMAS, subject, noun=declared.kind
        )


OWN = EXAMPLES / "own-policies"
SETTINGS_FILES = tuple(
    path.relative_to(OWN)
    for path in seeds(
        "own-policies/dera.yaml",
        "own-policies/grdt-columns.yaml",
        "own-policies/policies/**/*.yaml",
    )
)


@budget(30)
@given(st.sampled_from(SETTINGS_FILES), mutations)
def test_settings_and_policies_with_one_mutation(
    name: Path, mutation: Mutation
) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder) / "p"
        shutil.copytree(OWN, root)
        text = mutation.applied((root / name).read_text(encoding="utf-8"))
        (root / name).write_text(text, encoding="utf-8")
        judged_twice(root)


@budget(10)
@given(mutations)
def test_reference_data_with_one_mutation(mutation: Mutation) -> None:
    (lock,) = seeds("bay-area/dera.refdata.json")
    with TemporaryDirectory() as folder:
        root = Path(folder) / "p"
        shutil.copytree(EXAMPLES / "minimal", root)
        text = mutation.applied(lock.read_text(encoding="utf-8"))
        (root / lock.name).write_text(text, encoding="utf-8")
        judged_twice(root)
