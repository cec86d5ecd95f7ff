"""What a plan says in words, alike in every format for people."""

from collections import Counter
from collections.abc import Iterator

from checker.evaluate.words import in_words
from checker.model.report import UsedParameter
from checker.plan.difference import Change, ChangeType
from checker.plan.model import Group, Item, Outcome, Plan, Term, Unjudged
from checker.report.notes import source_text
from checker.report.ranking import clipped

__all__ = [
    "changed_values",
    "group_name",
    "headline",
    "notes_of_item",
    "notes_of_outcome",
    "place",
    "rests_on",
    "sources_of",
    "term_text",
    "unjudged_place",
]

_LONGEST = 60
_CAUSES = 3


def headline(plan: Plan) -> str:
    """Return the plan in one line: how many changes set off how much."""
    items = plan.items
    if not items and not plan.unjudged:
        return f"no declaration differs from {plan.base}"
    counts = Counter(item.weight for item in items)
    parts = [
        f"{weight.label} {counts[weight]}" for weight in sorted(counts, reverse=True)
    ]
    number = "1 change" if len(items) == 1 else f"{len(items)} changes"
    text = f"{number} since {plan.base}" + (f": {', '.join(parts)}" if parts else "")
    if plan.unjudged:
        text += f"; {len(plan.unjudged)} could not be compared"
    approved = sum(item.approved for item in items)
    approved += sum(each.approved for each in plan.unjudged)
    return f"{text}; {approved} approved" if approved else text


def group_name(group: Group) -> str:
    """Return whom a group is about."""
    if group.kind == "portfolio":
        return "The whole portfolio, or several aggregations"
    return f"{group.name} ({group.kind.replace('_', ' ')} {group.id})"


def place(item: Item, plan: Plan, below: str) -> str:
    """Return where a change stands: in the head, or in the base for what is gone."""
    text = f"{below}{item.location.file}:{item.location.span.line}"
    return f"{text} of {plan.base}" if item.in_base else text


def unjudged_place(unjudged: Unjudged, plan: Plan, below: str) -> str:
    """Return where something stands that could not be compared."""
    text = f"{below}{unjudged.location.file}:{unjudged.location.span.line}"
    return f"{text} ({plan.base})" if unjudged.in_base else text


def changed_values(change: Change) -> str:
    """Return what differs: the path, and the values where they are short."""
    where = change.path or "/"
    if change.type is ChangeType.CHANGED:
        return f"{where}: {_value(change.before)} -> {_value(change.after)}"
    added = change.type is ChangeType.ADDED
    value = change.after if added else change.before
    if isinstance(value, dict | list):
        return f"{where} {change.type.value}"
    return f"{where} {change.type.value}: {_value(value)}"


def _value(value: object) -> str:
    return clipped(in_words(value), _LONGEST)


def notes_of_item(item: Item) -> Iterator[str]:
    """Yield what else there is to say of a change."""
    if len(item.aggregations) > 1:
        yield f"concerns {', '.join(item.aggregations)}"
    yield item.because


def notes_of_outcome(outcome: Outcome, group: Group, plan: Plan) -> Iterator[str]:
    """Yield what is known of an outcome besides its term: details, papers, causes."""
    yield from outcome.details
    if outcome.documents:
        yield f"hand in: {', '.join(outcome.documents)}"
    if {item.change.fingerprint for item in group.items} - set(outcome.causes):
        yield from _causes(outcome, plan)


def _causes(outcome: Outcome, plan: Plan) -> Iterator[str]:
    titles = {item.change.fingerprint: item.title for item in plan.items}
    named = [titles[cause] for cause in outcome.causes if cause in titles]
    more = len(named) - _CAUSES
    said = "; ".join(named[:_CAUSES]) + (f"; and {more} more" if more > 0 else "")
    if said:
        yield f"because: {said}"


def term_text(term: Term) -> str:
    """Return a term in words: how many days, from when, until when."""
    unit = "business days" if term.business else "days"
    number = str(term.low) if term.low == term.high else f"{term.low} to {term.high}"
    was = "submitted" if term.submitted else "if submitted"
    if term.means == "answered_by":
        joined = "," if term.submitted else ""
        return f"{number} {unit}: at latest {term.last}{joined} {was} on {term.start}"
    days = f"on {term.first}"
    if term.first != term.last:
        days = f"between {term.first} and {term.last}"
    return (
        f"{number} {unit}: takes effect {days} at the earliest, {was} on {term.start}"
    )


def sources_of(outcome: Outcome) -> Iterator[str]:
    """Yield where it is said that this follows."""
    for source in outcome.sources:
        yield f"source: {source_text(source)}"


def rests_on(plan: Plan) -> Iterator[str]:
    """Yield the parameters that dates rest on, each with its source."""
    terms = {
        outcome.term.parameter.name: outcome.term
        for group in plan.groups
        for outcome in group.outcomes
        if outcome.term is not None
    }
    for _, term in sorted(terms.items()):
        yield _rests_on(term.parameter, term)


def _rests_on(parameter: UsedParameter, term: Term) -> str:
    value = f"{parameter.name} is {in_words(parameter.value)} {parameter.unit}"
    if term.low != term.high:
        value += f" here, {term.low} to {term.high} under the profiles"
    if parameter.overridden:
        return f"{value}: overridden in dera.yaml"
    return f"{value}: {parameter.source} ({parameter.confidence})"
