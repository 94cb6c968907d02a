"""Years, dates and periods in Chinese text. Takes squeezed text (no white space, half width), gives ISO dates."""

from __future__ import annotations

import calendar
import datetime
import re

_HAN_DIGITS = "〇○Oo0零一二三四五六七八九"
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年|(?=[^\d年./-]|$))")
_HAN_YEAR = re.compile(rf"([二一][{_HAN_DIGITS}]{{3}})年")
_FILE_NUMBER = re.compile(r"[〔\[(（](?:19|20)\d\d[〕\])）](?:第?\d+号)")
_DIGITS = {**dict.fromkeys("〇○Oo0零", "0"), **{han: str(i) for i, han in enumerate("一二三四五六七八九", start=1)}}
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-年/.](\d{1,2})[-月/.](\d\d(?=\d\d:\d\d)|\d{1,2}(?![\d:]))日?")
"""The day may run into a time of day (2021-03-0508:58); where the digits can be cut in two ways it is no date."""

_HAN_NUMBER = "[一二三四五六七八九十]"
_HAN_DATE = re.compile(rf"([二一][{_HAN_DIGITS}]{{3}})年({_HAN_NUMBER}{{1,2}})月({_HAN_NUMBER}{{1,3}})日")
_TO = r"日?起?[,，、]?(?:至|到|—|-|~|―|–)+"
_PERIOD = re.compile(
    rf"((?:19|20)\d\d)[年./-](\d{{1,2}})[月./-](\d{{1,2}}){_TO}(?:((?:19|20)\d\d)[年./-])?(\d{{1,2}})[月./-](\d{{1,2}})"
)
_MONTHS = re.compile(r"((?:19|20)\d\d)年(1)月?(?:份)?(?:至|到|—|-|~|―|–)+(?:((?:19|20)\d\d)年)?(12)月")
_STATISTICS = re.compile(r"统计|数据|期限|时限|周期|时间|期间|截至|截止")
_BEFORE_PERIOD = 24


def find_year(text: str) -> int | None:
    """The first year named, in digits or in characters (二〇二三年), but not that of a file's number (〔2019〕60号)."""
    plain = _FILE_NUMBER.sub("", text)
    found = _YEAR.search(plain)
    if found:
        return int(found[1])
    han = _HAN_YEAR.search(plain)
    return int(_han_year(han[1])) if han else None


def _han_year(characters: str) -> str:
    return "".join(_DIGITS[character] for character in characters)


def find_date(text: str) -> str | None:
    """The first date as YYYY-MM-DD; None where there is none or it is no day of the calendar."""
    found = _DATE.search(text)
    if found:
        return _iso(found[1], found[2], found[3])
    han = _HAN_DATE.search(text)
    return _iso(_han_year(han[1]), _han_number(han[2]), _han_number(han[3])) if han else None


def is_date(text: str) -> bool:
    """Whether the text is one date and nothing else."""
    bare = text.strip("()（）[]")
    return bool(_DATE.fullmatch(bare) or _HAN_DATE.fullmatch(bare))


def without_date(text: str) -> str:
    """The text without a date at its end."""
    found = [*_DATE.finditer(text), *_HAN_DATE.finditer(text)]
    return text[: found[-1].start()] if found and found[-1].end() == len(text) else text


def _han_number(characters: str) -> str:
    """一 to 三十一 in digits."""
    tens, ten, ones = characters.rpartition("十")
    unit = int(_DIGITS[ones]) if ones else 0
    return str(unit + (10 * int(_DIGITS[tens] if tens else 1) if ten else 0))


def find_period(text: str) -> tuple[str | None, str | None]:
    """The period `from … to …` that the figures are of, as two ISO dates: named as such, else a whole year."""
    spans = [(found.start(), *_ends(found)) for found in _PERIOD.finditer(text)]
    spans += [(found.start(), *_months(found)) for found in _MONTHS.finditer(text)]
    for start, first, last in sorted(spans, key=lambda span: span[0]):
        if first and last and _STATISTICS.search(text[max(0, start - _BEFORE_PERIOD) : start]):
            return first, last
    whole = next(((first, last) for _, first, last in spans if first and last and _is_year(first, last)), None)
    return whole or (None, None)


def _is_year(first: str, last: str) -> bool:
    return first[:4] == last[:4] and first.endswith("01-01") and last.endswith("12-31")


def _ends(found: re.Match[str]) -> tuple[str | None, str | None]:
    return _iso(found[1], found[2], found[3]), _iso(found[4] or found[1], found[5], found[6])


def _months(found: re.Match[str]) -> tuple[str | None, str | None]:
    """From January to December: the first and the last day of the months named."""
    end_year = found[3] or found[1]
    last = calendar.monthrange(int(end_year), int(found[4]))[1]
    return _iso(found[1], found[2], "1"), _iso(end_year, found[4], str(last))


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
