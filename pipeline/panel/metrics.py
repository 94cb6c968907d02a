"""Metrics as data: the formulas of metrics.csv as the terms that the SQL joins."""

from __future__ import annotations

import functools
import re

from pipeline import package_data
from pipeline.model import value

_TERM = re.compile(r"([+-]?)\s*([a-z0-9_.]+)")
NIL_IS_NONE = "nil_is_none"
"""The missing-value rule under which a mark for none counts as 0; blank, missing and unreadable never do."""
RULES = (NIL_IS_NONE, "strict")


@value
class Metric:
    """One row of metrics.csv; terms are a sign and a variable. `least_numerator`: the numerator is at least this."""

    name: str
    name_zh: str
    name_en: str
    numerator: tuple[tuple[int, str], ...]
    denominator: tuple[tuple[int, str], ...]
    missing_rule: str
    least_numerator: int | None
    note: str
    note_zh: str


@functools.cache
def metrics() -> tuple[Metric, ...]:
    """Every metric, in the file's order."""
    return tuple(_metric(row) for row in package_data.rows(__package__, "metrics.csv"))


def _metric(row: dict[str, str]) -> Metric:
    return Metric(
        name=row["metric"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        numerator=_terms(row["numerator"]),
        denominator=_terms(row["denominator"]),
        missing_rule=row["missing_rule"],
        least_numerator=int(row["least_numerator"]) if row["least_numerator"] else None,
        note=row["note"],
        note_zh=row["note_zh"],
    )


def _terms(formula: str) -> tuple[tuple[int, str], ...]:
    return tuple((-1 if sign == "-" else 1, name) for sign, name in _TERM.findall(formula))
