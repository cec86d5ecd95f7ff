"""`dera check --base REV`, with real repositories."""

import json
import shutil
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

import checker
from checker.cli.entry import run

EXAMPLES = Path(checker.__file__).parents[1] / "examples"
DAY = ("--as-of", "2026-12-08")
PORTFOLIO = "fleet/portfolio.yaml"
OLD_SECTION = ('tariff_section: "4.17"', 'tariff_section: "4.14"')
UNFIT_METER = ("revenue_quality: true", "revenue_quality: false")
BATTERY = "rated_kw: 500"
SMALL = "rated_kw: 400"
UTILITY = """\
dera: v1
kind: utility
id: {}
name: Utility
role: {}
contact: {{name: Desk, email: desk@example.com}}
"""
Check = Callable[..., dict[str, Any]]


@pytest.fixture
def fleet(make_repository: Any) -> Any:
    """Make a repository whose first commit is the minimal example in `fleet/`."""
    repository = make_repository("repository")
    shutil.copytree(EXAMPLES / "minimal", repository.folder / "fleet")
    repository.commit("the fleet")
    return repository


@pytest.fixture
def check(
    fleet: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Check:
    """Check against a base; return the report, with the exit code in it."""
    monkeypatch.chdir(fleet.folder)

    def check(base: str, *more: str, at: Path | None = None) -> dict[str, Any]:
        monkeypatch.chdir(at or fleet.folder)
        paths = () if at or "fleet" in more else ("fleet",)
        capsys.readouterr()
        code = run(["check", *paths, *DAY, "--base", base, "-o", "json", *more])
        output = capsys.readouterr()
        assert code in {0, 1}, output.err
        report: dict[str, Any] = json.loads(output.out)
        return {**report, "code": code}

    return check


def counts(report: dict[str, Any]) -> tuple[int, int, int]:
    since = report["since"]
    return since["new"], len(since["fixed"]), since["unchanged"]


def policies(report: dict[str, Any]) -> set[str]:
    return {finding["policy"] for finding in report["findings"]}


def test_without_a_change_there_is_nothing_new(check: Check) -> None:
    report = check("HEAD")
    assert counts(report) == (0, 0, 0)
    assert report["code"] == 0


def test_an_uncommitted_change_counts(fleet: Any, check: Check) -> None:
    fleet.replace(PORTFOLIO, BATTERY, SMALL)
    report = check("HEAD")
    assert "SIZE-001" in policies(report)
    assert report["code"] == 1


def test_a_staged_change_counts(fleet: Any, check: Check) -> None:
    fleet.replace(PORTFOLIO, BATTERY, SMALL)
    fleet("add", "--all")
    assert "SIZE-001" in policies(check("HEAD"))


def test_an_untracked_file_counts(fleet: Any, check: Check) -> None:
    fleet.put("fleet/new.yaml", UTILITY.format("sce", "nothing"))
    assert counts(check("HEAD")) == (1, 0, 0)


def test_an_ignored_file_does_not_count(fleet: Any, check: Check) -> None:
    fleet.put(".gitignore", "new.yaml\n")
    fleet.put("fleet/new.yaml", UTILITY.format("sce", "nothing"))
    assert counts(check("HEAD")) == (0, 0, 0)


def test_what_was_there_does_not_count(fleet: Any, check: Check) -> None:
    fleet.replace(PORTFOLIO, BATTERY, SMALL)
    fleet.commit("smaller")
    new, fixed, unchanged = counts(check("HEAD"))
    assert (new, fixed) == (0, 0)
    assert unchanged > 0
    assert check("HEAD")["code"] == 0
    assert counts(check("HEAD~1")) == (unchanged, 0, 0)


def test_what_is_fixed_is_counted_and_named(fleet: Any, check: Check) -> None:
    fleet.put("fleet/new.yaml", UTILITY.format("sce", "nothing"))
    fleet.commit("a fault")
    (fleet.folder / "fleet" / "new.yaml").unlink()
    report = check("HEAD")
    assert counts(report) == (0, 1, 0)
    (fixed,) = report["since"]["fixed"]
    assert fixed["subject"] == {"kind": "utility", "id": "sce"}
    assert fixed["location"]["file"] == "new.yaml"


def test_a_deleted_file_counts_by_what_it_leaves_behind(
    fleet: Any, check: Check
) -> None:
    text = (fleet.folder / "fleet" / "portfolio.yaml").read_text(encoding="utf-8")
    *declarations, extract = text.split("---\n")
    fleet.put("fleet/portfolio.yaml", "---\n".join(declarations))
    extract_file = fleet.put("fleet/extract.yaml", extract)
    fleet.commit("two files")
    assert counts(check("HEAD~1")) == (0, 0, 0)
    extract_file.unlink()
    assert policies(check("HEAD")) == {"MF-003"}


def test_a_renamed_file_keeps_its_findings(fleet: Any, check: Check) -> None:
    broken = fleet.put("fleet/broken.yaml", "dera: v1\nkind: utility\n\tid: x\n")
    fleet.commit("a fault")
    before = check("HEAD")
    broken.rename(broken.with_name("moved.yaml"))
    after = check("HEAD")
    assert counts(after) == counts(before)
    assert counts(after)[0] == 0


def test_a_renamed_and_edited_file_keeps_its_findings(fleet: Any, check: Check) -> None:
    text = "dera: v1\nkind: utility\nid: sce\nname: Edison\n\trole: udc\n"
    broken = fleet.put("fleet/broken.yaml", text)
    fleet.commit("a fault")
    broken.unlink()
    fleet.put("fleet/b/moved.yaml", text.replace("Edison", "Southern Edison"))
    assert counts(check("HEAD"))[0] == 0


def test_a_moved_portfolio_is_one_that_was_not_there(fleet: Any, check: Check) -> None:
    (fleet.folder / "fleet").rename(fleet.folder / "moved")
    fleet.replace("moved/portfolio.yaml", BATTERY, SMALL)
    report = check("HEAD", at=fleet.folder / "moved")
    assert not report["since"]["existed"]
    assert report["since"]["unchanged"] == 0
    assert "SIZE-001" in policies(report)


def test_a_second_fault_of_the_same_name_is_new(fleet: Any, check: Check) -> None:
    fleet.put("fleet/a.yaml", UTILITY.format("sce", "udc"))
    fleet.put("fleet/b.yaml", UTILITY.format("sce", "udc"))
    fleet.commit("declared twice")
    assert counts(check("HEAD"))[0] == 0
    fleet.put("fleet/c.yaml", UTILITY.format("sce", "udc"))
    report = check("HEAD")
    assert counts(report) == (1, 0, 1)
    assert report["findings"][0]["location"]["file"] == "c.yaml"


def test_raising_the_gate_is_what_is_gated(fleet: Any, check: Check) -> None:
    fleet.replace(PORTFOLIO, "gate: market", "gate: registration")
    fleet.replace(PORTFOLIO, *UNFIT_METER)
    fleet.commit("on the way, with a fault that is due later")
    assert counts(check("HEAD")) == (0, 0, 1)
    fleet.replace(PORTFOLIO, "gate: registration", "gate: market")
    report = check("HEAD")
    assert counts(report) == (1, 0, 0)
    assert report["findings"][0]["severity"] == "error"
    assert report["code"] == 1


def test_a_fault_that_only_moved_within_its_list_is_not_new(
    fleet: Any, check: Check
) -> None:
    member = "  - {site: harbor-001, from: 2026-10-01}\n"
    unknown = "  - {site: nowhere, from: 2026-10-01}\n"
    fleet.replace("fleet/portfolio.yaml", member, member + unknown)
    fleet.commit("a dangling reference")
    fleet.replace("fleet/portfolio.yaml", member + unknown, unknown + member)
    new, fixed, unchanged = counts(check("HEAD"))
    assert (new, fixed) == (0, 0)
    assert unchanged > 0


@pytest.fixture
def waived(fleet: Any) -> Any:
    shutil.rmtree(fleet.folder / "fleet")
    shutil.copytree(EXAMPLES / "waived", fleet.folder / "fleet")
    fleet.commit("with waivers")
    return fleet


@pytest.mark.usefixtures("waived")
def test_a_waived_finding_is_neither_new_nor_unchanged(check: Check) -> None:
    report = check("HEAD")
    assert counts(report) == (0, 0, 0)
    assert report["findings"] == []


def test_removing_a_waiver_makes_its_finding_new(waived: Any, check: Check) -> None:
    (waived.folder / "fleet" / "waivers.yaml").unlink()
    report = check("HEAD")
    assert policies(report) == {"SC-003"}
    assert report["code"] == 1


def test_adding_a_waiver_is_shown_and_fixes_nothing(waived: Any, check: Check) -> None:
    waiver = waived.folder / "fleet" / "waivers.yaml"
    text = waiver.read_text(encoding="utf-8")
    waiver.unlink()
    waived.commit("without it")
    waived.put("fleet/waivers.yaml", text)
    report = check("HEAD")
    assert counts(report) == (0, 0, 0)
    (finding,) = report["findings"]
    assert finding["waiver"]["ticket"] == "COMP-214"


def test_each_side_is_held_against_its_own_baseline(fleet: Any, check: Check) -> None:
    fleet.replace(PORTFOLIO, *OLD_SECTION)
    fleet.commit("an old section")
    run(["baseline", "fleet", *DAY])
    fleet.put("fleet/dera.yaml", "dera: v1\nbaseline: dera-baseline.json\n")
    report = check("HEAD")
    assert counts(report) == (0, 0, 0)
    assert [finding["baselined"] for finding in report["findings"]] == [True]
    fleet.commit("a baseline")
    assert check("HEAD")["findings"] == []
    fleet.put("fleet/dera.yaml", "dera: v1\n")
    assert counts(check("HEAD")) == (1, 0, 0)


def test_a_baseline_of_the_command_line_holds_for_both_sides(
    fleet: Any, check: Check
) -> None:
    fleet.replace(PORTFOLIO, *OLD_SECTION)
    fleet.commit("an old section")
    run(["baseline", "fleet", *DAY, "--to", "old.json"])
    report = check("HEAD", "--baseline", "old.json")
    assert counts(report) == (0, 0, 0)
    assert report["findings"] == []


def test_each_side_is_judged_by_its_own_settings(fleet: Any, check: Check) -> None:
    fleet.replace(PORTFOLIO, *OLD_SECTION)
    fleet.put("fleet/dera.yaml", "dera: v1\nseverities: {REF-001: note}\n")
    fleet.commit("a note")
    fleet.put("fleet/dera.yaml", "dera: v1\nseverities: {REF-001: error}\n")
    report = check("HEAD")
    assert counts(report) == (1, 0, 0)
    assert report["code"] == 1


def test_refused_overrides_are_those_of_the_present_settings(
    fleet: Any, check: Check
) -> None:
    fleet.put("fleet/dera.yaml", "dera: v1\nseverities: {REF-001: note}\n")
    fleet.commit("an override")
    fleet.put("fleet/dera.yaml", "dera: v1\n")
    assert check("HEAD", "--no-overrides")["code"] == 0


def test_each_side_is_judged_by_its_own_policies(fleet: Any, check: Check) -> None:
    shutil.rmtree(fleet.folder / "fleet")
    shutil.copytree(EXAMPLES / "own-policies", fleet.folder / "fleet")
    own = fleet.folder / "fleet" / "policies"
    own.rename(fleet.folder / "ours")
    fleet.put("fleet/dera.yaml", "dera: v1\npolicies: [../ours]\n")
    fleet.commit("own policies, beside the portfolio")
    assert counts(check("HEAD"))[:2] == (0, 0)
    assert counts(check("HEAD", "--select", "SUNPATH-NAME-001"))[:2] == (0, 0)
    assert counts(check("HEAD~1", "--select", "SUNPATH-NAME-001"))[1:] == (0, 0)


def test_paths_limit_what_is_new_and_what_is_fixed(fleet: Any, check: Check) -> None:
    fleet.put("fleet/a.yaml", UTILITY.format("a", "nothing"))
    fleet.put("fleet/b.yaml", UTILITY.format("b", "nothing"))
    fleet.commit("two faults")
    fleet.put("fleet/a.yaml", UTILITY.format("a", "udc"))
    fleet.put("fleet/b.yaml", UTILITY.format("b", "udc"))
    fleet.put("fleet/c.yaml", UTILITY.format("c", "nothing"))
    assert counts(check("HEAD")) == (1, 2, 0)
    assert counts(check("HEAD", "fleet/a.yaml", at=fleet.folder)) == (0, 1, 0)
    assert counts(check("HEAD", "fleet/c.yaml", at=fleet.folder)) == (1, 0, 0)


def test_fail_on_is_about_what_is_new(fleet: Any, check: Check) -> None:
    fleet.replace(PORTFOLIO, *OLD_SECTION)
    assert check("HEAD")["code"] == 0
    assert check("HEAD", "--fail-on", "warning")["code"] == 1
    fleet.commit("an old section")
    assert check("HEAD", "--fail-on", "warning")["code"] == 0


def test_standard_input_is_the_present_state(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = UTILITY.format("sce", "nothing").encode()
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(text)))
    report = check("HEAD", "--stdin-filename", "fleet/new.yaml", "-")
    assert counts(report) == (1, 0, 0)


