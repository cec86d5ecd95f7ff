"""What every test that fuzzes has in common."""

from collections.abc import Iterator
from importlib import import_module

import pytest

from checker.cli import faults
from checker.evaluate.rule_book import rule_book


@pytest.fixture(autouse=True, scope="module")
def _no_fault_is_ours() -> Iterator[None]:
    """Let a fault of ours out, with its trace; read the shipped rule book once."""
    book = rule_book()

    def raise_again(error: Exception) -> int:
        raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(faults, "report_fault", raise_again)
        for name in ("case", "check", "refdata"):
            module = import_module(f"checker.pipeline.{name}")
            patch.setattr(module, "rule_book", lambda *_: book)
        yield
