"""`dera plan` and `dera diff` as a user runs them, in a real git repository."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import checker
from checker.cli.entry import run
from checker.resources import data_dir
from checker.validate.schemas import SchemaSet

EXAMPLE = Path(checker.__file__).parents[1] / "examples" / "minimal" / "portfolio.yaml"
DAY = ("--as-of", "2026-11-20")
JOINS = "  - {site: harbor-001, from: 2026-10-01}\n"
BOTH = JOINS + "  - {site: harbor-002, from: 2027-03-01}\n"


class Repo:
    """The minimal example under git, and `dera` in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def git(self, *arguments: str) -> str:
        command = ["git", *arguments]
        done = subprocess.run(
            command,
            cwd=self.folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def replace(self, old: str, new: str, name: str = "portfolio.yaml") -> None:
        file = self.folder / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    def join(self) -> None:
        """Let a second site join in March."""
        self.replace(JOINS, BOTH)
        text = (self.folder / "portfolio.yaml").read_text(encoding="utf-8")
        start = text.index("dera: v1\nkind: site\n")
        site = text[start : text.index("---", start)]
        site = site.replace("harbor-001", "harbor-002").replace("0041200117", "77")
        (self.folder / "second.yaml").write_text(site, encoding="utf-8")

    def dera(self, *arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def plan(self, *arguments: str) -> tuple[int, str, str]:
        return self.dera("plan", "--base", "HEAD", *DAY, *arguments)

    def data(self, *arguments: str) -> dict[str, Any]:
        _, out, _ = self.plan("-o", "json", *arguments)
        found: dict[str, Any] = json.loads(out)
        return found


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seed")
    shutil.copy(EXAMPLE, folder / "portfolio.yaml")
    (folder / "dera.yaml").write_text("dera: v1\n", encoding="utf-8")
    identity = ["-c", "user.name=A", "-c", "user.email=a@b.example"]
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "1"]):
        subprocess.run(["git", *command], cwd=folder, check=True)  # noqa: S607 # git is looked up as a user does
    return folder


