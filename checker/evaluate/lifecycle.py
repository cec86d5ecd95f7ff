"""The steps to the market, for a rule book."""

from checker.link.business_days import BusinessCalendar, TextCalendar
from checker.policy.lifecycle import Lifecycle, load_lifecycle
from checker.policy.pack import Pack
from checker.resources import data_dir
from checker.validate.schemas import SchemaSet

__all__ = ["lifecycle_of"]


def lifecycle_of(pack: Pack, schemas: SchemaSet) -> Lifecycle:
    """Read the shipped steps to the market.

    Args:
        pack: the rule book whose parameters and policies the steps name.
        schemas: the shipped schemas.

    Raises:
        PolicyError: a step is broken.
    """
    calendar = TextCalendar(BusinessCalendar(pack.calendar_overrides))
    return load_lifecycle(data_dir("policies"), schemas, pack, calendar)
