"""What a spreadsheet shows for a stored value under its number format (ECMA-376 part 1, 18.8.31).

A stored 12.6 under `0` is shown as 13, a stored 0 under an accounting format as `-`, anything under `;;;` as nothing.
What can't be rendered with certainty (conditions, fractions, Chinese numerals) is a doubt, never a guess.
"""

from __future__ import annotations

import datetime
import functools
import re
from decimal import ROUND_HALF_UP, Decimal

from pipeline.model import value

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>general)|(?P<date>yyyy|yy|y|mmmmm|mmmm|mmm|mm|m|dddd|ddd|dd|d|hh|h|ss|s|am/pm|a/p|上午/下午)"
    r"|(?P<digit>[0#?])|(?P<other>.)",
    re.I | re.S,
)
_COLOUR = re.compile(
    r"^(?:black|blue|cyan|green|magenta|red|white|yellow|黑色|蓝色|红色|绿色|color ?\d+|颜色 ?\d+)$", re.I
)
_CURRENCY = re.compile(r"^\$(?P<symbol>[^-]*)(?:-[0-9A-Fa-f]+)?$")
_ELAPSED = re.compile(r"^[hms]+$", re.I)
_WIDTH = 11
"""Characters that the General format shows of a number at most."""

_SHORT_DATE = "mm-dd-yy"
"""The built-in short date; Chinese installations show it as 2024/1/5."""

_UNSURE = "its number format can't be rendered with certainty"

Stored = str | bool | int | float | datetime.datetime | datetime.date | datetime.time | datetime.timedelta


@value
class _Part:
    """One token of a format's section: its kind (`literal`, `digit`, `date`, …) and its text."""

    kind: str
    text: str


def shown(stored: Stored, code: str) -> tuple[str, str | None]:
    """The text that the cell shows, and why it is not certain (None when it is)."""
    sections = _sections(code)
    if isinstance(stored, str):
        return _text(stored, sections), None
    if isinstance(stored, bool):
        return str(stored).upper(), None
    if isinstance(stored, int | float):
        return _number(stored, sections)
    return _date(stored, _sections("yyyy/m/d" if code == _SHORT_DATE else code)[0])


@functools.lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[tuple[_Part, ...], ...]:
    """The sections of a format (positive; negative; zero; text) as tokens."""
    sections: list[list[_Part]] = [[]]
    for found in _TOKEN.finditer(code):
        kind = found.lastgroup or "other"
        text = found[kind]
        if kind == "other" and text == ";":
            sections.append([])
        elif kind == "bracket":
            sections[-1].extend(_bracket(text))
        elif kind == "space":
            sections[-1].append(_Part(kind="literal", text=" "))
        elif kind != "fill":
            sections[-1].append(_Part(kind="literal" if kind in ("quoted", "escaped") else kind, text=text))
    return tuple(tuple(section) for section in sections)


def _bracket(text: str) -> list[_Part]:
    currency = _CURRENCY.match(text)
    if currency:
        return [_Part(kind="literal", text=currency["symbol"])]
    if _COLOUR.match(text):
        return []
    return [_Part(kind="date" if _ELAPSED.match(text) else "unsure", text=text)]


def _text(stored: str, sections: tuple[tuple[_Part, ...], ...]) -> str:
    if len(sections) == 4:
        own = sections[3]
    elif len(sections) == 1 and any(part.text == "@" for part in sections[0]):
        own = sections[0]
    else:
        return stored
    return "".join(stored if part.kind == "other" and part.text == "@" else part.text for part in own)


