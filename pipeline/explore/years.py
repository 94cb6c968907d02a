"""The span of years that an address says: by `years` of a link, or by the two lists of a form."""

from __future__ import annotations

import re

from pipeline.errors import UsageError
from pipeline.explore.layout import View

_SPAN = re.compile(r"(\d{4})(?:-(\d{4}))?")


def said_span(view: View, widest: int | None = None) -> tuple[int, int] | None:
    """First and last year, the earlier one first; None where nothing is said.

    Raises `UsageError` for what is no span, and for one of more than `widest` years between both.
    """
    first, last = view.query.get("first", ""), view.query.get("last", "")
    said = view.query.get("years", "") or (f"{first}-{last}" if first and last else first or last)
    if not said:
        return None
    found = _SPAN.fullmatch(said)
    years = sorted((int(found[1]), int(found[2] or found[1]))) if found else []
    if not years or (widest is not None and years[1] - years[0] > widest):
        raise UsageError(view.say("compare.no_years", name=said[:80]))
    return years[0], years[1]
