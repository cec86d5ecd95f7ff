"""What there is to say of a dated value: as a page, and as data."""

from collections.abc import Iterable, Mapping
from typing import Any

from checker.policy.pack import Pack
from checker.policy.parameters import DatedValue, Parameter, Profile
from checker.report.notes import value_text
from checker.report.page import Block, Items, Page, Paragraph, Section
from checker.report.yaml_text import yaml_text

__all__ = ["differs", "parameter_data", "parameter_page", "timelines"]


def parameter_page(name: str, pack: Pack) -> Page:
    """Return the page of a parameter."""
    parameter = pack.parameters[name]
    readers = _readers(name, pack)
    used = tuple(f"{p.id} {p.name}: {p.title}" for p in readers)
    return Page(
        name,
        "a dated value",
        {"unit": parameter.unit, "read by": ", ".join(p.id for p in readers) or "-"},
        (
            Section("Meaning", (Paragraph(parameter.description),)),
            Section("Values over time", tuple(timelines(parameter, pack.profiles))),
            Section("Policies", (Items(used),) if used else ()),
            Section(
                "How to override",
                (
                    Paragraph(
                        "A portfolio may set another value under `parameters` in its"
                        f" dera.yaml: `{name}: ...`. Every report and every document"
                        " then says so, and `--no-overrides` refuses it."
                    ),
                ),
            ),
        ),
    )


def parameter_data(
    name: str, parameter: Parameter, profiles: Mapping[str, Profile]
) -> dict[str, Any]:
    """Return the same as plain data, with the timeline of each profile."""
    return {
        "type": "parameter",
        "name": name,
        "unit": parameter.unit,
        "description": " ".join(parameter.description.split()),
        "values": {
            profile: [
                {
                    "value": value.value,
                    "from": value.from_.isoformat(),
                    "until": value.until.isoformat() if value.until else None,
                    "source": value.source,
                    "confidence": value.confidence,
                }
                for value in parameter.timeline(profile)
            ]
            for profile in profiles
        },
    }


def timelines(parameter: Parameter, profiles: Mapping[str, Profile]) -> Iterable[Block]:
    """Yield the values of a parameter as they follow each other under each profile."""
    lines = {profile: parameter.timeline(profile) for profile in profiles}
    if not differs(parameter, profiles):
        yield Items(tuple(map(_dated(parameter.unit), next(iter(lines.values())))))
        return
    for profile, values in lines.items():
        yield Paragraph(f"under the profile {profile}:")
        yield Items(tuple(map(_dated(parameter.unit), values)))


def differs(parameter: Parameter, profiles: Iterable[str]) -> bool:
    """Tell whether two profiles ever have different values."""
    first, *others = (parameter.timeline(profile) for profile in profiles)
    return any(other != first for other in others)


def _dated(unit: str) -> Any:
    def text(value: DatedValue) -> str:
        until = f" to {value.until}" if value.until else ""
        return (
            f"{_shown(value.value)} {unit}".rstrip()
            + f" from {value.from_}{until}: {value.source} ({value.confidence})"
        )

    return text


def _shown(value: Any) -> str:
    if isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(item, dict) for item in value)
    ):
        return " ".join(yaml_text(value).split())
    return value_text(value)


def _readers(name: str, pack: Pack) -> list[Any]:
    return [c.policy for c in pack.policies.values() if name in c.parameters]
