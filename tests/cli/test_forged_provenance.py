"""Provenance that was replaced, with a manifest that was edited to fit it."""

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from checker.cli.entry import run

MINIMAL = Path(__file__).parents[2] / "examples" / "minimal"
DAY = ("--as-of", "2026-12-08")


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("forged") / "p"
    shutil.copytree(MINIMAL, root)
    assert (
        run(["render", str(root), "--to", str(root / "out"), "--as-of", "2026-12-08"])
        == 0
    )
    return root


@pytest.mark.parametrize(
    "content",
    [
        "[" * 100_000,
        "9" * 5000,
        "[]",
        "NaN",
        '"x"',
        '{"version": 1}',
        '{"version": []}',
    ],
)
def test_another_provenance_never_matches(
    rendered: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    folder = rendered / "out" / "harbor-storage"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["provenance"]["sha256"] = sha256(content.encode()).hexdigest()
    (folder / "provenance.json").write_text(content, encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    capsys.readouterr()
    assert run(["render", str(rendered), "--verify", str(rendered / "out")]) == 1
    assert "provenance.json" in capsys.readouterr().out


def test_a_manifest_that_says_something_twice_is_refused(
    rendered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["render", str(rendered), "--to", str(rendered / "o"), *DAY]) == 0
    file = rendered / "o" / "harbor-storage" / "manifest.json"
    text = file.read_text(encoding="utf-8")
    draft = '"draft": false,'
    assert text.count(draft) == 1
    file.write_text(text.replace(draft, f'"draft": true, {draft}'), encoding="utf-8")
    capsys.readouterr()
    assert run(["render", str(rendered), "--verify", str(rendered / "o")]) == 2
    assert "the key 'draft' is written twice" in capsys.readouterr().err
    # Nor is it taken for a package of our own, which may be replaced.
    assert run(["render", str(rendered), "--to", str(rendered / "o"), *DAY]) == 2
    assert "something else than an earlier render" in capsys.readouterr().err
