"""Deviations of what single cells show, further: zeros in words, decimals, percents, two numbers, odd marks and raised signs."""

from __future__ import annotations

import random

from tests.deviations.draft import Draft
from tests.deviations.registry import deviation

_ANY = ("unreadable", None)


def _some(draft: Draft, draw: random.Random, most: int = 6, dataset: str = "") -> list[str]:
    keys = draft.numbers(dataset)
    return draw.sample(keys, min(len(keys), draw.randint(1, most)))


def _count(text: str) -> bool:
    """Whether a cell shows a plain count."""
    return text.isdigit()


@deviation("numbers")
def zeros_in_words(draft: Draft, draw: random.Random) -> None:
    """Zeros as words or with decimals."""
    text = draw.choice(("零", "〇", "0.0", "0.00", "００", "0件", "零件", "O", "0 ", "０．０"))
    for key in draft.numbers():
        if draft.shown[key] == "0" and draw.random() < 0.5:
            draft.show(key, text, "reported", "0", _ANY, ("nil_mark", None))


@deviation("numbers")
def leading_zeros(draft: Draft, draw: random.Random) -> None:
    """Numbers filled up with zeros."""
    for key in _some(draft, draw, 30):
        number = draft.shown[key]
        if _count(number):
            draft.show(key, number.zfill(draw.choice((2, 3, 4))), "reported", number, _ANY)


@deviation("numbers")
def same_as_above(draft: Draft, draw: random.Random) -> None:
    """Ditto in words or marks: no number is printed."""
    text = draw.choice(("同上", "〃", "″", "同左", "同", '"', "''", "↑"))
    for key in _some(draft, draw, 8):
        draft.show(key, text, "unreadable")


@deviation("numbers")
def percents(draft: Draft, draw: random.Random) -> None:
    """A share where a count belongs."""
    sign = draw.choice(("%", "％", " %", "‰", "个百分点", "成"))
    for key in _some(draft, draw, 8):
        draft.show(key, draft.shown[key] + sign, "unreadable")


@deviation("numbers")
def odd_decimals(draft: Draft, draw: random.Random) -> None:
    """Counts with decimals of nothing, and commas where no thousands end."""
    for key in _some(draft, draw, 10):
        number = draft.shown[key]
        if not _count(number):
            continue
        text = draw.choice(("{}.0", "{}.00", "{}.", "{}．0"))
        if draw.random() < 0.5:
            draft.show(key, text.format(number), "reported", number, _ANY)
        else:
            odd = draw.choice(("{}，5", "{},50", "1,2345{}", "{}.3.1", "1.234.{}", "{},,", ",{}", "1,23,{}", "{}·5"))
            draft.show(key, odd.format(number), "unreadable")


@deviation("numbers")
def other_marks(draft: Draft, draw: random.Random) -> None:
    """Marks and words for none that the list of marks may lack."""
    marks = [
        "∕",
        "⁄",
        "╱",
        "×",
        "○",
        "N/A",
        "NA",
        "null",
        "NULL",
        "None",
        "—/—",
        "——/——",
        "···",
        "…",
        "＼",
        "﹣",
        "~",
        "～",
        "空",
        "暂无",
        "没有",
        "未发生",
        "未收到",
        "无。",
        "/／",
        "--",
        "―",
        "╲",
        "〇/〇",
        "无/无",
    ]
    text = draw.choice(marks)
    for key in draft.numbers():
        if draft.shown[key] == "0" and draw.random() < 0.4:
            draft.show(key, text, "nil_mark", None, _ANY)


@deviation("numbers")
def negatives(draft: Draft, draw: random.Random) -> None:
    """Counts below zero, with a sign or in brackets."""
    for key in _some(draft, draw, 5, "requests"):
        number = draft.shown[key]
        if number != "0" and draw.random() < 0.6:
            sign = draw.choice(("-", "－", "−", "–"))
            draft.show(key, sign + number, "reported", "-" + number, _ANY)
        else:
            draft.show(key, draw.choice(("({})", "（{}）", "[{}]")).format(number), "unreadable")


