"""Titles on lists: whether one names an annual report, a picture version of one, or something else; whose and
of which year.
"""

from __future__ import annotations

import re
from typing import Literal

from pipeline.scrape.page import squeezed
from pipeline.scrape.words import any_of, words

Sort = Literal["report", "variant", "unsure", "vague", "other"]
_HAN = "〇○Oo0零一二三四五六七八九"
_DIGIT = {
    **dict.fromkeys("〇○Oo0零", "0"),
    **{han: str(place) for place, han in enumerate("一二三四五六七八九", start=1)},
}
_DATES = re.compile(r"(?:19|20)\d\d(?:-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2}|年\d{1,2}月\d{1,2}日)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?!年?\d{1,2}月)")
_HAN_YEAR = re.compile(rf"([二一][{_HAN}]{{3}})年?")
_YEAR_WORDS = re.compile(rf"(?:(?:19|20)\d\d|[二一][{_HAN}]{{3}})(?:年度|年|度)?")
_CUT = re.compile(r"(?:…|\.{3,})\s*$")
_PREFIX = re.compile(r"^(?:【[^】]*】|\[[^\]]*\]|图解|解读|一图读懂|一图看懂|关于|公布|发布|[:\s·_—-])+")
_SUFFIX = re.compile(r"(?:关于|公布|发布|的|本级|[:\s·_—-])+$")
_TAIL = re.compile(r"[（(\[【].{0,12}[)）\]】]$|\.(?:pdf|docx?|wps|ofd|xlsx?|html?)$", re.I)
_OWN = re.compile(r"^(?:本|我|各|全)")


def sort_of(title: str) -> Sort:
    """What a title of a list names. `unsure`: it was cut, or is a notice that may hold one; the page's title must say.
    `vague`: it has words of a report and its year, but does not name one; the page's text must say.
    """
    plain = squeezed(title)
    if any_of("variant", plain) and any_of("report", plain):
        return "variant"
    if any_of("out", plain):
        return _of_notice(plain)
    if _names_report(plain):
        return "report"
    if _CUT.search(title.strip()) and (any_of("menu", plain) or year_of(plain) is not None):
        return "unsure"
    return "vague" if year_of(plain) is not None and any_of("vague", plain) else "other"


def _of_notice(plain: str) -> Sort:
    """A notice may be the report itself (关于公布…的通知), but not one that tells offices to write theirs; a word of a
    notice may be part of a name (培训中心).
    """
    if not _names_report(plain) or ("通知" in plain and any_of("compile", plain)):
        return "other"
    return "unsure" if "通知" in plain else "vague"


def _names_report(plain: str) -> bool:
    """Whether the words of a report stand there whole, also with the year between them (政府信息公开2020年度报告)."""
    without_year = _YEAR_WORDS.sub("", plain)
    return any_of("report", plain) or any_of("report", without_year)


def year_of(title: str) -> int | None:
    """The year that a title names, in digits of any width or in characters; a list's date beside it is none."""
    plain = _DATES.sub("", squeezed(title))
    found = _YEAR.search(plain)
    if found:
        return int(found[1])
    han = _HAN_YEAR.search(plain)
    return int("".join(_DIGIT[character] for character in han[1])) if han else None


def agency_of(title: str) -> str:
    """What is left of a title without year and report words: the agency's name, empty where it names none."""
    plain = _TAIL.sub("", _DATES.sub("", squeezed(title)))
    for word in words("report"):
        before, found, _ = _YEAR_WORDS.sub("", plain).partition(word)
        if found:
            plain = before + ("政府" if before.endswith("人民") and word.startswith("政府") else "")
            break
    else:
        return ""
    name = _SUFFIX.sub("", _PREFIX.sub("", plain))
    return "" if len(name) < 2 or _OWN.match(name) else name
