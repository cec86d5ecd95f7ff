"""The only room that names all stages, one module for each thing that is asked.

discover, load, validate, link, evaluate, then report or render. What judging alone does
not need is imported from its own module.
"""

from checker.evaluate.rule_book import own_rule_book, rule_book, rule_book_around
from checker.evaluate.run import Options, Run
from checker.pipeline.check import check, check_whole

__all__ = [
    "Options",
    "Run",
    "check",
    "check_whole",
    "own_rule_book",
    "rule_book",
    "rule_book_around",
]
