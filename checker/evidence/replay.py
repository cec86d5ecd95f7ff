"""Check a bundle offline: is it whole, and does its judgement come out again?"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from checker import __version__
from checker.errors import CheckerError, EvidenceError
from checker.evaluate.rule_book import rule_book_in
from checker.evidence.archive import MOST_BYTES, unpack
from checker.evidence.collect import printed
from checker.evidence.manifest import (
    MANIFEST,
    Circumstances,
    digests_of,
    read_manifest,
)
from checker.load.discover import CONFIGURATION, Discovery
from checker.load.read import reason, regular_bytes
from checker.load.strict_json import strict_json
from checker.pipeline.case import judge_case, read_case
from checker.report.json import as_json

__all__ = ["Verification", "verify"]

_REPORT = "report.json"
_INPUTS = "inputs/"
_DOCUMENTS = "documents/"
_DECLARATIONS = (".yaml", ".yml")
_NEEDED = (_REPORT, _INPUTS, "policies/", "schemas/", "templates/")


class Verification(NamedTuple):
    """What a bundle turned out to be.

    Attributes:
        circumstances: what it records of its making.
        files: how many files it holds.
        sha256: hex digest of the whole bundle.
        differences: what is not as it records, in words; none for a good bundle.
        notes: what the reader should know that is no difference.
    """

    circumstances: Circumstances
    files: int
    sha256: str
    differences: tuple[str, ...]
    notes: tuple[str, ...]


def verify(path: Path) -> Verification:
    """Check the digests of a bundle and replay its judgement.

    Nothing outside the bundle is read: its own schemas, policies and templates judge
    and print its own inputs.

    Raises:
        EvidenceError: the bundle cannot be read, or its bytes are not those that were
            written.
    """
    raw = _read(path)
    files = unpack(raw, str(path))
    if MANIFEST not in files:
        raise EvidenceError(
            f"this is no bundle of evidence: it has no {MANIFEST}", file=str(path)
        )
    circumstances, recorded = read_manifest(files[MANIFEST], str(path))
    differences = list(_digest_differences(recorded, digests_of(files)))
    if not differences:
        differences = list(_replayed(files, circumstances))
    return Verification(
        circumstances,
        len(files),
        sha256(raw).hexdigest(),
        tuple(differences),
        tuple(_notes(circumstances)),
    )


def _read(path: Path) -> bytes:
    try:
        return regular_bytes(path, 2 * MOST_BYTES)
    except OSError as fault:
        raise EvidenceError(
            f"cannot be read: {reason(fault)}", file=str(path)
        ) from fault


def _digest_differences(
    recorded: Mapping[str, str], found: Mapping[str, str]
) -> Iterator[str]:
    for name in sorted(recorded.keys() | found.keys()):
        if name not in found:
            yield f"{name} is missing"
        elif name not in recorded:
            yield f"{name} is not listed in {MANIFEST}"
        elif found[name] != recorded[name]:
            yield f"{name} is not the file that was listed: its digest differs"


def _notes(circumstances: Circumstances) -> Iterator[str]:
    if circumstances.tool_version != __version__:
        yield (
            f"judged by dera {circumstances.tool_version}, replayed by dera"
            f" {__version__}: a difference may come from the tool"
        )
    if circumstances.simulated:
        yield f"simulated: judged as of {circumstances.as_of} on another day"


def _replayed(files: Mapping[str, bytes], case: Circumstances) -> Iterator[str]:
    """Yield what comes out otherwise when the bundle is judged again."""
    lacking = [n for n in _NEEDED if not any(name.startswith(n) for name in files)]
    if lacking:
        yield f"it cannot be judged again: it holds no {', no '.join(lacking)}"
        return
    with TemporaryDirectory(prefix="dera-evidence-") as folder:
        root = Path(folder).resolve()
        for name, content in files.items():
            target = root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        try:
            yield from _judged(root, files, case)
        except CheckerError as fault:
            yield f"it cannot be judged again: {fault}"
        except (
            AttributeError,
            KeyError,
            RecursionError,
            TypeError,
            ValueError,
        ) as fault:
            yield f"its {_REPORT} is no report of dera: {fault!r}"


def _judged(
    root: Path, files: Mapping[str, bytes], case: Circumstances
) -> Iterator[str]:
    book = rule_book_in(root / "schemas", root / "policies")
    recorded = strict_json(files[_REPORT])
    inputs = tuple(entry["file"] for entry in recorded["inputs"])
    found = tuple(
        name
        for name in inputs
        if name.lower().endswith(_DECLARATIONS) and name != CONFIGURATION
    )
    options = case.options
    read = read_case(root / "inputs", options, book=book, found=Discovery(found, ()))
    judged = judge_case(read, options.as_of)
    # Documents name the version that judged; a replay by another one prints it too.
    recorded_version = replace(judged.report, tool_version=case.tool_version)
    run = replace(judged, report=recorded_version)
    yield from _report_differences(recorded, json.loads(as_json(run.report)))
    documents, _ = printed(
        run, root / "templates", book[0], case.aggregation, case.instant
    )
    kept = {
        name.removeprefix(_DOCUMENTS): content
        for name, content in files.items()
        if name.startswith(_DOCUMENTS)
    }
    for name in sorted(kept.keys() | documents.keys()):
        if kept.get(name) != documents.get(name):
            yield f"{_DOCUMENTS}{name} does not come out the same when printed again"


def _report_differences(
    recorded: dict[str, Any], found: dict[str, Any]
) -> Iterator[str]:
    """Yield how two reports differ, findings first."""
    before, after = _findings(recorded), _findings(found)
    for gone in sorted(before.keys() - after.keys()):
        yield f"the report lists {before[gone]}, which is not found again"
    for new in sorted(after.keys() - before.keys()):
        yield f"the report does not list {after[new]}, which is found now"
    if before.keys() == after.keys():
        for part in sorted(recorded.keys() | found.keys()):
            if part != "tool" and recorded.get(part) != found.get(part):
                yield f"the report differs in `{part}`"


def _findings(report: dict[str, Any]) -> dict[str, str]:
    return {
        finding["fingerprint"]: f"{finding['policy']} for"
        f" {finding['subject']['kind']} `{finding['subject']['id']}`"
        for finding in report["findings"]
    }
