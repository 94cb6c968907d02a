"""Which column of the form each number of a layout's row belongs to: from the heading's words and their places.

Headings are torn over lines and their words stand not exactly over the numbers, so a column is known by the beginning
of its label (自然, 商业, 科研), and the order of those words on the page is the order of the columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from pipeline import forms, text
from pipeline.forms import Label
from pipeline.model import value
from pipeline.parse import labels
from pipeline.parse.flattened.words import Word, cut

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
_SERIAL = frozenset(("序号", "编号"))


@value
class Columns:
    """The columns in the order of the page. `serial`: a number stands before each label; `remark`: words after it."""

    names: tuple[str, ...]
    serial: bool = False
    remark: bool = False


def by_chars(word: Word) -> tuple[int, int]:
    """Every character is one column."""
    return word.chars


def by_cells(word: Word) -> tuple[int, int]:
    """Chinese characters are two columns."""
    return word.cells


def requests_columns(heading: Sequence[Word], extent: Extent, first_row: Sequence[Word]) -> Columns:
    """The columns of section three's table; no names where two labels can't be told or stand in no clear order.

    `first_row`: the numbers of the first full row, right under the heading.
    """
    heading = [piece for word in heading for piece in _pieces(word)]
    foreign = [text.key(word.raw) for word in heading]
    serial = bool(_SERIAL & set(foreign)) or {"序", "号"} <= set(foreign)
    remark = any(key in forms.foreign_headings() - _SERIAL for key in foreign) or {"备", "注"} <= set(foreign)
    wanted = forms.labels("requests", "column")
    places: dict[str, float] = {}
    anchors: dict[str, Word] = {}
    used: set[int] = set()
    for label in wanted:
        own = _beginnings(heading, label, wanted)
        centres = sorted({sum(extent(word)) / 2 for word in own})
        if centres and centres[-1] - centres[0] <= _SAME_COLUMN:
            places[label.name] = centres[0]
            anchors[label.name] = own[0]
            used.update(id(word) for word in own)
        elif centres:
            return Columns(names=(), serial=serial, remark=remark)
    left = [label for label in wanted if label.name not in places]
    places |= _misprinted(heading, left, places, used, extent)
    names = _over_numbers(places, [sum(extent(word)) / 2 for word in first_row])
    return Columns(names=names or _in_form_order(places, anchors, wanted), serial=serial, remark=remark)


def _over_numbers(places: dict[str, float], centres: Sequence[float]) -> tuple[str, ...]:
    """The labels in the order of the numbers that they stand over, where each stands nearest to one of its own."""
    names = sorted(places, key=lambda name: places[name])
    nearest = [min(range(len(centres)), key=lambda index: abs(centres[index] - places[name])) for name in names]
    return tuple(names) if nearest == list(range(len(centres))) else ()


def _in_form_order(places: dict[str, float], anchors: dict[str, Word], wanted: Sequence[Label]) -> tuple[str, ...]:
    """The form's order, where the places agree; the total's, which the sums tell, may stand elsewhere on another line.

    Words of different lines stand only roughly under each other; words of one line stand in the order of the page.
    """
    standard = [label.name for label in wanted if label.name in places]
    others = [name for name in standard if name != "total"]
    agree = all(places[left] < places[right] for left, right in zip(others, others[1:], strict=False))
    total = anchors.get("total")
    same_line = [name for name in others if total and name in anchors and anchors[name].line == total.line]
    last = all(places[name] < places["total"] for name in same_line)
    return tuple(standard) if agree and last else ()


_SAME_COLUMN = 3
_SHORTEST_COLUMNS = 5


def _pieces(word: Word) -> list[Word]:
    """A heading's word where labels run together (自 然 人 商 业 企 业), cut where each label begins."""
    places = [index for index, character in enumerate(word.raw) if not character.isspace()]
    squeezed = "".join(word.raw[index] for index in places)
    points: set[int] = set()
    inside: set[int] = set()
    for label in (*forms.labels("requests", "column_group"), *forms.labels("requests", "title")):
        start = squeezed.find(label.keys[0])
        if start >= 0:
            points |= {start, start + len(label.keys[0])}
            inside |= set(range(start, start + len(label.keys[0])))
    for label in forms.labels("requests", "column"):
        starts = {squeezed.find(spelling[:2]) for spelling in label.keys} - {-1} - inside
        points |= starts
    return cut(word, [places[point] for point in sorted(points) if 0 < point < len(places)])


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


