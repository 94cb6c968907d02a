"""Words left of a table's numbers in a picture → the label of each row, and the labels of groups of rows.

A label's lines follow each other; they stand beside the numbers of their row by their middle, or by their first line:
one way for the whole table. Lines across the table part labels where there are any.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.read.ocr.spaced_columns import parted
from pipeline.read.ocr.spaced_lines import em_of, goes_on
from pipeline.read.page.chunks import Chunk
from pipeline.read.page.content import Char
from pipeline.read.page.printed_cells import PrintedCell
from pipeline.read.page.ruled import Rule

_SAME = 2.0
"""Points within which labels of one column begin."""
_GAP = 0.25
"""Heights of a character: labels of two columns are at least so far apart."""
_WIDE_GAP, _COMMAS = 0.9, frozenset("，,。；;：:、")
_OVER = 0.5
_HANGING = 1.2
_ENUMERATION = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,2}|\d{1,2}|[①-⑳])[）)]?[、.．]?")
_SECTION = re.compile(r"[一二三四五六七八九十]{1,2}[、.．]")
_MANY = 0.2
"""The innermost column is the rightmost in which so many labels begin, as a share of those in the fullest one."""
_MOST_LINES = 6
_FAR = 3.0
"""Pitches from the last line of a row's label to the first of the next one's, at the foot of a table."""
_OFF = 0.65
"""Heights of a character by which a label may stand off its row's numbers."""
_UNPLACED, _UNLABELLED = 0.8, 40.0
"""Cost, in squared heights of a character, of a line given to no row, and of a row without a label."""


@dataclass(slots=True)
class RowLabels:
    """For each row its label, and the labels of groups that begin there; how many lines between rows label none.

    `alone`: where rows stand that show a label and no number, by the place that the rows with numbers have.
    """

    labels: list[PrintedCell | None]
    groups: list[list[PrintedCell]]
    left_over: int
    alone: list[float]


def label_rows(
    lines: list[list[Chunk]], middles: list[float], left: float, pitch: float, rules: Sequence[Rule], *, exact: bool
) -> RowLabels:
    """The labels of rows, which are given by the middle of their numbers.

    `lines`: what is printed in and before the rows; of it counts what stands left of `left`. `pitch`: from line to
    line within a cell at most, in points. `exact`: what is printed is known to the point, so what begins where other
    labels do is one.
    """
    pieces, outer = _innermost([own for line in lines if (own := _left_of(line, left))])
    pieces = _beside(pieces, middles, {round(piece[0].x0) for piece in outer} if exact else set())
    size = statistics.median([piece[0].size for piece in pieces]) if pieces else 1.0
    _, shares, place = min(
        (
            (*_shared_out([Chunk(piece) for piece in pieces], middles, size, pitch, rules, by), by)
            for by in (_by_middle, _by_first)
        ),
        key=lambda found: found[0],
    )
    labels: list[PrintedCell | None] = []
    for first, last in shares:
        own = [char for piece in pieces[first:last] for char in piece]
        labels.append(PrintedCell(own, 0, 0) if own else None)
    given = {id(piece[0]) for first, last in shares for piece in pieces[first:last]}
    left_over = [piece for piece in pieces if id(piece[0]) not in given]
    alone = [place(stack) for stack in _alone(pieces, given, pitch, rules)]
    stacks = _stacked([*outer, *left_over], pitch, rules)
    for index, middle in enumerate(middles):
        if labels[index] is None and (stack := _spanning(stacks, middle, size, rules)):
            labels[index] = _cell(stack)
            stacks.remove(stack)
    labels = [label and _whole(label, stacks, pitch, rules) for label in labels]
    groups = _groups(stacks, middles, labels, size, rules)
    told = {id(char) for label in labels if label is not None for char in label.chars}
    inside = [piece for piece in left_over if id(piece[0]) not in told and min(middles) < Chunk(piece).y < max(middles)]
    return RowLabels(labels, groups, len(inside), alone)


def _alone(pieces: list[list[Char]], given: set[int], pitch: float, rules: Sequence[Rule]) -> Iterator[list[Chunk]]:
    """The labels, line by line, that stand clear of those above and below them and beside no number.

    After the last row with numbers only those that begin where the innermost labels do, one row under the other.
    """
    stacks: list[list[Chunk]] = []
    for piece in map(Chunk, pieces):
        goes_on = stacks and not _apart(stacks[-1][-1], piece, pitch, rules) and not _ENUMERATION.match(piece.text)
        stacks[-1].append(piece) if goes_on else stacks.append([piece])
    told = [any(id(line.chars[0]) in given for line in stack) for stack in stacks]
    last = max((index for index, own in enumerate(told) if own), default=-1)
    inner = [stack[0].x0 for stack in stacks]
    for index, stack in enumerate(stacks):
        if told[index]:
            continue
        far = index > last and stack[0].y - stacks[index - 1][-1].y > _FAR * pitch
        if far or (index > last and (inner[index] < max(inner) - _SAME or _SECTION.match(stack[0].text))):
            return
        yield stack