@pytest.fixture
def repo(
    seed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Repo:
    folder = tmp_path / "fleet"
    shutil.copytree(seed, folder)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return Repo(folder, capsys)


def test_no_change_is_said_and_passes(repo: Repo) -> None:
    code, out, _ = repo.plan("--fail-on", "note")
    assert code == 0
    assert "no declaration differs from HEAD" in out


def test_a_site_that_joins_is_told_with_its_dates(repo: Repo) -> None:
    repo.join()
    code, out, _ = repo.plan()
    assert code == 0
    assert "site harbor-002 joins harbor-storage from 2027-03-01" in out
    assert "30 business days: at latest 2027-01-07 if submitted on 2026-11-20" in out
    assert "the present fleet is not affected" in out
    assert "5 to 11 business days" in out
    assert "udc_review_business_days is 30 business days" in out


@pytest.mark.parametrize(
    ("weight", "code"),
    [("restart-review", 1), ("resubmit", 1), ("note", 1), ("unknown", 0)],
)
def test_the_run_fails_from_the_weight_on_that_is_asked_for(
    repo: Repo, weight: str, code: int
) -> None:
    repo.join()
    assert repo.plan("--fail-on", weight)[0] == code


def test_approved_changes_do_not_fail_and_are_shown_as_approved(repo: Repo) -> None:
    repo.join()
    prints = [c["fingerprint"] for g in repo.data()["groups"] for c in g["changes"]]
    code, out, _ = repo.plan(
        "--fail-on", "restart-review", "--approve", ",".join(prints)
    )
    assert code == 0
    assert f"{len(prints)} approved" in out
    one_code, _, _ = repo.plan("--fail-on", "restart-review", "--approve", prints[0])
    assert one_code == 1


def test_an_approval_carries_over_to_the_next_commit(repo: Repo) -> None:
    repo.join()
    before = repo.data()
    repo.replace("# Its only site.", "# One of its sites.")
    repo.git("mv", "portfolio.yaml", "moved.yaml")
    after = repo.data()
    assert [[c["fingerprint"] for c in g["changes"]] for g in after["groups"]] == [
        [c["fingerprint"] for c in g["changes"]] for g in before["groups"]
    ]


def test_an_unknown_fingerprint_is_refused_with_a_near_one(repo: Repo) -> None:
    repo.join()
    known = repo.data()["groups"][0]["changes"][0]["fingerprint"]
    slip = ("0" if known[0] != "0" else "1") + known[1:]
    code, _, err = repo.plan("--approve", slip)
    assert code == 2
    assert f"did you mean {known}" in err


def test_an_approval_of_nothing_is_refused(repo: Repo) -> None:
    code, _, err = repo.plan("--approve", "0" * 16)
    assert code == 2
    assert "nothing to approve" in err


def test_the_json_follows_its_schema(repo: Repo) -> None:
    repo.join()
    repo.replace("kind: metering_plan", "kind: metering_plan\ncolour: red")
    (repo.folder / "dera.yaml").write_text("dera: v1\nprofile: tariff\n")
    schemas = SchemaSet.load(data_dir("schemas"))
    data = repo.data()
    assert schemas.accepts("plan", data)
    assert data["unjudged"][0]["kind"] == "metering_plan"
    assert data["summary"]["changes"] == sum(
        len(group["changes"]) for group in data["groups"]
    )


def test_several_formats_in_one_run(repo: Repo) -> None:
    repo.join()
    code, out, _ = repo.plan("-o", "text", "-o", "markdown=p.md", "-o", "json=p.json")
    assert code == 0
    assert "What follows:" in out
    assert (repo.folder / "p.md").read_text().startswith("<!-- dera plan conservative")
    assert json.loads((repo.folder / "p.json").read_text())["version"] == 1


def test_a_format_that_a_plan_has_not_is_refused(repo: Repo) -> None:
    code, _, err = repo.plan("-o", "sarif")
    assert code == 2
    assert "text, json, markdown" in err


def test_a_head_that_cannot_be_read_fails_by_itself(repo: Repo) -> None:
    repo.replace("kind: metering_plan", "kind: metering_plan\ncolour: red")
    code, out, _ = repo.plan()
    assert code == 1
    assert "Could not be compared" in out


def test_what_could_not_be_compared_can_be_approved(repo: Repo) -> None:
    repo.replace("kind: metering_plan", "kind: metering_plan\ncolour: red")
    (each,) = repo.data()["unjudged"]
    code, out, _ = repo.plan("--fail-on", "note", "--approve", each["fingerprint"])
    assert code == 0
    assert "1 approved" in out


def test_a_mended_base_is_said_and_only_fails_when_asked(repo: Repo) -> None:
    repo.replace("kind: metering_plan", "kind: metering_plan\ncolour: red")
    repo.git("-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "-qam", "2")
    repo.replace("colour: red\n", "")
    assert repo.plan()[0] == 0
    assert repo.plan("--fail-on", "restart-review")[0] == 1


def test_paths_filter_what_is_shown(repo: Repo) -> None:
    repo.join()
    data = repo.data("second.yaml")
    assert [c["kind"] for g in data["groups"] for c in g["changes"]] == ["site"]


def test_a_row_of_a_table_is_compared_and_pointed_at(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    repo = Repo(tmp_path / "bay", capsys)
    shutil.copytree(EXAMPLE.parents[1] / "bay-area", repo.folder)
    monkeypatch.chdir(repo.folder)
    repo.git("init", "-q")
    repo.git("add", ".")
    repo.git("-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "-qm", "1")
    table = "meter-readings/bayview-storage-2026-12-07.csv"
    repo.replace("08:10:00Z,-0.333", "08:10:00Z,-0.300", table)
    (group,) = repo.data(table)["groups"]
    (change,) = group["changes"]
    assert change["path"] == "/readings[interval_end=2026-12-07T08:10:00Z]/value"
    assert (change["location"]["file"], change["location"]["line"]) == (table, 3)


def test_settings_are_compared_too(repo: Repo) -> None:
    (repo.folder / "dera.yaml").write_text(
        "dera: v1\nparameters: {udc_review_business_days: 5}\n"
    )
    repo.join()
    code, out, _ = repo.plan()
    assert code == 0
    assert "the override of parameters is new" in out
    assert "5 business days: at latest 2026-12-01 if submitted on 2026-11-20" in out
    assert "udc_review_business_days is 5 business days: overridden" in out


def test_own_policies_that_change_are_reviewed_by_hand(repo: Repo) -> None:
    own = EXAMPLE.parents[1] / "own-policies" / "policies"
    shutil.copytree(own, repo.folder / "rules")
    (repo.folder / "dera.yaml").write_text("dera: v1\npolicies: [rules]\n")
    code, out, _ = repo.plan()
    assert code == 0
    assert repo.plan("--fail-on", "restart-review")[0] == 1
    said = " ".join(out.split())
    assert "this policy of the portfolio's own is new: more is judged" in said


def test_an_unknown_revision_is_refused(repo: Repo) -> None:
    code, _, err = repo.dera("plan", "--base", "mian")
    assert code == 2
    assert "mian" in err


def test_a_base_is_required(repo: Repo) -> None:
    code, _, err = repo.dera("plan")
    assert code == 2
    assert "--base" in err


def test_a_folder_outside_git_is_refused(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    shutil.copy(EXAMPLE, outside)
    monkeypatch.chdir(outside)
    code, _, err = repo.dera("plan", "--base", "HEAD")
    assert code == 2
    assert "git" in err


def test_a_portfolio_that_was_not_there_yet_is_all_new(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = repo.folder / "later"
    folder.mkdir()
    shutil.copy(EXAMPLE, folder)
    (folder / "dera.yaml").write_text("dera: v1\n")
    monkeypatch.chdir(folder)
    data = repo.data()
    types = {c["type"] for g in data["groups"] for c in g["changes"]}
    assert types == {"added"}
    assert data["unjudged"] == []


@pytest.fixture
def driven(repo: Repo) -> Callable[..., str]:
    """Return real git, with `dera diff` as its diff driver."""
    repo.git("config", "diff.dera.command", f'"{sys.executable}" -m checker diff')
    (repo.folder / ".gitattributes").write_text("*.yaml diff=dera\n")
    return repo.git


def test_git_diff_shows_declarations(repo: Repo, driven: Callable[..., str]) -> None:
    repo.join()
    shown = driven("diff")
    assert "+ /members[site=harbor-002] added" in shown
    assert "site harbor-002 joins harbor-storage from 2027-03-01" in shown
    assert "@@" not in shown


def test_git_diff_of_a_reformatted_file_shows_no_difference(
    repo: Repo, driven: Callable[..., str]
) -> None:
    repo.replace("services: [energy]", "services:\n  - energy   # only")
    assert "no declaration differs" in driven("diff")
    assert "-services: [energy]" in driven("diff", "--no-ext-diff")


def test_git_diff_falls_back_to_lines_where_no_declaration_can_be_read(
    repo: Repo, driven: Callable[..., str]
) -> None:
    repo.replace("kind: site", "kind: [site")
    shown = driven("diff")
    assert "-kind: site" in shown
    assert "+kind: [site" in shown


def test_git_diff_shows_new_gone_and_renamed_files(
    repo: Repo, driven: Callable[..., str]
) -> None:
    repo.join()
    driven("add", "--all")
    assert "site harbor-002 is new" in driven("diff", "--cached")
    driven("-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "-qm", "2")
    driven("mv", "second.yaml", "third.yaml")
    repo.replace('service_account: "77"', 'service_account: "78"', "third.yaml")
    driven("add", "--all")
    shown = driven("diff", "--cached", "-M")
    assert "dera diff third.yaml" in shown
    assert "/service_account: 77 -> 78" in shown
    assert "site harbor-002 is new" in driven("log", "-p", "--ext-diff", "-1")
    assert "site harbor-002 is gone" in driven("diff", "--cached", "--no-renames")


def test_git_diff_shows_settings(repo: Repo, driven: Callable[..., str]) -> None:
    (repo.folder / "dera.yaml").write_text("dera: v1\nprofile: tariff\n")
    assert "+ /profile added: tariff" in driven("diff")


def test_two_files_are_compared_by_hand(repo: Repo) -> None:
    shutil.copy("portfolio.yaml", "other.yaml")
    repo.replace("pmax_mw: 0.5", "pmax_mw: 0.6", "other.yaml")
    code, out, _ = repo.dera("diff", "portfolio.yaml", "other.yaml")
    assert code == 0
    assert "~ /pmax_mw: 0.5 -> 0.6" in out


@pytest.mark.parametrize("arguments", [("portfolio.yaml", "no.yaml"), ("a", "b", "c")])
def test_a_difference_of_what_is_not_there_is_refused(
    repo: Repo, arguments: tuple[str, ...]
) -> None:
    assert repo.dera("diff", *arguments)[0] == 2


def test_an_unmerged_file_is_said(repo: Repo) -> None:
    code, out, _ = repo.dera("diff", "portfolio.yaml")
    assert code == 0
    assert "unmerged" in out
