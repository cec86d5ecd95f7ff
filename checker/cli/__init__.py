"""The front door: the only place with arguments, a clock, a terminal and exits."""

from checker.cli.door import main

__all__ = ["main"]
