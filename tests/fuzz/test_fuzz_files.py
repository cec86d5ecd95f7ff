"""Files beside the declarations, with one thing changed, each digest made to fit.

Templates, what names them, baselines, waivers, downloads, the lock file and whole
bundles of evidence: what somebody may have written by hand.
"""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import CheckerError
from checker.evidence.archive import pack, unpack
from checker.evidence.manifest import MANIFEST, manifest_bytes, read_manifest
from checker.oasis.lock import digest_of
from checker.pipeline import Options, check
from checker.pipeline.render import material_of
from checker.render.documents import load_documents
from checker.render.environment import Printer
from checker.render.material import Material, RenderOptions
from checker.render.packages import render_packages
from checker.render.values import MissingValueError, Values
from checker.resources import data_dir
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

MINIMAL = EXAMPLES / "minimal"
SCHEMAS = SchemaSet.load(data_dir("schemas"))
AS_OF = date(2026, 12, 8)
KINDS = ("markdown", "csv", "json", "xml")

PIECES = (
    "{{", "}}", "{%", "%}", "{#", "#}", "x", "{{ run.text }}", "{{ sites }}", "|",
    "{% for s in sites %}", "{% endfor %}", "{{ s.name | code }}", "\n", "'", '"',
    "{% if run.list %}", "{% endif %}", "{% else %}", "{% include '_partials/p.j2' %}",
    "{% include run.text %}", "{{ run.__class__ }}", "{{ sites[0].name }}", "\x00",
    "{% set run = 1 %}", "{% macro m() %}", "{% raw %}", "{{ run['text'] }}", "{%- ",
    "{{ loop.index }}", "{{ cycler() }}", "{% import 'doc/t.j2' as t %}", "-%}", "é",
    "{{ 'a' * 999999999 }}", "{% block b %}", "{% extends 'doc/t.j2' %}", "{{ self }}",
    "{% for a in range(10) %}", "{{ '%s' % run }}", "{{ lipsum(9) }}", "{{ 9**9 }}",
    "{% for s in sites recursive %}", "{{ run | json }}", "{{ x | mw }}",
    "{{ 1 if run }}", "{{ [1, 2][5] }}",
)  # fmt: skip
CONTEXT: dict[str, Any] = {
    "sites": [{"name": "A|B"}, {"name": "<C>"}],
    "run": {"none": None, "list": [1], "text": "t"},
}


@budget(150)
@given(st.lists(st.sampled_from(PIECES), max_size=8), st.sampled_from(KINDS))
def test_any_template(pieces: list[str], kind: str) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for name, text in (("doc/t.j2", "".join(pieces)), ("_partials/p.j2", "p")):
            (root / name).parent.mkdir()
            (root / name).write_text(text, encoding="utf-8")
        before = files(root)
        printer = Printer(root, Values())
        try:
            printer.check("doc/t.j2", kind)
            text = printer.render("doc/t.j2", kind, CONTEXT)
        except (CheckerError, MissingValueError):
            return
        assert printer.render("doc/t.j2", kind, CONTEXT) == text
        assert files(root) == before


TEMPLATES = tuple(
    path.relative_to(str(data_dir("templates"))).as_posix()
    for path in sorted(Path(str(data_dir("templates"))).rglob("*"))
    if path.suffix in {".j2", ".yaml"} and path.parent.name != "_starter"
)
DOCUMENTS = tuple(name for name in TEMPLATES if "/_" not in f"/{name}")


@cache
def material() -> Material:
    run = check((MINIMAL,), Options(as_of=AS_OF, today=AS_OF))
    return material_of(run, SCHEMAS)


def printed(templates: Path, to: Path, document: str) -> None:
    specs = [
        one for one in load_documents(templates, SCHEMAS) if document in ("", one.id)
    ]
    now = datetime(2026, 12, 8, tzinfo=UTC)
    render_packages(material(), specs, templates, RenderOptions(to=to, now=now))


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("templates") / "t"
    shutil.copytree(str(data_dir("templates")), root)
    return root


@budget(20)
@given(name=st.sampled_from(DOCUMENTS), mutation=mutations)
def test_a_template_or_its_document_with_one_mutation(
    templates: Path, name: str, mutation: Mutation
) -> None:
    file, document = templates / name, name.partition("/")[0]
    whole = file.read_text(encoding="utf-8")
    file.write_text(mutation.applied(whole), encoding="utf-8")
    try:
        with TemporaryDirectory() as folder:
            outside = Path(folder) / "stays"
            outside.write_text("as it is")
            out = [Path(folder) / "a" / "out", Path(folder) / "b" / "out"]
            for to in out:
                try:
                    printed(templates, to, "" if "/" not in name else document)
                except CheckerError:
                    assert files(to) == {}
            assert files(out[0]) == files(out[1])
            assert {path.name for path in Path(folder).iterdir()} <= {"a", "b", "stays"}
    finally:
        file.write_text(whole, encoding="utf-8")


