"""What stands where a file should, and is none: never waited for, never a trace."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.cli.entry import run

MINIMAL = Path(__file__).parents[2] / "examples" / "minimal"
CHECK = ("check", "--as-of", "2026-12-08")
LOCK = "dera.refdata.json"
POLICY = "own/size/ACME-001.yaml"
Prepare = Callable[[Path], None]


@pytest.fixture
def portfolio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "portfolio"
    shutil.copytree(MINIMAL, root)
    monkeypatch.chdir(root)
    return root


def settings(text: str) -> Prepare:
    def write(root: Path) -> None:
        (root / "dera.yaml").write_text(f"dera: v1\n{text}", encoding="utf-8")

    return write


def pipe(name: str) -> Prepare:
    def make(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(root / name)

    return make


def link(name: str, target: str) -> Prepare:
    def make(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).unlink(missing_ok=True)
        (root / name).symlink_to(target)

    return make


def content(name: str, raw: bytes) -> Prepare:
    def write(root: Path) -> None:
        file = Path(os.fsdecode(os.fsencode(root / name)))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(raw)

    return write


BASELINE, OWN = settings("baseline: b.json\n"), settings("policies: [own]\n")
COLUMNS = settings("grdt_columns: g.yaml\n")
IRREGULAR, NOWHERE = "this is no regular file", "the link leads nowhere"


@pytest.mark.parametrize(
    ("prepare", "says"),
    [
        ([pipe("dera.yaml")], f"dera.yaml: cannot be read: {IRREGULAR}"),
        ([link("dera.yaml", "dera.yaml")], f"dera.yaml: {NOWHERE}"),
        ([link("dera.yaml", "gone.yaml")], f"dera.yaml: {NOWHERE}"),
        ([link("dera.yaml", "/dev/zero")], "dera.yaml: the link leads out of"),
        ([link("dera.yaml", str(MINIMAL / "dera.yaml"))], "leads out of the portfolio"),
        ([BASELINE, pipe("b.json")], f"b.json: cannot be read: {IRREGULAR}"),
        ([BASELINE, link("b.json", "/dev/zero")], "leads out of the repository"),
        ([settings("baseline: ../b.json\n")], "leads out of the repository"),
        ([BASELINE, link("b.json", "b.json")], "b.json: cannot be read"),
        ([BASELINE, content("b.json", b"[" * 100_000)], "nest deeper than 64 levels"),
        ([BASELINE, content("b.json", b"{'a': .nan}")], "`.nan` is not a finite"),
        ([BASELINE, content("b.json", b"a: " + b"9" * 9999)], "does not fit 64 bits"),
        ([OWN, pipe(POLICY)], f"{POLICY}: cannot be read: {IRREGULAR}"),
        ([OWN, link(POLICY, "/dev/zero")], "ACME-001.yaml leads out of the repository"),
        ([settings("policies: [../..]\n")], "leads out of the repository"),
        ([OWN, link("own/size", "/etc")], "own/size leads out of the repository"),
        ([OWN, link(POLICY, "ACME-001.yaml")], f"{POLICY}: cannot be read: too many"),
        ([OWN, link(POLICY, "gone.yaml")], f"{POLICY}: cannot be read: no such file"),
        ([OWN, content("own/size/A\udcff.yaml", b"a")], "characters that cannot be"),
        ([OWN, content("own/s\udcff/A.yaml", b"a")], "characters that cannot be"),
        ([OWN, link("own", "own")], "`policies` names `own`, and there is no such"),
        ([settings(f"policies: [{'a' * 5000}]\n")], "there is no such folder"),
        ([COLUMNS, pipe("g.yaml")], f"g.yaml: cannot be read: {IRREGULAR}"),
        ([COLUMNS, link("g.yaml", "g.yaml")], "is not in the open below the root"),
        ([settings(f"grdt_columns: {'a' * 5000}\n")], "file name too long"),
        ([pipe(LOCK)], f"{LOCK}: cannot be read: {IRREGULAR}"),
        ([link(LOCK, "/dev/zero")], f"{LOCK}: cannot be read: {IRREGULAR}"),
        ([link(LOCK, LOCK)], f"{LOCK}: cannot be read: too many levels"),
        ([link(LOCK, "gone")], f"{LOCK}: cannot be read: no such file"),
        ([content(LOCK, b'{"version": ' + b"9" * 5000 + b"}")], "a number that nobody"),
        ([content(LOCK, b"[" * 100_000)], "the JSON is nested too deeply"),
        ([content(LOCK, b'{"version": NaN}')], "not that of reference data"),
        ([content(LOCK, b'{"version": 1e999}')], "not that of reference data"),
        ([content(LOCK, b'{"sha256": "\\ud800"}')], "not that of reference data"),
        ([content(LOCK, b'{"version": 1, "version": 2}')], "is written twice"),
        ([content(LOCK, b"\xef\xbb\xbf{}")], "this is no JSON"),
        ([content(LOCK, b"\xff\xfe{\0}\0")], "this is not UTF-8"),
    ],
)
def test_what_a_portfolio_names_is_read_or_refused_at_once(
    portfolio: Path,
    capsys: pytest.CaptureFixture[str],
    prepare: list[Prepare],
    says: str,
) -> None:
    if prepare[0] not in (BASELINE, OWN, COLUMNS):
        (portfolio / "dera.yaml").unlink(missing_ok=True)
    for step in prepare:
        step(portfolio)
    assert run(CHECK) == 2
    assert says in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("evidence", "verify", "pipe"), IRREGULAR),
        (("refdata", "import", "pipe"), IRREGULAR),
        (("refdata", "import", "/dev/zero"), IRREGULAR),
        (("diff", "pipe", "portfolio.yaml"), "there is no file"),
        ((*CHECK, "--baseline", "pipe"), IRREGULAR),
        ((*CHECK, "--baseline", "/dev/zero"), IRREGULAR),
        ((*CHECK, "-o", f"json={'x' * 5000}"), "cannot be written: File name too long"),
        (("check", "x" * 5000), "a path is longer than the system allows"),
        (("verify", "x" * 5000), "a path is longer than the system allows"),
        (("init", "x" * 5000), "a path is longer than the system allows"),
        (("check", "--as-of", "9999-12-31"), "`9999-12-31` is no date"),
        (("check", "--as-of", "0001-01-01"), "`0001-01-01` is no date"),
    ],
)
def test_what_the_command_line_names_is_read_or_refused_at_once(
    portfolio: Path,
    capsys: pytest.CaptureFixture[str],
    args: tuple[str, ...],
    says: str,
) -> None:
    os.mkfifo(portfolio / "pipe")
    assert run(args) == 2
    assert says in " ".join(capsys.readouterr().err.split())


def test_a_pipe_in_place_of_a_manifest_is_no_earlier_package(
    portfolio: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = portfolio / "out" / "harbor-storage"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "manifest.json")
    assert run(("render", "--to", "out", "--as-of", "2026-12-08")) == 2
    assert "something else than an earlier render" in capsys.readouterr().err


@pytest.mark.parametrize(
    "form", ["text", "json", "sarif", "junit", "github", "gitlab", "markdown"]
)
def test_a_name_of_any_bytes_crashes_no_format(
    portfolio: Path, capsysbinary: pytest.CaptureFixture[bytes], form: str
) -> None:
    for name in ("b\udcfe.yaml", "d\udcff/a.yaml", "sp ace/n\nl.yaml"):
        content(name, b"dera: v1\nkind: site\nid: x\n")(portfolio)
    assert run((*CHECK, "-o", form)) == 1
    shown = capsysbinary.readouterr().out
    assert b"b" in shown
    assert b"\xfe" not in shown
    if form in ("json", "sarif", "gitlab"):
        json.loads(shown)


@pytest.mark.parametrize(
    "args",
    [
        (*CHECK, "-o", "sarif"),
        ("render", "--to", "out", "--as-of", "2026-12-08"),
        ("dossier", "--to", "out", "--as-of", "2026-12-08"),
        ("timeline", "--as-of", "2026-12-08"),
        ("baseline", "--as-of", "2026-12-08"),
    ],
)
def test_a_portfolio_below_a_folder_of_any_bytes_is_judged(
    portfolio: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]
) -> None:
    strange = portfolio.with_name("o\udcff d\nd")
    portfolio.rename(strange)
    monkeypatch.chdir(strange)
    assert run(args) == 0
