"""Which column of the form each number of a layout's row belongs to: from the heading's words and their places.

Headings are torn over lines and their words stand not exactly over the numbers, so a column is known by the beginning of
its label (自然, 商业, 科研), and the order of those words on the page is the order of the columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from pipeline import forms, text
from pipeline.forms import Label
from pipeline.model import value
from pipeline.parse import labels
from pipeline.parse.words import Word

Extent = Callable[[Word], tuple[int, int]]
"""A word's first and last column, by one of the two ways to count them."""

_LIKE_THE_FORMS = 0.92
_OUTCOMES = {
    "结果维": 0,
    "维持": 0,
    "结果纠": 1,
    "纠正": 1,
    "其他": 2,
    "尚未": 3,
    "审结": 3,
    "审理": 3,
    "总计": 4,
    "合计": 4,
}
_GROUPS = 3


@value
class Columns:
    """The columns in the order of the page; `serial`: a number of the row stands before its label; `remark`: words after."""

    names: tuple[str, ...]
    serial: bool = False
    remark: bool = False


def by_chars(word: Word) -> tuple[int, int]:
    """Every character is one column."""
    return word.chars


def by_cells(word: Word) -> tuple[int, int]:
    """Chinese characters are two columns."""
    return word.cells


def requests_columns(heading: Sequence[Word], extent: Extent) -> Columns:
    """The columns of section three's table; no names where two labels can't be told or stand in no clear order."""
    foreign = [text.key(word.raw) for word in heading]
    serial = "序号" in foreign or ("序" in foreign and "号" in foreign)
    remark = "备注" in foreign or ("备" in foreign and "注" in foreign) or "说明" in foreign
    wanted = forms.labels("requests", "column")
    places: dict[str, float] = {}
    used: set[int] = set()
    for label in wanted:
        own = _beginnings(heading, label, wanted)
        centres = sorted({sum(extent(word)) / 2 for word in own})
        if centres and centres[-1] - centres[0] <= _SAME_COLUMN:
            places[label.name] = centres[0]
            used.update(id(word) for word in own)
        elif centres:
            return Columns(names=(), serial=serial, remark=remark)
    left = [label for label in wanted if label.name not in places]
    places |= _misprinted(heading, left, places, used, extent)
    if len({round(place) for place in places.values()}) != len(places):
        return Columns(names=(), serial=serial, remark=remark)
    return Columns(names=tuple(sorted(places, key=lambda name: places[name])), serial=serial, remark=remark)


_SAME_COLUMN = 3
_SHORTEST_COLUMNS = 5


def _beginnings(heading: Sequence[Word], label: Label, wanted: Sequence[Label]) -> list[Word]:
    """The words that begin this label and no other; single characters only where no longer word does."""
    found = []
    for word in heading:
        key = text.key(word.raw)
        if not key or any(other is not label and _begins(key, other) for other in wanted):
            continue
        if _begins(key, label) or labels.match(key, label) >= labels.SURE:
            found.append(word)
    longer = [word for word in found if len(text.key(word.raw)) > 1]
    return longer or found


def _begins(key: str, label: Label) -> bool:
    return any(spelling.startswith(key) for spelling in label.keys)


def _misprinted(
    heading: Sequence[Word], left: list[Label], places: dict[str, float], used: set[int], extent: Extent
) -> dict[str, float]:
    """The one column that no word names: a word somewhat like its label, apart from all columns that are named."""
    if len(left) != 1 or len(places) < _SHORTEST_COLUMNS:
        return {}
    like = [
        sum(extent(word)) / 2
        for word in heading
        if id(word) not in used and labels.match(text.key(word.raw), left[0]) >= labels.LIKELY
    ]
    apart = [place for place in like if all(abs(place - other) > _SAME_COLUMN for other in places.values())]
    return {left[0].name: apart[0]} if len(apart) == 1 else {}


def columns_above(heading: Sequence[Word], centres: Sequence[float], dataset: str, extent: Extent) -> tuple[str, ...]:
    """The columns over these middles: each word of the heading belongs to the nearest one; empty where one is unsure."""
    parts = [""] * len(centres)
    for word in heading:
        middle = sum(extent(word)) / 2
        nearest = min(range(len(centres)), key=lambda index: abs(centres[index] - middle))
        parts[nearest] += word.raw
    named = [labels.best(labels.heading_key(part), dataset, "column") for part in parts]
    sure = all(score >= labels.SURE for _, score in named) and len({name for name, _ in named}) == len(named)
    return tuple(name for name, _ in named) if sure else ()


def review_columns(lines: Sequence[Sequence[Word]]) -> tuple[str, ...]:
    """The fifteen columns of section four where the heading prints just the form's words, in the form's order."""
    wanted = forms.labels("review_litigation", "column")
    groups = forms.labels("review_litigation", "column_group")
    title = forms.labels("review_litigation", "title")
    whole = "".join(label.keys[0] for label in (*wanted, *groups, *title))
    printed = "".join(text.key(word.raw) for line in lines for word in line).replace("合计", "总计").replace("审理", "审结")
    expected, seen = Counter(whole), Counter(printed)
    shared = sum((expected & seen).values()) / max(expected.total(), seen.total(), 1)
    orders = [[index for word in line if (index := _outcome(word)) is not None] for line in lines]
    if shared < _LIKE_THE_FORMS or not any(orders) or any(_cycles(order) > _GROUPS for order in orders):
        return ()
    return tuple(label.name for label in wanted) if _groups_in_order(lines) else ()


def _outcome(word: Word) -> int | None:
    key = text.key(word.raw)
    return next((index for start, index in _OUTCOMES.items() if key.startswith(start)), None)


def _cycles(order: list[int]) -> int:
    """In how many runs from left to right outcomes follow each other in the form's order."""
    return 1 + sum(after <= before for before, after in zip(order, order[1:], strict=False)) if order else 0


def _groups_in_order(lines: Sequence[Sequence[Word]]) -> bool:
    for line in lines:
        keys = [text.key(word.raw) for word in line]
        direct = [index for index, key in enumerate(keys) if key.startswith("未经")]
        after = [index for index, key in enumerate(keys) if key.startswith("复议后")]
        if direct and after and min(after) < max(direct):
            return False
    return True