LEAVES: st.SearchStrategy[Any] = st.sampled_from(
    (None, True, 0, -1, 10**18, 0.5, 1e308, "", "x", "\u202e", "2026-02-30", "PGEB",
     "9999-12-31", "1000-01-01", "2026-12-08T00:00:00Z", "a\nb", "::error::x", [], {})
)  # fmt: skip


def places(value: Any, above: tuple[str | int, ...] = ()) -> Iterator[Any]:
    """Yield the place of each value below the root."""
    entries = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in entries:
        yield (*above, key)
        yield from places(inner, (*above, key))


def changed(data: Any, place: tuple[str | int, ...], value: Any) -> Any:
    """Return a copy of the data with another value in one place."""
    copy = json.loads(json.dumps(data))
    inner = copy
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return copy


(LOCK,) = seeds("bay-area/dera.refdata.json")
HELD = json.loads(LOCK.read_text(encoding="utf-8"))
ASKED = (("refdata", "info", *DAY), ("reconcile", *DAY))


@budget(20)
@given(st.sampled_from(list(places(HELD))), LEAVES)
def test_a_lock_file_that_was_signed_again(place: Any, value: Any) -> None:
    content = changed(HELD, place, value)
    if place != ("sha256",):
        content["sha256"] = digest_of(content)
    with TemporaryDirectory() as folder:
        root = Path(folder) / "p"
        shutil.copytree(MINIMAL, root)
        (root / LOCK.name).write_text(json.dumps(content), encoding="utf-8")
        judged_twice(root)
        for command in ASKED:
            before = files(root)
            first = dera(root, *command)
            assert dera(root, *command) == first
            assert files(root) == before


@cache
def baseline() -> str:
    with TemporaryDirectory() as folder:
        root = Path(folder) / "p"
        shutil.copytree(EXAMPLES / "bad" / "LOC-007", root)
        dera(root, "baseline", *DAY, "--to", "b.json")
        assert dera(root, "check", *DAY, "--baseline", "b.json").code == 0
        return (root / "b.json").read_text(encoding="utf-8")


@budget(8)
@given(mutations)
def test_a_baseline_with_one_mutation(mutation: Mutation) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder) / "p"
        shutil.copytree(EXAMPLES / "bad" / "LOC-007", root)
        text = mutation.applied(baseline())
        (root / "b.json").write_text(text, encoding="utf-8")
        judged_twice(root, "--baseline", "b.json")


WAIVED = EXAMPLES / "waived"


@budget(10)
@given(st.sampled_from(("waivers.yaml", "portfolio.yaml")), mutations)
def test_a_waiver_with_one_mutation(name: str, mutation: Mutation) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder) / "p"
        shutil.copytree(WAIVED, root)
        text = (root / name).read_text(encoding="utf-8")
        (root / name).write_text(mutation.applied(text), encoding="utf-8")
        judged_twice(root)


DOWNLOADS = seeds("oasis/*.csv", "oasis/*.xml", "oasis/*.zip")


@budget(60)
@given(
    st.sampled_from(DOWNLOADS),
    st.floats(0, 1),
    st.binary(max_size=6),
    st.integers(0, 9),
)
def test_a_download_with_other_bytes_in_one_place(
    download: Path, where: float, put: bytes, taken: int
) -> None:
    raw = download.read_bytes()
    at = int(where * len(raw))
    with TemporaryDirectory() as folder:
        root = Path(folder) / "p"
        root.mkdir()
        shutil.copy(MINIMAL / "portfolio.yaml", root)
        (Path(folder) / download.name).write_bytes(raw[:at] + put + raw[at + taken :])
        command = ("refdata", "import", f"../{download.name}", *ON)
        before = files(root)
        first = dera(root, *command)
        after = files(root)
        made = {name for name in after if after[name] != before.get(name)}
        assert made == ({LOCK.name} if first.code == 0 else set())
        assert dera(root, *command).code == first.code
        assert files(root) == after


ON = ("--retrieved-on", "2026-12-01")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("bundle")
    shutil.copytree(MINIMAL, folder / "p")
    to = folder / "b.zip"
    done = dera(folder / "p", "evidence", "harbor-storage", *DAY, "--to", str(to))
    assert done.code == 0, done.err
    return unpack(to.read_bytes(), "b.zip")


HELD_BY_A_BUNDLE = ("inputs/", "policies/", "schemas/", "templates/", "report.json")


@budget(2)
@given(place=st.floats(0, 1), mutation=mutations)
def test_a_bundle_with_one_mutation_that_was_signed_again(
    bundle: dict[str, bytes], place: float, mutation: Mutation
) -> None:
    names = sorted(name for name in bundle if name.startswith(HELD_BY_A_BUNDLE))
    name = names[int(place * (len(names) - 1))]
    text = mutation.applied(bundle[name].decode())
    case, _ = read_manifest(bundle[MANIFEST], "b.zip")
    changed_files = {**bundle, name: text.encode()}
    changed_files[MANIFEST] = manifest_bytes(case, changed_files)
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "b.zip").write_bytes(pack(changed_files))
        before = files(root)
        first = dera(root, "evidence", "verify", "b.zip")
        assert dera(root, "evidence", "verify", "b.zip") == first
        assert files(root) == before
