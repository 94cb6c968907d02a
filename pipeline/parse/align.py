"""Printed rows ↔ rows of the form: one global alignment by their labels, keeping the order, gaps on both sides.

Needleman and Wunsch (1970) on label likeness. Rows that the order leaves over but whose label is the form's word for
word are placed afterwards, so a table printed in another order is read too.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Sequence
from decimal import Decimal

from pipeline import forms, text
from pipeline.forms import Label
from pipeline.model import GridCell, value
from pipeline.parse import labels
from pipeline.parse.number import read_number
from pipeline.parse.rows import Row

_FLOOR = 0.62
"""Matches below this are no match; on the made corpus the worst misprint of a right label scores 0.67."""

_GROUP_BONUS = 0.1

_TOTAL = "total"
"""The row that sums all results."""

_TOTAL_NUMBERS = ("七", "7")
"""Its number in the form."""

_LAST_GROUP = "other."
"""The group that stands right above it."""

_MARGIN = 0.15
"""How much less like than the likest label another one may be for the order of rows to prefer it."""
_WHOLE = 0.9
"""From here on a label is plainly whole."""
_TORN = "no number stands beside its label, which may be the last line of another"
_NUMBERS = re.compile(r"^[\d\s０-９.,/／—-]+$")
"""A line of numbers that was taken for a label."""


@value
class Match:
    """A printed row, the form's row that it is (None: of no row of the form) and how sure the label makes it."""

    row: Row
    name: str | None
    score: float


def align(rows: tuple[Row, ...], dataset: str) -> tuple[Match, ...]:
    """Each row with the form's row that it is, in the rows' order."""
    wanted = forms.labels(dataset, "row")
    if not wanted:
        return tuple(Match(row=row, name="", score=1.0) for row in rows)
    likeness = [_own(row.labels, dataset) for row in rows]
    matches = _matched(rows, likeness, wanted)
    within = _sums_within(matches, wanted)
    if within:
        place = [label.name for label in wanted].index(_TOTAL)
        likeness = [(*own[:place], 0.0, *own[place + 1 :]) if i in within else own for i, own in enumerate(likeness)]
        matches = _matched(rows, likeness, wanted)
    return _doubt_ties(_doubt_last_sum(matches, among_sums=bool(within)), likeness, wanted)


def _matched(rows: Sequence[Row], likeness: Sequence[Sequence[float]], wanted: tuple[Label, ...]) -> tuple[Match, ...]:
    chosen = best_path(likeness)
    return tuple(_match(row, likeness[i], chosen[i], wanted) for i, row in enumerate(rows))


def _doubt_ties(
    matches: tuple[Match, ...], likeness: Sequence[Sequence[float]], wanted: tuple[Label, ...]
) -> tuple[Match, ...]:
    """A row whose poor label is as like another row of the form, which no printed row is, may be that one (行政)."""
    taken = {match.name for match in matches}
    found = []
    for match, own in zip(matches, likeness, strict=True):
        tied = match.name is not None and match.score < labels.SURE
        rivals = [label for label, score in zip(wanted, own, strict=True) if score >= match.score] if tied else []
        free = any(label.name not in taken for label in rivals)
        found.append(_doubted(match, "its label is as like another row's") if free else match)
    return tuple(found)


def _sums_within(matches: Sequence[Match], wanted: Sequence[Label]) -> set[int]:
    """Rows 合计 without the number of the form's total (七) that stand before other results: they sum a group only."""
    results = {label.name for label in wanted if label.group} - {_TOTAL}
    last = max((i for i, match in enumerate(matches) if match.name in results and not match.row.empty), default=-1)
    return {i for i, match in enumerate(matches[: max(last, 0)]) if match.name == _TOTAL and _unnumbered(match.row)}


