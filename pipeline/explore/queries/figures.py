"""Numbers of the text by subject: which there are, and each as a measure that can be compared."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from pipeline import text
from pipeline.explore.base import Base, Row
from pipeline.explore.measures import Measure
from pipeline.model import value

PREFIX = "text:"
"""Before the name of a number of the text where measures have names."""
COMMON = 40
"""So many are listed; the others are found by their words."""
_DRAWN = 12
"""Agencies of a first view: each has its name in the picture."""


@value
class Subject:
    """What is counted, what was done with it, in what unit (`printed`); stated by so many agencies, in these years."""

    measure: Measure
    printed: str
    agencies: int
    numbers: int
    first_year: int
    last_year: int


def measure(base: Base, name: str) -> Measure | None:
    """The measure of that name; None where the text of these data states no such number."""
    if not name.startswith(PREFIX):
        return None
    rows = base.rows("SELECT * FROM figure_subjects WHERE figure = ?", [name.removeprefix(PREFIX)])
    return _measure(rows[0]) if rows else None


@functools.cache  # the data of a started explorer stay as they are
def common(base: Base) -> list[Measure]:
    """The numbers that most agencies state."""
    return [item.measure for item in subjects(base)]


def subjects(base: Base, words: Sequence[str] = (), most: int = COMMON) -> list[Subject]:
    """Subjects, the most frequent first; of those whose subject or action holds one of `words`, where any are given."""
    plain = [text.simplified(word) for word in words]
    rows = base.rows(
        """SELECT * FROM figure_subjects WHERE numbers > 0 AND (len($words) = 0 OR len(list_filter($words,
            lambda word: contains(concat(action, subject), word))) > 0)
        ORDER BY agencies DESC, numbers DESC, figure LIMIT $most""",
        {"words": plain, "most": most},
    )
    return [
        Subject(
            measure=_measure(row),
            printed=_printed(row),
            agencies=row["agencies"],
            numbers=row["numbers"],
            first_year=row["first_year"],
            last_year=row["last_year"],
        )
        for row in rows
    ]


def agencies(base: Base, figure: str, province: str) -> list[str]:
    """Agencies that state a number in most years, for a first view of it."""
    rows = base.rows(
        f"""SELECT agency_id FROM figure_points JOIN agencies USING (agency_id)
        WHERE figure = $figure AND value IS NOT NULL
            AND ($province = '' OR starts_with(coalesce(province, ''), $province))
        GROUP BY agency_id ORDER BY count(*) DESC, agency_id LIMIT {_DRAWN}""",
        {"figure": figure, "province": province},
    )
    return [row["agency_id"] for row in rows]


def _measure(row: Row) -> Measure:
    """Its name is the Chinese term that reports print, in both languages; in English it says so."""
    return Measure(
        name=f"{PREFIX}{row['figure']}",
        zh=f"正文：{_printed(row)}",
        en=f"Text (Chinese term): {_printed(row)}",
        group="text",
        place=None,
        formula_zh="",
        formula_en="",
        note_zh="",
        note_en="",
        figure=row["figure"],
    )


def _printed(row: Row) -> str:
    return f"{row['action'] or ''}{row['subject']}" + (f"（{row['unit']}）" if row["unit"] else "")
