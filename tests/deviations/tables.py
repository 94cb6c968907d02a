"""Deviations of the printed tables: labels in other dress, spans lost, tables cut, joined, repeated, notes within."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from copy import deepcopy

from tests.deviations.draft import Cell, Draft, Gold, Table
from tests.deviations.layout import expanded
from tests.deviations.registry import deviation

_CONFUSED = dict(zip("申请予开理其行政务信息类办规范其他公", "甲清于开埋共行攻务倍息类力现范共化公", strict=True))


def _tables(draft: Draft) -> Iterator[Table]:
    for own in draft.tables.values():
        yield from own


def _labels(draft: Draft) -> list[Cell]:
    return [c for table in _tables(draft) for row in table.rows for c in row if c.role == "label" and c.text]


def _body(table: Table) -> list[int]:
    return [at for at, row in enumerate(table.rows) if any(cell.role == "value" for cell in row)]


@deviation("tables")
def label_typos(draft: Draft, draw: random.Random) -> None:
    """A character lost, doubled or taken for another in some labels."""
    for cell in _labels(draft):
        if len(cell.text) > 3 and draw.random() < 0.25:
            at = draw.randrange(len(cell.text))
            how = draw.choice(("lost", "doubled", "confused"))
            letter = cell.text[at]
            new = {"lost": "", "doubled": letter * 2, "confused": _CONFUSED.get(letter, letter)}[how]
            cell.text = cell.text[:at] + new + cell.text[at + 1 :]


@deviation("tables")
def label_spaces(draft: Draft, draw: random.Random) -> None:
    """Spaces or line breaks within labels."""
    gap = draw.choice((" ", "\u3000", "\n", "\u00a0"))
    for cell in _labels(draft):
        if draw.random() < 0.5:
            at = draw.randint(1, max(1, len(cell.text) - 1))
            cell.text = cell.text[:at] + gap + cell.text[at:]


@deviation("tables", "html", "docx")
def label_vertical(draft: Draft, draw: random.Random) -> None:
    """One character a line."""
    for cell in _labels(draft):
        if cell.rows > 1 or (len(cell.text) <= 8 and draw.random() < 0.3):
            cell.text = "\n".join(cell.text)


@deviation("tables")
def label_punctuation(draft: Draft, draw: random.Random) -> None:
    """Brackets, points and widths otherwise."""
    table = str.maketrans(
        draw.choice(
            (
                {"（": "(", "）": ")", "、": ".", ".": "、"},
                {"（": "【", "）": "】", ".": "．"},
                {"（": "", "）": "、", "、": "", ".": ""},
                {"，": ",", "“": '"', "”": '"', ".": "："},
            )
        )
    )
    for cell in _labels(draft):
        cell.text = cell.text.translate(table)


@deviation("tables")
def label_traditional(draft: Draft, draw: random.Random) -> None:
    """Traditional characters."""
    import opencc

    turn = opencc.OpenCC("s2t")
    for cell in _labels(draft):
        cell.text = turn.convert(cell.text)


@deviation("tables")
def label_numbering(draft: Draft, draw: random.Random) -> None:
    """Numbers of rows left out, wrong, or in another style."""
    how = draw.choice(("none", "wrong", "circle", "roman", "plain"))
    for cell in _labels(draft):
        found = re.match(r"^(?:（([一二三四五六七])）|(\d)\.|([一二三四])、)(.+)$", cell.text, re.S)
        if not found:
            continue
        digit = found[2] or str("一二三四五六七".index(found[1] or found[3]) + 1)
        number = {
            "none": "",
            "wrong": f"{draw.randint(1, 9)}.",
            "circle": "①②③④⑤⑥⑦⑧⑨"[int(digit) - 1],
            "roman": "ⅠⅡⅢⅣⅤⅥⅦⅧⅨ"[int(digit) - 1] + ".",
            "plain": digit + " ",
        }[how]
        cell.text = number + found[4]


@deviation("tables")
def label_marks(draft: Draft, draw: random.Random) -> None:
    """Footnote marks, units and notes at labels."""
    for cell in _labels(draft):
        if draw.random() < 0.15:
            cell.text += draw.choice(("¹", "*", "①", "（件）", "（单位：件）", "：", "（注2）", "(个)"))


@deviation("tables")
def heading_units(draft: Draft, draw: random.Random) -> None:
    """Units in headings."""
    for table in _tables(draft):
        for row in table.rows:
            for cell in row:
                if cell.text.startswith(("本年收费金额", "采购总金额", "本年收费总金额")):
                    unit = draw.choice(("（万元）", "\n（单位：万元）", "（元）", "(亿元)", "（单位：元）"))
                    cell.text = cell.text.split("（")[0] + unit
                    item = "procurement" if cell.text.startswith("采购") else "fees"
                    draft.units.setdefault(f"article20.{item}.amount", unit.strip("\n（）()").removeprefix("单位："))


@deviation("tables")
def spans_lost(draft: Draft, draw: random.Random) -> None:
    """Spans lost: covered places left out, left empty, or holding the text again."""
    how = draw.choice(("out", "empty", "again"))
    for table in _tables(draft):
        rows = []
        for places in expanded(table.rows):
            row = []
            for cell, start in places:
                _parted(draft, cell)
                if start or (how == "again" and cell.role != "value"):
                    row.append(Cell(cell.text, cell.key, role=cell.role, markup=cell.markup))
                elif how != "out":
                    row.append(Cell("", role="pad"))
            rows.append(row)
        table.rows = rows


def _parted(draft: Draft, cell: Cell) -> None:
    """A merged number cell that lost its span shows a number in its first place and nothing in the second."""
    if cell.also and cell.key:
        draft.gold[cell.key].accept += [("reported", cell.text)] if cell.text.isdigit() else []
        draft.gold[cell.also].accept += [("blank", None)]
        cell.also = None


@deviation("tables", "html", "docx")
def merged_values(draft: Draft, draw: random.Random) -> None:
    """Two number cells as one, over columns or rows: neither has a number of its own."""
    for table in draft.tables["requests"]:
        for at in draw.sample(_body(table), min(2, len(_body(table)))):
            row = table.rows[at]
            values = [i for i, cell in enumerate(row) if cell.role == "value" and cell.key and cell.cols == 1]
            if len(values) < 2:
                continue
            i = values[draw.randrange(len(values) - 1)]
            if i + 1 not in values:
                continue
            for cell in (row[i], row[i + 1]):
                draft.gold[cell.key or ""] = Gold("unreadable", None, [("missing", None)])
            row[i].cols, row[i].also = 2, row[i + 1].key
            del row[i + 1]


@deviation("tables")
def cells_lost(draft: Draft, draw: random.Random) -> None:
    """A number cell dropped from a row, so that the rest moves left."""
    for table in draft.tables["requests"]:
        at = draw.choice(_body(table) or [0])
        values = [i for i, cell in enumerate(table.rows[at]) if cell.role == "value"]
        if values:
            gone = table.rows[at].pop(draw.choice(values))
            if gone.key:
                draft.gold[gone.key] = Gold("missing", None, [("unreadable", None)])


@deviation("tables")
def empty_rows(draft: Draft, draw: random.Random) -> None:
    """Empty rows between."""
    for table in _tables(draft):
        width = max(len(places) for places in expanded(table.rows))
        free = [at for at in range(len(table.rows) + 1) if not _covered(table, at)]
        at = draw.choice(free)
        table.rows.insert(at, [Cell("", role="pad") for _ in range(width)])
        table.head += at < table.head


def _covered(table: Table, at: int) -> bool:
    """Whether a cell spans from the row above into the row at this place."""
    return any(row_at + cell.rows > at for row_at, row in enumerate(table.rows[:at]) for cell in row)


@deviation("tables")
def heading_again(draft: Draft, draw: random.Random) -> None:
    """The heading repeated within the table."""
    for table in draft.tables["requests"]:
        free = [at for at in _body(table) if not _covered(table, at)]
        if free and table.head:
            table.rows[draw.choice(free) : 0] = []
            at = draw.choice(free)
            table.rows[at:at] = deepcopy(table.rows[: table.head])


@deviation("tables")
def note_rows(draft: Draft, draw: random.Random) -> None:
    """A note over the whole width, with numbers in it, below or between."""
    for table in _tables(draft):
        width = max(len(places) for places in expanded(table.rows))
        text = draw.choice(
            (
                "注：以上数据含上年结转3件。",
                "单位：件",
                "注：1.统计口径不变；2.本年新收12件",
                "填表人：张三　　联系电话：0512-5555555",
                "（续表）",
                "说明：总计12件",
            )
        )
        free = [at for at in range(len(table.rows) + 1) if not _covered(table, at)]
        at = draw.choice((free[0], free[-1], draw.choice(free)))
        table.rows.insert(at, [Cell(text, cols=width, role="note")])
        table.head += at < table.head


@deviation("tables")
def caption_rows(draft: Draft, draw: random.Random) -> None:
    """The section's heading as the table's first row."""
    words = {
        "article20": "二、主动公开政府信息情况",
        "requests": "三、收到和处理政府信息公开申请情况",
        "review_litigation": "四、政府信息公开行政复议、行政诉讼情况",
    }
    for table in _tables(draft):
        width = max(len(places) for places in expanded(table.rows))
        table.rows.insert(0, [Cell(words[table.dataset], cols=width, role="note")])
        table.head += 1


@deviation("tables")
def page_cut(draft: Draft, draw: random.Random) -> None:
    """A table cut in two, its heading repeated or not, a page number between."""
    for name, own in draft.tables.items():
        parts: list[Table] = []
        for table in own:
            rows = [
                [Cell(c.text, c.key, role=c.role, markup=c.markup, cols=c.cols, rows=c.rows) for c in row]
                for row in table.rows
            ]
            at = draw.randint(min(table.head + 1, len(rows)), len(rows))
            if at >= len(rows) or name == "article20" and len(rows) < 4:
                parts.append(table)
                continue
            upper, lower = _cut(rows, at)
            if draw.random() < 0.5:
                lower = deepcopy(rows[: table.head]) + lower
            parts += [
                Table(name, upper, table.head, table.before, draw.choice(([], [], ["- 3 -"], ["第3页"]))),
                Table(name, lower, 0, draw.choice(([], [], ["续表"])), table.after),
            ]
        draft.tables[name] = parts


def _cut(rows: list[list[Cell]], at: int) -> tuple[list[list[Cell]], list[list[Cell]]]:
    """Rows above and below; a cell over the cut ends there and goes on empty or with its text again."""
    upper: list[list[Cell]] = []
    goes_on: list[tuple[int, Cell]] = []
    grid = expanded(rows)
    for index, row in enumerate(rows[:at]):
        for cell in row:
            if index + cell.rows > at:
                column = next(i for i, (other, _) in enumerate(grid[index]) if other is cell)
                goes_on.append(
                    (
                        column,
                        Cell("" if column % 2 else cell.text, cell.key, index + cell.rows - at, cell.cols, cell.role),
                    )
                )
                cell.rows = at - index
        upper.append(row)
    lower = rows[at:]
    lower[0] = [cell for _, cell in sorted(goes_on, key=lambda found: found[0])] + lower[0]
    return upper, lower


@deviation("tables")
def row_torn(draft: Draft, draw: random.Random) -> None:
    """A row over two rows: half its label above, the numbers above or below."""
    for table in draft.tables["requests"]:
        rows = [at for at in _body(table) if len(table.rows[at]) and not any(cell.rows > 1 for cell in table.rows[at])]
        if not rows:
            continue
        at = draw.choice(rows)
        row = table.rows[at]
        own = [i for i, cell in enumerate(row) if cell.role == "label"]
        if not own or len(row[own[-1]].text) < 5 or any(cell.cols > 1 and cell.role == "value" for cell in row):
            continue
        for index, above in enumerate(table.rows[:at]):
            for cell in above:
                cell.rows += cell.rows > 1 and index + cell.rows > at
        label = row[own[-1]]
        cut = draw.randint(2, len(label.text) - 2)
        below = [Cell(label.text[cut:], cols=label.cols)]
        label.text = label.text[:cut]
        values = [cell for cell in row if cell.role != "label"]
        empty = [Cell("", role="pad") for _ in values]
        first = draw.random() < 0.5
        row[own[-1] + 1 :] = values if first else empty
        lead = [Cell("", cols=1) for _ in own[:-1]]
        table.rows.insert(at + 1, [*lead, *below, *(empty if first else values)])


@deviation("tables")
def three_and_four_joined(draft: Draft, draw: random.Random) -> None:
    """Sections three and four in one table."""
    if len(draft.tables["requests"]) == 1 and len(draft.tables["review_litigation"]) == 1:
        upper, lower = draft.tables["requests"][0], draft.tables["review_litigation"][0]
        between = draw.choice(([], [[Cell("四、政府信息公开行政复议、行政诉讼情况", cols=10, role="note")]]))
        upper.rows = [*upper.rows, *between, *lower.rows]
        draft.tables["review_litigation"] = []


@deviation("tables", "html")
def hidden_rows(draft: Draft, draw: random.Random) -> None:
    """Rows and cells that the page does not show."""
    for table in draft.tables["requests"]:
        at = draw.choice(_body(table) or [0])
        copy = [
            Cell(cell.text, role="hidden", cols=cell.cols)
            if cell.role != "value"
            else Cell(str(draw.randint(1, 9)), role="hidden")
            for cell in table.rows[at]
        ]
        free = [i for i in range(len(table.rows) + 1) if not _covered(table, i)]
        if at in free:
            table.rows.insert(at, copy)


@deviation("tables", "docx")
def tracked_changes(draft: Draft, draw: random.Random) -> None:
    """Deleted and inserted runs, hidden runs, and numbers over several runs."""
    for table in _tables(draft):
        for at in _body(table):
            for cell in table.rows[at]:
                if cell.role == "value" and draw.random() < 0.1:
                    cell.markup = draw.choice(("deleted", "inserted", "hidden", "runs", "deleted before"))


@deviation("tables")
def transposed(draft: Draft, draw: random.Random) -> None:
    """Section three with applicants as rows."""
    for table in draft.tables["requests"]:
        body = [table.rows[at] for at in _body(table)]
        if any(
            (cell.key or "").startswith("review") or (cell.role == "value" and cell.cols > 1)
            for row in body
            for cell in row
        ):
            continue
        labels = [[c for c in row if c.role == "label"] for row in body]
        first = [Cell("申请人情况"), *(Cell(own[-1].text if own else "") for own in labels)]
        names = [column.label for column in draft.columns]
        table.rows = [first]
        for index, name in enumerate(names):
            cells = []
            for row in body:
                values = [c for c in row if c.role in ("value", "foreign")]
                cells.append(values[index] if index < len(values) else Cell("", role="pad"))
            table.rows.append([Cell(name), *(Cell(c.text, c.key, role=c.role, markup=c.markup) for c in cells)])
        table.head = 1
