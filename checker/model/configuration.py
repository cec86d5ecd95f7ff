"""The typed view of `dera.yaml` (`config.schema.json` owns its shape)."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from checker.model.base import Frozen
from checker.model.finding import Severity

__all__ = ["Configuration", "Limits", "Signatories"]


class Limits(Frozen):
    """Bounds on the files of a portfolio.

    Attributes:
        file_bytes: size of a file.
        depth: nesting of mappings and lists.
        aliases: nodes that aliases may add to a document.
        inventory_bytes: size of the table of a `site_inventory`, all of it in memory.
        inventory_rows: how many rows it may have.
    """

    file_bytes: int = 64 * 1024 * 1024
    depth: int = 64
    aliases: int = 100_000
    inventory_bytes: int = 256 * 1024 * 1024
    inventory_rows: int = 2_000_000


class Signatories(Frozen):
    """CAISO's published list of DERPA signatories, as the portfolio holds it."""

    source: str
    retrieved_on: date
    names: tuple[str, ...]


class Configuration(Frozen):
    """What a portfolio sets for itself.

    `lines` is no setting: it is where each override, folder and file stands, as
    `parameters.NAME`, `severities.POLICY-ID`, `policies.FOLDER` or `grdt_columns`, for
    whoever has to say that it cannot be used.
    """

    dera: Literal["v1"] = "v1"
    profile: str | None = None
    exclude: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    baseline: str | None = None
    grdt_columns: str | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)
    severities: dict[str, Severity] = Field(default_factory=dict)
    limits: Limits = Limits()
    hour_labels: Literal["sequential", "caiso_25"] = "sequential"
    derpa_signatories: Signatories | None = None
    lines: dict[str, int] = Field(default_factory=dict)
