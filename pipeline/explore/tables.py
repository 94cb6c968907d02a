"""Tables and small markup of the pages, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from pipeline.model import value

_NUMBER = "g-n"
_RIGHT = f' class="{_NUMBER}"'


@value
class Cell:
    """A cell: its text, where it leads, its classes and inline style."""

    text: str
    href: str = ""
    classes: str = ""
    style: str = ""
    title: str = ""


def number(amount: float | int | None) -> str:
    """A whole number with thin groups, or nothing."""
    return "" if amount is None else f"{amount:,.0f}"


def share(part: float, whole: float) -> str:
    """A percentage that never rounds to 0 or 100 what is neither."""
    if not whole:
        return ""
    percent = 100 * part / whole
    if 0 < percent < 0.01:
        return "< 0.01%"
    if 99.99 < percent < 100:
        return "> 99.99%"
    return f"{percent:.2f}%" if percent < 1 or 99 < percent < 100 else f"{percent:.1f}%"


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[Cell | str]], classes: str = "") -> str:
    """A table whose first column names its rows; `g-n` in `classes` of a cell puts numbers to the right."""
    listed = list(rows)
    right = [any(_is_number(row[place]) for row in listed if place < len(row)) for place in range(len(heads))]
    head = "".join(
        f'<th scope="col"{_RIGHT if right[place] else ""}>{escape(text)}</th>' for place, text in enumerate(heads)
    )
    body = "".join(f"<tr>{_row(row)}</tr>" for row in listed)
    named = escape(caption)
    return (
        f'<div class="g-scroll" tabindex="0" role="region" aria-label="{named}"><table class="g-table {classes}">'
        f"<caption>{named}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _is_number(item: Cell | str) -> bool:
    return isinstance(item, Cell) and item.classes == _NUMBER


def _row(row: Sequence[Cell | str]) -> str:
    first, *others = row
    return _cell(first, 'th scope="row"', "th") + "".join(_cell(item, "td", "td") for item in others)


def _cell(item: Cell | str, opening: str, closing: str) -> str:
    cell = item if isinstance(item, Cell) else Cell(text=item)
    attributes = "".join(
        f' {name}="{escape(text)}"'
        for name, text in (("class", cell.classes), ("style", cell.style), ("title", cell.title))
        if text
    )
    text = escape(cell.text)
    shown = f'<a href="{escape(cell.href)}">{text}</a>' if cell.href else text
    return f"<{opening}{attributes}>{shown}</{closing}>"


def numeric(text: str, href: str = "", style: str = "", title: str = "") -> Cell:
    """A cell with a number."""
    return Cell(text=text, href=href, classes=_NUMBER, style=style, title=title)


def figures(items: Iterable[tuple[str, str, str]]) -> str:
    """Large figures with their label and a note."""
    parts = (
        f"<div><dt>{escape(label)}</dt><dd>{escape(text)}</dd><dd class='g-note'>{escape(note)}</dd></div>"
        for label, text, note in items
    )
    return f'<dl class="g-figures">{"".join(parts)}</dl>'