@deviation("numbers")
def two_numbers(draft: Draft, draw: random.Random) -> None:
    """Two numbers in one cell: of two years, of two parts, before and after."""
    for key in _some(draft, draw, 8):
        own, other = draft.shown[key], str(draw.randint(0, 40))
        form = draw.choice(
            [
                "{}/{}",
                "{}+{}",
                "{}；{}",
                "{}、{}",
                "{}→{}",
                "{}～{}",
                "{}:{}",
                "本年{}上年{}",
                "{}|{}",
                "{}\u3000{}",
                "{}\\{}",
                "{}->{}",
                "{}(+{})",
                "{}±{}",
                "{}×{}",
            ]
        )
        draft.show(key, form.format(own, other), "unreadable", None, *([("reported", own)] if "(" in form else []))


@deviation("numbers")
def circled_numbers(draft: Draft, draw: random.Random) -> None:
    """A number in a circle or in brackets as one sign."""
    for key in _some(draft, draw, 8):
        number = draft.shown[key]
        if _count(number) and 0 < int(number) <= 20:
            sign = chr(draw.choice((0x245F, 0x2473, 0x2487)) + int(number))
            draft.show(key, sign, "unreadable", None, ("reported", number))


@deviation("numbers")
def approximate(draft: Draft, draw: random.Random) -> None:
    """A number that is not said exactly, or counted in tens of thousands."""
    form = draw.choice(
        [
            "约{}",
            ">{}",
            "≥{}",
            "{}+",
            "近{}",
            "{}多",
            "{}左右",
            "≈{}",
            "{}余件",
            "{}万",
            "{}千",
            "{}百",
            "{}亿",
            "{}万件",
            "＜{}",
            "不足{}",
            "{}?",
            "{}??",
            "{}……",
        ]
    )
    for key in _some(draft, draw, 8):
        draft.show(key, form.format(draft.shown[key]), "unreadable")


@deviation("numbers")
def raised_signs(draft: Draft, draw: random.Random) -> None:
    """Notes' signs before or after the number, in all that Unicode has for them."""
    signs = [
        "注①",
        "【1】",
        "〔1〕",
        "（注）",
        "**",
        "†",
        "‡",
        "ᵃ",
        "[a]",
        "❶",
        "⓵",
        "㈠",
        "⒈",
        "㉑",
        "⑳",
        "⑴",
        "⁽¹⁾",
        "¹²",
        "₁",
        "½",
        "#",
        "§",
        "°",
        "ᴬ",
        "⑪",
        "㊀",
        "🄁",
        "ⅰ",
        "➀",
        "➊",
        "⒜",
        "⓪",
        "⓿",
        "¹",
        "^1",
        "*1",
        "ˡ",
    ]
    for key in _some(draft, draw, 10):
        number, sign = draft.shown[key], draw.choice(signs)
        before = draw.random() < 0.4
        draft.show(key, sign + number if before else number + sign, "reported", draft.gold[key].value, _ANY)
        if sign in ("½", "🄁", "^1", "*1") or (sign == "⒈" and before):
            draft.gold[key].status, draft.gold[key].value = "unreadable", None
            draft.gold[key].accept += [("reported", number)] if sign != "½" else []


@deviation("numbers")
def unseen_letters(draft: Draft, draw: random.Random) -> None:
    """Characters without width within numbers, and letters that look like digits."""
    for key in _some(draft, draw, 8):
        number = draft.shown[key]
        sign = draw.choice(("\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad"))
        if draw.random() < 0.5 and len(number) > 1:
            draft.show(key, number[0] + sign + number[1:], "reported", draft.gold[key].value, _ANY)
        else:
            letter = draw.choice("OoIl|SsBZzgqО")
            draft.show(key, draw.choice(("1{}", "{}1", "2{}0", "{}")).format(letter), "unreadable")
