"""The text of one cell → status, value, unit; or a doubt. Knows no table.

Numbers come as printed: full-width digits, thousands marks, units, a sign in words (增加 18 项), a note in brackets.
What is not plainly one number is a doubt, with the value that it would be if the form's arithmetic agreed.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import unicodedata
from decimal import Decimal
from typing import Final

from pipeline import forms, text
from pipeline.model import Status

_SUPERSCRIPT = re.compile(r"[¹²³⁰⁴-⁹₀-₉①-⑳⑴-⒇*＊※★▲△#]+$")
_NOTE = re.compile(r"[(（〔\[]([^()（）]*)[)）〕\]]$")
_UNIT_NOTE = re.compile(r"(?:单位[:：]?)?(万元|元|亿元)")
_UNITS = "件次|件|项|個|个|条|條|宗|起|次|份|万元|萬元|元|亿元|億元|部|篇|人次|人|户"
_NUMBER = re.compile(rf"^(?P<sign>[-−–—－+]?)(?P<body>[\d.,，'’]*\d)(?P<unit>{_UNITS})?$")
_CHANGE = re.compile(rf"^(?P<word>增加|新增|增|减少|减|↑|↓)了?(?P<body>[\d.,，]*\d)(?P<unit>{_UNITS})?$")
_GROUPED = re.compile(r"^\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_PLAIN = re.compile(r"^(?:0|[1-9]\d*)(?:\.\d+)?$")
_SPACED_THOUSANDS = re.compile(r"^\d{1,3}(?:[ \u00a0\u2009\u202f\u3000]\d{3})+(?:\.\d+)?$")
_MINUS = frozenset("-−–—－")
_FALLING = frozenset(("减少", "减", "↓"))
_MONEY = {"元": "元", "万元": "万元", "萬元": "万元", "亿元": "亿元", "億元": "亿元"}


@dataclasses.dataclass(init=False, unsafe_hash=True)
class Number:
    """What a cell's text says. `doubt` gives the reason why it is not certain; `value` is then only a candidate."""

    status: Final[Status]
    value: Final[Decimal | None]
    unit: Final[str | None]
    doubt: Final[str | None]

    def __init__(
        self, *, status: Status, value: Decimal | None = None, unit: str | None = None, doubt: str | None = None
    ) -> None:
        self.status = status
        self.value = value
        self.unit = unit
        self.doubt = doubt


def read_number(raw: str, *, signed: bool = False) -> Number:
    """What `raw` says. `signed`: the cell counts a change, so a sign or 增/减 before the number belongs to it."""
    return _signed(raw) if signed else _unsigned(raw)


@functools.lru_cache(maxsize=16384)
def _signed(raw: str) -> Number:
    return _read(raw, True)


@functools.lru_cache(maxsize=16384)
def _unsigned(raw: str) -> Number:
    return _read(raw, False)


def _read(raw: str, signed: bool) -> Number:
    bare = raw.strip(" \t\r\n\u00a0\u3000\u200b\ufeff\u2002\u2003\u2009")
    if not bare:
        return Number(status=Status.BLANK)
    if text.squeeze(bare) in forms.marks():
        return Number(status=Status.NIL_MARK)
    return _number(bare, signed)


def _number(bare: str, signed: bool) -> Number:
    lines = [line.strip() for line in bare.splitlines() if line.strip()]
    body = _SUPERSCRIPT.sub("", "".join(lines))
    note = _NOTE.search(body)
    body = _NOTE.sub("", body).strip()
    if any(unicodedata.category(character) == "No" for character in body):
        return _unreadable("a raised mark stands inside the number")
    body = unicodedata.normalize("NFKC", body)
    doubt = None
    if _SPACED_THOUSANDS.match(body):
        body = re.sub(r"\s", "", body)
    elif re.search(r"\d\s+[\d.]", body) or re.search(r"\.\s+\d", body):
        doubt = "spaces stand between its digits"
    elif _wraps(lines):
        doubt = "it is broken over lines"
    number = _match(re.sub(r"\s+", "", text.simplified(body)), signed, doubt)
    said = _UNIT_NOTE.fullmatch(text.squeeze(text.simplified(note[1]))) if note else None
    return number if said is None or number.unit else dataclasses.replace(number, unit=said[1])


def _wraps(lines: list[str]) -> bool:
    """Two lines that both hold digits: a number wrapped by a narrow column, or two numbers in one cell."""
    numeric = [line for line in lines if re.match(r"^[\d.,，．０-９]", unicodedata.normalize("NFKC", line))]
    return len(numeric) > 1


def _match(body: str, signed: bool, doubt: str | None) -> Number:
    change = _CHANGE.match(body)
    if change:
        if not signed:
            return _unreadable("an increase or decrease stands where a count belongs")
        return _value(change["body"], change["word"] in _FALLING, change["unit"], doubt)
    plain = _NUMBER.match(body)
    if plain is None:
        return _unreadable("it is not one number")
    return _value(plain["body"], plain["sign"] in _MINUS, plain["unit"], doubt)


def _value(body: str, negative: bool, unit: str | None, doubt: str | None) -> Number:
    digits = body.replace("，", ",").replace("'", ",").replace("’", ",")
    if _GROUPED.match(digits):
        digits = digits.replace(",", "")
    if not _PLAIN.match(digits):
        return _unreadable("its digits do not form a number")
    number = Decimal(digits)
    return Number(status=Status.REPORTED, value=-number if negative else number, unit=_unit(unit), doubt=doubt)


def _unit(unit: str | None) -> str | None:
    return None if unit is None else _MONEY.get(unit, unit)


def _unreadable(why: str) -> Number:
    return Number(status=Status.UNREADABLE, doubt=why)
