"""Whose fields the policies read."""

import pytest

from checker.pipeline import rule_book
from checker.policy.fields import Field, fields_read

SCHEMAS, PACK = rule_book()


@pytest.mark.parametrize(
    ("policy", "kind", "path"),
    [
        ("MTR-001", "meter", "installed_on"),  # a site's own meters
        ("MTR-003", "meter", "interval_minutes"),
        ("LOC-001", "site", "pnode"),
        ("DER-004", "site", "ders.interconnection.status"),
        ("SC-003", "scheduling_coordinator", "scid"),
    ],
)
def test_a_field_is_counted_to_the_kind_that_declares_it(
    policy: str, kind: str, path: str
) -> None:
    read = fields_read([PACK.policies[policy]], SCHEMAS)
    assert read.reads(Field(kind, tuple(path.split("."))))
    assert not read.reads(Field(kind, ("name",)))
