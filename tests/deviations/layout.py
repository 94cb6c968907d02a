"""Drafts → printed tables: rows of cells with spans, as the official form lays them out, however it was changed."""

from __future__ import annotations

from itertools import groupby

from tests.deviations.draft import CHANNELS, NOTE, OUTCOMES, Block, Cell, Column, Draft, Line, Table

Row = list[Cell]


def lay_out(draft: Draft) -> dict[str, list[Table]]:
    """The tables of each section, in order."""
    return {
        "article20": _article20(draft),
        "requests": [_requests(draft)] if draft.lines else [],
        "review_litigation": [_review(draft)] if draft.channels else [],
    }


def _value(draft: Draft, key: str, cols: int = 1) -> Cell:
    return Cell(draft.shown.get(key, ""), key, 1, cols, "value", draft.markup.get(key))


def _article20(draft: Draft) -> list[Table]:
    width = max((len(block.columns) for block in draft.blocks), default=0) + 1
    mode = draft.options.get("article20", "stacked")
    if mode == "side" and len(draft.blocks) > 1:
        return [_side_by_side(draft)]
    parts = [_block(draft, block, width if mode == "stacked" else len(block.columns) + 1) for block in draft.blocks]
    if mode == "stacked" and parts:
        return [Table("article20", [row for part in parts for row in part], 2)]
    return [Table("article20", part, 2) for part in parts]


def _block(draft: Draft, block: Block, width: int) -> list[Row]:
    rows = [
        [Cell(block.clause, cols=width)],
        [Cell("信息内容"), *_spread([Cell(c.label) for c in block.columns], width)],
    ]
    rows += [
        [Cell(line.labels[0] or ""), *_spread(_cells(draft, block, line, at), width)]
        for at, line in enumerate(block.lines)
    ]
    return rows


def _cells(draft: Draft, block: Block, line: Line, at: int) -> list[Cell]:
    if line.name is None:
        return [Cell(text, role="foreign") for text in line.texts or []]
    return [
        _value(draft, f"article20.{line.name}.{c.name}") if c.name else Cell(c.texts[at % len(c.texts)], role="foreign")
        for c in block.columns
    ]


def _spread(cells: list[Cell], width: int) -> list[Cell]:
    """The last cell spans what is left of the row."""
    if cells:
        cells[-1].cols = width - len(cells)
    return cells


def _side_by_side(draft: Draft) -> Table:
    """Two blocks beside each other, twice as wide."""
    rows: list[Row] = []
    for first in range(0, len(draft.blocks), 2):
        pair = draft.blocks[first : first + 2]
        parts = [_block(draft, block, len(block.columns) + 1) for block in pair]
        for index in range(max(len(part) for part in parts)):
            row: Row = []
            for block, part in zip(pair, parts, strict=True):
                row += (
                    part[index]
                    if index < len(part)
                    else [Cell("", role="foreign") for _ in range(len(block.columns) + 1)]
                )
            rows.append(row)
    return Table("article20", rows, 2)


def _requests(draft: Draft) -> Table:
    depth = 3
    head = _head(draft, depth)
    return Table("requests", [*head, *_body(draft, depth)], len(head))


def _head(draft: Draft, depth: int) -> list[Row]:
    columns = draft.columns
    corner = NOTE if draft.options.get("corner") != "none" else ""
    if draft.options.get("head") == "flat":
        return [[Cell(corner, cols=depth, role="corner"), *(Cell(c.label) for c in columns)]]
    first, second, third = [Cell(corner, rows=3, cols=depth, role="corner")], [], []
    ends = [at for at, column in enumerate(columns) if column.name is not None]
    inner = columns[ends[0] : ends[-1] + 1] if ends else []
    first += [Cell(c.label, rows=3) for c in columns[: ends[0] if ends else 0]]
    first += [Cell("申请人情况", cols=len(inner))] if inner else []
    first += [Cell(c.label, rows=3) for c in columns[ends[-1] + 1 if ends else 0 :]]
    for organisation, run in groupby(inner, key=lambda c: c.organisation):
        own = list(run)
        if organisation:
            second.append(Cell("法人或其他组织", cols=len(own)))
            third += [Cell(c.label) for c in own]
        else:
            second += [Cell(c.label, rows=2) for c in own]
    return [first, second, third]


def _body(draft: Draft, depth: int) -> list[Row]:
    mode = draft.options.get("groups", "span")
    rows: list[Row] = []
    for at, line in enumerate(draft.lines):
        above = draft.lines[at - 1] if at else None
        own: Row = []
        for level, label in enumerate(line.labels):
            if label is None:
                continue
            last = all(other is None for other in line.labels[level + 1 :])
            cols = depth - level if last else 1
            if last:
                own.append(Cell(label, cols=cols))
            elif above is not None and above.labels[: level + 1] == line.labels[: level + 1]:
                own += {"repeat": [Cell(label)], "blank": [Cell("")]}.get(mode, [])
            else:
                run = _run(draft.lines, at, level) if mode == "span" else 1
                own.append(Cell(label, rows=run))
        rows.append([*own, *_line_cells(draft, line, at)])
    return rows


def _run(lines: list[Line], at: int, level: int) -> int:
    prefix = lines[at].labels[: level + 1]
    end = at
    while end < len(lines) and lines[end].labels[: level + 1] == prefix:
        end += 1
    return end - at


def _line_cells(draft: Draft, line: Line, at: int) -> list[Cell]:
    if line.name is None:
        texts = line.texts or []
        return [Cell(texts[at] if at < len(texts) else "", role="foreign") for at in range(len(draft.columns))]
    found = []
    for column in draft.columns:
        if column.name is None:
            found.append(Cell(column.texts[at % len(column.texts)], role="foreign"))
        else:
            found.append(_value(draft, f"requests.{line.name}.{column.name}"))
    return found


def _review(draft: Draft) -> Table:
    outcomes = draft.outcomes
    if draft.options.get("review") == "stacked":
        rows = [[Cell("类别"), *(Cell(OUTCOMES[o]) for o in outcomes)]]
        rows += [
            [Cell(CHANNELS[c]), *(_value(draft, f"review_litigation.{c}.{o}") for o in outcomes)]
            for c in draft.channels
        ]
        return Table("review_litigation", rows, 1)
    width = len(outcomes)
    first, second, third = [], [], []
    for review, run in groupby(draft.channels, key=lambda channel: channel == "review"):
        own = list(run)
        if review:
            first.append(Cell("行政复议", cols=width))
            second += [Cell(OUTCOMES[o], rows=2) for o in outcomes]
        else:
            first.append(Cell("行政诉讼", cols=width * len(own)))
            second += [Cell(CHANNELS[c], cols=width) for c in own]
            third += [Cell(OUTCOMES[o]) for _ in own for o in outcomes]
    values = [_value(draft, f"review_litigation.{c}.{o}") for c in draft.channels for o in outcomes]
    return Table("review_litigation", [first, second, third, values], 3)


def expanded(rows: list[Row]) -> list[list[tuple[Cell, bool]]]:
    """Every row as places left to right: the cell that covers each, and whether it starts there."""
    grid: list[dict[int, tuple[Cell, bool]]] = [{} for _ in rows]
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            while column in grid[at]:
                column += 1
            for down in range(min(cell.rows, len(rows) - at)):
                for right in range(cell.cols):
                    grid[at + down][column + right] = (cell, down == 0 and right == 0)
            column += cell.cols
    return [[places[column] for column in sorted(places)] for places in grid]


def foreign_column(label: str, texts: list[str], *, organisation: bool = False) -> Column:
    """A column that agencies add."""
    return Column(None, label, organisation, texts)
