"""Years, dates and periods in Chinese text. Takes squeezed text (no white space, half width), gives ISO dates."""

from __future__ import annotations

import datetime
import re

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年|(?=[^\d年./-]))")
_HAN_YEAR = re.compile(r"([二一][〇○Oo0零一二三四五六七八九]{3})年")
_HAN = {
    "〇": "0",
    "○": "0",
    "O": "0",
    "o": "0",
    "零": "0",
    **{han: str(i) for i, han in enumerate("〇一二三四五六七八九")},
}
_DATE = re.compile(r"((?:19|20)\d\d)[-年/.](\d{1,2})[-月/.](\d{1,2})")
_PERIOD = re.compile(
    r"((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日起?[,，]?(?:至|到|—|-|~|―)+((?:19|20)\d\d年)?(\d{1,2})月(\d{1,2})日"
)


def find_year(text: str) -> int | None:
    """The first year named, in digits or in characters (二〇二三年)."""
    found = _YEAR.search(text)
    if found:
        return int(found[1])
    han = _HAN_YEAR.search(text)
    return int("".join(_HAN.get(character, character) for character in han[1])) if han else None


def find_date(text: str) -> str | None:
    """The first date as YYYY-MM-DD; None where there is none or it is no day of the calendar."""
    found = _DATE.search(text)
    return _iso(found[1], found[2], found[3]) if found else None


def find_period(text: str) -> tuple[str | None, str | None]:
    """The first period `from … to …` as two ISO dates."""
    found = _PERIOD.search(text)
    if not found:
        return None, None
    end_year = (found[4] or found[1])[:4]
    return _iso(found[1], found[2], found[3]), _iso(end_year, found[5], found[6])


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
