"""Made-up input of every kind: an answer of the table, never a trace, twice the same.

`DERA_FUZZ=100` makes a hundred times as many examples, at random; benchmarks/fuzz.py
runs that and counts.
"""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import CheckerError
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
from tests.fuzzed import (
    DAY,
    EXAMPLES,
    Mutation,
    budget,
    dera,
    files,
    judged_twice,
    mutations,
    seeds,
)

SCHEMAS = SchemaSet.load(data_dir("schemas"))
ENV = Env({"a": DYN, "params": DYN})


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
