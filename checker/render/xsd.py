"""The user's own XSD of another system: what an XML file is validated against.

CAISO's schemas are not public, so none is shipped. A schema is read from its own
folder only, neither from elsewhere nor from the network, and without entities. It
comes with the extra `xsd`.
"""

import re
import warnings
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from checker.errors import DataError, UsageError
from checker.load.read import regular_bytes

if TYPE_CHECKING:
    import xmlschema

__all__ = ["Xsd", "XsdFault", "read_xsd", "recorded_xsd"]

_INDEX = re.compile(r"\[\d+\]")
_NAMESPACE = re.compile(r"\{[^}]*\}")


class XsdFault(NamedTuple):
    """What an XML file has that its XSD does not allow; the line counts from 1."""

    line: int
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Xsd:
    """An XSD, by its file name and the digest of its bytes.

    Without its schema, which is how a manifest records it, it finds no fault.
    """

    name: str
    sha256: str
    schema: "xmlschema.XMLSchema | None" = field(default=None, compare=False)

    def faults(self, content: bytes) -> Iterator[XsdFault]:
        """Yield what the schema does not allow in an XML file of ours.

        What is wrong alike in many places, such as each hour, is told once.
        """
        if self.schema is None:
            return
        root, lines = _read(content)
        if root.tag not in self.schema.maps.elements:
            known = ", ".join(sorted(map(str, self.schema.elements))) or "none"
            message = f"{_clark(root.tag)} is no element of the XSD, which has {known}"
            yield XsdFault(lines[root], f"/{_local(root.tag)}", message)
            return
        alike: dict[tuple[str, str], list[XsdFault]] = defaultdict(list)
        for fault in self._errors(root):
            child = getattr(fault, "invalid_child", None)
            at = fault.elem if child is None else child
            path = _local(fault.path or f"/{root.tag}")
            message = _local(str(fault.reason)).rstrip(".")
            found = XsdFault(lines.get(at, 1), path, message)
            alike[_INDEX.sub("", path), message].append(found)
        for first, *others in alike.values():
            more = f", and {len(others)} times more further down" if others else ""
            yield first._replace(message=first.message + more)

    def _errors(self, root: Element) -> Iterator[Any]:
        from xmlschema import (  # noqa: PLC0415 # an extra, and slow to import
            XMLResource,
        )

        if self.schema is not None:
            yield from self.schema.iter_errors(XMLResource(root, allow="none"))


def recorded_xsd(name: str, digest: str) -> Xsd:
    """Return an XSD that an earlier rendering validated by."""
    return Xsd(name, digest)


def read_xsd(path: Path) -> Xsd:
    """Read an XSD with what it includes from its folder and below.

    Raises:
        UsageError: the extra `xsd` is not installed.
        DataError: it cannot be read, is no XSD, or reaches outside its folder.
    """
    try:
        import xmlschema  # noqa: PLC0415 # an extra, and slow to import
    except ImportError as fault:
        raise UsageError(
            "validating XML needs xmlschema, which is not installed",
            remedy="pip install 'deracheck[xsd]'",
        ) from fault
    try:
        content = regular_bytes(path)
        with warnings.catch_warnings():
            # An import that cannot be followed would leave elements unchecked.
            warnings.simplefilter("error")
            schema = xmlschema.XMLSchema(
                str(path.resolve()),
                allow="sandbox",
                defuse="always",
                use_fallback=False,
            )
    except OSError as fault:
        why = fault.strerror or str(fault)
        raise DataError(f"cannot read the XSD: {why}", file=str(path)) from fault
    except (
        *(xmlschema.XMLSchemaException, SyntaxError, Warning),
        RecursionError,  # it is nested deeper than xmlschema reads
    ) as fault:
        why = " ".join(str(getattr(fault, "message", None) or fault).split())
        raise DataError(
            f"the XSD cannot be used: {why}",
            file=str(path),
            remedy="It and all that it includes must stand in one folder, without a"
            " document type.",
        ) from fault
    return Xsd(path.name, sha256(content).hexdigest(), schema)


def _read(content: bytes) -> tuple[Element, dict[Element, int]]:
    """Return a document with the line of each element, which ElementTree forgets."""
    builder = TreeBuilder()
    lines: dict[Element, int] = {}
    parser = expat.ParserCreate(namespace_separator="}")

    def start(tag: str, attributes: dict[str, str]) -> None:
        named = {_clark(name): value for name, value in attributes.items()}
        lines[builder.start(_clark(tag), named)] = parser.CurrentLineNumber

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda tag: builder.end(_clark(tag))
    parser.CharacterDataHandler = builder.data
    parser.Parse(content, True)  # noqa: FBT003 # expat takes it by position
    return builder.close(), lines


def _clark(name: str) -> str:
    return name if name.startswith("{") or "}" not in name else f"{{{name}"


def _local(text: str) -> str:
    return _NAMESPACE.sub("", text)
