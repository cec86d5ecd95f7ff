"""Data as an author would write it in YAML."""

from typing import Any

import yaml

__all__ = ["yaml_text"]

_TIMESTAMP = "tag:yaml.org,2002:timestamp"


class _Dumper(yaml.SafeDumper):
    """Writes dates plainly: to the reader of declarations they are texts."""

    yaml_implicit_resolvers = {  # noqa: RUF012 # the name that PyYAML reads
        first: [(tag, pattern) for tag, pattern in resolvers if tag != _TIMESTAMP]
        for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002, ARG002 # PyYAML's signature
        """Indent lists below their key."""
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 # PyYAML's signature
        """Write what occurs twice twice."""
        return True


def yaml_text(data: Any) -> str:
    """Return data as YAML; short lists and mappings on one line."""
    return yaml.dump(
        data,
        Dumper=_Dumper,
        default_flow_style=None,
        sort_keys=False,
        allow_unicode=True,
        width=88,
    )
