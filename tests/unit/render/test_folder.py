"""A package is there whole, or what was there before is."""

import json
import shutil
from pathlib import Path

import pytest

from checker.errors import OutputError
from checker.render.folder import replace_folder

MANIFEST = json.dumps(
    {
        "kind": "dera_package",
        "subject": {"kind": "aggregation", "id": "a"},
        "draft": False,
    }
)


def package(**files: str) -> dict[str, bytes]:
    return {
        **{f"{name}.md": text.encode() for name, text in files.items()},
        "manifest.json": MANIFEST.encode(),
    }


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_package_is_written_with_its_parents(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "out" / "a"
    replace_folder(target, package(one="1\n"))
    assert content(target) == package(one="1\n")
    assert list(target.parent.iterdir()) == [target]


def test_an_earlier_package_is_replaced_whole(tmp_path: Path) -> None:
    replace_folder(tmp_path / "a", package(one="1", old="2"))
    replace_folder(tmp_path / "a", package(one="3"))
    assert content(tmp_path / "a") == package(one="3")
    assert list(tmp_path.iterdir()) == [tmp_path / "a"]


def test_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    files = {**package(), "one.xlsx": b"PK\x03\x04\r\n\xff"}
    replace_folder(tmp_path / "a", files)
    assert (tmp_path / "a" / "one.xlsx").read_bytes() == files["one.xlsx"]


@pytest.mark.parametrize("failing", ["write_bytes", "mkdir"])
def test_a_failure_while_writing_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    replace_folder(tmp_path / "a", package(one="1", two="2"))
    done = []
    real = getattr(Path, failing)

    def fails(path: Path, *args: object, **kwargs: object) -> object:
        done.append(path)
        if path.name == "two.md" or (failing == "mkdir" and path.name == "new"):
            raise OSError(28, "No space left on device")
        return real(path, *args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(Path, failing, fails)
        with pytest.raises(OutputError, match="No space left on device"):
            replace_folder(tmp_path / "a", package(one="3", two="4"))
    assert done
    assert content(tmp_path / "a") == package(one="1", two="2")
    assert list(tmp_path.iterdir()) == [tmp_path / "a"]


def test_a_failure_while_renaming_puts_the_earlier_package_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_folder(tmp_path / "a", package(one="1"))
    real = Path.rename

    def fails(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise OSError(13, "Permission denied")
        return real(path, target)

    with monkeypatch.context() as patched:
        patched.setattr("checker.render.swap.exchange", lambda *_: False)
        patched.setattr(Path, "rename", fails)
        with pytest.raises(OutputError, match="Permission denied"):
            replace_folder(tmp_path / "a", package(one="2"))
    assert content(tmp_path / "a") == package(one="1")
    assert list(tmp_path.iterdir()) == [tmp_path / "a"]


def test_an_earlier_package_that_cannot_be_put_back_is_not_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_folder(tmp_path / "a", package(one="1"))
    real = Path.rename

    def fails(path: Path, target: Path) -> Path:
        if path.name in {"new", "earlier"}:
            raise OSError(5, "Input/output error")
        return real(path, target)

    with monkeypatch.context() as patched:
        patched.setattr("checker.render.swap.exchange", lambda *_: False)
        patched.setattr(Path, "rename", fails)
        with pytest.raises(OutputError):
            replace_folder(tmp_path / "a", package(one="2"))
    (staging,) = tmp_path.iterdir()
    assert content(staging / "earlier") == package(one="1")
    shutil.rmtree(staging)


@pytest.mark.parametrize(
    "manifest",
    [
        None,
        "not json",
        "[]",
        json.dumps({"kind": "something"}),
        MANIFEST.replace('"a"', '"b"'),
        MANIFEST.replace("aggregation", "provider"),
        MANIFEST.replace("false", "true"),
    ],
)
def test_what_is_not_an_earlier_render_of_the_package_is_never_replaced(
    tmp_path: Path, manifest: str | None
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "mine.txt").write_text("keep")
    if manifest is not None:
        (tmp_path / "a" / "manifest.json").write_text(manifest)
    with pytest.raises(OutputError, match="something else"):
        replace_folder(tmp_path / "a", package(one="1"))
    assert (tmp_path / "a" / "mine.txt").read_text() == "keep"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    replace_folder(tmp_path / "real", package(one="1"))
    (tmp_path / "a").symlink_to(tmp_path / "real")
    with pytest.raises(OutputError, match="something else"):
        replace_folder(tmp_path / "a", package(one="2"))
    assert content(tmp_path / "real") == package(one="1")


def test_a_target_below_a_file_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError):
        replace_folder(tmp_path / "out" / "a", package(one="1"))


@pytest.mark.parametrize("name", ["../x", "sub/x", "/etc/x", ".."])
def test_a_file_cannot_leave_the_package(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="not the name of a file"):
        replace_folder(tmp_path / "a", {name: b"", "manifest.json": MANIFEST.encode()})
    assert list(tmp_path.iterdir()) == []
