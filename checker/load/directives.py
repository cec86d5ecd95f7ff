"""What is wrong with the directives of a YAML document, such as `%YAML 1.1`."""

from collections.abc import Iterator
from typing import Any

__all__ = ["directive_faults"]


def directive_faults(event: Any, *, ended: bool) -> Iterator[tuple[str, str, str]]:
    """Yield the rule, a message and a remedy for each fault.

    Args:
        event: that begins the document.
        ended: whether the document before it has ended.
    """
    remedy = "Remove the directive."
    if not ended and (event.version or event.tags):
        message = "a directive stands in a document that has not ended"
        yield "READ-003", message, remedy
    if event.version and tuple(event.version) != (1, 2):
        version = ".".join(str(part) for part in event.version)
        message = f"`%YAML {version}` is declared; declarations are YAML 1.2"
        yield "READ-005", message, remedy
    if event.tags:
        yield "READ-005", "a `%TAG` directive is used", ""