def test_what_the_base_could_not_read_is_said(fleet: Any, check: Check) -> None:
    fleet.replace(PORTFOLIO, *OLD_SECTION)
    broken = fleet.put("fleet/broken.yaml", "dera: v1\nkind: utility\n\tid: x\n")
    fleet.commit("cannot be read")
    broken.unlink()
    report = check("HEAD")
    assert report["since"]["unread"] == ["broken.yaml:3"]
    assert "READ-003" in {fixed["policy"] for fixed in report["since"]["fixed"]}


def test_what_cannot_be_judged_now_is_not_called_fixed(
    fleet: Any, check: Check
) -> None:
    fleet.replace(PORTFOLIO, *OLD_SECTION)
    fleet.commit("an old section")
    fleet.replace(PORTFOLIO, "id: sunpath-derpa", "id: sunpath-derpa\nunknown: 1")
    assert counts(check("HEAD"))[1] == 0


def test_hidden_and_linked_declarations_of_the_base_are_read(
    fleet: Any, check: Check
) -> None:
    fleet.put("fleet/.more/a.yaml", UTILITY.format("a", "nothing"))
    fleet.put("fleet/.tool.yaml", "setting: 1\n")
    (fleet.folder / "fleet" / "link.yaml").symlink_to("portfolio.yaml")
    fleet.commit("hidden, a tool's own, and a link")
    assert counts(check("HEAD")) == (0, 0, 1)


