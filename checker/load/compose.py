"""From YAML events to documents: data and the place of every key and value at once."""

from array import array
from typing import Any

from yaml import events

from checker.load.decode import unshown
from checker.load.directives import directive_faults
from checker.load.events import EventParser, last_text
from checker.load.faults import Faults, TooMuchError, short
from checker.load.reuse import Anchored, Merge, flatten
from checker.load.scalars import SHORT, no_word, plain_word, resolve, resolved
from checker.model.configuration import Limits
from checker.model.document import Document, SourceText, locate, locate_text
from checker.model.place import Place, pointer_text

__all__ = ["Composer"]

_DEEPEST = 200  # whatever is configured: what reads a document recurses
_SCALAR = events.ScalarEvent
_ALIAS = events.AliasEvent
_MAPPING = events.MappingStartEvent
_MAPPING_END = events.MappingEndEvent
_SEQUENCE_END = events.SequenceEndEvent
_STREAM_END = events.StreamEndEvent
_SEPARATE = "Begin another declaration with a line `---`; or keep one of the two."


class Composer:
    """Reads the documents of one text.

    Faults are noted in `faults`; `documents` goes on after each that leaves the
    structure intact, so that one reading shows them all.

    Raises (from `documents`):
        yaml.YAMLError: the text is not YAML.
        TooMuchError: a bound was passed.
    """

    def __init__(
        self, source: SourceText, parser: EventParser, limits: Limits, faults: Faults
    ) -> None:
        self._source = source
        self._faults = faults
        self._lines = source.text.split("\n")
        self._next = parser.get_event
        self._most_depth = min(limits.depth, _DEEPEST)
        self._aliases_left = limits.aliases
        self._limits = limits
        self._index = -1  # of the YAML document; an empty one counts
        self.runs_over_lines = False  # a quoted text, or a list or mapping in brackets
        self._begin()

    def _begin(self) -> None:
        """Forget the document before."""
        self._spans: list[int] = []
        self._anchors: dict[str, Anchored | None] = {}  # None while it is read
        self._path: list[str | int] = []
        self._depth = self._deepest = 0
        self._end = (0, 0)
        self._run_on = False  # into a second declaration, without a separator

    def documents(self) -> list[Document]:
        """Read every document that says something."""
        found: list[Document] = []
        self._next()
        ended = True  # the document before, with a line `...`
        while (event := self._next()).__class__ is not _STREAM_END:
            self._begin()
            self._index += 1
            for rule, message, remedy in directive_faults(event, ended=ended):
                self._fault(rule, event, message, remedy or None)
            root = self._next()
            said = root.__class__ is not _SCALAR or root.value or root.style
            data = self._node(root)
            ended = bool(self._next().explicit)
            if said:
                spans = array("I", self._spans)
                found.append(Document(self._source, len(found), data, spans))
        return found

    def _node(self, event: Any) -> Any:
        """Return the value that begins with `event`; append its entries."""
        kind = event.__class__
        if kind is _SCALAR and event.tag is event.anchor is None:
            return self._scalar(event)  # as most
        if kind is _ALIAS:
            return self._alias(event)
        if event.tag is not None:
            tag = short(event.tag.replace("tag:yaml.org,2002:", "!!"))
            remedy = "Remove the tag; quote a value that is meant as text."
            self._fault("READ-005", event, f"the tag `{tag}` is used", remedy)
        if event.anchor is not None:
            return self._anchored(event)
        return self._bare(event)

    def _bare(self, event: Any) -> Any:
        """Return the value that begins with `event`, whatever its anchor."""
        kind = event.__class__
        if kind is _SCALAR:
            return self._scalar(event)
        return self._mapping(event) if kind is _MAPPING else self._sequence(event)

    def _scalar(self, event: Any) -> Any:
        start, end = event.start_mark, event.end_mark
        line, column = end.line + 1, end.column + 1
        style = event.style
        if style:
            if style in "|>":
                line, column = last_text(self._lines, start.line + 1, line, column)
            elif line > start.line + 1:
                self.runs_over_lines = True
        self._end = (line, column)
        self._spans += (start.line + 1, start.column + 1, line, column)
        return self._value(event)

    def _value(self, event: Any) -> Any:
        """Return what a scalar says; a fault in it is noted and it counts as text."""
        text = event.value
        if not event.style:
            try:
                return resolved(text) if len(text) < SHORT else resolve(text)
            except ValueError as error:
                self._fault("READ-005", event, f"`{short(text)}` {error}")
        elif event.style == '"' and unshown(text):
            message = f"the character {unshown(text)} is written as an escape"
            self._fault("READ-005", event, message, "Remove the character.")
        return text

    def _sequence(self, event: Any) -> list[Any]:
        opening = self._open(event)
        items: list[Any] = []
        self._path.append(0)
        while (event := self._next()).__class__ is not _SEQUENCE_END:
            items.append(self._node(event))
            self._path[-1] = len(items)
        self._path.pop()
        self._close(opening, event)
        return items

    def _mapping(self, event: Any) -> dict[str, Any]:
        opening = self._open(event)
        data: dict[str, Any] = {}
        merge: Merge | None = None
        path, spans, advance, node = self._path, self._spans, self._next, self._node
        while (event := advance()).__class__ is not _MAPPING_END:
            key = self._key(event)
            start, end = event.start_mark, event.end_mark
            entry = (start.line + 1, start.column + 1, end.line + 1, end.column + 1)
            path.append(key or "")
            if key == "<<" and not event.style:
                merge = self._merge(event, merge)
            elif key is None:
                self._aside()
            elif key in data:
                inner = Document(self._source, 0, data, array("I", spans[opening:]))
                self._repeated(event, key, Place(inner, (key,), on_key=True))
            else:
                spans += entry
                data[key] = node(advance())
            path.pop()
        self._close(opening, event)
        if merge is not None and not flatten(merge, data, spans):
            message = "`<<` needs a mapping, an alias of one or a list of these"
            self._fault("READ-005", merge.event, message)
        return data

    def _key(self, event: Any) -> str | None:
        """Return a mapping's key, or None when it is none; a fault is then noted."""
        if (
            event.__class__ is _SCALAR
            and event.tag is event.anchor is None
            and not event.style
            and len(event.value) < SHORT
            and (word := plain_word(event.value)) is not None
        ):
            return word
        if event.__class__ is not _SCALAR:
            what = "an alias" if event.__class__ is _ALIAS else "a list or a mapping"
            self._fault("READ-005", event, f"{what} is used as a key")
            if event.__class__ is not _ALIAS:
                self._aside(event)
            return None
        if event.tag is not None or event.anchor is not None:
            self._fault("READ-005", event, "a key carries a tag or an anchor")
        key = self._value(event)
        if isinstance(key, str):
            return key
        message = no_word(short(event.value), key)
        self._fault("READ-005", event, message, "Quote the key.")
        return None

    def _merge(self, event: Any, before: Merge | None) -> Merge:
        """Read the value of a merge key."""
        if before is not None:
            mark = before.event.start_mark
            first = locate_text(self._source, mark.line + 1, mark.column + 1, 2)
            self._repeated(event, "<<", first)
            return before
        faults = len(self._faults.findings)
        value, spans = self._aside()
        return Merge(
            value if len(self._faults.findings) == faults else {}, spans, event
        )

    def _repeated(self, event: Any, key: str, first: Place) -> None:
        """Note a repeated key and read over its value."""
        span = locate(first).span
        place = locate_text(self._source, span.line, span.column, len(key))
        related = ((place, "first given here"),)
        message = f"`{short(key)}` is given twice; first on line {span.line}"
        split = _SEPARATE if key == "dera" and self._depth == 1 else None
        if split or self._depth > 1 or not self._run_on:
            path = self._symbolic_path()
            self._faults.note(
                "READ-004", event, message, path=path, remedy=split, related=related
            )
        self._run_on |= split is not None
        self._aside()

    def _aside(self, event: Any = None) -> tuple[Any, list[int]]:
        """Read a value whose entries do not belong here; return it and them."""
        kept, self._spans = self._spans, []
        value = self._node(event or self._next())
        spans, self._spans = self._spans, kept
        return value, spans

    def _anchored(self, event: Any) -> Any:
        """Read a value and remember it under its anchor, for the aliases below."""
        name, spans = event.anchor, self._spans
        if name in self._anchors:
            message = f"the anchor `&{short(name)}` is given twice in this document"
            self._fault("READ-005", event, message, "Rename one of the two.")
        self._anchors[name] = None
        outer, self._deepest = self._deepest, self._depth
        start = len(spans)
        value = self._bare(event)
        height = self._deepest - self._depth
        self._anchors[name] = Anchored(value, spans, start, len(spans), height)
        self._deepest = max(outer, self._deepest)
        return value

    def _alias(self, event: Any) -> Any:
        """Return what an alias stands for, with the places where that is written."""
        start, end = event.start_mark, event.end_mark
        self._end = (end.line + 1, end.column + 1)
        anchored = self._anchors.get(event.anchor)
        if anchored is None:
            known = event.anchor in self._anchors
            what = "stands inside its own anchor" if known else "has no anchor above it"
            message = f"the alias `*{short(event.anchor)}` {what}"
            remedy = "Define the anchor above it, or quote a text that begins with `*`."
            self._fault("READ-005", event, message, None if known else remedy)
            self._spans.extend((start.line + 1, start.column + 1, *self._end))
            return None
        self._bound_depth(event, self._depth + anchored.height)
        self._aliases_left -= (anchored.end - anchored.start) // 4
        if self._aliases_left < 0:
            bound = self._limits.aliases
            message = f"aliases add more than {bound} keys and values to this file"
            self._fault("READ-006", event, message)
            raise TooMuchError
        self._spans.extend(anchored.spans[anchored.start : anchored.end])
        return anchored.value

    def _open(self, event: Any) -> int:
        """Begin a list or a mapping; return where its own entry stands."""
        self._depth += 1
        self._bound_depth(event, self._depth)
        opening = len(self._spans)
        mark = event.start_mark
        self._spans.extend((mark.line + 1, mark.column + 1, 0, 0))
        return opening

    def _close(self, opening: int, event: Any) -> None:
        """End it. libyaml ends a block where the next begins: we, at its last value."""
        self._depth -= 1
        end = event.end_mark
        if end.column > event.start_mark.column:
            self._end = (end.line + 1, end.column + 1)
            self.runs_over_lines |= self._spans[opening] <= end.line
        self._spans[opening + 2], self._spans[opening + 3] = self._end

    def _bound_depth(self, event: Any, depth: int) -> None:
        self._deepest = max(self._deepest, depth)
        if depth > self._most_depth:
            message = f"lists and mappings nest deeper than {self._most_depth} levels"
            self._fault("READ-006", event, message)
            raise TooMuchError

    def _fault(
        self, rule: str, event: Any, message: str, remedy: str | None = None
    ) -> None:
        path = self._symbolic_path()
        self._faults.note(rule, event, message, path=path, remedy=remedy)

    def _symbolic_path(self) -> str:
        return f"{self._index}{pointer_text(tuple(self._path))}"
