"""A rule book is read whole, or refused with the place and the reason."""

from typing import Any

import pytest

from checker.errors import CheckerError, DataError, ParameterError, PolicyError

SIZE = "size/SIZE-001.yaml"


def refused(book: Any) -> CheckerError:
    with pytest.raises(CheckerError) as caught:
        book.load()
    return caught.value


def test_a_good_rule_book_is_read(book: Any) -> None:
    book.policy()
    pack = book.load()
    assert list(pack.policies) == ["SIZE-001"]
    assert list(pack.parameters) == ["minimum_capacity_mw"]
    assert list(pack.profiles) == ["conservative", "tariff"]
    assert pack.default_profile == "conservative"


def test_the_digest_covers_the_bytes_of_each_file(book: Any) -> None:
    book.policy()
    before = book.load().sha256
    assert book.load().sha256 == before
    book.policy(remedy="Add more DERs.")
    assert book.load().sha256 != before


@pytest.mark.parametrize(
    ("fields", "start", "words"),
    [
        pytest.param(
            {"requires": "true"}, "requires", "did you mean `require`", id="field"
        ),
        pytest.param(
            {"severity": {"conservative": "error"}},
            "severity",
            "`tariff`",
            id="a severity without a profile",
        ),
        pytest.param(
            {"applies_to": "agregation"},
            "applies_to",
            "did you mean `aggregation`",
            id="an unknown kind",
        ),
        pytest.param(
            {"require": "facts.capacity_mw >="},
            "require",
            "\n    facts.capacity_mw >=\n                        ^",
            id="a syntax error has a caret",
        ),
        pytest.param(
            {"require": "facts.capasity_mw >= 1.0"},
            "require",
            "did you mean `capacity_mw`?\n    facts.capasity_mw >= 1.0\n"
            "          ^^^^^^^^^^^",
            id="a mistyped fact",
        ),
        pytest.param(
            {"require": "aggregation.pmax >= 1.0"},
            "require",
            "did you mean `pmax_mw`?",
            id="a mistyped field",
        ),
        pytest.param(
            {"require": "siz(aggregation.members) >= 1"},
            "require",
            "did you mean `size`?",
            id="a mistyped function",
        ),
        pytest.param(
            {"require": "facts.capacity_mw >= params.minimum_capacity"},
            "require",
            "did you mean `minimum_capacity_mw`?",
            id="a mistyped parameter",
        ),
        pytest.param(
            {"require": 'aggregation.name >= "a" && aggregation.name == 3'},
            "require",
            "aggregation.name == 3",
            id="text compared with a number",
        ),
        pytest.param(
            {"require": "facts.capacity_mw"},
            "require",
            "`require` must be true or false, and this is number",
            id="a requirement that is no boolean",
        ),
        pytest.param(
            {"when": "size(aggregation.members)"},
            "when",
            "`when` must be true or false, and this is int",
            id="a guard that is no boolean",
        ),
        pytest.param(
            {"for_each": {"site": "facts.capacity_mw"}},
            "for_each",
            "`for_each` must go over a list, and this is number",
            id="for_each over a number",
        ),
        pytest.param(
            {"for_each": {"member": "linked"}},
            "for_each",
            "`for_each` must go over a list, and this is linked",
            id="for_each over an object",
        ),
        pytest.param(
            {"for_each": {"params": "linked.sites"}},
            "for_each",
            "takes the name `params`",
            id="a variable that hides a name",
        ),
        pytest.param(
            {"for_each": {"site": "linked.sites"}, "require": 'site.pnod == "a"'},
            "require",
            "did you mean `pnode`?",
            id="a mistyped field of the variable",
        ),
        pytest.param(
            {"for_each": {"site": "linked.sites"}, "when": 'site.pnode == "a"'},
            "when",
            "there is no `site` here",
            id="the guard does not know the variable",
        ),
        pytest.param(
            {"message": "{facts.capacity_mv} MW"},
            "message",
            "did you mean `capacity_mw`?",
            id="an unknown name in a message",
        ),
        pytest.param(
            {"message": "{facts.capacity_mw MW"},
            "message",
            "`message` has a brace without its counterpart",
            id="an open brace in a message",
        ),
        pytest.param(
            {"at": "memebrs"}, "at", "did you mean `members`?", id="a mistyped place"
        ),
        pytest.param(
            {"at": "linked.sits"},
            "at",
            "did you mean `sites`?",
            id="a mistyped place in linked",
        ),
        pytest.param(
            {"for_each": {"site": "linked.sites"}, "at": "site.pnod"},
            "at",
            "did you mean `pnode`?",
            id="a mistyped place in the variable",
        ),
        pytest.param(
            {"effective": {"from": "2026-01-01", "until": "2025-12-31"}},
            "effective",
            "ends before it begins",
            id="a rule that never holds",
        ),
        pytest.param(
            {"gate": "schedule"},
            "gate",
            "on aggregation the policy would never bind",
            id="a gate that the subject never claims",
        ),
    ],
)
def test_a_broken_policy_is_refused_at_its_line(
    book: Any, fields: dict[str, Any], start: str, words: str
) -> None:
    book.policy(**fields)
    error = refused(book)
    assert isinstance(error, PolicyError)
    assert (error.file, error.line) == (f"policies/{SIZE}", book.line(SIZE, start))
    assert words in str(error)


