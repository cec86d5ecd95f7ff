"""Sees what a run looks at.

Python itself reports each file that is opened and each folder that is searched (audit
events, PEP 578), so that nothing that a run reads can be forgotten.
"""

import os
import sys
from typing import Any

from checker.cache.stamps import settled_by_now
from checker.load.looked import LOOKED

__all__ = ["Witness"]

_WRITES = os.O_WRONLY | os.O_RDWR


class Witness:
    """What was looked at since it was made. There is one in a process.

    Attributes:
        settled_ns: the latest change that a stamp can tell since it was made.
        read: files that were opened.
        searched: folders that were searched.
        looked: files that were looked for, there or not.
    """

    def __init__(self) -> None:
        self.settled_ns = settled_by_now()
        self.read: set[str] = set()
        self.searched: set[str] = set()
        self.looked: set[str] = set()
        self._sees = True
        sys.addaudithook(self._see)

    def close(self) -> None:
        """Look away: an audit hook cannot be removed."""
        self._sees = False

    def _see(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._sees:
            return
        if event == "open":
            path, _, flags = arguments
            if isinstance(path, str) and not (flags or 0) & _WRITES:
                self.read.add(path)
        elif event in ("os.scandir", "os.listdir"):
            self.searched.add(str(arguments[0] or "."))
        elif event == LOOKED:
            self.looked.add(arguments[0])
