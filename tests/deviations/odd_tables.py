"""Deviations of the printed tables, further: numbered columns, columns cut apart, rows and columns joined, captions within."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.deviations.draft import CHANNELS, GROUPS, OUTCOMES, RESULTS, Cell, Draft, Gold, Line, Table
from tests.deviations.layout import expanded
from tests.deviations.registry import deviation

_ANY = ("unreadable", None)


def _whole(draft: Draft) -> Iterator[Table]:
    """Tables of section three whose rows are as the form has them."""
    for table in draft.tables["requests"]:
        widths = {len(places) for places in expanded(table.rows)}
        if len(widths) == 1 and not any(cell.role in ("pad", "hidden", "note") for row in table.rows for cell in row):
            yield table


@deviation("tables")
def column_numbers(draft: Draft, draw: random.Random) -> None:
    """A row of the columns' numbers under the heading, as statistical forms have it."""
    label = draw.choice(("栏次", "甲", "", "序号", "列号"))
    first = draw.choice((0, 1))
    for table in _whole(draft):
        width = len(expanded(table.rows)[0])
        count = len(draft.columns)
        numbers = [Cell(str(first + at), role="foreign") for at in range(count)]
        table.rows.insert(table.head, [Cell(label, cols=width - count), *numbers])
        table.head += 1


@deviation("tables")
def columns_cut(draft: Draft, draw: random.Random) -> None:
    """A table too wide for its page: the left columns first, then the labels again with the others."""
    for table in list(_whole(draft)):
        grid = expanded(table.rows)
        width, count = len(grid[0]), len(draft.columns)
        at = width - count + draw.randint(2, max(2, count - 2))
        halves = [(0, width - count, width - count, at), (0, width - count, at, width)]
        parts = [Table("requests", [_columns(row, half) for row in grid], table.head) for half in halves]
        parts[0].before, parts[1].after = table.before, table.after
        parts[1].before = draw.choice(([], ["续表"], ["（接上表）"]))
        own = draft.tables["requests"]
        own[own.index(table) : own.index(table) + 1] = parts


def _columns(row: list[tuple[Cell, bool]], half: tuple[int, int, int, int]) -> list[Cell]:
    """The cells of a row within two ranges of its places, each as wide as what is left of it."""
    kept: list[Cell] = []
    places = [at for low, high in (half[:2], half[2:]) for at in range(low, high)]
    last: Cell | None = None
    for at in places:
        cell, _ = row[at]
        if cell is last:
            kept[-1].cols += 1
        else:
            kept.append(Cell(cell.text, cell.key, role=cell.role, markup=cell.markup))
        last = cell
    return kept


@deviation("tables")
def rows_joined(draft: Draft, draw: random.Random) -> None:
    """Two rows as one: both labels in a cell, both numbers in each, a line each."""
    for table in _whole(draft):
        plain = [
            at
            for at in range(table.head, len(table.rows) - 1)
            if _shape(table.rows[at]) == _shape(table.rows[at + 1]) and _shape(table.rows[at])
        ]
        if not plain:
            continue
        at = draw.choice(plain)
        upper, lower = table.rows[at], table.rows[at + 1]
        for above, below in zip(upper, lower, strict=True):
            above.text = f"{above.text}\n{below.text}"
            above.markup = None
            for key in (above.key, below.key):
                if key:
                    draft.gold[key].accept += [_ANY, ("missing", None)]
        for index, row in enumerate(table.rows[:at]):
            for cell in row:
                cell.rows -= cell.rows > 1 and index + cell.rows > at
        del table.rows[at + 1]


@deviation("tables")
def rows_summed(draft: Draft, draw: random.Random) -> None:
    """Two rows as one, whose numbers are the sums of both, with a word or mark between the labels."""
    _sum_rows(draft, draw, ("、", "和", "及"))


@deviation("tables", "html", "docx")
def rows_summed_by_lines(draft: Draft, draw: random.Random) -> None:
    """The same with nothing between the labels, or a line break, which text without cells would not show."""
    _sum_rows(draft, draw, ("\n", ""))


def _sum_rows(draft: Draft, draw: random.Random, marks: tuple[str, ...]) -> None:
    for table in _whole(draft):
        for index, row in enumerate(table.rows[:-1]):
            below = table.rows[index + 1]
            if index < table.head or _shape(row) != _shape(below) or not _shape(row) or draw.random() < 0.8:
                continue
            mark = draw.choice(marks)
            for upper, lower in zip(row, below, strict=True):
                both = (upper.key, lower.key)
                numbers = upper.text.isdigit() and lower.text.isdigit()
                upper.text = str(int(upper.text) + int(lower.text)) if numbers else f"{upper.text}{mark}{lower.text}"
                upper.markup = None
                for key in both:
                    if key:
                        draft.gold[key] = Gold("unreadable", None, [("missing", None)])
            for at, above in enumerate(table.rows[:index]):
                for cell in above:
                    cell.rows -= cell.rows > 1 and at + cell.rows > index
            del table.rows[index + 1]
            return


def _shape(row: list[Cell]) -> tuple[str, ...]:
    """The roles of a row's cells; empty where one spans rows."""
    return () if any(cell.rows > 1 for cell in row) else tuple(f"{cell.role}{cell.cols}" for cell in row)