def _doubt_last_sum(matches: tuple[Match, ...], *, among_sums: bool) -> tuple[Match, ...]:
    """A row 合计 without the total's number under a group is doubted where its numbers may be the sum of that group.

    Where they sum both the group and all results (zeros), it is the total if the form's last results stand above it,
    the table goes on below it and no group above it has a sum (`among_sums`). Where they sum neither, rows are left
    out or a number is misprinted: it is the total if no sum and no other number of its own speak against it.
    """
    at = next((i for i, match in enumerate(matches) if match.name == _TOTAL and _unnumbered(match.row)), 0)
    above = [match for match in matches[:at] if match.name and match.name not in ("new", "carried_in")]
    if not above or "." not in (above[-1].name or ""):
        return matches
    group = (above[-1].name or "").split(".")[0] + "."
    own = [match for match in above if (match.name or "").startswith(group)]
    goes_on = any(match.name for match in matches[at + 1 :])
    last = group == _LAST_GROUP and goes_on and not among_sums
    of_group, of_all = _sums(own, matches[at]), _sums(above, matches[at])
    certain = (not of_group or last) if of_all else not (of_group or among_sums or _number_of(matches[at].row))
    if certain:
        return matches
    return (*matches[:at], _doubted(matches[at], "it may be the sum of its group only"), *matches[at + 1 :])


def _sums(rows: Sequence[Match], total: Match) -> bool:
    """Whether every number of `total` is the sum of those of the rows."""
    numbers = [{name: _value(cells) for name, cells in match.row.values.items()} for match in (*rows, total)]
    return all(sum(row.get(name) or 0 for row in numbers[:-1]) == (value or 0) for name, value in numbers[-1].items())


def _value(cells: tuple[GridCell, ...]) -> Decimal | None:
    return read_number(cells[0].raw).value if cells else None


def _unnumbered(row: Row) -> bool:
    """Whether the row's label has no number, or another one than the form's total (9.总计)."""
    return _number_of(row) not in _TOTAL_NUMBERS


def _number_of(row: Row) -> str:
    """The item number before the row's label, without its marks."""
    key = text.key(row.labels[-1]) if row.labels else ""
    return key.removesuffix(labels.unnumbered(key))


@functools.lru_cache(maxsize=4096)
def _own(printed: tuple[str, ...], dataset: str) -> tuple[float, ...]:
    """Likeness to the form's rows; where a label plainly is one row's, what is much less like is no candidate."""
    likeness = scores(printed, dataset)
    if _of_no_row(printed, dataset):
        return (0.0,) * len(likeness)
    best = max(likeness)
    return tuple(found if best < labels.SURE or found >= best - _MARGIN else 0.0 for found in likeness)


def _of_no_row(printed: tuple[str, ...], dataset: str) -> bool:
    """Whether the row's own label is plainly a group's, whose sum it then shows, two rows', or one of another year."""
    own = next((label for label in reversed(printed) if text.key(label)), "")
    if labels.joined(text.key(own), dataset, "row"):
        return True
    group = labels.best(text.key(own), dataset, "row_group")[1]
    return (group >= labels.SURE and group > labels.best(text.key(own), dataset, "row")[1]) or labels.row_of_other_year(
        own, dataset
    )


def doubt_disorder(matches: tuple[Match, ...], dataset: str) -> tuple[Match, ...]:
    """Rows whose cells stand a line each are doubted where their table's lines are not in the form's order.

    In order: every row's label stands whole in one or two lines, rows come as in the form, none is left over with
    numbers. A dump of a page's text breaks this at once, a table typed cell by cell does not.
    """
    columns = len(forms.labels(dataset, "column"))
    values = [match for match in matches if match.row.unordered or (match.row.values and _says_something(match))]
    clean = all(
        match.name is not None
        and match.score >= labels.SURE
        and len(match.row.labels) <= 3
        and len(match.row.unordered) <= columns
        and not any(_NUMBERS.match(label) for label in match.row.labels)
        for match in values
    )
    if clean or not forms.labels(dataset, "row"):
        return tuple(_unsummed(match) for match in matches)
    return tuple(_doubted(match, "the lines of its table are out of order") for match in matches)