def test_a_link_out_of_the_repository_is_the_same_fault_on_both_sides(
    fleet: Any, check: Check
) -> None:
    outside = fleet.folder.parent / "outside.yaml"
    outside.write_text(UTILITY.format("a", "udc"), encoding="utf-8")
    (fleet.folder / "fleet" / "a.yaml").symlink_to(outside)
    (fleet.folder / "fleet" / "b.yaml").symlink_to("../../outside.yaml")
    fleet.commit("links")
    new, fixed, unchanged = counts(check("HEAD"))
    assert (new, fixed) == (0, 0)
    assert unchanged >= 2


def test_a_sub_folder_is_asked_from_within(fleet: Any, check: Check) -> None:
    fleet.replace(PORTFOLIO, *OLD_SECTION)
    assert counts(check("HEAD", at=fleet.folder / "fleet")) == (1, 0, 0)


def test_a_portfolio_at_the_top_of_the_repository_is_compared(
    fleet: Any, check: Check
) -> None:
    for name in ("dera.yaml", "portfolio.yaml"):
        (fleet.folder / "fleet" / name).rename(fleet.folder / name)
    fleet.commit("at the top")
    fleet.replace("portfolio.yaml", *OLD_SECTION)
    assert counts(check("HEAD", at=fleet.folder)) == (1, 0, 0)


