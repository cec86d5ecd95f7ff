"""Random expressions of the part that this language shares with plain CEL."""

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

import pytest
from hypothesis import strategies as st

# The reference implementation ships wheels for Linux on x86-64 only; elsewhere the
# comparison with it is not collected, and every other test still is.
collect_ignore = [] if find_spec("cel_expr_python") else ["test_differential.py"]

BINDINGS: Mapping[str, Any] = {
    "i": 3,
    "d": 2.5,
    "s": "héllo",
    "b": True,
    "n": None,
    "l": [1, 2, 3],
    "ls": ["a", "b"],
    "e": [],
    "mix": [1, "a", None, True, 2.5],
    "m": {"a": 1, "b": "x", "c": None, "d": {"e": [1, {"f": 2}]}},
}

_LITERALS = st.sampled_from(
    [
        *("0", "1", "-1", "3", "9223372036854775807", "1.5", "0.0", "-2.5", "1e300"),
        *("'a'", "''", "'x'", "true", "false", "null"),
        *("[1, 2]", "['a']", "[]", "{'a': 1}", "{1: 'x'}", "{true: 2}", "{}"),
    ]
)
_NAMES = st.sampled_from(
    [*BINDINGS, "m.a", "m.b", "m.c", "m.zz", "m.d", "m.d.e", "v", "v.a"]
)
_LEAVES = _LITERALS | _NAMES
_BINARY = st.sampled_from(
    ["==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "in", "&&", "||", "&&", "||"]
)
_LISTS = st.sampled_from(["l", "ls", "e", "mix", "m.d.e", "[1, 0]", "['b', 'a']"])
_MACROS = st.sampled_from(["all", "exists", "exists_one", "filter", "map"])
_TEXTS = st.sampled_from(["s", "m.b", "'abc'", "n", "i"])
_PREDICATES = st.sampled_from(["startsWith", "endsWith", "contains", "matches"])
_PATHS = st.sampled_from(["m.a", "m.c", "m.zz", "m.d.e"])


def _grown(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, part, _BINARY, part),
        st.builds("({} ? {} : {})".format, part, part, part),
        st.builds("{}.{}(v, {})".format, _LISTS, _MACROS, part),
        st.builds("{}.{}({})".format, _TEXTS, _PREDICATES, _TEXTS),
        st.builds("{}[{}]".format, _NAMES, _LEAVES),
        st.builds("(!{})".format, part),
        st.builds("(-{})".format, part),
        st.builds("size({})".format, part),
        st.builds("has({})".format, _PATHS),
        st.builds("[{}, {}]".format, part, part),
    )


@pytest.fixture(scope="session")
def bindings() -> Mapping[str, Any]:
    """Return the values of the names that the random expressions use."""
    return BINDINGS


@pytest.fixture(scope="session")
def expressions() -> st.SearchStrategy[str]:
    """Return random expressions; many of them are refused, or have no value."""
    return st.recursive(_LEAVES, _grown, max_leaves=8)
