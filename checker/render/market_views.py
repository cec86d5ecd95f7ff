"""What the documents for the market see beside the rows of the sites."""

from typing import Any

from checker.render.certification_view import certification_rows
from checker.render.master_file_view import grdt_context
from checker.render.rows import Row
from checker.render.shown import Shown
from checker.render.telemetry_view import point_lists

__all__ = ["market_context"]


def market_context(shown: Shown, telemetry: Any, utilities: Any) -> Row:
    """Return the Master File extract, the telemetry points and the certifications.

    Args:
        shown: the aggregation.
        telemetry: the telemetry that is mandatory, or what is undefined instead.
        utilities: the rows of the utilities, or what is undefined instead.
    """
    return {
        "grdt": grdt_context(shown, telemetry, utilities),
        "certifications": certification_rows(shown),
        "point_lists": point_lists(shown),
    }
