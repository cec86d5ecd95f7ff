import pytest

from checker.report.cells import cell, one_line, visible, width


@pytest.mark.parametrize(
    ("char", "shown", "cells"),
    [
        ("a", "a", 1),
        ("~", "~", 1),
        ("é", "é", 1),
        ("電", "電", 2),
        ("\uff21", "\uff21", 2),
        ("\N{BATTERY}", "\N{BATTERY}", 2),
        ("\u0301", "\u0301", 0),
        ("\t", "    ", 4),
        ("\x1b", "\u241b", 1),
        ("\x07", "\u2407", 1),
        ("\x7f", "\u2421", 1),
        ("\x9b", "<U+009B>", 8),
        ("\u202e", "<U+202E>", 8),
        ("\u200b", "<U+200B>", 8),
        ("\u2028", "<U+2028>", 8),
        ("\ud800", "<U+D800>", 8),
        ("\ufeff", "<U+FEFF>", 8),
    ],
)
def test_a_character_shows_itself_and_takes_its_cells(
    char: str, shown: str, cells: int
) -> None:
    assert cell(char) == (shown, cells)


def test_no_control_character_survives() -> None:
    hostile = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0), 0x202E, 0x2066]))
    shown = visible(hostile)
    assert shown.isprintable()


def test_a_text_of_several_lines_cannot_forge_a_line_of_the_report() -> None:
    assert one_line("fine\n\nerror[X]:  forged\r\n") == "fine error[X]: forged"


def test_the_width_of_a_text_is_the_sum_of_its_cells() -> None:
    assert (width("abc"), width("電力 ok"), width("e\u0301")) == (3, 7, 1)
