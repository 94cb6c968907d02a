"""Agencies: found by what a person types, by their group, by their ids."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from pipeline import text
from pipeline.explore.base import Base, Row
from pipeline.model import value

LONGEST_SEARCH = 100
"""Characters of a search that are looked at."""
MOST = 200
"""Agencies of one view."""
LEVELS = ("province", "prefecture", "county", "unknown")
_LEVEL = """CASE WHEN division_code IS NULL THEN 'unknown' WHEN division_code LIKE '__0000' THEN 'province'
    WHEN division_code LIKE '____00' THEN 'prefecture' ELSE 'county' END"""
_COLUMNS = "agency_id, agency, agency_type, province, division_code, division_name, years, first_year, last_year"


@value
class Group:
    """Agencies with all that is given; province `-`: those whose province is not known."""

    province: str = ""
    kind: str = ""
    level: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it names no group."""
        return not (self.province or self.kind or self.level)


def search(base: Base, typed: str, most: int = 20) -> list[Row]:
    """Agencies whose name, pinyin (whole or initials) or code holds what was typed, the likeliest first."""
    plain = text.simplified(text.squeeze(typed[:LONGEST_SEARCH])).lower()
    if not plain:
        return []
    return base.rows(
        f"""SELECT {_COLUMNS} FROM agencies JOIN spelled USING (agency_id)
        WHERE contains(agency, $asked) OR contains(pinyin, $asked) OR starts_with(initials, $asked)
            OR starts_with(division_code, $asked)
        ORDER BY starts_with(agency, $asked) OR starts_with(division_code, $asked) DESC, initials = $asked DESC,
            starts_with(pinyin, $asked) DESC, length(agency), division_code NULLS LAST, agency_id LIMIT $most""",
        {"asked": plain, "most": most},
    )


def of_group(base: Base, group: Group) -> tuple[list[Row], int]:
    """The first agencies of a group by code, and how many there are."""
    rows = base.rows(
        f"""SELECT {_COLUMNS}, count(*) OVER () AS of_all FROM agencies
        WHERE ($province = '' OR coalesce(province, '-') = $province) AND ($kind = '' OR agency_type = $kind)
            AND ($level = '' OR {_LEVEL} = $level)
        ORDER BY division_code NULLS LAST, agency, agency_id LIMIT {MOST}""",
        {"province": group.province, "kind": group.kind, "level": group.level},
    )
    return rows, rows[0]["of_all"] if rows else 0


def named(base: Base, ids: Sequence[str]) -> list[Row]:
    """The agencies with these ids, in their order; ids that none has are left out."""
    found = base.rows(
        f"SELECT {_COLUMNS} FROM agencies WHERE agency_id IN (SELECT unnest($ids))", {"ids": list(ids)[:MOST]}
    )
    by_id = {row["agency_id"]: row for row in found}
    return [by_id[name] for name in dict.fromkeys(ids) if name in by_id]


@functools.cache  # the data of a started explorer stay as they are
def choices(base: Base) -> dict[str, list[str]]:
    """The provinces and kinds of agencies that there are."""
    provinces = base.rows("SELECT DISTINCT province FROM agencies WHERE province IS NOT NULL ORDER BY province")
    kinds = base.rows("SELECT DISTINCT agency_type FROM agencies WHERE agency_type IS NOT NULL ORDER BY agency_type")
    return {"province": [row["province"] for row in provinces], "kind": [row["agency_type"] for row in kinds]}
