"""The year and the place that a sentence names for one of its numbers."""

from __future__ import annotations

import re

_YEAR = re.compile(
    r"(?P<year>20\d\d)\s?年|(?P<this>今年|本年度?|当年)"
    r"|(?<![较比])(?P<last>去年|上一?年度?)(?!度?(?:结转|转入|遗留))"
)
_PLACE = re.compile(
    r"全(?:市|县|区|省|州|国|镇|乡|旗|街道|局|系统)(?:各级[^，。；]{0,8}?(?:机关|部门|单位))?"
    r"|各级(?:行政机关|政府|部门)|各(?:县区|县市区|乡镇|部门|单位|街道)"
    + "".join(f"|{place}(?:本级|直部门|直单位)" for place in "市县区省")  # a pattern of literals is sought fast
)


def period(before: str, year: int | None) -> int | None:
    """The year that the words before the number name last; `year` is the report's own."""
    found = list(_YEAR.finditer(before)) if "年" in before else []
    if not found:
        return None
    said = found[-1]
    if said["year"]:
        return int(said["year"])
    return None if year is None else year - (said["last"] is not None)


def place(before: str) -> str | None:
    """The place or agencies that the words before the number name last."""
    found = _PLACE.findall(before)
    return found[-1] if found else None