def test_a_detached_head_is_compared(fleet: Any, check: Check) -> None:
    fleet.replace(PORTFOLIO, *OLD_SECTION)
    fleet.commit("an old section")
    fleet("checkout", "--quiet", "--detach")
    assert counts(check("HEAD~1")) == (1, 0, 0)
    assert counts(check("main")) == (0, 0, 1)


def test_a_tag_a_branch_and_a_short_name_are_revisions(
    fleet: Any, check: Check
) -> None:
    fleet("tag", "--annotate", "v1", "--message", "one")
    fleet("branch", "feature/ümlaut")
    for revision in ("v1", "feature/ümlaut", fleet("rev-parse", "--short", "HEAD")):
        assert check(revision)["since"]["commit"] == fleet("rev-parse", "HEAD")


def test_a_merge_is_compared_with_either_parent(fleet: Any, check: Check) -> None:
    fleet("switch", "--quiet", "--create", "side")
    fleet.put("fleet/side.yaml", UTILITY.format("side", "nothing"))
    fleet.commit("side")
    fleet("switch", "--quiet", "main")
    fleet.replace(PORTFOLIO, *OLD_SECTION)
    fleet.commit("an old section")
    fleet("merge", "--quiet", "--no-edit", "side")
    assert policies(check("HEAD^1")) == {"SCHEMA-004"}
    assert policies(check("HEAD^2")) == {"REF-001"}


