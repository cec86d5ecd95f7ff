"""JSON in which a key stands twice says two things, and is refused."""

import json

import pytest

from checker.load.strict_json import RepeatedKeyError, strict_json


@pytest.mark.parametrize(
    "text", ["{}", "[1, 2.5, null]", '{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]}']
)
def test_json_is_read_as_json(text: str) -> None:
    assert strict_json(text) == json.loads(text) == strict_json(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 1}',
        '{"b": [{"a": 1, "c": 2, "a": 3}]}',
        '{"a": 1, "\\u0061": 2}',
    ],
)
def test_a_key_that_is_written_twice_is_refused(text: str) -> None:
    with pytest.raises(RepeatedKeyError, match="the key 'a' is written twice"):
        strict_json(text)


def test_a_key_is_shown_in_short_and_in_ascii() -> None:
    key = "\x1b[31m" + "x" * 100
    with pytest.raises(RepeatedKeyError) as refused:
        strict_json(json.dumps({key: 1})[:-1] + f", {json.dumps(key)}: 2}}")
    assert len(str(refused.value)) < 100
    assert str(refused.value).isprintable()
