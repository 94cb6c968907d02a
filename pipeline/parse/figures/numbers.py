"""The numbers of a sentence that count or measure something: their value, unit, and how exact they claim to be."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.model import value
from pipeline.parse.figures import words

NAMED, BRACKETED = "□", "◇"
"""What stands for each character of a name in marks, and of a bracket without numbers, in `hidden`."""
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_WIDE = re.compile("[０-９．％]")
_MARKED = re.compile(r"《[^《》]{1,120}》|“[^“”]{1,80}”|\"[^\"]{1,80}\"|〔[^〔〕]{1,20}〕|<[^<>]{1,120}>")
_BRACKETS = re.compile(r"[（(][^（）()\d]{1,30}[)）]")
_LISTS = re.compile(r"其中|包括|[一二两三四五六七八九十百千]+[件条篇次期场项人名份]")
_SCALES = {"": 1, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_TENS = {"十": 10, "百": 100, "千": 1000}
_KINDS = ("类", "种", "面")
"""三类事务, 两种方式, 四面八方: names, not counts."""
_BEFORE = {
    "约": "about",
    "近": "nearly",
    "超过": "over",
    "超": "over",
    "逾": "over",
    "突破": "over",
    "不少于": "at least",
    "至少": "at least",
    "不超过": "at most",
    "至多": "at most",
}
_CHARACTERS = "零〇一二两三四五六七八九十百千"
_FIRST = "".join(sorted({word[0] for word in _BEFORE})) + _CHARACTERS
"""How a number or the word before it may begin: all other places are passed over at once."""
_AFTER = {"余": "over", "多": "over"}
_NORM = re.compile(r"每(?:个|一)?(?:季度?|月|周|星期|半年|年|日|天|两|[一二三四五六])[^，。；对]{0,12}$")
"""每季度听取 1 次汇报: a rule, not what was done."""
_POINTS = re.compile(r"\s?[、和与及]\s?[\d.]+\s?个百分点")
"""提高 0.4 个|和 1.1 个百分点: the unit stands behind the last one."""
_AMOUNT = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"


@value
class Number:
    """One number: where it stands in its sentence (`start`, `end`: its digits), where its unit ends (`stop`)."""

    start: int
    end: int
    stop: int
    value: Decimal
    value_to: Decimal | None
    unit: str
    bound: str | None


@functools.cache
def _pattern() -> re.Pattern[str]:
    not_behind = "".join(f"(?<!{word})" for word in words.not_figures("before").split("|"))
    return re.compile(
        rf"(?=[{_FIRST}\d\s])"
        rf"(?P<bound>{words.one_of(list(_BEFORE))})?\s*"
        rf"(?<![\d.,〔\[/\-—~～:零〇一二两三四五六七八九十百千])(?<!\d[至到]){not_behind}"
        rf"(?P<number>{_AMOUNT}|[零〇一二两三四五六七八九十百千]+)"
        rf"(?:\s?(?:[-—~～–]+|至|到)\s?(?P<to>{_AMOUNT}))?"
        r"\s?(?P<scale>[百千万亿]?)(?P<more>[余多]?)\s?"
        rf"(?P<unit>{words.units()})(?!\s?(?:{words.not_figures('after')}))"
        rf"(?:(?<!个)|(?!\s?(?:{words.not_figures('after 个')})))(?:(?<!部)|(?!{words.not_figures('after 部')}))"
    )


def numbers(plain: str) -> list[Number]:
    """The figures' numbers in order; `plain` is the sentence with names in marks hidden."""
    return [number for match in _pattern().finditer(plain) if (number := _number(match, plain)) is not None]


def earlier(plain: str, numbers: Sequence[Number], index: int) -> Iterator[int]:
    """The numbers before this one, the nearest first, but for what a bracket says of another: 29 件（含结转 2 件）."""
    for item in range(index - 1, -1, -1):
        opens = plain.rfind("（", 0, numbers[item].start)
        within = opens >= 0 and plain.find("）", numbers[item].stop, numbers[index].start) >= 0
        within = within and "）" not in plain[opens : numbers[item].start]
        if not (within and any(number.stop == opens for number in numbers[:item])):
            yield item


def hidden(sentence: str) -> str:
    """The sentence, as long as before, with names in marks and brackets blotted out and full-width digits folded."""
    folded = sentence.translate(_FULL_WIDTH) if _WIDE.search(sentence) else sentence
    folded = _MARKED.sub(lambda match: NAMED * len(match[0]), folded)
    return _BRACKETS.sub(lambda match: match[0] if _LISTS.search(match[0]) else BRACKETED * len(match[0]), folded)


def _number(match: re.Match[str], plain: str) -> Number | None:
    digits = match["number"]
    in_characters = not digits[0].isdigit()
    if (in_characters and not _counts(match, plain)) or _NORM.search(plain, max(0, match.start() - 20), match.start()):
        return None
    amount = _in_characters(digits) if in_characters else _amount(digits)
    if amount is None:
        return None
    unit, scale = match["unit"], match["scale"]
    if unit == "个" and _POINTS.match(plain, match.end()):
        unit = "个百分点"
    if unit.endswith("元") and scale in ("万", "亿"):  # 万元 and 亿元 are units as printed
        unit, scale = scale + unit, ""
    return Number(
        start=match.start("number"),
        end=match.end("number"),
        stop=match.end("unit"),
        value=_scaled(amount, scale),
        value_to=_scaled(_amount(match["to"]), scale) if match["to"] else None,
        unit=unit.replace("％", "%"),
        bound="range" if match["to"] else _BEFORE.get(match["bound"] or "") or _AFTER.get(match["more"]),
    )


def _scaled(amount: Decimal, scale: str) -> Decimal:
    """1.2 万 is 12000, not 12000.0."""
    scaled = amount * _SCALES[scale]
    return scaled.to_integral_value() if scale and scaled == scaled.to_integral_value() else scaled


def _amount(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


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
