"""What `--base` cannot use ends with exit code 2, and says why."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import checker
from checker.cli.entry import run

EXAMPLES = Path(checker.__file__).parents[1] / "examples"
POINTER = (
    "version https://git-lfs.github.com/spec/v1\n"
    "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\n"
    "size 12345\n"
)

Complaint = Callable[..., str]
"""`complaint(base, folder)`: what is said about a base that cannot be used."""


@pytest.fixture
def complaint(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Complaint:
    def complain(base: str, folder: Path) -> str:
        monkeypatch.chdir(folder)
        capsys.readouterr()
        code = run(["check", "--as-of", "2026-12-08", "--base", base])
        output = capsys.readouterr()
        assert code == 2
        assert output.out == ""
        assert "help: " in output.err
        return output.err

    return complain


@pytest.fixture
def fleet(make_repository: Any) -> Any:
    repository = make_repository("repository")
    shutil.copytree(EXAMPLES / "minimal", repository.folder / "fleet")
    repository.commit("the fleet")
    return repository


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("nowhere", "there is no revision nowhere in this clone"),
        ("HEAD~7", "there is no revision HEAD~7 in this clone"),
        ("0" * 40, f"there is no revision {'0' * 40} in this clone"),
        ("HEAD:fleet", "there is no revision HEAD:fleet in this clone"),
        ("HEAD..main", "there is no revision HEAD..main in this clone"),
        ("--output=x", "`--output=x` is no revision"),
        ("-", "`-` is no revision"),
        ("", "`` is no revision"),
        ("a\nb", r"`a\nb` is no revision"),
        ("a\0b", r"`a\x00b` is no revision"),
    ],
)
def test_what_names_no_commit_is_refused(
    fleet: Any, complaint: Complaint, revision: str, said: str
) -> None:
    assert said in complaint(revision, fleet.folder / "fleet")


def test_outside_a_repository_there_is_no_base(
    tmp_path: Path, complaint: Complaint
) -> None:
    shutil.copytree(EXAMPLES / "minimal", tmp_path / "fleet")
    assert "stands in no git repository" in complaint("HEAD", tmp_path / "fleet")


def test_a_repository_without_a_commit_has_no_base(
    make_repository: Any, complaint: Complaint
) -> None:
    repository = make_repository("empty")
    shutil.copytree(EXAMPLES / "minimal", repository.folder / "fleet")
    said = complaint("HEAD", repository.folder / "fleet")
    assert "the repository has no commit yet" in said


def test_a_bare_repository_holds_no_files_to_compare(
    fleet: Any, complaint: Complaint
) -> None:
    bare = fleet.folder.parent / "bare.git"
    fleet("clone", "--quiet", "--bare", str(fleet.folder), str(bare))
    shutil.copytree(EXAMPLES / "minimal", bare / "fleet")
    assert "is a bare repository" in complaint("HEAD", bare / "fleet")


def test_a_shallow_clone_says_how_to_fetch_the_base(
    fleet: Any, complaint: Complaint
) -> None:
    fleet("branch", "release")
    fleet.commit("another")
    clone = fleet.folder.parent / "clone"
    source = fleet.folder.as_uri()
    fleet("clone", "--quiet", "--depth", "1", source, str(clone))
    said = complaint("HEAD~1", clone / "fleet")
    assert "git fetch --unshallow" in said
    said = complaint("origin/release", clone / "fleet")
    assert "git fetch --depth=100 origin release" in said


def test_a_partial_clone_fetches_nothing_and_says_what_is_missing(
    fleet: Any, complaint: Complaint
) -> None:
    fleet.replace("fleet/portfolio.yaml", "gate: market", "gate: registration")
    fleet.commit("another")
    fleet("config", "uploadpack.allowFilter", "true")
    clone = fleet.folder.parent / "clone"
    source = fleet.folder.as_uri()
    fleet("clone", "--quiet", "--filter=blob:none", source, str(clone))
    said = complaint("HEAD~1", clone / "fleet")
    assert "the content of portfolio.yaml is not in this clone" in said


def test_without_the_program_git_there_is_no_base(
    fleet: Any, complaint: Complaint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(fleet.folder))
    assert "there is no program `git`" in complaint("HEAD", fleet.folder / "fleet")


def test_a_work_tree_that_has_lost_its_repository_is_refused(
    fleet: Any, complaint: Complaint
) -> None:
    shutil.rmtree(fleet.folder / ".git")
    fleet.put(".git", "gitdir: ../gone\n")
    assert "git refuses" in complaint("HEAD", fleet.folder / "fleet")


def test_settings_that_could_not_be_used_are_named_with_revision_and_line(
    fleet: Any, complaint: Complaint
) -> None:
    fleet.put("fleet/dera.yaml", "dera: v1\nprofil: tariff\n")
    fleet.commit("broken settings")
    fleet.put("fleet/dera.yaml", "dera: v1\n")
    said = complaint("HEAD", fleet.folder / "fleet")
    assert "HEAD:dera.yaml:2:1: " in said


def test_policies_that_could_not_be_used_are_named_with_revision_and_line(
    make_repository: Any, complaint: Complaint
) -> None:
    repository = make_repository("repository")
    shutil.copytree(EXAMPLES / "own-policies", repository.folder / "fleet")
    policy = "fleet/policies/naming/SUNPATH-NAME-001.yaml"
    text = (repository.folder / policy).read_text(encoding="utf-8")
    repository.put(policy, text.replace("require:", "requires:"))
    repository.commit("broken policy")
    repository.put(policy, text)
    said = complaint("HEAD", repository.folder / "fleet")
    assert "HEAD:policies/naming/SUNPATH-NAME-001.yaml:" in said


def test_a_baseline_that_was_not_there_is_named_with_its_revision(
    fleet: Any, complaint: Complaint
) -> None:
    fleet.put("fleet/dera.yaml", "dera: v1\nbaseline: gone.json\n")
    fleet.commit("no such baseline")
    fleet.put("fleet/dera.yaml", "dera: v1\n")
    said = complaint("HEAD", fleet.folder / "fleet")
    assert "HEAD:gone.json: cannot be read" in said


@pytest.mark.parametrize("target", ["../../settings.yaml", "/etc/settings.yaml"])
def test_settings_that_were_a_link_out_of_the_portfolio_are_refused(
    fleet: Any, complaint: Complaint, target: str
) -> None:
    settings = fleet.folder / "fleet" / "dera.yaml"
    settings.unlink()
    settings.symlink_to(target)
    fleet.commit("a link")
    settings.unlink()
    fleet.put("fleet/dera.yaml", "dera: v1\n")
    said = complaint("HEAD", fleet.folder / "fleet")
    assert "HEAD:dera.yaml: the settings are a link" in said


def test_policies_that_stood_outside_the_repository_are_refused(
    fleet: Any, complaint: Complaint
) -> None:
    fleet.put("fleet/dera.yaml", "dera: v1\npolicies: [../../ours]\n")
    fleet.commit("policies elsewhere")
    fleet.put("fleet/dera.yaml", "dera: v1\n")
    said = complaint("HEAD", fleet.folder / "fleet")
    assert "`../../ours`, which stands outside the repository" in said


def test_a_submodule_in_the_portfolio_is_refused(
    fleet: Any, make_repository: Any, complaint: Complaint
) -> None:
    other = make_repository("other")
    other.put("a.yaml", "dera: v1\n")
    other.commit("other")
    fleet("submodule", "--quiet", "add", str(other.folder), "fleet/shared")
    fleet.commit("a submodule")
    said = complaint("HEAD", fleet.folder / "fleet")
    assert "HEAD:shared: this is a submodule" in said


def test_an_excluded_submodule_is_left_out(
    fleet: Any, make_repository: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_repository("other")
    other.put("a.yaml", "nothing: of ours\n")
    other.commit("other")
    fleet("submodule", "--quiet", "add", str(other.folder), "fleet/shared")
    fleet.put("fleet/dera.yaml", "dera: v1\nexclude: [/shared/]\n")
    fleet.commit("a submodule")
    monkeypatch.chdir(fleet.folder / "fleet")
    assert run(["check", "--as-of", "2026-12-08", "--base", "HEAD"]) == 0


def test_a_pointer_of_lfs_is_refused(fleet: Any, complaint: Complaint) -> None:
    fleet.put("fleet/site.yaml", POINTER)
    fleet.commit("a pointer")
    (fleet.folder / "fleet" / "site.yaml").unlink()
    said = complaint("HEAD", fleet.folder / "fleet")
    assert "HEAD:site.yaml: this is a pointer of Git LFS" in said


def test_a_content_that_is_not_in_the_clone_is_named(
    fleet: Any, complaint: Complaint
) -> None:
    blob = fleet("rev-parse", "HEAD:fleet/portfolio.yaml")
    (fleet.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    said = complaint("HEAD", fleet.folder / "fleet")
    assert "the content of portfolio.yaml is not in this clone" in said
