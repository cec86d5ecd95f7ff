"""Without WeasyPrint or a library of the system PDF files are refused in words."""

import sys
from collections.abc import Iterator
from importlib.abc import MetaPathFinder
from typing import Any

import pytest

from checker.errors import UsageError
from checker.render.pdf import pdf_printer


class _Broken(MetaPathFinder):
    """What an import meets where a C library is not installed."""

    def find_spec(self, name: str, *_: Any) -> None:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'\nand much more")


@pytest.fixture(autouse=True)
def not_imported(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    names = [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]
    kept = {name: sys.modules.pop(name) for name in names}
    yield
    monkeypatch.undo()
    sys.modules.update(kept)


def test_without_the_extra_the_message_names_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(
        UsageError, match="WeasyPrint, which is not installed"
    ) as raised:
        pdf_printer("letter")
    assert raised.value.remedy == "pip install 'deracheck[pdf]'"


def test_without_pango_the_message_names_the_packages_of_the_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "meta_path", [_Broken(), *sys.meta_path])
    with pytest.raises(UsageError, match="Pango") as raised:
        pdf_printer("letter")
    assert "and much more" not in raised.value.message
    assert "apt-get install libpango-1.0-0" in str(raised.value.remedy)