def _cell(words: list[Chunk]) -> PrintedCell:
    return PrintedCell([char for word in words for char in word.chars], 0, 0)


def _whole(label: PrintedCell, stacks: list[list[Chunk]], pitch: float, rules: Sequence[Rule]) -> PrintedCell:
    """A label over several columns with its last lines, which are too short to reach the innermost."""
    last = Chunk([char for char in label.chars if char.bottom > label.bottom - label.size / 2])
    for stack in stacks:
        first = stack[0]
        hangs = abs(first.x0 - label.x0) < _HANGING * label.size and 0 < first.y - last.y <= pitch
        if hangs and not _ENUMERATION.match(first.text) and not parted(rules, first.x0, last.y, first.y):
            stacks.remove(stack)
            return PrintedCell([*label.chars, *(char for word in stack for char in word.chars)], 0, 0)
    return label


def _spanning(stacks: list[list[Chunk]], middle: float, size: float, rules: Sequence[Rule]) -> list[Chunk] | None:
    """The rightmost label beside a row that has none in the innermost column: one over several columns of labels."""
    beside = [
        stack
        for stack in stacks
        if not _divided(stack, middle, rules)
        and (rules or min(abs(by(stack) - middle) for by in (_by_middle, _by_first)) < _OFF * size)
    ]
    return max(beside, key=lambda stack: stack[0].x0, default=None)


def _beside(pieces: list[list[Char]], middles: list[float], starts: set[int]) -> list[list[Char]]:
    """Without lines that stand apart from the labels beside numbers, across: titles between the rows.

    What begins at one of `starts` is no title.
    """
    spans = [
        (piece[0].x0, piece[-1].x1)
        for piece in pieces
        if any(abs(Chunk(piece).y - middle) < _OFF * piece[0].size for middle in middles)
    ]
    if not spans:
        return pieces
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    return [
        piece
        for piece in pieces
        if _share(piece[0].x0, piece[-1].x1, first, last) > _OVER or round(piece[0].x0) in starts
    ]


def _share(x0: float, x1: float, first: float, last: float) -> float:
    """How much of the narrower of two stretches lies in both."""
    return (min(x1, last) - max(x0, first)) / max(1.0, min(x1 - x0, last - first))


def _left_of(line: list[Chunk], left: float) -> list[Char]:
    return [char for chunk in line for char in chunk.chars if char.x1 <= left and chunk.x0 < left]


def _innermost(lines: list[list[Char]]) -> tuple[list[list[Char]], list[list[Char]]]:
    """The pieces of lines in the innermost column of labels, and the pieces left of it."""
    em = em_of(lines)
    gaps = [_gaps(line, em) for line in lines]
    begins = [[line[index].x0 for index in own] for line, own in zip(lines, gaps, strict=True)]
    counts = {
        start: sum(abs(other - start) <= _SAME for own in begins for other in own) for own in begins for start in own
    }
    if not counts:
        return [], []
    many = max(2.0, _MANY * max(counts.values()))
    start = max((start for start, count in counts.items() if count >= many), default=min(counts))
    inner: list[list[Char]] = []
    outer: list[list[Char]] = []
    for line, own in zip(lines, gaps, strict=True):
        cuts = [i for i in own if i == 0 or counts.get(line[i].x0, 0) > 1]
        pieces = [line[first:last] for first, last in zip(cuts, [*cuts[1:], len(line)], strict=True)]
        outer.extend(pieces[:-1])
        (inner if pieces[-1][-1].x1 > start + 1 else outer).append(pieces[-1])
    return inner, outer


def _gaps(line: list[Char], em: float) -> list[int]:
    """Where a label may begin: at the first character, and after gaps; not within one, after its number or beside a
    bracket. `em`: from one character to the next.
    """
    found = [0]
    for index, char in enumerate(line[1:], start=1):
        gap = (char.x0 - line[index - 1].x1) / char.size
        before = "".join(other.text for other in line[found[-1] : index])
        numbered = gap < _WIDE_GAP and (_ENUMERATION.fullmatch(before) or before[-1] in _COMMAS)
        text = "".join(other.text for other in line[index : index + 4])
        if goes_on(line[index - 1], char, em) or line[index - 1].text in "（(" or char.text in "）)":
            continue
        if gap > _GAP and not numbered and (char.text not in "（(" or _ENUMERATION.match(text)):
            found.append(index)
    return found


