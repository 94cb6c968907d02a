"""What the formats share: files that appear whole, cells as plain values, the release's own words."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.release.folder import batches
from pipeline.release.registry import Dataset

BETWEEN = "; "
"""Between the items of a list in formats without lists."""

AS_TEXTS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Options of a workbook that keep texts what they are."""


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A path to write to; what is there at the end gets the name `path`, nothing where writing fails."""
    half = path.with_name(f".{path.name}.half")
    half.unlink(missing_ok=True)
    try:
        yield half
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def apart(folder: Path, suffix: str, datasets: Sequence[Dataset], write: Callable[[Dataset, Path], None]) -> list[Path]:
    """A file of its own for each dataset in a folder; `write` writes one."""
    folder.mkdir(exist_ok=True)
    written = []
    for item in datasets:
        path = folder / f"{item.name}.{suffix}"
        with whole(path) as half:
            write(item, half)
        written.append(path)
    return written


def name(release: Path) -> str:
    """The name of a file that holds a whole release."""
    return f"gongkai-{release.name}"


def rows(release: Path, dataset: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a dataset as plain values, `year` first; exact numbers as int, with a fraction as float."""
    for batch in batches(release, dataset):
        columns = [column.to_pylist() for column in batch.columns]
        for index, column in enumerate(columns):
            if any(isinstance(item, Decimal) for item in column):
                columns[index] = [_number(item) for item in column]
        yield from zip(*columns, strict=True)


def _number(item: Decimal | None) -> int | float | None:
    if item is None:
        return None
    return int(item) if item == item.to_integral_value() else float(item)


def codebook(release: Path, table: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows of one table of the release's codebook."""
    with (release / "codebook" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        header, *found = csv.reader(file)
    return header, found
