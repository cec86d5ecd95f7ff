"""What is refused before it ever runs, with the place at fault."""

import pytest

from checker.errors import ExpressionError
from checker.policy.expression import compile as compile_expression

# source, a part of the message, the text under the caret
Row = tuple[str, str, str]

OUTSIDE: list[Row] = [
    ("5 % 2", "`%` (the remainder)", "%"),
    ("b'abc'", "bytes literals", "b'"),
    ("B'''abc'''", "bytes literals", "B'''"),
    ("br'abc'", "bytes literals", "br'"),
    ("1u", "unsigned integers", "1u"),
    ("0xFFU", "unsigned integers", "0xFFU"),
    ("a.?b", "`.?`", ".?"),
    ("a[?0]", "`[?`", "[?"),
    ("Name{}", "construction of a message", "{"),
    ("pkg.Name{field: 1}", "construction of a message", "{"),
    ("type(1)", "`type`", "type"),
    ("dyn(1)", "`dyn`", "dyn"),
    ("uint(1)", "`uint`", "uint"),
    ("bytes('a')", "`bytes`", "bytes"),
    ("bool('true')", "`bool`", "bool"),
    ("timestamp('2026-01-01T00:00:00Z')", "`timestamp`", "timestamp"),
    ("duration('1s')", "`duration`", "duration"),
    ("a.getFullYear()", "`getFullYear`", "getFullYear"),
    ("'a'.replace('a', 'b')", "`replace`", "replace"),
    ("'a'.format([])", "`format`", "format"),
    ("int", "types as values", "int"),
    ("list == list", "types as values", "list"),
    ("google.protobuf.Timestamp", "types as values", "google"),
]

GRAMMAR: list[Row] = [
    ("", "a value was expected here, not the end", ""),
    ("1 +", "a value was expected here, not the end", ""),
    ("1 2", "an operator or the end was expected here, not `2`", "2"),
    ("(1", "`)` was expected here, not the end", ""),
    ("1)", "an operator or the end was expected here, not `)`", ")"),
    ("[1", "`]` was expected", ""),
    ("[1 2]", "`]` was expected", "2"),
    ("[,]", "a value was expected here, not `,`", ","),
    ("{1}", "`:` was expected", "}"),
    ("{'a': 1", "`}` was expected", ""),
    ("{'a': 1, 'a': 2}", "repeated", "'a'"),
    ("{true: 1, true: 2}", "repeated", "true"),
    ("{1: 1, true: 2}", "repeated", "true"),
    ("{1.5: 1}", "no keys that are number", "1.5"),
    ("{null: 1}", "no keys that are null", "null"),
    ("a.", "a name was expected", ""),
    ("a.1", "an operator or the end", ".1"),
    ("a..b", "a name was expected", "."),
    ("a.in", "`in` is a keyword", "in"),
    ("a.true", "`true` is a keyword", "true"),
    ("1.", "a name was expected", ""),
    ("1.e", "is int and has no fields", "e"),
    ("1e", "an operator or the end", "e"),
    ("0x", "an operator or the end", "x"),
    ("1_000", "an operator or the end", "_000"),
    ("true ? 1", "`:` was expected", ""),
    ("true ? false ? 1 : 2 : 3", "`:` was expected", "?"),
    ("a = 1", "`=` has no meaning here", "="),
    ("a & b", "`&` has no meaning here", "&"),
    ("a | b", "`|` has no meaning here", "|"),
    ("a ^ b", "`^` has no meaning here", "^"),
    ("~a", "`~` has no meaning here", "~"),
    ("a @ b", "`@` has no meaning here", "@"),
    ("#a", "`#` has no meaning here", "#"),
    ("a === b", "`=` has no meaning here", "="),
    ("1; 2", "`;` has no meaning here", ";"),
    ("$a", "`$` has no meaning here", "$"),
    ("ä", "`ä` has no meaning here", "ä"),
    ("-!a", "a value was expected here, not `!`", "!"),
    ("-!true", "a value was expected here, not `!`", "!"),
    ("!-a", "a value was expected here, not `-`", "-"),
    ("`a`", "a value was expected", "`a`"),
    ("in", "a value was expected", "in"),
    ("1 in", "a value was expected", ""),
    ("f(1", "`)` was expected", ""),
    ("f(1,)", "a value was expected", ")"),
    ("lambda: 1", "an operator or the end", ":"),
    ("a and b", "an operator or the end", "and"),
    ("not a", "an operator or the end", "a"),
    ("x if y else z", "an operator or the end", "if"),
    ("[x for x in y]", "`]` was expected", "for"),
    ("'a", "not closed", "'"),
    ('"a\nb"', "not closed", '"'),
    ("'''a''", "not closed", "'''"),
    ("r'a", "not closed", "r'"),
    (r"'\'", "not closed", "'"),
    (r"'\d'", "no escape sequence", r"\d"),
    (r"'\x4'", "no escape sequence", r"\x"),
    (r"'\u12'", "no escape sequence", r"\u"),
    (r"'\08'", "no escape sequence", r"\0"),
    (r"'\400'", "no escape sequence", r"\4"),
    (r"'\ud800'", "no escape sequence", r"\ud800"),
    (r"'\U00110000'", "no escape sequence", r"\U00110000"),
    ("9223372036854775808", "64 bits", "9223372036854775808"),
    ("-9223372036854775809", "64 bits", "9223372036854775809"),
    ("0x8000000000000000", "64 bits", "0x8000000000000000"),
    ("1e999", "larger than any double", "1e999"),
]

