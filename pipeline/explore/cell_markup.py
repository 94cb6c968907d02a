"""A cell of a form as markup: what stands in it, whether it is doubted, in words for those who don't see the colour."""

from __future__ import annotations

import functools
from decimal import Decimal
from html import escape
from typing import Any

from pipeline import package_data
from pipeline.explore.layout import View
from pipeline.explore.measures import english as measure
from pipeline.explore.words import words as words_of
from pipeline.forms import CellSpec
from pipeline.release.registry import words

Row = dict[str, Any]


def shown(row: Row) -> str:
    """What a cell shows in short: the number, or a mark for what stands there instead."""
    if row["value"] is not None:
        return number(row["value"])
    marks = {"blank": "␣", "missing": "—", "unreadable": "?"}
    return str(row["raw"]) if row["status"] == "nil_mark" else marks.get(row["status"], "")


def number(value: Any) -> str:
    """A number without the zeros that only its column has."""
    return format(Decimal(str(value)).normalize(), "f")


def word(view: View, column: str, value: str) -> str:
    """The meaning of a value of the datasets in the view's language; the value itself where the codebook has none."""
    for item in words("", column):
        if item.value == value:
            return item.chinese if view.lang == "zh" else item.english
    return value


def named(view: View, cell: CellSpec) -> str:
    """Row and column of a cell as the form names them, or by the codelist's English names."""
    if view.lang == "zh":
        return f"{cell.label_row}，{cell.label_column}"
    return measure(cell.dataset, cell.cell)


def english(name: str) -> str:
    """A name of the codelist in words."""
    return name.rsplit(".", 1)[-1].replace("_", " ")


def explained(view: View, check: str, message: str) -> str:
    """What a check means in the visitor's language; its own sentence, which is English, where nothing else is known.

    The data may be of a version whose checks this one does not know.
    """
    return message if view.lang == "en" else words_of(view.lang).get(f"check.{check}", message)


def unit(view: View, printed: str) -> str:
    """A unit as printed; beside it, in English, what it means."""
    return words_of(view.lang).get(f"unit.{printed}", printed)


@functools.cache
def _headings() -> dict[str, str]:
    return {row["printed"]: row["en"] for row in package_data.rows(__package__, "headings.csv")}


def heading(printed: str) -> str:
    """A heading over several rows or columns of the form in English; empty where it is none."""
    return _headings().get(printed, "")


def link(view: View, report_id: str, cell: CellSpec, row: Row, chosen: bool, other: Row | None = None) -> str:
    """A cell as a link to its own view. `other`: the cell of another revision, shown where it differs."""
    says = [named(view, cell), shown(row) if row["value"] is not None else word(view, "status", row["status"])]
    says += [word(view, "check", flag) for flag in row["flags"] or ()]
    before = ""
    if other is not None and (other["value"], other["status"]) != (row["value"], row["status"]):
        says.append(view.say("report.other_has", other=shown(other)))
        before = f'<span class="g-before">{escape(shown(other))}</span>'
    flag = '<span class="g-flag" aria-hidden="true">⚑</span>' if row["flags"] else ""
    address = view.link(view.path, **{**view.query, "id": report_id, "cell": cell.key, "lang": None})
    current = ' aria-current="true"' if chosen else ""
    return (
        f'<a class="g-num g-is-{row["status"]}{" g-doubted" if row["flags"] else ""}{" g-differs" if before else ""}" '
        f'href="{escape(address)}" data-cell="{cell.key}" aria-label="{escape("；".join(says))}"{current}>'
        f"{escape(shown(row))}{flag}</a>{before}"
    )
