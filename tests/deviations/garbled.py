"""Labels that no one can read: noise of scans, torn or swapped text, words of another table; the numbers stay plain."""

from __future__ import annotations

import random

from tests.deviations.draft import Cell, Draft, Table
from tests.deviations.registry import deviation

_NOISE = "囗丨亠冖卜乂匕厶凵勹屮彡丿冂辶疒钅饣纟讠龵巛"
_SIGNS = "#@~^|}{<>*&%$=+_"
_OTHER = ("其它情形", "备用", "见附件", "同上", "事项", "内容", "数量", "小类", "依申请公开", "网站", "政务服务")


def garbled(text: str, draw: random.Random) -> str:
    """The text as a bad scan, a torn page or a slip of the hand leaves it."""
    how = draw.choice(("noise", "noise", "signs", "torn", "other", "mixed", "latin", "stub"))
    if how == "noise":
        return "".join(draw.choice(_NOISE) for _ in text)
    if how == "signs":
        return "".join(draw.choice(_SIGNS + _NOISE) for _ in text[:12])
    if how == "torn":
        at = draw.randrange(len(text))
        return text[at : at + draw.randint(1, 2)]
    if how == "other":
        return draw.choice(_OTHER)
    if how == "mixed":
        letters = [letter if draw.random() < 0.4 else draw.choice(_NOISE) for letter in text]
        draw.shuffle(letters)
        return "".join(letters)
    if how == "latin":
        return "".join(draw.choice("lIiOoTtJj") for _ in text[:10])
    return draw.choice(("", "?", "□", "■■■", "…"))


def _tables(draft: Draft, *datasets: str) -> list[Table]:
    return [table for name, own in draft.tables.items() if not datasets or name in datasets for table in own]


def _row_label(row: list[Cell]) -> Cell | None:
    """The label beside a row's numbers."""
    if not any(cell.role == "value" for cell in row):
        return None
    own = [cell for cell in row if cell.role == "label" and cell.text and cell.rows == 1]
    return own[-1] if own else None


@deviation("tables")
def garbled_rows(draft: Draft, draw: random.Random) -> None:
    """Labels of a few rows, in any table."""
    for table in _tables(draft):
        own = [label for row in table.rows[1:] if (label := _row_label(row)) is not None]
        for label in draw.sample(own, min(len(own), draw.choice((0, 1, 1, 2, 5)))):
            label.text = garbled(label.text, draw)


@deviation("tables")
def garbled_last_row(draft: Draft, draw: random.Random) -> None:
    """The label of a table's first or last row, with nothing of the form's on one of its sides."""
    for table in _tables(draft):
        own = [label for row in table.rows[1:] if (label := _row_label(row)) is not None]
        if own:
            label = own[draw.choice((0, -1))]
            label.text = garbled(label.text, draw)


@deviation("tables")
def garbled_groups(draft: Draft, draw: random.Random) -> None:
    """Labels of groups of rows."""
    for table in _tables(draft, "requests"):
        for row in table.rows[table.head :]:
            for cell in row:
                if cell.role == "label" and cell.rows > 1 and draw.random() < 0.5:
                    cell.text = garbled(cell.text, draw)


@deviation("tables")
def garbled_headings(draft: Draft, draw: random.Random) -> None:
    """Labels of a column or two."""
    for table in _tables(draft):
        own = [cell for row in table.rows for cell in row if cell.role == "label" and cell.text and cell.cols == 1]
        own = [cell for cell in own if not any(cell in row and _row_label(row) for row in table.rows)]
        for cell in draw.sample(own, min(len(own), draw.choice((0, 1, 1, 2)))):
            cell.text = garbled(cell.text, draw)


@deviation("tables")
def garbled_titles(draft: Draft, draw: random.Random) -> None:
    """What stands over several columns: clauses, groups of applicants, channels, the corner."""
    for table in _tables(draft):
        for row in table.rows:
            for cell in row:
                wide = cell.cols > 1 and cell.text and cell.role in ("label", "corner")
                if wide and not _row_label(row) and draw.random() < 0.4:
                    cell.text = garbled(cell.text, draw)