RESERVED: list[Row] = [
    (word, "reserved word", word)
    for word in (
        *("as", "break", "const", "continue", "else", "for", "function", "if"),
        *("import", "let", "loop", "package", "namespace", "return", "var", "void"),
        "while",
    )
]

TYPES: list[Row] = [
    ("1 == '1'", "cannot compare int with string", "1 == '1'"),
    ("'a' != 1.5", "cannot compare string with number", "'a' != 1.5"),
    ("true == 1", "cannot compare bool with int", "true == 1"),
    ("[1] == 1", "cannot compare list of int with int", "[1] == 1"),
    ("[1] == ['a']", "cannot compare", "[1] == ['a']"),
    ("{} == []", "cannot compare map with list", "{} == []"),
    ("1 < 'a'", "cannot compare int with string", "1 < 'a'"),
    ("true < 1", "cannot compare bool with int", "true < 1"),
    ("null < 1", "cannot compare null with int", "null < 1"),
    ("[1] < [2]", "cannot compare", "[1] < [2]"),
    ("1 in ['a']", "cannot compare int with string", "1 in ['a']"),
    ("1 in 2", "`in` takes a list or a map, and this is int", "1 in 2"),
    ("'a' in 'abc'", "`in` takes a list or a map", "'a' in 'abc'"),
    ("1 + 'a'", "`+` has no meaning for int and string", "1 + 'a'"),
    ("'a' - 'b'", "`-` has no meaning", "'a' - 'b'"),
    ("[1] * 2", "`*` has no meaning", "[1] * 2"),
    ("true + true", "`+` has no meaning", "true + true"),
    ("null + 1", "`+` has no meaning", "null + 1"),
    ("x - 'a'", "`-` has no meaning", "x - 'a'"),
    ("1 / 2", "two integers are not divided", "1 / 2"),
    ("4 * 4 / 4", "two integers are not divided", "4 * 4 / 4"),
    ("1.0 + 4 / 2", "two integers are not divided", "4 / 2"),
    ("-'a'", "`-` takes a number, and this is string", "-'a'"),
    ("-true", "`-` takes a number, and this is bool", "-true"),
    ("!1", "the operand of `!` must be true or false, and this is int", "1"),
    ("1 && true", "each side of `&&` must be true or false", "1"),
    ("true || 'a'", "each side of `||` must be true or false", "'a'"),
    ("true && null", "each side of `&&`", "null"),
    ("1 ? 2 : 3", "the condition of `?` must be true or false", "1"),
    ("'abc'.length", "is string and has no fields", "length"),
    ("[1].a", "ask for its elements", "a"),
    ("null.a", "is null and has no fields", "a"),
    ("1[0]", "int has no elements", "1[0]"),
    ("[1]['a']", "a list is indexed by an integer, not by string", "[1]['a']"),
    ("[1][true]", "a list is indexed by an integer, not by bool", "[1][true]"),
    ("{1: 2}[true]", "no key that is bool", "{1: 2}[true]"),
    ("{'a': 1}[1]", "no key that is int", "{'a': 1}[1]"),
    ("1.all(x, true)", "`all` takes a list or a map", "1.all(x, true)"),
    ("'abc'.map(x, x)", "`map` takes a list or a map", "'abc'.map(x, x)"),
    ("[1].all(x, x)", "the condition of `all` must be true or false", "x"),
    ("[1].filter(x, 'a')", "the condition of `filter`", "'a'"),
    ("[1].map(x, 1, x)", "the condition of `map`", "1"),
]

