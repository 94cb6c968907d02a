"""The changes between two releases as a table for people, as CSV, as JSON; written as they come."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.table import Table

from pipeline.errors import UsageError
from pipeline.release.diff.changes import COLUMNS, Change
from pipeline.release.formulas import guarded
from pipeline.release.registry import CELLS, words

_MOST = 40
_SHOWN = ("year", "agency", "dataset", "cell", "column", "old", "new", "reason")


def as_csv(changes: Iterable[Change], file: TextIO) -> None:
    """One line a change, with every field of `Change`; null is empty, a formula has an apostrophe before it."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for item in changes:
        values = [getattr(item, name) for name in COLUMNS]
        writer.writerow([guarded(one) if isinstance(one, str) else one for one in values])


def as_json(changes: Iterable[Change], file: TextIO) -> None:
    """One list of objects, one object a line."""
    before = "[\n"
    for item in changes:
        line = json.dumps({name: getattr(item, name) for name in COLUMNS}, ensure_ascii=False)
        file.write(before + line)
        before = ",\n"
    file.write("[]\n" if before == "[\n" else "\n]\n")


WRITERS: dict[str, Callable[[Iterable[Change], TextIO], None]] = {"csv": as_csv, "json": as_json}


def to_file(changes: Iterable[Change], form: str, path: Path) -> None:
    """Writes the changes to a file. Raises `UsageError`."""
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            WRITERS[form](changes, file)
    except OSError as error:
        raise UsageError(f"{path}: can't be written to ({error.strerror})") from error


def as_table(changes: Iterable[Change], console: Console) -> None:
    """How many changes there are of each kind and why, and the first values of cells that changed."""
    counts: Counter[tuple[str, str, str]] = Counter()
    first: list[Change] = []
    for item in changes:
        counts[item.reason, item.dataset, item.change] += 1
        if item.dataset in CELLS and item.change == "changed" and item.column in ("value", "status"):
            first = [*first, item][:_MOST]
    means = {word.value: word.english for word in words("", "change")}
    summary = Table(title=f"{sum(counts.values())} changes")
    for name in ("reason", "means", "dataset", "change", "count"):
        summary.add_column(name, justify="right" if name == "count" else "left")
    for (reason, dataset, kind), number in sorted(counts.items()):
        summary.add_row(reason, means.get(reason, ""), dataset, kind, str(number))
    console.print(summary)
    if first:
        console.print(_values(first))
    if counts:
        console.print("Every change: --format csv or --format json")


def _values(changes: list[Change]) -> Table:
    table = Table(title=f"the first {len(changes)} changed values of cells")
    for name in _SHOWN:
        table.add_column(name)
    for item in changes:
        table.add_row(*("" if getattr(item, name) is None else str(getattr(item, name)) for name in _SHOWN))
    return table
