"""What is written into the documentation, and the picture."""

from xml.etree import ElementTree as ET

import pytest

from benchmarks.pages import BEGIN, END, PAGES, curve_panels, put
from benchmarks.plot import Panel, plot
from benchmarks.scale import Curve, Point

_SVG = "{http://www.w3.org/2000/svg}"


def test_a_text_is_put_between_the_marks() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert put(page, "new\n") == f"before\n{BEGIN}\nnew\n{END}\nafter\n"
    assert put(put(page, "new"), "new") == put(page, "new")


@pytest.mark.parametrize("page", ["", BEGIN, END])
def test_a_page_without_marks_is_refused(page: str) -> None:
    with pytest.raises(ValueError, match="no `<!-- benchmarks: begin -->`"):
        put(page, "new")


def test_every_page_has_its_marks() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert text.count(BEGIN) == text.count(END) == 1


def curve() -> Curve:
    ways = {"cold": 0.2, "unchanged": 0.01}
    many = {"cold": 20.0, "unchanged": 0.5}
    return Curve([Point(1_000, ways, 50_000_000), Point(100_000, many, 300_000_000)])


def test_a_way_that_was_not_measured_has_no_line() -> None:
    seconds, memory = curve_panels(curve())
    assert list(seconds.lines) == ["cold", "unchanged"]
    assert seconds.lines["cold"] == [(1_000, 0.2), (100_000, 20.0)]
    assert [x for x, _ in memory.lines["cold"]] == [1_000, 100_000]


def test_the_picture_is_drawn_within_its_frame() -> None:
    drawn = ET.fromstring(plot(curve_panels(curve())))  # noqa: S314 # our own text
    width, height = float(drawn.get("width", 0)), float(drawn.get("height", 0))
    lines = drawn.findall(f".//{_SVG}polyline")
    assert len(lines) == 3
    for line in lines:
        for point in line.get("points", "").split():
            x, y = map(float, point.split(","))
            assert 0 < x < width
            assert 0 < y < height


def test_words_of_the_picture_are_escaped() -> None:
    panel = Panel("<a & b>", "n", "s", {"x < y": [(1, 1.0), (10, 2.0)]})
    drawn = ET.fromstring(plot([panel]))  # noqa: S314 # our own text
    assert "<a & b>" in {part.text for part in drawn.iter(f"{_SVG}text")}
