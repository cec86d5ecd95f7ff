"""Which files of a portfolio are read."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.errors import ConfigurationError
from checker.load.discover import discover, find_root

Make = Callable[..., Path]
HEADER = "dera: v1\n"


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write files below a portfolio root, and return the root."""
    root = tmp_path / "portfolio"
    root.mkdir()

    def write(*names: str, text: str = HEADER) -> Path:
        for name in names:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return root

    return write


def git(root: Path, *arguments: str) -> None:
    program = shutil.which("git")
    assert program
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    subprocess.run([program, *identity, *arguments], cwd=root, check=True)


def cannot(root: Path) -> list[tuple[str, str]]:
    findings = discover(root).findings
    assert {finding.policy for finding in findings} <= {"READ-001"}
    return [(finding.location.file, finding.message) for finding in findings]


def test_every_yaml_file_below_the_root_is_found_in_order(make: Make) -> None:
    root = make("b.yaml", "a/z.yml", "a/b/c.yaml", "C.YAML", "notes.md", "x.yaml.j2")
    assert discover(root).files == ("C.YAML", "a/b/c.yaml", "a/z.yml", "b.yaml")


def test_the_configuration_of_the_root_is_no_declaration(make: Make) -> None:
    root = make("dera.yaml", "sub/dera.yaml", "a.yaml")
    assert discover(root).files == ("a.yaml", "sub/dera.yaml")


def test_hidden_files_and_folders_are_left_out(make: Make) -> None:
    root = make("a.yaml", ".hidden.yaml", ".github/workflows/ci.yml")
    assert discover(root).files == ("a.yaml",)


def test_what_is_excluded_is_left_out_with_all_below_it(make: Make) -> None:
    root = make("a.yaml", "vendor/b.yaml", "sub/vendor/deep/c.yaml", "sub/d.yaml")
    assert discover(root, ("vendor/", "/sub/d.*")).files == ("a.yaml",)


def test_a_broken_pattern_stops_the_run(make: Make) -> None:
    with pytest.raises(ConfigurationError):
        discover(make(), ("!x",))


def test_untracked_files_that_git_ignores_are_left_out(make: Make) -> None:
    root = make("a.yaml", "build/b.yaml", "c.tmp.yaml", "kept/build/d.yaml")
    make(".gitignore", text="build/\n*.tmp.yaml\n")
    git(root, "init", "-q")
    git(root, "add", "--force", "kept/build/d.yaml")
    assert discover(root).files == ("a.yaml", "kept/build/d.yaml")
    assert len(discover(root, ask_git=False).files) == 4


def test_a_tracked_hidden_declaration_is_found(make: Make) -> None:
    root = make(".hidden/a.yaml", ".hidden/untracked.yaml", ".b.yaml", "sub/.c.yaml")
    make(".pre-commit-config.yaml", ".github/workflows/ci.yml", text="repos: []\n")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "rm", "-q", "--cached", ".hidden/untracked.yaml")
    assert discover(root).files == (".b.yaml", ".hidden/a.yaml", "sub/.c.yaml")
    assert discover(root, (".hidden/", ".c.yaml")).files == (".b.yaml",)


def test_a_portfolio_in_a_folder_of_a_repository_asks_about_itself(
    make: Make,
) -> None:
    root = make("ours/a.yaml", "ours/build/b.yaml", ".other/c.yaml")
    make(".gitignore", text="build/\n")
    git(root, "init", "-q")
    git(root, "add", ".other")
    assert discover(root / "ours").files == ("a.yaml",)


def test_git_that_refuses_leaves_nothing_out(make: Make) -> None:
    root = make("a.yaml")
    (root / ".git").write_text("gitdir: nowhere\n", encoding="utf-8")
    assert discover(root).files == ("a.yaml",)


def test_a_link_to_a_file_that_is_found_anyway_counts_once(make: Make) -> None:
    root = make("b/a.yaml")
    (root / "link.yaml").symlink_to("b/a.yaml")
    (root / "again").symlink_to("b")
    assert discover(root).files == ("b/a.yaml",)
    assert discover(root).findings == ()


def test_a_link_to_what_is_hidden_below_the_root_is_followed(make: Make) -> None:
    root = make("..data/a.yaml", "..data/sub/b.yaml")
    (root / "a.yaml").symlink_to("..data/a.yaml")
    (root / "sub").symlink_to("..data/sub")
    assert discover(root).files == ("a.yaml", "sub/b.yaml")


def test_a_link_out_of_the_portfolio_is_refused(make: Make, tmp_path: Path) -> None:
    root = make("a.yaml")
    (tmp_path / "other.yaml").write_text(HEADER, encoding="utf-8")
    (root / "file.yaml").symlink_to(tmp_path / "other.yaml")
    (root / "folder").symlink_to(tmp_path)
    message = "the link leads out of the portfolio"
    assert cannot(root) == [("file.yaml", message), ("folder", message)]
    assert discover(root).files == ("a.yaml",)


def test_a_link_that_leads_nowhere_or_in_a_circle_is_refused(make: Make) -> None:
    root = make("sub/a.yaml")
    (root / "gone.yaml").symlink_to("absent.yaml")
    (root / "self").symlink_to("self")
    (root / "sub" / "up").symlink_to("..")
    assert cannot(root) == [
        ("gone.yaml", "the link leads nowhere"),
        ("self", "the link leads nowhere"),
        ("sub/up", "the link leads back to a folder above it"),
    ]


def test_an_excluded_link_is_not_followed(make: Make) -> None:
    root = make("a.yaml")
    (root / "gone.yaml").symlink_to("absent.yaml")
    assert discover(root, ("gone.yaml",)).findings == ()


def test_a_pipe_is_never_opened(make: Make) -> None:
    root = make("a.yaml")
    os.mkfifo(root / "pipe.yaml")
    assert cannot(root) == [("pipe.yaml", "this is no regular file")]


def test_a_name_that_cannot_be_shown_is_refused(make: Make) -> None:
    root = make("a\nb.yaml", "\x1b[31m.yaml")
    message = "the name holds characters that cannot be shown"
    assert cannot(root) == [("\\x1b[31m.yaml", message), ("a\\nb.yaml", message)]


def test_a_folder_that_cannot_be_read_is_a_finding(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make("a.yaml", "closed/b.yaml")
    scan = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert cannot(root) == [
        ("closed", "the folder cannot be read: permission denied"),
    ]


def test_the_root_is_found_upward(make: Make) -> None:
    root = make("dera.yaml", "sub/deep/a.yaml")
    assert find_root(root / "sub" / "deep" / "a.yaml") == root
    assert find_root(root / "sub") == root


def test_without_configuration_the_folder_itself_is_the_root(make: Make) -> None:
    root = make("sub/a.yaml")
    assert find_root(root / "sub") == root / "sub"
    assert find_root(root / "sub" / "a.yaml") == root / "sub"