@deviation("structure")
def group_rows(draft: Draft, draw: random.Random) -> None:
    """A group's label as a row of its own, without numbers."""
    for group, label in GROUPS.items():
        members = [line for line in draft.lines if line.name and line.name.startswith(group + ".")]
        if not members:
            continue
        texts = [draw.choice(("", "", "/", "—"))] * len(draft.columns)
        for line in members:
            if line.labels[0] == RESULTS and line.labels[2]:
                line.labels = [RESULTS, line.labels[2], None]
        draft.lines.insert(draft.lines.index(members[0]), Line(None, [RESULTS, label, None], texts))


@deviation("structure")
def columns_joined(draft: Draft, draw: random.Random) -> None:
    """Two kinds of organisations counted in one column."""
    own = [at for at, column in enumerate(draft.columns[:-1]) if column.organisation and column.name]
    able = [at for at in own if at + 1 in own]
    if not able:
        return
    at = draw.choice(able)
    left, right = draft.columns[at : at + 2]
    texts = []
    for line in draft.lines:
        keys = [f"requests.{line.name}.{column.name}" for column in (left, right)]
        texts.append(
            str(sum(int(draft.gold[key].value or 0) for key in keys if draft.gold[key].value)) if line.name else ""
        )
    draft.lose([f"requests.{line.name}.{c.name}" for line in draft.lines if line.name for c in (left, right)])
    mark = draw.choice(("、", "和", "及", "/", "\n"))
    left.label, left.name, left.texts = left.label + mark + right.label, None, texts
    draft.columns.remove(right)


@deviation("tables")
def review_apart(draft: Draft, draw: random.Random) -> None:
    """Section four as two tables, or with a row for each outcome."""
    for table in draft.tables["review_litigation"]:
        if any(cell.role in ("pad", "hidden", "note") for row in table.rows for cell in row):
            continue
        shown = {cell.key: cell for row in table.rows for cell in row if cell.key}
        if draw.random() < 0.5:
            _by_outcome(draft, table, shown)
        elif "review" in draft.channels and len(draft.channels) > 1:
            _in_two(draft, shown)
        return


def _by_outcome(draft: Draft, table: Table, shown: dict[str | None, Cell]) -> None:
    rows = [[Cell("结果"), *(Cell(CHANNELS[channel]) for channel in draft.channels)]]
    for outcome in draft.outcomes:
        cells = [shown.get(f"review_litigation.{channel}.{outcome}") for channel in draft.channels]
        rows.append(
            [
                Cell(OUTCOMES[outcome]),
                *(Cell(c.text, c.key, role="value", markup=c.markup) if c else Cell("") for c in cells),
            ]
        )
    table.rows, table.head = rows, 1


def _in_two(draft: Draft, shown: dict[str | None, Cell]) -> None:
    parts = []
    for channels, caption in (
        (["review"], "行政复议情况"),
        ([c for c in draft.channels if c != "review"], "行政诉讼情况"),
    ):
        heading = [[Cell(CHANNELS[c], cols=len(draft.outcomes)) for c in channels]] if len(channels) > 1 else []
        words = [[Cell(OUTCOMES[outcome]) for _ in channels for outcome in draft.outcomes]]
        keys = [f"review_litigation.{channel}.{outcome}" for channel in channels for outcome in draft.outcomes]
        cells = [shown[key] for key in keys if key in shown]
        values = [Cell(c.text, c.key, role="value", markup=c.markup) for c in cells]
        parts.append(Table("review_litigation", [*heading, *words, values], len(heading) + 1, [caption]))
        for key in keys:
            if key in draft.gold:
                draft.gold[key].accept += [_ANY]
    draft.tables["review_litigation"] = parts


@deviation("tables", "html", "docx")
def numbers_over_lines(draft: Draft, draw: random.Random) -> None:
    """Two values side by side as one cell with two lines: whose number is which can only be guessed."""
    for table in _whole(draft):
        rows = [row for row in table.rows[table.head :] if sum(cell.role == "value" for cell in row) > 2]
        for row in draw.sample(rows, min(2, len(rows))):
            values = [at for at, cell in enumerate(row) if cell.role == "value" and cell.key and cell.cols == 1]
            at = values[draw.randrange(len(values) - 1)] if len(values) > 1 else None
            if at is None or at + 1 not in values or not row[at].text.strip() or not row[at + 1].text.strip():
                continue
            for cell in (row[at], row[at + 1]):
                draft.gold[cell.key or ""] = Gold("unreadable", None, [("missing", None), ("blank", None)])
            row[at].text = f"{row[at].text}\n{row[at + 1].text}"
            row[at].markup, row[at + 1].markup, row[at + 1].text = None, None, ""


@deviation("tables")
def year_bands(draft: Draft, draw: random.Random) -> None:
    """One heading over two years' rows, each year's under a row that says it."""
    year = draft.sheet.year
    this, last = draw.choice(((f"{year}年", f"{year - 1}年"), ("本年", "上年"), (f"{year}年度", f"{year - 1}年度")))
    for table in _whole(draft):
        width = len(expanded(table.rows)[0])
        body = table.rows[table.head :]
        old = [[Cell(c.text, rows=c.rows, cols=c.cols, role=c.role) for c in row] for row in body]
        for row in old:
            for cell in row:
                cell.text = str(draw.randint(0, 40)) if cell.role == "value" else cell.text
                cell.role = "foreign" if cell.role == "value" else cell.role
        bands = [[Cell(this, cols=width, role="note")], *body], [[Cell(last, cols=width, role="note")], *old]
        first, second = bands if draw.random() < 0.5 else bands[::-1]
        table.rows = [*table.rows[: table.head], *first, *second]
