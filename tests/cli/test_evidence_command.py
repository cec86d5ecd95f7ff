"""`dera evidence`: a bundle is the same each time, and tells what was changed."""

import json
import shutil
from pathlib import Path

import pytest

from checker.cli.entry import run
from checker.evidence.archive import pack, unpack
from checker.evidence.manifest import MANIFEST, manifest_bytes, read_manifest

BAY_AREA = Path(__file__).parents[2] / "examples" / "bay-area"
OWN = Path(__file__).parents[2] / "examples" / "own-policies"
DAY = ("--as-of", "2026-12-08")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a bundle for one aggregation of the example."""
    file = tmp_path_factory.mktemp("evidence") / "bayview.zip"
    assert (
        run(
            [
                "evidence",
                "bayview-storage",
                "--portfolio",
                str(BAY_AREA),
                *DAY,
                "--to",
                str(file),
            ]
        )
        == 0
    )
    return file


def files_of(bundle: Path) -> dict[str, bytes]:
    return unpack(bundle.read_bytes(), "bundle")


def rewritten(bundle: Path, target: Path, **changes: bytes | None) -> Path:
    """Write a bundle with other files and a manifest that agrees with them."""
    case, _ = read_manifest(files_of(bundle)[MANIFEST], "bundle")
    files = {**files_of(bundle), **changes}
    kept = {name: content for name, content in files.items() if content is not None}
    kept[MANIFEST] = manifest_bytes(case, kept)
    target.write_bytes(pack(kept))
    return target


def test_the_same_portfolio_gives_the_same_bytes(bundle: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.zip"
    copy = tmp_path / "elsewhere"
    shutil.copytree(BAY_AREA, copy)
    run(
        [
            "evidence",
            "bayview-storage",
            "--portfolio",
            str(copy),
            *DAY,
            "--to",
            str(again),
        ]
    )
    assert again.read_bytes() == bundle.read_bytes()


def test_a_bundle_holds_what_the_verdict_rests_on(bundle: Path) -> None:
    files = files_of(bundle)
    report = json.loads(files["report.json"])
    assert {f"inputs/{entry['file']}" for entry in report["inputs"]} <= files.keys()
    assert {
        "documents/registration.md",
        "policies/size/SIZE-001.yaml",
        "policies/parameters/size.yaml",
        "schemas/aggregation.schema.json",
        "templates/registration-package/registration.md.j2",
    } <= files.keys()
    assert not any(name.startswith("/") for name in files)


def test_a_good_bundle_is_replayed(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evidence", "verify", str(bundle)]) == 0
    out = capsys.readouterr().out
    assert "the judgement and the documents come out again" in out
    assert "simulated: judged as of 2026-12-08 on another day" in out


def test_the_portfolio_need_not_be_there_any_more(tmp_path: Path) -> None:
    copy, file = tmp_path / "portfolio", tmp_path / "own.zip"
    shutil.copytree(BAY_AREA, copy)
    run(
        [
            "evidence",
            "bayview-storage",
            "--portfolio",
            str(copy),
            *DAY,
            "--to",
            str(file),
        ]
    )
    shutil.rmtree(copy)
    assert run(["evidence", "verify", str(file)]) == 0


@pytest.mark.parametrize(
    "name", ["report.json", "inputs/dera.yaml", "policies/size/SIZE-001.yaml", MANIFEST]
)
def test_one_changed_byte_is_found(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    files = files_of(bundle)
    raw = bytearray(bundle.read_bytes())
    raw[raw.index(files[name]) + 5] ^= 1
    changed = tmp_path / "changed.zip"
    changed.write_bytes(raw)
    assert run(["evidence", "verify", str(changed)]) == 2
    assert f"Bad CRC-32 for file '{name}'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "content"),
    [("report.json", None), ("inputs/more.yaml", b"dera: v1\n")],
)
def test_a_manifest_that_was_not_rewritten_tells(
    bundle: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes | None,
) -> None:
    files: dict[str, bytes | None] = {**files_of(bundle), name: content}
    kept = {key: value for key, value in files.items() if value is not None}
    changed = tmp_path / "changed.zip"
    changed.write_bytes(pack(kept))
    assert run(["evidence", "verify", str(changed)]) == 1
    assert f"differs: {name} is" in capsys.readouterr().out


def test_a_declaration_changed_together_with_its_digest_is_found_by_the_replay(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = files_of(bundle)
    name = "inputs/providers/sunpath.yaml"
    other = files[name].replace(b"\nlegal_name: Sunpath", b"\nlegal_name: Moonpath")
    changed = rewritten(bundle, tmp_path / "changed.zip", **{name: other})
    assert run(["evidence", "verify", str(changed)]) == 1
    assert "differs: documents/registration.md does not" in capsys.readouterr().out


def test_a_finding_that_was_taken_out_of_the_report_is_found(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = json.loads(files_of(bundle)["report.json"])
    gone = report["findings"].pop()
    raw = (json.dumps(report, indent=2) + "\n").encode()
    changed = rewritten(bundle, tmp_path / "changed.zip", **{"report.json": raw})
    assert run(["evidence", "verify", str(changed)]) == 1
    out = capsys.readouterr().out
    assert f"the report does not list {gone['policy']} for" in out


def test_another_version_of_the_tool_is_said(
    bundle: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("evidence.replay", "pipeline.case"):
        monkeypatch.setattr(f"checker.{module}.__version__", "9.9.9")
    assert run(["evidence", "verify", str(bundle)]) == 0
    out = capsys.readouterr().out
    assert "replayed by dera 9.9.9" in out
    assert "differs" not in out


@pytest.mark.parametrize(
    "content", [b"", b"no zip", pack({}), pack({"evidence.json": b"[]"})]
)
def test_what_is_no_bundle_is_said_to_be_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(content)
    assert run(["evidence", "verify", str(file)]) == 2
    assert "error: " in capsys.readouterr().err


def test_a_refused_package_leaves_no_bundle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy, file = tmp_path / "portfolio", tmp_path / "own.zip"
    shutil.copytree(BAY_AREA, copy)
    for agreement in copy.rglob("*.yaml"):
        text = agreement.read_text(encoding="utf-8")
        if "kind: agreement" in text:
            agreement.unlink()
    assert (
        run(
            [
                "evidence",
                "bayview-storage",
                "--portfolio",
                str(copy),
                *DAY,
                "--to",
                str(file),
            ]
        )
        == 1
    )
    assert "AGR-001" in capsys.readouterr().out
    assert not file.exists()


def test_own_policies_travel_with_the_evidence(tmp_path: Path) -> None:
    file = tmp_path / "own.zip"
    name = next(
        line.split()[1]
        for path in OWN.rglob("*.yaml")
        for text in path.read_text(encoding="utf-8").split("---\n")
        if "kind: aggregation" in text
        for line in text.splitlines()
        if line.startswith("id:")
    )
    code = run(["evidence", name, "--portfolio", str(OWN), *DAY, "--to", str(file)])
    assert code == 0
    assert any(n.startswith("inputs/policies/") for n in files_of(file))
    assert run(["evidence", "verify", str(file)]) == 0


@pytest.mark.parametrize(
    "args",
    [
        ["evidence"],
        ["evidence", "bayview-storage"],
        ["evidence", "verify"],
        ["evidence", "verify", "a.zip", "--to", "b.zip"],
        ["evidence", "nobody", "--portfolio", str(BAY_AREA), "--to", "b.zip", *DAY],
    ],
)
def test_wrong_use_is_said(
    args: list[str],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(args) == 2
    assert capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_reference_data_travel_with_the_evidence(bundle: Path) -> None:
    assert "inputs/dera.refdata.json" in files_of(bundle)
    assert any(name.startswith("inputs/meter-readings/") for name in files_of(bundle))


@pytest.mark.parametrize("name", [MANIFEST, "report.json"])
def test_json_that_says_something_twice_is_refused(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    files = files_of(bundle)
    key, rest = files[name].split(b":", 1)
    files[name] = key + b":" + rest.split(b"\n", 1)[0] + b"\n" + key[1:] + b":" + rest
    if name != MANIFEST:
        case, _ = read_manifest(files[MANIFEST], "bundle")
        files[MANIFEST] = manifest_bytes(case, files)
    forged = tmp_path / "forged.zip"
    forged.write_bytes(pack(files))
    assert run(["evidence", "verify", str(forged)]) in (1, 2)
    shown = capsys.readouterr()
    assert "is written twice" in shown.out + shown.err
