"""How a portfolio is written never changes what is judged.

Every example is written anew in another order of files, documents and keys, one
declaration a file, without comments; the bay-area example under other identifiers.
The verdicts stay.
"""

import json
import re
import shutil
import sys
from argparse import ArgumentParser
from collections import Counter, defaultdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from checker.model.finding import Severity, Subject
from checker.pipeline import Options, Run, check, rule_book
from checker.pipeline.case import read_case

EXAMPLES = Path(__file__).parents[2] / "examples"
BAD = EXAMPLES / "bad"
BAY_AREA = EXAMPLES / "bay-area"
CASES = sorted(
    path.parent.name
    for path in BAD.glob("*/expected.json")
    if not path.parent.name.startswith("READ-")  # nothing can be written anew of those
)
AS_OF = date(2026, 12, 8)
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")

rules = cache(rule_book)


@pytest.fixture(autouse=True)
def one_rule_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the rule book once: it is most of what a small portfolio costs."""
    for stage in ("case", "check"):
        module = sys.modules[f"checker.pipeline.{stage}"]
        monkeypatch.setattr(module, "rule_book", rules)


def options_of(case: str) -> Options:
    expected = json.loads((BAD / case / "expected.json").read_text(encoding="utf-8"))
    parser = ArgumentParser(exit_on_error=False)
    parser.add_argument("--as-of", type=date.fromisoformat, required=True)
    parser.add_argument("--profile")
    parser.add_argument("--fail-on", type=Severity)
    given = parser.parse_args(expected["arguments"])
    return Options(as_of=given.as_of, today=given.as_of, profile=given.profile)


def verdicts(run: Run) -> Counter[tuple[Any, ...]]:
    """Count the verdicts and what was found wrong, wherever it is written."""
    lines: Counter[tuple[Any, ...]] = Counter(
        (line.policy, line.subject, line.outcome) for line in run.report.verdicts
    )
    lines.update(
        (f.policy, f.subject, f.outcome, f.severity, f.path, f.waiver is not None)
        for f in run.report.findings
        if f.subject.kind != "file"
    )
    return lines


def turned(value: Any) -> Any:
    """Return data with the keys of every mapping in the opposite order."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(item) for item in value] if isinstance(value, list) else value


def written_anew(portfolio: Path, target: Path, options: Options) -> None:
    """Write a copy: other file names in the opposite order, one declaration each."""
    shutil.copytree(portfolio, target)
    loaded = read_case(target, options).loaded
    anew = [
        declaration
        for declaration in loaded.declarations
        if "dera: waive" not in declaration.document.source.text
        and declaration.document.file.endswith((".yaml", ".yml"))  # no row of a table
    ]
    for file in {declaration.document.file for declaration in anew}:
        (target / file).unlink()
    for number, declaration in enumerate(anew):
        folder = (target / declaration.document.file).parent
        text = json.dumps(turned(declaration.data), indent=1)  # JSON is YAML
        name = f"{len(anew) - number:04}.yaml"
        (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("case", CASES)
def test_another_order_and_one_declaration_a_file_change_no_verdict(
    case: str, tmp_path: Path
) -> None:
    options = options_of(case)
    before = check((BAD / case,), options)
    written_anew(BAD / case, tmp_path / "anew", options)
    assert verdicts(check((tmp_path / "anew",), options)) == verdicts(before)


BEFORE = Options(as_of=AS_OF, today=AS_OF)
NAMED: dict[str, set[str]] = defaultdict(set)
for declared in read_case(BAY_AREA, BEFORE, book=rules()).loaded.declarations:
    NAMED[declared.kind].add(declared.id)


def digests(run: Run) -> dict[tuple[Subject, str], str]:
    """Return each digest of a DER list, by whose it is."""
    found = {}
    for dossier in run.dossiers:
        facts, subject = dossier.facts, dossier.subject
        if "der_list_digest" in facts:
            found[subject, ""] = facts["der_list_digest"]
        for part in facts.get("utilities", ()):
            found[subject, part["utility"]] = part["der_list_digest"]
    return found


def renamed(names: set[str], target: Path) -> None:
    """Write a copy of the example with other identifiers, wherever they stand."""
    shutil.copytree(BAY_AREA, target)
    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    words = re.compile(rf"(?<![\w.-])({'|'.join(longest_first)})(?![\w.-])")
    for file in target.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(words.sub(r"z-\1", text), encoding="utf-8")


@pytest.mark.parametrize("kind", sorted(NAMED))
def test_other_identifiers_change_no_verdict(kind: str, tmp_path: Path) -> None:
    names, target = NAMED[kind], tmp_path / "anew"
    renamed(names, target)

    def called(name: str) -> str:
        return f"z-{name}" if name in names else name

    # A digest covers the identifiers of sites and DERs: those written down are mended.
    before, after = check((BAY_AREA,), BEFORE), check((target,), BEFORE)
    now = digests(after)
    mended = {
        digest: now[subject._replace(id=called(subject.id)), called(part)]
        for (subject, part), digest in digests(before).items()
    }
    for file in target.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        anew = DIGEST.sub(lambda found: mended.get(found[0], found[0]), text)
        file.write_text(anew, encoding="utf-8")
    assert Counter(
        (line.policy, line.subject._replace(id=called(line.subject.id)), line.outcome)
        for line in before.report.verdicts
    ) == Counter(
        (line.policy, line.subject, line.outcome)
        for line in check((target,), BEFORE).report.verdicts
    )