def _by_middle(own: list[Chunk]) -> float:
    return (own[0].y + own[-1].y) / 2


def _by_first(own: list[Chunk]) -> float:
    return own[0].y


def _shared_out(
    pieces: list[Chunk],
    rows: list[float],
    size: float,
    pitch: float,
    rules: Sequence[Rule],
    by: Callable[[list[Chunk]], float],
) -> tuple[float, list[tuple[int, int]]]:
    """Consecutive lines for each row so that their places agree best, and what it costs; lines may stay without row."""
    count = len(pieces)
    best = [[_UNPLACED * end for end in range(count + 1)]]
    back: dict[tuple[int, int], tuple[int, int, bool]] = {}
    for row, middle in enumerate(rows, start=1):
        costs: list[float] = []
        for end in range(count + 1):
            options = [(best[row - 1][end] + _UNLABELLED, (row - 1, end, False))]
            if end:
                options.append((costs[end - 1] + _UNPLACED, (row, end - 1, False)))
            for start in range(end - 1, max(-1, end - 1 - _MOST_LINES), -1):
                own = pieces[start:end]
                if len(own) > 1 and (_apart(own[0], own[1], pitch, rules) or _ENUMERATION.match(own[1].text)):
                    break
                off = (by(own) - middle) / size
                if (not rules and abs(off) > _OFF) or _divided(own, middle, rules):
                    continue
                options.append((best[row - 1][start] + off * off, (row - 1, start, True)))
            cost, back[row, end] = min(options)
            costs.append(cost)
        best.append(costs)
    groups: list[tuple[int, int]] = []
    row, end = len(rows), count
    while row:
        upper, start, taken = back[row, end]
        if upper < row:
            groups.append((start, end) if taken else (end, end))
        row, end = upper, start
    return best[-1][-1], groups[::-1]


def _apart(upper: Chunk, lower: Chunk, pitch: float, rules: Sequence[Rule]) -> bool:
    return lower.y - upper.y > pitch or parted(rules, upper.x, upper.y, lower.y)


def _divided(own: list[Chunk], middle: float, rules: Sequence[Rule]) -> bool:
    """Whether a line across the table stands between a label and the numbers of the row."""
    first, last = own[0], own[-1]
    return parted(rules, first.x, min(first.y, middle), middle) or parted(rules, last.x, middle, max(last.y, middle))


def _groups(
    stacks: list[list[Chunk]],
    middles: list[float],
    labels: list[PrintedCell | None],
    size: float,
    rules: Sequence[Rule],
) -> list[list[PrintedCell]]:
    """Labels of groups, each with the row it begins at: that of its first line, or nearest to it."""
    found: list[list[PrintedCell]] = [[] for _ in middles]
    labelled = [index for index, label in enumerate(labels) if label is not None]
    for words in stacks:
        cell = _cell(words)
        inside = [i for i in labelled if not _divided([words[0]], middles[i], rules)] if rules else labelled
        near = [i for i in inside or labelled if middles[i] > cell.top - 2 * size]
        if near and cell.y < middles[-1] + 2 * size:
            found[min(near, key=lambda index: abs(middles[index] - words[0].y))].append(cell)
    for cells in found:
        cells.sort(key=lambda cell: cell.x0)
    return found


def _stacked(outer: list[list[Char]], pitch: float, rules: Sequence[Rule]) -> list[list[Chunk]]:
    """Words under each other, line by line, are one cell's."""
    found: list[list[Chunk]] = []
    words = [word for line in outer for word in _words(line)]
    for word in sorted(words, key=lambda word: (word.y, word.x0)):
        for cell in found:
            last = cell[-1]
            over = min(last.x1, word.x1) - max(last.x0, word.x0)
            if over > 0.4 * min(last.x1 - last.x0, word.x1 - word.x0) and not _apart(last, word, pitch, rules):
                cell.append(word)
                break
        else:
            found.append([word])
    return found


def _words(line: list[Char]) -> list[Chunk]:
    """A line cut where a gap is wider than one between characters."""
    found = [[line[0]]]
    for before, char in zip(line, line[1:], strict=False):
        if char.x0 - before.x1 > 0.8 * char.size:
            found.append([char])
        else:
            found[-1].append(char)
    return list(map(Chunk, found))