def test_a_worktree_is_compared(fleet: Any, check: Check) -> None:
    other = fleet.folder.parent / "other"
    fleet("worktree", "add", "--quiet", str(other), "-b", "other")
    extra = other / "fleet" / "new.yaml"
    extra.write_text(UTILITY.format("sce", "nothing"), encoding="utf-8")
    assert counts(check("main", at=other / "fleet")) == (1, 0, 0)


def test_a_shallow_clone_is_compared_with_what_it_has(fleet: Any, check: Check) -> None:
    fleet.replace(PORTFOLIO, *OLD_SECTION)
    fleet.commit("an old section")
    clone = fleet.folder.parent / "clone"
    source = fleet.folder.as_uri()
    fleet("clone", "--quiet", "--depth", "2", source, str(clone))
    assert counts(check("HEAD~1", at=clone / "fleet")) == (1, 0, 0)


def test_a_portfolio_in_a_submodule_is_compared_with_its_own_history(
    fleet: Any, make_repository: Any, check: Check
) -> None:
    outer = make_repository("outer")
    outer("submodule", "--quiet", "add", str(fleet.folder), "inner")
    outer.commit("a submodule")
    (outer.folder / "inner" / "fleet" / "new.yaml").write_text(
        UTILITY.format("sce", "nothing"), encoding="utf-8"
    )
    assert counts(check("HEAD", at=outer.folder / "inner" / "fleet")) == (1, 0, 0)


def test_the_hooks_of_git_do_not_lead_elsewhere(
    fleet: Any, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(fleet.folder.parent / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", "no-index")
    assert counts(check("HEAD")) == (0, 0, 0)


def test_nothing_of_the_repository_is_run_or_written(fleet: Any, check: Check) -> None:
    fleet.replace(PORTFOLIO, *OLD_SECTION)
    fleet.commit("an old section")
    trace = fleet.folder.parent / "ran"
    script = fleet.put(".git/run.sh", f"#!/bin/sh\necho ran >> '{trace}'\ncat\n")
    script.chmod(0o755)
    fleet.put(".git/info/attributes", "*.yaml filter=f diff=d\n")
    for key in ("filter.f.smudge", "filter.f.clean", "diff.d.textconv", "core.pager"):
        fleet("config", key, str(script))
    fleet("config", "core.fsmonitor", str(script))
    index = (fleet.folder / ".git" / "index").read_bytes()
    trace.unlink(missing_ok=True)
    check("HEAD~1")
    assert not trace.exists()
    assert (fleet.folder / ".git" / "index").read_bytes() == index
