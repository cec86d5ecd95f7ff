"""The mistakes that an expression may hold are found, one token each."""

import pytest

from checker.policy.expression import (
    BOOL,
    DATE,
    DOUBLE,
    DYN,
    STRING,
    Env,
    ListOf,
    ObjectOf,
    StringType,
)
from checker.policy.expression import compile as compile_expression
from checker.policy.expression.changes import changes

ENV = Env(
    {
        "mw": DOUBLE,
        "mwh": DOUBLE,
        "day": DATE,
        "name": STRING,
        "flag": BOOL,
        "any": DYN,
        "service": StringType(values=("RU", "RD", "SR")),
        "sites": ListOf(ObjectOf("site", {"id": STRING, "mw": DOUBLE})),
    }
)


@pytest.mark.parametrize(
    ("source", "mutants"),
    [
        (
            "mw >= mwh",
            ["mw != mwh", "mw < mwh", "mw <= mwh", "mw == mwh", "mw > mwh"],
        ),
        (
            "day < day",
            ["day != day", "day <= day", "day == day", "day > day", "day >= day"],
        ),
        ("name == name", ["name != name"]),
        ("flag != flag", ["flag == flag"]),
        ("any == null", ["any != null"]),
        ("flag && flag", ["flag || flag"]),
        ("has(any.x)", ["!has(any.x)"]),
        ("!has(any.x)", ["has(any.x)"]),
        (
            "flag || flag || flag",
            ["flag && flag || flag", "flag || flag && flag"],
        ),
        ("round(1.5)", ["round(0.5)", "round(2.5)"]),
        ("!flag", ["flag"]),
        ("sites.all(s, flag)", ["sites.exists(s, flag)"]),
        ("sites . exists(s, flag)", ["sites . all(s, flag)"]),
        ("mw + mwh", ["mw - mwh"]),
        ("mw / mwh", ["mw * mwh"]),
        ("name + name", []),
        ("flag ? 1.5 : mw", ["flag ? 0.5 : mw", "flag ? 2.5 : mw"]),
        ("flag == true", ["flag != true", "flag == false"]),
        ('service == "RU"', ['service != "RU"', 'service == "RD"']),
        (
            'service in ["RU", "RD"]',
            ['service in ["SR", "RD"]', 'service in ["RU", "SR"]'],
        ),
        (
            'service in ["RU", "RD", "SR"]',
            [
                'service in ["RD", "RD", "SR"]',
                'service in ["RU", "RU", "SR"]',
                'service in ["RU", "RD", "RU"]',
            ],
        ),
        ('name == "a"', ['name != "a"', 'name == "a~"']),
        ('name.startsWith("a")', ['name.startsWith("a~")']),
        ('name.matches("^[A-Z]+$")', ['name.matches("")', 'name.matches("a^")']),
        (
            'date("2027-01-01")',
            ['date("2026-12-31")', 'date("2027-01-02")'],
        ),
        ("round(mw, 6)", ["round(mw, 0)"]),
        ("round(mw, 0)", ["round(mw, 1)"]),
        ("sites[0].id", ["sites[-1].id", "sites[1].id"]),
        ('sites[0]["id"]', ['sites[-1]["id"]', 'sites[1]["id"]']),
    ],
)
def test_each_token_that_decides_is_changed(source: str, mutants: list[str]) -> None:
    found = [change.applied(source) for change in changes(source, ENV)]
    assert sorted(found) == sorted(mutants)


def test_a_changed_expression_is_one_that_the_language_takes() -> None:
    source = (
        'mw >= 1 && (service in ["RU", "RD"] || !sites.all(s, s.id == "a" && s.mw < 2))'
        ' ? day <= date("2027-01-01") : name.matches("^a")'
    )
    for change in changes(source, ENV):
        compile_expression(change.applied(source), ENV)


def test_a_change_is_shown_with_the_words_around_it() -> None:
    change, _ = changes("flag &&\n  has(any.x)", ENV)
    assert change.kind == "connective"
    assert change.shown("flag &&\n  has(any.x)") == "...flag [&& -> ||] has(any.x)..."
