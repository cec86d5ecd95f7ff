"""A file that a declaration names: inside the portfolio, in the open, or not at all."""

from pathlib import Path

import pytest

from checker.load.named_file import read_named
from checker.model.configuration import Limits


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "portfolio"
    (root / "meters" / "data").mkdir(parents=True)
    (root / ".git").mkdir()
    (root / ".git" / "config").write_text("secret")
    (root / "meters" / "data" / "a.csv").write_text("x,y\n")
    (root / "meters" / ".b.csv").write_text("secret")
    (root / "top.csv").write_text("x\n")
    (tmp_path / "outside.csv").write_text("secret")
    (root / "meters" / "out.csv").symlink_to(tmp_path / "outside.csv")
    (root / "meters" / "hidden.csv").symlink_to(root / ".git" / "config")
    (root / "meters" / "in.csv").symlink_to(root / "top.csv")
    (root / "meters" / "loop.csv").symlink_to(root / "meters" / "loop.csv")
    return root


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("data/a.csv", "meters/data/a.csv"),
        ("./data/../data/a.csv", "meters/data/a.csv"),
        ("../top.csv", "top.csv"),
        ("in.csv", "meters/in.csv"),
    ],
)
def test_a_file_is_named_from_the_folder_of_its_declaration(
    root: Path, name: str, file: str
) -> None:
    named = read_named(root, "meters/m.yaml", name, Limits())
    assert named.source is not None
    assert (named.source.file, named.why, named.findings) == (file, "", ())
    assert named.source.text in {"x,y\n", "x\n"}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nothing.csv", "no such file or directory"),
        ("../../outside.csv", "it leads out of the portfolio"),
        ("/etc/hostname", "it leads out of the portfolio"),
        ("..\\top.csv", "it leads out of the portfolio"),
        ("out.csv", "a link leads out of the portfolio"),
        ("../.git/config", "hidden files are not read"),
        (".b.csv", "hidden files are not read"),
        ("hidden.csv", "hidden files are not read"),
        ("data", "this is no regular file"),
    ],
)
def test_what_is_not_in_the_open_below_the_root_is_not_read(
    root: Path, name: str, why: str
) -> None:
    named = read_named(root, "meters/m.yaml", name, Limits())
    assert (named.source, named.why) == (None, why)


def test_a_link_that_leads_to_itself_is_not_followed(root: Path) -> None:
    assert read_named(root, "meters/m.yaml", "loop.csv", Limits()).source is None


def test_a_file_has_a_bound(root: Path) -> None:
    named = read_named(root, "m.yaml", "top.csv", Limits(file_bytes=1))
    assert [finding.policy for finding in named.findings] == ["READ-006"]


def test_a_file_that_is_not_utf_8_is_a_finding_at_its_byte(root: Path) -> None:
    (root / "top.csv").write_bytes(b"x\n\xff\n")
    (finding,) = read_named(root, "m.yaml", "top.csv", Limits()).findings
    assert (finding.policy, finding.location.span.line) == ("READ-002", 2)
