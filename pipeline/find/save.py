"""Hits as a file: CSV (with a byte order mark, safe from formulas), JSON lines, or a workbook of texts."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.export.common import BETWEEN, whole
from pipeline.find.search import Hit
from pipeline.release.formulas import guarded

COLUMNS = (
    "year",
    "province",
    "agency",
    "canonical",
    "heading",
    "snippet",
    "matched",
    "page_first",
    "page_last",
    "source_file",
    "url",
    "report_id",
    "ordinal",
)
_ROWS = 1_048_576
_Row = dict[str, Any]


def row(hit: Hit) -> _Row:
    """A hit as plain values under `COLUMNS`; `matched` lists the words as printed, in the heading and the snippet."""
    shown = [hit.heading[start:end] for start, end in hit.marked_heading]
    shown += [hit.snippet.text[start:end] for start, end in hit.snippet.marked]
    given = {"snippet": hit.snippet.text, "matched": list(dict.fromkeys(shown))}
    return {name: given[name] if name in given else getattr(hit, name) for name in COLUMNS}


def save(hits: Iterable[Hit], form: str, path: Path) -> int:
    """Writes every hit to `path`, which is there whole or not at all; gives their number. Raises `UsageError`."""
    if form not in WRITERS:
        raise UsageError(f"no format {form!r}; there are {', '.join(WRITERS)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole(path) as half:
            return WRITERS[form](map(row, hits), half)
    except OSError as error:
        raise UsageError(f"{path}: can't be written to ({error.strerror})") from error


def _csv(rows: Iterator[_Row], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for found in rows:
            writer.writerow([guarded(_text(item)) for item in found.values()])
            count += 1
    return count


def _jsonl(rows: Iterator[_Row], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for found in rows:
            file.write(json.dumps(found, ensure_ascii=False) + "\n")
            count += 1
    return count


def _xlsx(rows: Iterator[_Row], path: Path) -> int:
    try:
        import xlsxwriter
    except ImportError as error:
        raise UsageError("a workbook needs more libraries: pip install 'gongkai[release]'") from error
    count = 0
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("find")
        for column, name in enumerate(COLUMNS):
            sheet.write_string(0, column, name)
        for count, found in enumerate(rows, start=1):
            if count == _ROWS:
                raise UsageError(f"a sheet holds {_ROWS} rows and there are more hits; save them as .csv or .jsonl")
            for column, item in enumerate(found.values()):
                if isinstance(item, int):
                    sheet.write_number(count, column, item)
                elif item:
                    sheet.write_string(count, column, _text(item))
    return count


def _text(item: Any) -> str:
    return "" if item is None else BETWEEN.join(item) if isinstance(item, list) else str(item)


WRITERS: dict[str, Callable[[Iterator[_Row], Path], int]] = {"csv": _csv, "jsonl": _jsonl, "xlsx": _xlsx}