def _number(stored: float, sections: tuple[tuple[_Part, ...], ...]) -> tuple[str, str | None]:
    number = Decimal(f"{stored:.15g}")
    section, number = _section_of(number, sections)
    kinds = {part.kind for part in section}
    if "date" in kinds or "unsure" in kinds or any(part.kind == "other" and part.text in "/Ee" for part in section):
        return _general(number), _UNSURE
    sign = "-" if number < 0 else ""
    if "general" in kinds or any(part.kind == "other" and part.text == "@" for part in section):
        if abs(number) >= Decimal(10) ** _WIDTH or (number and abs(number) < Decimal("0.0001")):
            return _general(number), _UNSURE
        body = _general(abs(number))
        return sign + "".join(
            body if part.kind == "general" or part.text == "@" else part.text for part in section
        ), None
    if "digit" not in kinds:
        return "".join(part.text for part in section), None
    return _digits(number, section), None


def _section_of(number: Decimal, sections: tuple[tuple[_Part, ...], ...]) -> tuple[tuple[_Part, ...], Decimal]:
    """The section for this number, and the number as that section sees it: the second one has the sign in its text."""
    if number < 0 and len(sections) > 1:
        return sections[1], -number
    if number == 0 and len(sections) > 2:
        return sections[2], number
    return sections[0], number


def _general(number: Decimal) -> str:
    whole = len(str(abs(int(number))))
    text = f"{_rounded(number, max(0, min(10, _WIDTH - 1 - whole))):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _digits(number: Decimal, section: tuple[_Part, ...]) -> str:
    """The number laid into the section's placeholders `0 # ?`, with its literals around it."""
    places = [index for index, part in enumerate(section) if part.kind == "digit"]
    first, last = places[0], places[-1]
    point = next((index for index, part in enumerate(section) if part.kind == "other" and part.text == "."), None)
    whole = [section[index].text for index in places if point is None or index < point]
    decimals = [section[index].text for index in places if point is not None and index > point]
    commas = [index for index, part in enumerate(section) if part.kind == "other" and part.text == ","]
    scale = sum(last < index for index in commas) * 3 - sum(part.text == "%" for part in section) * 2
    grouped = any(first < index < last for index in commas)
    number = _rounded(number.scaleb(-scale), len(decimals))
    body = _laid(abs(number), whole, decimals, grouped, point is not None)
    before = "".join(part.text for part in section[: min(first, first if point is None else point)])
    after = "".join(
        part.text for part in section[max(last, last if point is None else point) + 1 :] if part.text != ","
    )
    return ("-" if number < 0 else "") + before + body + after


def _laid(number: Decimal, whole: list[str], decimals: list[str], grouped: bool, point: bool) -> str:
    left, _, right = f"{number:f}".partition(".")
    left = left.lstrip("0").rjust(whole.count("0"), "0")
    if grouped and left:
        left = f"{int(left):,}".rjust(len(left), "0")
    needed = max((place + 1 for place, mark in enumerate(decimals) if mark == "0"), default=0)
    while len(right) > needed and right.endswith("0"):
        right = right[:-1]
    return left + ("." + right if point else "")


def _date(stored: Stored, section: tuple[_Part, ...]) -> tuple[str, str | None]:
    """A date as shown; a time span or a calendar of another kind is a doubt."""
    if not isinstance(stored, datetime.date):
        return str(stored), _UNSURE
    if any(part.kind == "unsure" and not part.text.startswith(("$", "DBNum")) for part in section):
        return str(stored), _UNSURE
    parts, minutes = [], False
    for part in section:
        if part.kind == "date":
            parts.append(_date_part(stored, part.text.lower(), minutes))
            minutes = part.text.lower() in ("h", "hh")
        elif part.kind != "unsure":
            parts.append("" if part.text == "@" else part.text)
    return "".join(parts), None


def _date_part(stored: datetime.date, token: str, minutes: bool) -> str:
    if token.startswith("m") and minutes:
        return stored.strftime("%M")
    directives = {"yyyy": "%Y", "yy": "%y", "y": "%y", "mm": "%m", "dd": "%d", "hh": "%H", "ss": "%S", "dddd": "%A"}
    plain = {"m": stored.month, "d": stored.day, "h": getattr(stored, "hour", 0), "s": getattr(stored, "second", 0)}
    return str(plain[token]) if token in plain else stored.strftime(directives.get(token, "%B"))
