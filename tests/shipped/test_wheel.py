"""The wheel carries its data, and works where nothing of the repository is."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import checker

ROOT = Path(checker.__file__).parents[1]
DATA = ("schemas", "policies", "templates")
AWAY = ("PYTHONPATH", "VIRTUAL_ENV", "NO_COLOR", "FORCE_COLOR")


def _run(*command: str | Path, cwd: Path) -> str:
    environment = {key: text for key, text in os.environ.items() if key not in AWAY}
    run = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build through the sdist, as an index would, with the builder of [dev]."""
    target = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", target, cwd=ROOT)
    (built,) = target.glob("*.whl")
    return built


@pytest.mark.parametrize("page", ["README.md", "SECURITY.md", "CHANGELOG.md"])
def test_the_source_archive_holds_a_page_and_all_it_links_to(
    wheel: Path, page: str
) -> None:
    (source,) = wheel.parent.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        names = [name.partition("/")[2] for name in archive.getnames()]
    assert page in names
    text = (ROOT / page).read_text(encoding="utf-8")
    links = {to for to in re.findall(r"\]\(([^)#]+)", text) if "://" not in to}
    held = {*names, *(above for n in names for above in map(str, Path(n).parents))}
    assert {to for to in links if to.rstrip("/") not in held} == set()


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel with its dependencies into an environment of its own."""
    folder = tmp_path_factory.mktemp("clean")
    _run(sys.executable, "-m", "venv", folder / "venv", cwd=folder)
    scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    _run(scripts / "python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    return scripts / "dera"


@pytest.mark.parametrize("name", DATA)
def test_the_wheel_carries_exactly_the_data_of_the_tree(wheel: Path, name: str) -> None:
    prefix = f"checker/_data/{name}/"
    with zipfile.ZipFile(wheel) as archive:
        carried = {
            member.removeprefix(prefix): archive.read(member)
            for member in archive.namelist()
            if member.startswith(prefix)
        }
    folder = ROOT / name
    tree = {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }
    assert tree
    assert carried == tree


def test_the_wheel_puts_only_the_package_at_the_top(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.partition("/")[0] for name in archive.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"checker"}


def test_the_wheel_names_its_licence_and_types(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert "checker/py.typed" in names
    assert any(name.endswith("/licenses/LICENSE") for name in names)


def test_an_installed_wheel_says_its_version(installed: Path, tmp_path: Path) -> None:
    assert _run(installed, "--version", cwd=tmp_path).split() == [
        "dera",
        checker.__version__,
    ]


def test_an_installed_wheel_finds_its_data(installed: Path, tmp_path: Path) -> None:
    schema = (ROOT / "schemas" / "site.schema.json").read_text(encoding="utf-8")
    assert _run(installed, "schema", "site", cwd=tmp_path) == schema
    assert "SIZE-001" in _run(installed, "rules", cwd=tmp_path)


def test_an_installed_wheel_judges_a_portfolio(installed: Path, tmp_path: Path) -> None:
    portfolio = tmp_path / "bay-area"
    shutil.copytree(ROOT / "examples" / "bay-area", portfolio)
    said = _run(installed, "check", portfolio, "--as-of", "2026-12-08", cwd=tmp_path)
    assert ", 0 errors," in said.splitlines()[-1]


def test_an_installed_wheel_gives_its_answer_again(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DERA_NO_CACHE")
    monkeypatch.setenv("DERA_CACHE_DIR", str(tmp_path / "cache"))
    portfolio = shutil.copytree(ROOT / "examples" / "bay-area", tmp_path / "bay-area")
    for path in [portfolio, *portfolio.rglob("*")]:
        os.utime(path, (1_700_000_000, 1_700_000_000))
    check = (installed, "check", portfolio, "--as-of", "2026-12-08")
    said = _run(*check, cwd=tmp_path)
    monkeypatch.setenv("PYTHONVERBOSE", "")  # another environment: another answer
    assert _run(*check, cwd=tmp_path) == said
    code = (
        f"import sys; sys.argv = {[str(part) for part in check]!r}\n"
        "from checker.cache.replay import recall; print(recall(sys.argv[1:]) is None)"
    )
    python = installed.parent / "python"
    assert _run(python, "-c", code, cwd=tmp_path) == "False\n"
