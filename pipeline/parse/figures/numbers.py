"""The numbers of a sentence that count or measure something: their value, unit, and how exact they claim to be."""

from __future__ import annotations

import functools
import re
from decimal import Decimal

from pipeline.model import value
from pipeline.parse.figures import words

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_QUOTED = re.compile(r"《[^》]*》?|“[^”]*”?|〔[^〕]*〕|<[^<>]*>")
_SCALES = {"": 1, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_TENS = {"十": 10, "百": 100, "千": 1000}
_KINDS = ("类", "种")
"""三类事务, 两种方式: names, not counts."""
_BEFORE = {
    "约": "about",
    "近": "nearly",
    "超过": "over",
    "超": "over",
    "逾": "over",
    "不少于": "at least",
    "至少": "at least",
}
_AFTER = {"余": "over", "多": "over"}


@value
class Number:
    """One number: where it stands in its sentence (`start`, `end`: its digits), where its unit ends (`stop`)."""

    start: int
    end: int
    stop: int
    value: Decimal
    unit: str
    bound: str | None


@functools.cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<bound>{words.one_of(list(_BEFORE))})?\s*"
        rf"(?<![\d.,〔\[/\-—~～至:零〇一二两三四五六七八九十百千])(?<!{')(?<!'.join(words.not_figures('before').split('|'))})"
        r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+)"
        r"\s?(?P<scale>[百千万亿]?)(?P<more>[余多]?)\s?"
        rf"(?P<unit>{words.units()})(?!\s?(?:{words.not_figures('after')}))"
    )


def numbers(sentence: str) -> list[Number]:
    """The figures' numbers in order. What stands in book marks, quotation marks and angle brackets is a name."""
    plain = hidden(sentence)
    return [number for match in _pattern().finditer(plain) if (number := _number(match, plain)) is not None]


def hidden(sentence: str) -> str:
    """The sentence, as long as before, with names in marks blotted out and full-width digits folded."""
    return _QUOTED.sub(lambda match: "□" * len(match[0]), sentence.translate(_FULL_WIDTH))


def _number(match: re.Match[str], plain: str) -> Number | None:
    digits = match["number"]
    in_characters = not digits[0].isdigit()
    if in_characters and not _counts(match, plain):
        return None
    amount = _in_characters(digits) if in_characters else Decimal(digits.replace(",", ""))
    if amount is None:
        return None
    unit, scale = match["unit"], match["scale"]
    if unit.endswith("元"):  # 万元 and 亿元 are units as printed
        unit, scale = scale + unit if scale in "万亿" else unit, "" if scale in "万亿" else scale
    return Number(
        start=match.start("number"),
        end=match.end("number"),
        stop=match.end("unit"),
        value=amount * _SCALES[scale],
        unit=unit.replace("％", "%"),
        bound=_BEFORE.get(match["bound"] or "") or _AFTER.get(match["more"]),
    )


def _counts(match: re.Match[str], plain: str) -> bool:
    """Whether a number in characters counts something: 规章一件，; 一项工作 and 三个一批 are only words."""
    following = plain[match.end("unit") : match.end("unit") + 1]
    if match["unit"] in _KINDS:
        return False
    return match["number"] != "一" or following in ("", "，", "。", "；", "、", "）", ",", ";", ")")


def _in_characters(text: str) -> Decimal | None:
    """The value of a number below ten thousand in characters; None where it is none (百 alone, 十百)."""
    total, digit = 0, None
    for character in text:
        if character in _DIGITS:
            if digit:  # 二三 is no number, or a range
                return None
            digit = _DIGITS[character]
        else:
            if digit is None and not (character == "十" and total == 0):
                return None
            total += (1 if digit is None else digit) * _TENS[character]
            digit = None
    return Decimal(total + (digit or 0))
