"""The example of a company's own policies is judged by them, and so are they."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from checker.errors import CheckerError
from checker.evaluate.proof import prove
from checker.model.finding import Outcome
from checker.pipeline import Options, Run, check, own_rule_book

EXAMPLE = Path(__file__).parents[2] / "examples" / "own-policies"
AS_OF = date(2026, 12, 8)
OWN = ("SUNPATH-BOOK-001", "SUNPATH-NAME-001", "SUNPATH-SIZE-001")


def judged(portfolio: Path) -> Run:
    return check((portfolio,), Options(as_of=AS_OF, today=AS_OF))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "portfolio"))


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def test_the_portfolio_complies_with_the_shipped_and_with_its_own_policies() -> None:
    report = judged(EXAMPLE).report
    assert report.findings == ()
    assert {name: report.tally[name].passed for name in OWN} == dict.fromkeys(OWN, 1)


def test_the_own_policies_hold_what_they_are_tested_for() -> None:
    pack = own_rule_book(EXAMPLE)
    assert pack.own == set(OWN)
    proofs = [prove(pack.policies[name], pack, mutants=True) for name in OWN]
    assert [proof.policy for proof in proofs if not proof.holds] == []


@pytest.mark.parametrize(
    ("before", "after", "policy"),
    [
        ("    rated_kw: 500\n", "    rated_kw: 499\n", "SUNPATH-SIZE-001"),
        ("harbor-001", "harbor-one", "SUNPATH-NAME-001"),
        ("  cost_centre:", "  cost_center:", "SUNPATH-BOOK-001"),
    ],
)
def test_what_breaks_an_own_policy_is_found(
    copy: Path, before: str, after: str, policy: str
) -> None:
    edit(copy / "portfolio.yaml", before, after)
    found = {f.policy: f.outcome for f in judged(copy).report.findings}
    assert found[policy] is Outcome.FAIL


@pytest.mark.parametrize(
    ("file", "before", "after", "words"),
    [
        pytest.param(
            "size/SUNPATH-SIZE-001.yaml",
            "require: facts.capacity_mw",
            "require: facts.capacty_mw",
            "did you mean `capacity_mw`?\n    facts.capacty_mw >= params."
            "company_minimum_capacity_mw\n          ^^^^^^^^^^",
            id="a field",
        ),
        pytest.param(
            "naming/SUNPATH-NAME-001.yaml",
            "site.id.matches(",
            "site.id.match(",
            "did you mean `matches`?",
            id="a function",
        ),
        pytest.param(
            "size/SUNPATH-SIZE-001.yaml",
            ">= params.company_minimum_capacity_mw",
            ">= params.company_minimum_mw",
            "did you mean `company_minimum_capacity_mw`?",
            id="a parameter",
        ),
        pytest.param(
            "bookkeeping/SUNPATH-BOOK-001.yaml",
            "at: annotations\nmessage",
            "at: anotations\nmessage",
            "did you mean `annotations`?",
            id="a reference to a place",
        ),
        pytest.param(
            "naming/SUNPATH-NAME-001.yaml",
            "given: {site: {id: harbor-01}}",
            "given: {site: {ids: harbor-01}}",
            "did you mean `id`?",
            id="a field in a test",
        ),
        pytest.param(
            "parameters/company.yaml",
            "company_minimum_capacity_mw:",
            "minimum_capacity_mw:",
            "`minimum_capacity_mw` is defined twice",
            id="the name of a shipped parameter",
        ),
        pytest.param(
            "size/SUNPATH-SIZE-001.yaml",
            "id: SUNPATH-SIZE-001",
            "id: SIZE-001",
            "SIZE-001 is defined twice, here and in policies/size/SIZE-001.yaml",
            id="the identifier of a shipped policy",
        ),
    ],
)
def test_a_slip_of_the_pen_in_an_own_policy_stops_the_run(
    copy: Path, file: str, before: str, after: str, words: str
) -> None:
    edit(copy / "policies" / file, before, after)
    with pytest.raises(CheckerError) as caught:
        judged(copy)
    assert words in str(caught.value)
    assert caught.value.exit_code == 2
    assert f"policies/{file}" in str(caught.value)


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("[nowhere]", "there is no such folder"),
        ("[.]", "holds the declarations too"),
    ],
)
def test_a_folder_that_holds_no_policies_is_refused(
    copy: Path, named: str, words: str
) -> None:
    edit(copy / "dera.yaml", "[policies]", named)
    with pytest.raises(CheckerError, match=words):
        judged(copy)


@pytest.mark.parametrize("folder", ["profiles", "consequences"])
def test_own_policies_bring_no_data_of_other_kinds(copy: Path, folder: str) -> None:
    (copy / "policies" / folder).mkdir()
    with pytest.raises(CheckerError, match=f"cannot bring {folder}"):
        judged(copy)


def test_the_digest_of_the_rule_book_covers_own_policies(copy: Path) -> None:
    before = judged(copy).report.policies_sha256
    edit(copy / "policies/size/SUNPATH-SIZE-001.yaml", "Add sites,", "Add a site,")
    assert judged(copy).report.policies_sha256 != before


def test_a_folder_of_policies_is_verified_without_a_portfolio(copy: Path) -> None:
    (copy / "dera.yaml").unlink()
    assert own_rule_book(copy / "policies").own == set(OWN)


def test_a_folder_of_policies_is_verified_in_its_portfolio(copy: Path) -> None:
    assert own_rule_book(copy / "policies" / "size").own == set(OWN)
