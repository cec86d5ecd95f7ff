"""`dera render --verify`: which documents no longer match which declarations."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from checker.cli.entry import run

EXAMPLE = Path(__file__).parents[2] / "examples" / "minimal"
AGGREGATION, PROVIDER = "harbor-storage", "sunpath"


SCHEDULE = """\
dera: v1
kind: schedule
id: harbor-2026-12-10
aggregation: harbor-storage
trade_date: "2026-12-10"
market: DAM
scid: SPTH
resource_id: HARBR_7_DERA1
product: EN
self_schedule_type: PT
soc_start_mwh: 1
hours:
""" + "".join(f"  - {{hour_ending: {hour}, mw: 0}}\n" for hour in range(1, 25))


class Place(NamedTuple):
    """A portfolio and its packages, which a test may change."""

    portfolio: Path
    out: Path

    def declare(self, old: str, new: str) -> None:
        file = self.portfolio / "portfolio.yaml"
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rendered")
    shutil.copytree(EXAMPLE, folder / "portfolio")
    (folder / "portfolio" / "schedule.yaml").write_text(SCHEDULE)
    day = ("--as-of", "2026-12-08")
    to = ("--to", str(folder / "out"))
    assert run(["render", str(folder / "portfolio"), *to, *day]) == 0
    draft = ("--to", str(folder / "drafts"), "--draft")
    assert run(["render", str(folder / "portfolio"), *draft, *day]) == 0
    return folder


@pytest.fixture
def place(rendered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    shutil.copytree(rendered, tmp_path / "own")
    monkeypatch.chdir(tmp_path / "own")
    return Place(Path("portfolio"), Path("out"))


@pytest.fixture
def verified(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    def verified(*args: str, target: Path = place.out) -> tuple[int, str]:
        code = run(["render", "--verify", str(target), str(place.portfolio), *args])
        written = capsys.readouterr()
        return code, written.out + written.err

    return verified


Verified = Callable[..., tuple[int, str]]


def test_what_was_just_written_matches_on_any_later_day(verified: Verified) -> None:
    code, said = verified()
    assert code == 0
    assert said.endswith("2 packages of 2 as declared\n")
    assert re.search(r"^matches out/harbor-storage/: \d+ files$", said, re.MULTILINE)
    assert "note" not in said


def test_one_package_can_be_asked_about(place: Place, verified: Verified) -> None:
    code, said = verified(target=place.out / PROVIDER)
    assert (code, said.splitlines()[-1]) == (0, "1 package of 1 as declared")


def test_a_draft_can_be_verified(verified: Verified) -> None:
    code, said = verified(target=Path("drafts"))
    assert code == 0
    assert "matches drafts/harbor-storage.draft/ (draft)" in said


def test_a_changed_value_is_named_with_its_line_on_each_document(
    place: Place, verified: Verified
) -> None:
    place.declare("name: Harbor Cold Store", "name: Harbor Ice House")
    code, said = verified()
    assert code == 1
    line = place.portfolio.joinpath("portfolio.yaml").read_text().splitlines()
    number = line.index("name: Harbor Ice House") + 1
    change = (
        f"    portfolio/portfolio.yaml:{number}: `Harbor Cold Store` is"
        " `Harbor Ice House` now (/name of site harbor-001)"
    )
    lines = said.splitlines()
    at = lines.index("  sites.csv no longer matches its declarations")
    assert lines[at + 1] == change
    assert "  registration.xlsx no longer matches its declarations: made from" in said
    assert "schedule-1.md no longer" not in said  # it does not print that name
    assert "note: declarations changed: portfolio.yaml" in said


def test_what_is_refused_now_is_said_with_its_reasons_and_changes(
    place: Place, verified: Verified
) -> None:
    place.declare("rated_kw: 500", "rated_kw: 501")
    code, said = verified()
    assert code == 1
    assert "  it would be refused now:\n    portfolio/portfolio.yaml:" in said
    assert "UDC-005" in said
    assert (
        "`0.5` is `0.501` now (divided by 1000, from /ders[id=bess-1]/rated_kw" in said
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            lambda folder: (folder / "sites.csv").write_text("x"),
            "sites.csv was changed after it was written",
        ),
        (
            lambda folder: (folder / "sites.csv").unlink(),
            "sites.csv is missing in the folder",
        ),
        (
            lambda folder: (folder / "more.txt").touch(),
            "more.txt does not belong to the package",
        ),
        (
            lambda folder: (folder / "more").mkdir(),
            "more does not belong to the package",
        ),
        (
            lambda folder: (folder / "provenance.json").write_text("{"),
            "provenance.json was changed after it was written",
        ),
    ],
)
def test_what_was_done_by_hand_is_named(
    place: Place, verified: Verified, change: Callable[[Path], Any], says: str
) -> None:
    change(place.out / AGGREGATION)
    code, said = verified()
    assert code == 1
    assert f"  {says}\n" in said
    assert said.endswith("1 package of 2 as declared\n")


def test_a_package_that_the_portfolio_does_not_hold_any_more(
    place: Place, verified: Verified
) -> None:
    place.declare("id: harbor-storage", "id: harbour-storage")
    code, said = verified()
    assert code == 1
    assert "the portfolio does not hold it any more" in said


def test_a_document_that_is_not_due_any_more_is_gone(
    place: Place, verified: Verified
) -> None:
    place.declare("gate: market", "gate: registration")
    code, said = verified()
    assert code == 1
    gone = "  self-schedule-harbor-2026-12-10.csv would not be written any more\n"
    assert gone in said


def test_another_day_or_profile_is_a_note(verified: Verified) -> None:
    _, said = verified("--as-of", "2026-12-09", "--profile", "tariff")
    assert "note: it was judged as of 2026-12-08, and is as of 2026-12-09 now" in said
    assert "note: the profile was conservative, and is tariff now" in said


def test_lines_that_only_moved_match(place: Place, verified: Verified) -> None:
    place.declare("# The smallest", "# A line more.\n# The smallest")
    code, said = verified()
    assert code == 0, said
    assert "  note: declarations changed: portfolio.yaml\n" in said


def test_only_the_documents_that_were_asked_for_are_compared(
    place: Place, verified: Verified
) -> None:
    asked = ("--document", "registration-package", "--as-of", "2026-12-08")
    run(["render", str(place.portfolio), "--to", "some", *asked])
    code, said = verified(target=Path("some"))
    assert (code, said.splitlines()[-1]) == (0, "1 package of 1 as declared")


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        (None, "no package stands here: there is no manifest.json"),
        ("{", "the manifest cannot be used: Invalid JSON"),
        ("[]", "the manifest cannot be used"),
        ("{}", "the manifest cannot be used: kind: Field required"),
    ],
)
def test_a_folder_without_a_usable_manifest_exits_2(
    tmp_path: Path, verified: Verified, manifest: str | None, says: str
) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    if manifest is not None:
        (folder / "manifest.json").write_text(manifest)
    code, said = verified(target=folder)
    assert code == 2
    assert says in said


@pytest.mark.parametrize(
    "args",
    [
        ["--to", "x"],
        ["--check"],
        ["--draft"],
        ["--pdf"],
        ["--document", "self-schedule"],
        ["--aggregation", AGGREGATION],
    ],
)
def test_verify_takes_what_is_in_its_folder(
    verified: Verified, args: list[str]
) -> None:
    code, said = verified(*args)
    assert code == 2
    assert "--verify takes what is in its folder, and writes nothing" in said


def test_what_was_validated_is_made_anew_without_the_schema(
    place: Place, verified: Verified
) -> None:
    xsd = Path(__file__).parents[1] / "unit" / "render" / "xsd" / "raw_bid_set.xsd"
    args = ("--to", "valid", "--as-of", "2026-12-08", "--xsd", str(xsd))
    assert run(["render", str(place.portfolio), *args]) == 0
    manifest = json.loads(Path("valid", AGGREGATION, "manifest.json").read_text())
    statuses = {d["profile"]["status"] for d in manifest["documents"] if "profile" in d}
    assert "verified" in statuses
    code, _ = verified(target=Path("valid"))
    assert code == 0
