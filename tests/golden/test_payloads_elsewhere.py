"""Payloads out of git, of policies, settings, file names, lock files and bundles.

What names a revision, a file or a policy in a pull request is as foreign as what is
declared; nothing of it reaches a terminal, a runner or a page as a command.
"""

import json
import shutil
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from checker.cli.entry import run
from checker.evidence.archive import pack, unpack
from checker.evidence.manifest import MANIFEST, digests_of
from checker.oasis.lock import digest_of
from checker.pipeline import rule_book
from tests.conftest import MakeRepository, Repository
from tests.harmless import harmless, portfolio, seen
from tests.payloads import COMMANDS, CONTROLS, TEXTS

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = ("--as-of", "2026-12-08")
ALL = (*TEXTS, *COMMANDS, *CONTROLS)
SETS = {"texts": TEXTS, "commands": COMMANDS, "controls": CONTROLS}
NAMES = [text.replace("/", "") for text in (*COMMANDS, *CONTROLS)]
rules = cache(rule_book)

Said = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def one_rule_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the rule book once: it is most of what a small portfolio costs."""
    for name in ("case", "check", "plan", "base", "difference", "refdata"):
        module = import_module(f"checker.pipeline.{name}")
        monkeypatch.setattr(module, "rule_book", rules)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """Run a command; hold what it says on both streams to what may be shown."""

    def say(*args: str | Path) -> tuple[int, str, str]:
        code = run([str(arg) for arg in args])
        out, err = capsys.readouterr()
        assert code in (0, 1, 2, 3), err
        shown = out.replace("\t", "") if out.startswith(("{", "[")) else out
        seen(shown)
        seen(err)
        return code, out, err

    return say


@pytest.fixture
def repository(make_repository: MakeRepository) -> Repository:
    """The minimal example under git."""
    made = make_repository("repository")
    made.put("dera.yaml", "dera: v1\n")
    text = (EXAMPLES / "minimal" / "portfolio.yaml").read_text(encoding="utf-8")
    for number, document in enumerate(text.split("\n---\n")):
        made.put(f"{number}.yaml", document)
    made.commit("Begin")
    return made


@pytest.mark.parametrize("broken", [False, True], ids=["valid", "broken"])
@pytest.mark.parametrize("payloads", SETS.values(), ids=SETS)
def test_what_is_said_of_a_change_commands_nothing(
    repository: Repository,
    said: Said,
    payloads: tuple[str, ...],
    broken: bool,
    tmp_path: Path,
) -> None:
    root = repository.folder
    changed = portfolio(tmp_path / "changed", payloads, broken=broken)
    kept = {file.name: file.read_text(encoding="utf-8") for file in root.glob("*.yaml")}
    for file in changed.iterdir():
        repository.put(file.name, file.read_text(encoding="utf-8"))
    for form in ("text", "json", "markdown"):
        for args in (("plan",), ("check",)):
            _, out, _ = said(*args, root, "--base", "HEAD", "-o", form, *DAY)
            harmless(f"x.{ {'markdown': 'md'}.get(form, form) }", out)
    (tmp_path / "old.yaml").write_text(kept["0.yaml"], encoding="utf-8")
    for file in changed.iterdir():
        assert said("diff", tmp_path / "old.yaml", root / file.name)[0] == 0
    repository.commit("Change")
    repository("mv", "0.yaml", "a\x1b[31m::error::b.yaml")
    repository.commit("Rename")
    for base in ("HEAD~1", "HEAD~2"):
        said("plan", root, "--base", base, *DAY)


@pytest.mark.parametrize("payload", [*COMMANDS, *CONTROLS], ids=ascii)
def test_what_git_says_commands_nothing(
    repository: Repository, said: Said, payload: str
) -> None:
    root = repository.folder
    assert said("check", root, "--base", payload, *DAY)[0] == 2
    assert said("plan", root, "--base", f"x{payload}", *DAY)[0] == 2
    (root / ".git" / "config").write_text(f"[core]\n{payload} = \x1b[1m", "utf-8")
    said("check", root, "--base", "HEAD", *DAY)
    (root / ".git" / "config").unlink()
    (root / ".git" / "HEAD").write_text(f"ref: {payload}\n", encoding="utf-8")
    assert said("plan", root, "--base", "HEAD", *DAY)[0] == 2


@pytest.mark.parametrize("payload", [*COMMANDS, *CONTROLS], ids=ascii)
def test_what_a_command_line_names_commands_nothing(
    repository: Repository, said: Said, payload: str
) -> None:
    root = repository.folder
    for args in (
        ("explain", payload),
        ("check", f"{root}/{payload}"),
        ("check", root, "--select", payload),
        ("check", root, "--profile", payload),
        ("check", root, "-o", payload),
        ("check", root, "--as-of", payload),
        ("check", root, "--baseline", payload),
        ("render", root, "--aggregation", payload, "--to", f"{root}/out"),
        ("render", root, "--document", payload, "--to", f"{root}/out"),
        ("evidence", payload, "--portfolio", root, "--to", f"{root}/e.zip"),
        ("schema", payload),
        ("timeline", payload, "--portfolio", root),
        ("refdata", "import", payload),
        (payload,),
    ):
        assert said(*args)[0] in (2, 3), args


@pytest.mark.parametrize("form", ["text", "github", "junit", "markdown", "sarif"])
def test_names_of_files_command_nothing(
    repository: Repository, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = repository.folder
    for name in NAMES:
        repository.put(f"{name}.yaml", "dera: v1\nkind: site\nid: x\n")
    run(["check", str(root), "-o", form, *DAY])
    out, err = capsys.readouterr()
    assert "owned" in out
    lines = out.split("\n")
    if form == "github":
        head = ("::error file=", "::warning file=", "::notice file=")
        lines = [line for line in lines if not line.startswith(head)]
    seen("\n".join(lines))
    seen(err)


@pytest.mark.parametrize("field", ["title", "rationale", "message", "remedy"])
@pytest.mark.parametrize("payloads", SETS.values(), ids=SETS)
def test_a_policy_of_a_pull_request_commands_nothing(
    tmp_path: Path, said: Said, payloads: tuple[str, ...], field: str
) -> None:
    root = tmp_path / "p"
    shutil.copytree(EXAMPLES / "own-policies", root)
    file = next((root / "policies").glob("*/SUNPATH-BOOK-001.yaml"))
    policy = yaml.safe_load(file.read_text(encoding="utf-8"))
    policy["effective"] = {"from": "2026-01-01"}
    settings = root / "dera.yaml"
    whole = settings.read_text(encoding="utf-8")
    for payload in payloads:
        policy[field] = payload.replace("{", "(").replace("}", ")")  # no expressions
        file.write_text(json.dumps(policy), encoding="utf-8")
        settings.write_text(whole, encoding="utf-8")
        for args in (
            ("check", root, "-v", *DAY),
            ("explain", "SUNPATH-BOOK-001", "--portfolio", root),
            ("rules", "--portfolio", root),
        ):
            said(*args)
        text = json.dumps(payload)
        settings.write_text(f"dera: v1\n{text}: {text}\n", encoding="utf-8")
        assert said("check", root, *DAY)[0] == 2


@cache
def lock() -> Any:
    file = EXAMPLES / "bay-area" / "dera.refdata.json"
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("payload", ALL, ids=ascii)
def test_reference_data_commands_nothing(
    tmp_path: Path, said: Said, payload: str
) -> None:
    root = tmp_path / "p"
    shutil.copytree(EXAMPLES / "minimal", root)
    for place, name, value in (
        (("sources", 0), "report", payload),
        (("sources", 0, "files", 0), "name", payload),
        (("sources", 0), "query", [payload]),
        (("pnodes", 0), "ids", [payload]),
        ((), "version", payload),
        ((), payload, payload),
    ):
        held = inner = json.loads(json.dumps(lock()))
        for step in place:
            inner = inner[step]
        inner[name] = value
        held["sha256"] = digest_of(held)
        text = json.dumps(held)
        (root / "dera.refdata.json").write_text(text, encoding="utf-8")
        said("refdata", "info", "--portfolio", root, *DAY)
        said("check", root, "-v", *DAY)
    download = tmp_path / f"{payload.replace('/', '')}.csv"
    download.write_text(f"{payload},{payload}\n{payload},1\n", encoding="utf-8")
    said("refdata", "import", download, "--portfolio", root)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    to = tmp_path_factory.mktemp("bundle") / "b.zip"
    place = ("--portfolio", str(EXAMPLES / "minimal"))
    assert run(["evidence", "harbor-storage", *place, *DAY, "--to", str(to)]) == 0
    return unpack(to.read_bytes(), "b.zip")


@pytest.mark.parametrize("payload", [*COMMANDS, *CONTROLS], ids=ascii)
def test_what_is_said_of_a_bundle_commands_nothing(
    bundle: dict[str, bytes], tmp_path: Path, said: Said, payload: str
) -> None:
    whole: dict[str, Any] = json.loads(bundle[MANIFEST])
    forged: tuple[dict[str, Any], ...]
    forged = (
        *({name: payload} for name in ("kind", "aggregation", "as_of", "now")),
        {"tool_version": payload, "files": {}},
        {payload: 1},
        {"files": {payload: "0"}},
    )
    for changes in forged:
        files = {name: bundle[name] for name in ("report.json",)}
        manifest = {**whole, "files": digests_of(files), **changes}
        files[MANIFEST] = (json.dumps(manifest, indent=2) + "\n").encode()
        (tmp_path / "b.zip").write_bytes(pack(files))
        assert said("evidence", "verify", tmp_path / "b.zip")[0] in (1, 2)
    files = {**bundle, payload.replace("/", ""): b""}
    (tmp_path / "b.zip").write_bytes(pack(files))
    assert said("evidence", "verify", tmp_path / "b.zip")[0] in (1, 2)
