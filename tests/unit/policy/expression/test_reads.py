"""Which fields an expression may read, through its macros."""

import pytest

from checker.policy.expression import compile as compile_expression


def dotted(paths: frozenset[tuple[str, ...]]) -> set[str]:
    return {".".join(path) for path in paths}


@pytest.mark.parametrize(
    ("source", "fields"),
    [
        ("a.b.c > 1", {"a", "a.b", "a.b.c"}),
        ("has(a.b)", {"a", "a.b"}),
        ("a.s.all(x, x.y > 1)", {"a", "a.s", "a.s.y"}),
        (
            "a.s.filter(x, x.y > 1).map(z, z.w)",
            {"a", "a.s", "a.s.y", "a.s.w"},
        ),
        (
            "a.s.map(x, x.inner).exists(i, i.id == b)",
            {"a", "a.s", "a.s.inner", "a.s.inner.id", "b"},
        ),
        (
            "(a.x ? a.l : b.l).all(e, e.f)",
            {"a", "a.x", "a.l", "a.l.f", "b", "b.l", "b.l.f"},
        ),
        ('a["b"].c > 1', {"a", "a.b", "a.b.c"}),
        ("a.l[0].c > 1", {"a", "a.l", "a.l.c"}),
        ("(a.l + b.l).all(e, e.f)", {"a", "a.l", "a.l.f", "b", "b.l", "b.l.f"}),
        ("unique(a.l).all(e, e.f)", {"a", "a.l", "a.l.f"}),
        ("size(a.l) > 1", {"a", "a.l"}),
        ("a.s.all(a, a.y)", {"a", "a.s", "a.s.y"}),
    ],
)
def test_every_path_is_followed_from_the_names_in_scope(
    source: str, fields: set[str]
) -> None:
    assert dotted(compile_expression(source).reads().fields) == fields


@pytest.mark.parametrize(
    ("source", "whole"),
    [
        ("a.l == b.l", {"a.l", "b.l"}),
        ("a.x in b.l", {"a.x", "b.l"}),
        ("a.x < b.x", set()),
    ],
)
def test_what_is_compared_is_read_with_all_below_it(
    source: str, whole: set[str]
) -> None:
    assert dotted(compile_expression(source).reads().whole) == whole


def test_a_variable_stands_for_what_another_expression_gives() -> None:
    each = compile_expression("linked.sites.filter(s, s.new)").reads()
    found = compile_expression("site.pnode != ''").reads({"site": each})
    assert dotted(found.fields) == {"linked.sites", "linked.sites.pnode"}
