"""List items are named by what identifies them."""

from typing import Any

import pytest

from checker.model.path import item_name, symbolic_path
from checker.model.place import Pointer

DATA: dict[str, Any] = {
    "ders": [{"name": "n", "id": "b1"}, {"id": "b2"}, {"id": "b1"}],
    "members": [{"site": "s1", "from": "2026-01-01"}],
    "hours": [{"hour_ending": 1, "mw": 2.0}],
    "services": ["energy", "RU", "RU"],
    "points": [[1, 2], {"mw": 3}, {"id": True}],
}


@pytest.mark.parametrize(
    ("pointer", "path"),
    [
        ((), ""),
        (("ders",), "/ders"),
        (("ders", 0, "rated_kw"), "/ders[id=b1]/rated_kw"),
        (("ders", 2), "/ders[id=b1#2]"),
        (("members", 0, "from"), "/members[site=s1]/from"),
        (("hours", 0), "/hours[hour_ending=1]"),
        (("services", 1), "/services[RU]"),
        (("services", 2), "/services[RU#2]"),
        (("points", 0, 1), "/points[0][1]"),
        (("points", 1, "mw"), "/points[1]/mw"),
        (("points", 2), "/points[2]"),
        (("ders", 9, "x", 3), "/ders[9]/x[3]"),
        (("absent", "deeper"), "/absent/deeper"),
    ],
)
def test_an_item_is_named_by_its_content(pointer: Pointer, path: str) -> None:
    assert symbolic_path(DATA, pointer) == path


def test_the_path_survives_a_new_item_before_it() -> None:
    moved = {"ders": [{"id": "new"}, *DATA["ders"]]}
    assert symbolic_path(moved, ("ders", 1)) == symbolic_path(DATA, ("ders", 0))


@pytest.mark.parametrize(
    ("item", "name"), [({"id": "b1"}, "b1"), ("RU", "RU"), ({"mw": 3}, ""), (7, "")]
)
def test_an_item_without_identity_has_no_name(item: Any, name: str) -> None:
    assert item_name(item) == name
