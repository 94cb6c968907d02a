"""One workbook: what it is, a sheet a dataset, the codebook. Texts are written as texts, never as formulas or links.

A text that begins as a formula does is marked as a text too (Excel's quotePrefix): it stays one when a person edits it.

A sheet holds 1,048,576 rows, so a longer dataset goes on in another sheet; a cell holds 32,767 characters, so a longer
text is cut and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count, islice
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.export.common import AS_TEXTS, BETWEEN, codebook, name, rows, whole
from pipeline.release.formulas import is_formula
from pipeline.release.papers import LICENCE, LICENCE_URL, TITLE, TITLE_ZH
from pipeline.release.registry import YEAR, Dataset
from pipeline.release.version import month

_ROWS = 1_048_576
_LONGEST = 32_767
_CUT = "… [cut; the Parquet has all of it]"
_OPTIONS = {"constant_memory": True, **AS_TEXTS}


class _Looks(NamedTuple):
    """How cells look that are no plain ones: headings, and texts that begin as a formula does."""

    heading: Format
    text: Format


def write(release: Path, out: Path, datasets: Sequence[Dataset]) -> list[Path]:
    """One file: `gongkai-<version>.xlsx`."""
    path = out / f"{name(release)}.xlsx"
    with whole(path) as half, xlsxwriter.Workbook(str(half), _OPTIONS) as book:
        book.set_properties({"title": TITLE, "comments": TITLE_ZH, "created": month(release.name)})
        looks = _Looks(book.add_format({"bold": True}), book.add_format({"quote_prefix": True}))
        _fill(book.add_worksheet("README"), ("", ""), _about(release, datasets), looks)
        for item in datasets:
            header = [column.name for column in (YEAR, *item.columns)]
            _sheets(book, item.name, header, rows(release, item.name), looks)
        for table in ("columns", "values", "cells"):
            _sheets(book, f"codebook {table}", *codebook(release, table), looks)
    return [path]


def _about(release: Path, datasets: Sequence[Dataset]) -> Iterable[Sequence[Any]]:
    yield TITLE, TITLE_ZH
    yield "version 版本", release.name
    yield "licence 许可", f"{LICENCE} {LICENCE_URL}"
    for item in datasets:
        yield item.name, f"{item.title} {item.title_zh}"


def _sheets(
    book: xlsxwriter.Workbook, title: str, header: Sequence[str], found: Iterable[Sequence[Any]], looks: _Looks
) -> None:
    """The rows in as many sheets as they need, one even where there are none."""
    rest = iter(found)
    for number in count(1):
        some = islice(rest, _ROWS - 1)
        first = next(some, None)
        if first is None and number > 1:
            return
        sheet = book.add_worksheet(title if number == 1 else f"{title} ({number})")
        _fill(sheet, header, () if first is None else _chained(first, some), looks)
        if first is None:
            return


def _chained(first: Sequence[Any], rest: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
    yield first
    yield from rest


def _fill(sheet: Worksheet, header: Sequence[str], found: Iterable[Sequence[Any]], looks: _Looks) -> None:
    sheet.freeze_panes(1, 0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{_ROWS}"})
    for column, text in enumerate(header):
        sheet.write_string(0, column, text, looks.heading)
    for row, values in enumerate(found, start=1):
        for column, item in enumerate(values):
            _write(sheet, row, column, item, looks)


def _write(sheet: Worksheet, row: int, column: int, item: Any, looks: _Looks) -> None:
    if isinstance(item, bool):
        sheet.write_boolean(row, column, item)
    elif isinstance(item, int | float):
        sheet.write_number(row, column, item)
    elif item is not None:
        text = BETWEEN.join(item) if isinstance(item, list) else str(item)
        short = text if len(text) <= _LONGEST else text[: _LONGEST - len(_CUT)] + _CUT
        sheet.write_string(row, column, short, looks.text if is_formula(text) else None)
