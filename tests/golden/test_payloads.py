"""No declared text commands a terminal, a runner, a page or a spreadsheet.

Every text of a portfolio, names of unknown fields among them, is one of the shared
payloads; everything that dera writes about it is read back by strict readers.
"""

import re
import sys
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from checker.cli.entry import run
from checker.pipeline import rule_book
from tests.harmless import UNSEEN, harmless, harmless_book, portfolio, seen
from tests.payloads import COMMANDS, CONTROLS, TEXTS

DAY = ("--as-of", "2026-12-08")
SETS = {"texts": TEXTS, "commands": COMMANDS, "controls": CONTROLS}
PRINTED = (
    *(("check", "-v", "-o", f) for f in ("text", "json", "sarif", "junit", "github")),
    *(("check", "-o", form) for form in ("gitlab", "markdown")),
    *(("timeline", "-o", f) for f in ("text", "json", "markdown", "html", "ics")),
    *(("reconcile", "-o", form) for form in ("text", "json", "markdown")),
    ("render", "--check"),
)
rules = cache(rule_book)


@pytest.fixture(autouse=True)
def one_rule_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the rule book once: it is most of what a small portfolio costs."""
    for stage in ("case", "check"):
        module = sys.modules[f"checker.pipeline.{stage}"]
        monkeypatch.setattr(module, "rule_book", rules)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")


ENDINGS = {"json": "json", "sarif": "json", "gitlab": "json", "junit": "xml"}
ENDINGS |= {"html": "html", "markdown": "md"}


@pytest.mark.parametrize("broken", [False, True], ids=["valid", "broken"])
@pytest.mark.parametrize("payloads", SETS.values(), ids=SETS)
def test_what_is_printed_commands_nothing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    payloads: tuple[str, ...],
    broken: bool,
) -> None:
    root = portfolio(tmp_path / "p", payloads, broken=broken)
    for command, *options in PRINTED:
        place = (
            ("--portfolio", str(root))
            if command in {"timeline", "reconcile"}
            else (str(root),)
        )
        code = run([command, *place, *options, *DAY])
        out, err = capsys.readouterr()
        assert code in (0, 1, 3), (command, options, err)
        form = options[-1]
        if form == "github":
            commands = [line for line in out.split("\n") if line.startswith("::")]
            heads = r"::(error|warning|notice) file=[^:]*::"
            assert all(re.match(heads, line) for line in commands)
            out = "\n".join(line for line in out.split("\n") if line not in commands)
            seen("".join(commands).replace("::", ""))
        if form == "ics":
            out = out.replace("\r\n", "\n")
        seen(out if form not in {"json", "sarif", "gitlab"} else out.replace("\t", ""))
        seen(err)
        if out:
            harmless(f"x.{ENDINGS.get(form, 'txt')}", out)


@pytest.mark.parametrize("payloads", SETS.values(), ids=SETS)
def test_what_is_written_commands_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], payloads: tuple[str, ...]
) -> None:
    root = portfolio(tmp_path / "p", payloads, broken=False)
    assert run(["render", str(root), "--draft", "--to", str(tmp_path / "d"), *DAY]) < 2
    assert run(["dossier", str(root), "--to", str(tmp_path / "pages"), *DAY]) == 0
    seen(capsys.readouterr().out)
    files = [
        file
        for folder in ("d", "pages")
        for file in (tmp_path / folder).rglob("*")
        if file.is_file()
    ]
    assert {file.suffix for file in files} >= {".json", ".html"}
    for file in files:
        assert file.resolve().is_relative_to(tmp_path)
        if file.suffix == ".xlsx":
            harmless_book(file)
        else:
            text = file.read_bytes().decode()
            unseen = {c for c in text if unicodedata.category(c) in UNSEEN}
            assert unseen <= {"\n", "\t"}, (file.name, unseen)
            harmless(file.name, text)