def columns_above(
    heading: Sequence[Word], centres: Sequence[float] | None, dataset: str, extent: Extent
) -> tuple[str, ...]:
    """The columns of as many numbers (None: no number is printed), from left to right; empty where a label is unsure.

    Words of the heading that stand under each other make a label; where these are not all sure, each word belongs to
    the nearest middle of a column of numbers.
    """
    groups: list[list[Word]] = []
    for word in sorted(heading, key=extent):
        if groups and extent(word)[0] < max(extent(other)[1] for other in groups[-1]):
            groups[-1].append(word)
        else:
            groups.append([word])
    names = _column_names(groups, dataset)
    if names or centres is None or len(groups) == len(centres):
        return names
    groups = [[] for _ in centres]
    for word in heading:
        middle = sum(extent(word)) / 2
        groups[min(range(len(centres)), key=lambda index: abs(centres[index] - middle))].append(word)
    return _column_names(groups, dataset)


def _column_names(groups: Sequence[Sequence[Word]], dataset: str) -> tuple[str, ...]:
    """The column that the words of each group name; empty where one is unsure or two are the same."""
    parts = ["".join(word.raw for word in sorted(group, key=lambda word: (word.line, word.chars))) for group in groups]
    named = [labels.best(labels.heading_key(part), dataset, "column") for part in parts]
    sure = all(score >= labels.SURE for _, score in named) and len({name for name, _ in named}) == len(named)
    return tuple(name for name, _ in named) if sure else ()


def review_columns(lines: Sequence[Sequence[Word]]) -> tuple[str, ...]:
    """The fifteen columns of section four where the heading prints just the form's words, in the form's order."""
    wanted = forms.labels("review_litigation", "column")
    groups = forms.labels("review_litigation", "column_group")
    title = forms.labels("review_litigation", "title")
    whole = "".join(label.keys[0] for label in (*wanted, *groups, *title))
    printed = (
        "".join(text.key(word.raw) for line in lines for word in line).replace("合计", "总计").replace("审理", "审结")
    )
    expected, seen = Counter(whole), Counter(printed)
    shared = sum((expected & seen).values()) / max(expected.total(), seen.total(), 1)
    orders = [[index for word in line if (index := _outcome(word)) is not None] for line in lines]
    if shared < _LIKE_THE_FORMS or not any(orders) or any(_cycles(order) > _GROUPS for order in orders):
        return ()
    if any(_cycles(order) > -(-len(order) // len(set(_OUTCOMES.values()))) for order in map(_whole_outcomes, lines)):
        return ()
    if _cycles(_whole_outcomes([word for line in lines for word in line])) > _GROUPS:
        return ()
    return tuple(label.name for label in wanted) if _groups_in_order(lines) else ()


def _whole_outcomes(line: Sequence[Word]) -> list[int]:
    """The outcomes of a line that names each whole, so that none of a channel's stands on another line; else none."""
    named = [(text.key(word.raw), index) for word in line if (index := _outcome(word)) is not None]
    spelled = {key for label in forms.labels("review_litigation", "column") for key in label.keys}
    whole = all(key in spelled for key, _ in named) and {index for _, index in named} == set(_OUTCOMES.values())
    return [index for _, index in named] if whole else []


def _outcome(word: Word) -> int | None:
    key = text.key(word.raw)
    return next((index for start, index in _OUTCOMES.items() if key.startswith(start)), None)


def _cycles(order: list[int]) -> int:
    """In how many runs from left to right outcomes follow each other in the form's order."""
    return 1 + sum(after <= before for before, after in zip(order, order[1:], strict=False)) if order else 0


def _groups_in_order(lines: Sequence[Sequence[Word]]) -> bool:
    for line in lines:
        keys = [text.key(word.raw) for word in line]
        direct = [index for index, key in enumerate(keys) if "未经" in key]
        after = [index for index, key in enumerate(keys) if "议后" in key]
        review = [index for index, key in enumerate(keys) if "政复" in key]
        court = [index for index, key in enumerate(keys) if "政诉" in key]
        if (direct and after and min(after) < max(direct)) or (review and court and min(court) < max(review)):
            return False
    return True