CALLS: list[Row] = [
    ("foo(1)", "there is no function `foo`", "foo"),
    ("siz([1])", "did you mean `size`?", "siz"),
    ("a.startswith('b')", "did you mean `startsWith`?", "startswith"),
    ("a.foo()", "there is no function `foo`", "foo"),
    (
        "startsWith('a', 'b')",
        "`startsWith` is written `x.startsWith(...)`",
        "startsWith",
    ),
    ("[1].sum()", "`sum` is written `sum(x)`", "sum"),
    ("math.round(1.5)", "`round` is written `round(x)`", "round"),
    (
        "size()",
        "`size` takes a string or a list or a map, and this is nothing",
        "size()",
    ),
    ("size(1)", "`size` takes", "size(1)"),
    ("size([], [])", "`size` takes", "size([], [])"),
    ("'a'.startsWith(1)", "`startsWith` takes a string, a string", "'a'.startsWith(1)"),
    ("1.matches('a')", "`matches` takes", "1.matches('a')"),
    ("'a'.matches('[')", "regular expression is wrong", "'['"),
    ("'a'.matches('(?=a)')", "regular expression is wrong", "'(?=a)'"),
    (r"'a'.matches(r'(a)\1')", "regular expression is wrong", r"r'(a)\1'"),
    ("sum(['a'])", "`sum` takes a list of numbers", "sum(['a'])"),
    ("sum(1)", "`sum` takes a list of numbers", "sum(1)"),
    ("unique(1)", "`unique` takes a list", "unique(1)"),
    ("abs('a')", "`abs` takes a number", "abs('a')"),
    ("round(1.5, 'a')", "`round` takes", "round(1.5, 'a')"),
    ("round(1.5, 1.0)", "`round` takes", "round(1.5, 1.0)"),
    ("min()", "`min` takes", "min()"),
    ("min(1, 2, 3)", "`min` takes", "min(1, 2, 3)"),
    ("max([[1]])", "`max` takes", "max([[1]])"),
    ("int(true)", "`int` takes", "int(true)"),
    ("double(null)", "`double` takes", "double(null)"),
    ("string([])", "`string` takes", "string([])"),
    ("date(1)", "`date` takes a string", "date(1)"),
    (
        "add_business_days(date('2026-01-01'), 1)",
        "needs a calendar",
        "add_business_days",
    ),
    ("business_days_between(a, b)", "needs a calendar", "business_days_between"),
    ("has(a)", "`has` takes one field selection", "has"),
    ("has(a[0])", "`has` takes one field selection", "has"),
    ("has(a.b, c.d)", "`has` takes one field selection", "has"),
    ("has()", "`has` takes one field selection", "has"),
    ("a.all(x)", "`all` takes a variable and an expression", "all"),
    ("a.all(i, x, true)", "`all` takes a variable and an expression", "all"),
    ("a.exists(x, y, z)", "`exists` takes a variable", "exists"),
    ("a.map(x)", "`map` takes a variable", "map"),
    ("a.map(w, x, y, z)", "`map` takes a variable", "map"),
    ("a.all(x.y, true)", "names its variable", "all"),
    ("a.all(1, true)", "names its variable", "all"),
    ("a.all(.x, true)", "names its variable", "all"),
    ("all([1], x, true)", "there is no function `all`", "all"),
]

ROWS = [*OUTSIDE, *GRAMMAR, *RESERVED, *TYPES, *CALLS]


@pytest.mark.parametrize(("source", "message", "at"), ROWS, ids=[r[0] for r in ROWS])
def test_what_is_outside_the_subset_is_refused_at_its_place(
    source: str, message: str, at: str
) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(source)
    error = caught.value
    assert message in error.message
    assert source[error.offset : error.offset + error.length] == at


def test_a_refusal_draws_the_line_with_a_caret_range() -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression("1 < 2 &&\n  'a' < 3")
    assert caught.value.frame() == "  'a' < 3\n  ^^^^^^^"
