"""Deviations of what single cells show: blanks and marks, thousands, units, notes, torn digits, printed errors."""

from __future__ import annotations

import random

from tests.deviations.draft import Draft
from tests.deviations.registry import deviation

_FULL = str.maketrans("0123456789.-,", "０１２３４５６７８９．－，")


def _some(draft: Draft, draw: random.Random, most: int = 6, dataset: str = "") -> list[str]:
    keys = draft.numbers(dataset)
    return draw.sample(keys, min(len(keys), draw.randint(1, most)))


def _zeros(draft: Draft, draw: random.Random, text: str, status: str) -> None:
    keys = [key for key in draft.numbers() if draft.shown[key] == "0"]
    whole = draw.random() < 0.5
    rows = {key.rsplit(".", 1)[0] for key in keys}
    chosen = rows if whole else set(draw.sample(sorted(rows), len(rows) // 3))
    for key in keys:
        if key.rsplit(".", 1)[0] in chosen:
            draft.show(key, text, status)


@deviation("numbers")
def blank_zeros(draft: Draft, draw: random.Random) -> None:
    """Zeros left empty."""
    _zeros(draft, draw, draw.choice(("", " ", "\u3000")), "blank")


@deviation("numbers")
def mark_zeros(draft: Draft, draw: random.Random) -> None:
    """Zeros as marks."""
    _zeros(draft, draw, draw.choice(("/", "—", "-", "无", "——", "－", "─")), "nil_mark")


@deviation("numbers")
def blank_any(draft: Draft, draw: random.Random) -> None:
    """Some cells empty, whatever their number was."""
    for key in _some(draft, draw, 12):
        draft.show(key, "", "blank")


@deviation("numbers")
def mixed_nothing(draft: Draft, draw: random.Random) -> None:
    """Empty cells, marks and zeros mixed in one report."""
    for key in [key for key in draft.numbers() if draft.shown[key] == "0"]:
        text = draw.choice(("0", "", "/", "—", "无"))
        draft.show(
            key, text, "reported" if text == "0" else "blank" if not text else "nil_mark", "0" if text == "0" else None
        )


@deviation("numbers")
def thousands(draft: Draft, draw: random.Random) -> None:
    """Thousands marked."""
    mark = draw.choice((",", "，", " ", "\u2009", "'", "’", "\u00a0"))
    for key in draft.numbers():
        whole, point, rest = draft.shown[key].partition(".")
        if len(whole) > 3 and whole.isdigit():
            draft.show(
                key,
                f"{int(whole):,}".replace(",", mark) + point + rest,
                "reported",
                draft.gold[key].value,
                ("unreadable", None),
            )


@deviation("numbers")
def full_width(draft: Draft, draw: random.Random) -> None:
    """Full-width digits, in the whole report or in some cells."""
    keys = draft.numbers() if draw.random() < 0.5 else _some(draft, draw, 40)
    for key in keys:
        draft.show(key, draft.shown[key].translate(_FULL), "reported", draft.gold[key].value)


@deviation("numbers")
def units(draft: Draft, draw: random.Random) -> None:
    """The unit after the number."""
    unit = draw.choice(("件", " 件", "条", "件次", "项"))
    for key in _some(draft, draw, 30, "requests"):
        draft.show(key, draft.shown[key] + unit, "reported", draft.gold[key].value, ("unreadable", None))


@deviation("numbers")
def notes_in_cells(draft: Draft, draw: random.Random) -> None:
    """A note in brackets after or before the number."""
    for key in _some(draft, draw):
        number = draft.shown[key]
        note = draw.choice(
            (
                "{}（含上年结转2件）",
                "{}(其中网络申请3件)",
                "{}（注1）",
                "（含转办）{}",
                "{}\n（含上年结转2件）",
                "共{}件（含2件转办）",
                "{}，含上年2件",
            )
        )
        draft.show(key, note.format(number), "reported", draft.gold[key].value, ("unreadable", None))


@deviation("numbers")
def footnote_marks(draft: Draft, draw: random.Random) -> None:
    """A footnote's mark after the number."""
    for key in _some(draft, draw):
        number = draft.shown[key]
        mark = draw.choice(("¹", "①", "*", "<sup>", "[1]", "(1)", "注1"))
        gold = draft.gold[key].value
        draft.show(key, number + ("¹" if mark == "<sup>" else mark), "reported", gold, ("unreadable", None))
        if mark == "<sup>":
            draft.markup[key] = f"{number}<sup>1</sup>"


@deviation("numbers")
def torn_by_spaces(draft: Draft, draw: random.Random) -> None:
    """Spaces or line breaks between digits."""
    gap = draw.choice((" ", "\n", "\u3000", "\n\n"))
    for key in draft.numbers():
        text = draft.shown[key]
        if len(text) > 1 and text.isdigit() and draw.random() < 0.4:
            cut = draw.randint(1, len(text) - 1)
            draft.show(key, text[:cut] + gap + text[cut:], "reported", draft.gold[key].value, ("unreadable", None))


@deviation("numbers", "html")
def torn_by_tags(draft: Draft, draw: random.Random) -> None:
    """Digits in tags of their own."""
    for key in draft.numbers():
        text = draft.shown[key]
        if len(text) > 1 and draw.random() < 0.5:
            cut = draw.randint(1, len(text) - 1)
            draft.markup[key] = f"<span>{text[:cut]}</span><span lang='EN-US'>{text[cut:]}</span>"


@deviation("numbers", "html")
def hidden_in_cells(draft: Draft, draw: random.Random) -> None:
    """Text in cells that the page does not show: by style, by a class of the style sheet, in comments."""
    how = draw.choice(
        (
            'style="display:none"',
            'style="display: none;"',
            'class="hid"',
            "hidden",
            'style="visibility:hidden"',
            'style="DISPLAY:NONE"',
            'style="font-size:0"',
        )
    )
    if "class" in how:
        draft.style += draw.choice(
            (".hid{display:none}", "span.hid { color:red; display : none }", "td .hid,.x{visibility:hidden}")
        )
    for key in _some(draft, draw):
        draft.markup[key] = f"{draft.shown[key]}<span {how}>{draw.randint(1, 9)}</span><!-- 77 -->"


@deviation("numbers")
def texts_for_numbers(draft: Draft, draw: random.Random) -> None:
    """Words where a number should stand."""
    for key in _some(draft, draw, 4):
        text = draw.choice(
            (
                "详见附件",
                "见附表",
                "未统计",
                "无此项",
                "无数据",
                "约20",
                "12/3",
                "3、5",
                "十二",
                "1O",
                "l2",
                "二〇",
                "5-8",
                "10余",
                "若干",
                "0件/0件",
                "—/3",
            )
        )
        draft.show(key, text, "unreadable", None, *([("nil_mark", None)] if text.startswith("无") else []))


@deviation("numbers")
def signed_changes(draft: Draft, draw: random.Random) -> None:
    """Increase and decrease in words and marks."""
    for key in draft.numbers("article20"):
        if key.endswith(".change"):
            number = int(draft.shown[key])
            up = draw.choice(("增加{}", "+{}", "增{}项", "{}", "↑{}", "＋{}"))
            down = draw.choice(("减少{}", "-{}", "减{}", "－{}", "↓{}", "−{}", "—{}"))
            text = (down if number < 0 else up).format(abs(number))
            draft.show(key, text, "reported", str(number), ("unreadable", None))


@deviation("numbers")
def printed_errors(draft: Draft, draw: random.Random) -> None:
    """A number that does not add up: printed so, to be flagged."""
    keys = [key for key in draft.numbers() if not key.startswith("article20")]
    if keys:
        key = draw.choice(keys)
        number = str(int(draft.shown[key]) + draw.choice((1, 2, 10)))
        draft.show(key, number, "reported", number)
        draft.printed_errors.add(key)


@deviation("numbers")
def totals_blank(draft: Draft, draw: random.Random) -> None:
    """The total column, or the total row, left empty."""
    end = draw.choice((".total", "requests.total"))
    for key in [
        key for key in draft.numbers("requests") if (key.endswith(end) if end[0] == "." else key.startswith(end))
    ]:
        draft.show(key, "", "blank")


@deviation("numbers")
def amount_units(draft: Draft, draw: random.Random) -> None:
    """The unit of amounts in the cell."""
    unit = draw.choice(("万元", "元", " 万元", "亿元", "（万元）"))
    for key in draft.numbers("article20"):
        if key.endswith(".amount"):
            draft.units[key] = unit.strip(" （）")
            draft.show(key, draft.shown[key] + unit, "reported", draft.gold[key].value, ("unreadable", None))
