"""Everything that stops a run, drawn once.

A fault in a declaration is a `Finding` and is never raised. What is raised is a
fault in our own data, in the configuration or in the call::

    CheckerError                  exit 2   wrong use or unusable data
    |-- UsageError                         the call itself is wrong
    |-- ConfigurationError                 dera.yaml cannot be used
    |-- RevisionError                      a git revision cannot be compared with
    |-- DataError                          shipped or user data cannot be used
    |   |-- SchemaError                    a JSON Schema is broken
    |   |-- PolicyError                    a policy file is broken
    |   |   `-- ExpressionError            ... in one of its expressions
    |   |-- ParameterError                 a parameter file is broken
    |   |-- TemplateError                  a document template is broken
    |   `-- EvidenceError                  a bundle of evidence was changed
    |-- OutputError                        the target cannot be written
    `-- NothingToCheckError       exit 3   no declaration was found

Exit 0 and 1 are verdicts, exit 4 is an internal fault: neither is raised here.
"""

from typing import ClassVar


class CheckerError(Exception):
    """The run cannot go on.

    Args:
        message: what is wrong, in the words of whoever has to mend it.
        file: the file at fault, relative to where the user stands.
        line: its line, counted from 1.
        column: its column, counted from 1.
        remedy: what to do about it.
    """

    exit_code: ClassVar[int] = 2

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.column = column
        self.remedy = remedy

    def __str__(self) -> str:
        places = [self.file or "<input>"]
        if self.line is not None:
            places.append(str(self.line))
            if self.column is not None:
                places.append(str(self.column))
        where = ":".join(places) + ": " if self.file or self.line else ""
        tail = f"\n  help: {self.remedy}" if self.remedy else ""
        return f"{where}{self.message}{tail}"


class UsageError(CheckerError):
    """The call itself is wrong: an unknown identifier, a path that is not there."""


class ConfigurationError(CheckerError):
    """`dera.yaml` cannot be used."""


class RevisionError(CheckerError):
    """A git revision cannot be compared with; nothing was changed there."""


class DataError(CheckerError):
    """Shipped data, or a user's own schemas, policies or templates, cannot be used."""


class SchemaError(DataError):
    """A JSON Schema is missing or broken."""


class PolicyError(DataError):
    """A policy file is broken."""


class ExpressionError(PolicyError):
    """An expression does not parse, or names or compares what it must not.

    Args:
        message: what is wrong.
        source: the whole expression.
        offset: where in `source`, in code points from 0.
        length: how many code points are at fault.
    """

    def __init__(
        self, message: str, *, source: str, offset: int, length: int = 1
    ) -> None:
        super().__init__(message)
        self.source = source
        self.offset = offset
        self.length = max(length, 1)

    def frame(self) -> str:
        """Return the line at fault with a caret range beneath it."""
        start = self.source.rfind("\n", 0, self.offset) + 1
        end = self.source.find("\n", self.offset)
        line = self.source[start : None if end < 0 else end]
        width = min(self.length, max(len(line) - (self.offset - start), 1))
        return f"{line}\n{' ' * (self.offset - start)}{'^' * width}"


class ParameterError(DataError):
    """A parameter or profile file is broken."""


class TemplateError(DataError):
    """A document template is broken."""


class EvidenceError(DataError):
    """A bundle of evidence is not whole, or not as it was written."""


class OutputError(CheckerError):
    """The target cannot be written; nothing was changed there."""


class NothingToCheckError(CheckerError):
    """No declaration was found."""

    exit_code: ClassVar[int] = 3
