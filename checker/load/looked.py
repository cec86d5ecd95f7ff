"""Tell whoever listens which file is looked for, there or not."""

import sys

__all__ = ["LOOKED", "looked"]

LOOKED = "dera.looked"
"""The audit event (PEP 578). Python's own tell only what is there."""


def looked(path: str) -> None:
    """Raise the event for a path."""
    sys.audit(LOOKED, path)