@pytest.mark.parametrize(
    ("path", "fields", "words"),
    [
        ("size/SIZE-002.yaml", {}, "SIZE-001 of area `size` belongs in size/SIZE-001"),
        ("location/SIZE-001.yaml", {}, "belongs in size/SIZE-001.yaml"),
        (SIZE, {"area": "location"}, "belongs in location/SIZE-001.yaml"),
        (SIZE, {"id": "size-1"}, "policies/size/SIZE-001.yaml:1"),
        ("SIZE-001.yaml", {}, "a policy stands in the folder of its area"),
        ("size/SIZE-001.yml", {}, "nothing here would be read"),
        ("size/more/SIZE-001.yaml", {}, "nothing here would be read"),
    ],
)
def test_a_policy_that_stands_in_the_wrong_place_is_refused(
    book: Any, path: str, fields: dict[str, Any], words: str
) -> None:
    book.policy(path, **fields)
    assert words in str(refused(book))


def test_a_policy_defined_twice_is_refused(book: Any) -> None:
    book.policy("composition/SIZE-001.yaml", area="composition")
    book.policy()
    error = refused(book)
    assert isinstance(error, PolicyError)
    assert error.file == "policies/size/SIZE-001.yaml"
    assert "twice, here and in policies/composition/SIZE-001.yaml" in error.message


@pytest.mark.parametrize(("conservative", "tariff"), [(True, True), (False, False)])
def test_exactly_one_profile_is_the_default(
    book: Any, conservative: bool, tariff: bool
) -> None:
    book.profile("conservative", default=conservative)
    book.profile("tariff", default=tariff)
    error = refused(book)
    assert isinstance(error, ParameterError)
    assert error.message == "exactly one profile must be the default"


def test_a_profile_in_a_file_of_another_name_is_refused(book: Any) -> None:
    book.profile("tariff", id="conservative")
    assert "belongs in profiles/conservative.yaml" in str(refused(book))


@pytest.mark.parametrize("folder", ["parameters", "profiles"])
def test_a_rule_book_without_a_folder_is_refused(book: Any, folder: str) -> None:
    for file in (book.root / folder).iterdir():
        file.unlink()
    (book.root / folder).rmdir()
    error = refused(book)
    assert isinstance(error, DataError)
    assert f"no folder policies/{folder}/" in str(error)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            [(1, "2020-01-01", None, None), (2, "2020-01-01", None, None)],
            "the values from 2020-01-01 and 2020-01-01 overlap",
        ),
        (
            [(1, "2020-01-01", "2021-01-01", None), (2, "2021-01-01", None, None)],
            "the values from 2020-01-01 and 2021-01-01 overlap",
        ),
        (
            [(1, "2020-01-01", "2020-12-30", None), (2, "2021-01-01", None, None)],
            "the values from 2020-01-01 and 2021-01-01 leave a gap",
        ),
        (
            [
                (2, "2021-01-02", None, "tariff"),
                (1, "2020-01-01", "2021-01-02", "tariff"),
            ],
            "overlap",
        ),
        (
            [(1, "2020-01-01", "2019-12-31", None)],
            "has a value that ends on 2019-12-31, before it begins",
        ),
    ],
)
def test_a_broken_timeline_is_refused_at_its_parameter(
    book: Any, parameter: Any, rows: list[Any], words: str
) -> None:
    book.parameters(
        "more", first=parameter((1, "2020-01-01", None, None)), second=parameter(*rows)
    )
    error = refused(book)
    assert isinstance(error, ParameterError)
    assert error.file == "policies/parameters/more.yaml"
    assert error.line == book.line("parameters/more.yaml", "second")
    assert words in str(error)


def test_a_value_for_an_unknown_profile_is_refused(book: Any, parameter: Any) -> None:
    book.parameters("more", first=parameter((1, "2020-01-01", None, "tarif")))
    error = refused(book)
    assert error.file == "policies/parameters/more.yaml"
    assert "tarif" in str(error)


def test_a_parameter_of_two_files_is_refused(book: Any, parameter: Any) -> None:
    book.parameters(
        "twice", minimum_capacity_mw=parameter((1, "2020-01-01", None, None))
    )
    error = refused(book)
    assert (error.file, error.line) == ("policies/parameters/twice.yaml", 1)
    assert "`minimum_capacity_mw` is defined twice" in str(error)