def doubt_torn(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    """Rows told by places alone that print no number beside a label that is not whole: another's end."""
    return tuple(_doubted(match, _TORN) if _is_torn(match) else match for match in matches)


def _is_torn(match: Match) -> bool:
    row = match.row
    return bool(match.name and row.method == "aligned" and row.values and row.empty) and match.score < _WHOLE


def _says_something(match: Match) -> bool:
    return match.name is not None or not match.row.empty


def _unsummed(match: Match) -> Match:
    """A row that has a total which its other numbers do not make may hold a line that is not its own."""
    numbers = {name: read_number(cells[0].raw) for name, cells in match.row.values.items() if cells}
    totals = [name for name in numbers if name.rsplit(".", 1)[-1] == "total"]
    for name in totals:
        prefix = name.removesuffix("total")
        parts = [number.value or 0 for other, number in numbers.items() if other != name and other.startswith(prefix)]
        total = numbers[name].value
        if total is not None and sum(parts) != total:
            return _doubted(match, "its numbers do not make its total")
    return match


def _doubted(match: Match, why: str) -> Match:
    return dataclasses.replace(match, row=dataclasses.replace(match.row, doubt=why))


def _match(row: Row, scores: Sequence[float], chosen: int | None, wanted: tuple[Label, ...]) -> Match:
    if chosen is None:
        exact = [column for column, score in enumerate(scores) if score >= 1.0]
        chosen = exact[0] if len(exact) == 1 else None
    if chosen is None:
        return Match(row=row, name=None, score=max(scores, default=0.0))
    return Match(row=row, name=wanted[chosen].name, score=min(1.0, scores[chosen]))


@functools.lru_cache(maxsize=4096)
def scores(printed: tuple[str, ...], dataset: str) -> tuple[float, ...]:
    """How like printed labels are to each row of the form; above 1 where the group agrees too."""
    keys = tuple(text.key(part) for part in printed)
    tails = ["".join(keys[start:]) for start in range(len(keys))]
    like = [(start, labels.likenesses(tail, dataset, "row")) for start, tail in enumerate(tails) if tail]
    return tuple(
        _score(keys, label, *max((found[label.order], start) for start, found in like)) if like else 0.0
        for label in forms.labels(dataset, "row")
    )


def _score(keys: tuple[str, ...], label: Label, best: float, start: int) -> float:
    """`best`: how like the labels from `start` on are to the row's own; those before are its group's or another's."""
    dataset = label.dataset
    if not label.group:
        return best
    group = next(item for item in forms.labels(dataset, "row_group") if item.name == label.group)
    before = [labels.match(key, group) for key in keys[:start] if key]
    rivals = [labels.best(key, dataset, "row_group") for key in keys[:start] if key]
    if before and max(before) >= labels.SURE:
        return best + _GROUP_BONUS
    rival = any(found >= labels.SURE and other not in (label.group, "results") for other, found in rivals)
    if rival and label.name == "total":
        return 0.0
    return best - 2 * _GROUP_BONUS if rival else best


def best_path(scores: Sequence[Sequence[float]]) -> list[int | None]:
    """For each row the column of the order-keeping assignment with the greatest total of (score - floor)."""
    height, width = len(scores), len(scores[0]) if scores else 0
    total = [[0.0] * (width + 1)]
    for own in scores:
        total.append(_next(total[-1], own))
    chosen: list[int | None] = [None] * height
    i, j = height, width
    while i and j:
        gain = scores[i - 1][j - 1] - _FLOOR
        if gain >= 0 and total[i][j] == total[i - 1][j - 1] + gain:
            chosen[i - 1] = j - 1
            i, j = i - 1, j - 1
        elif total[i][j] == total[i - 1][j]:
            i -= 1
        else:
            j -= 1
    return chosen


def _next(above: Sequence[float], scores: Sequence[float]) -> list[float]:
    """The best totals with one more row: what it gains in a column, from there on where the row above has no more."""
    total = list(above)
    for column, score in enumerate(scores, start=1):
        if score >= _FLOOR:
            reached = above[column - 1] + (score - _FLOOR)
            for later in range(column, len(total)):
                if total[later] >= reached:
                    break
                total[later] = reached
    return total
