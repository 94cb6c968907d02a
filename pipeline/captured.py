"""raw/ as the scraper leaves it → the files of a run with what the scraper knows of them, and the coverage of the rest.

The scraper and the reading meet only in `raw/documents.csv` and `raw/coverage.csv`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.model import value

FOLDERS = frozenset(("store", "captures", "inbox"))
FILES = frozenset(("documents.csv", "coverage.csv"))
_META = ("agency", "division_code", "year", "url", "published")
_EXTENSIONS = {"text": "txt", "ole": "doc", "jpeg": "jpg"}
_READ_ROLES = frozenset(("main", "variant"))


@value
class Captured:
    """One document of the scraper; `source_file` is a name for people: agency, year, the beginning of its SHA-256."""

    source_file: str
    path: Path
    meta: tuple[tuple[str, str], ...]
    revision: int
    conflict: bool


def is_scraped(raw: Path) -> bool:
    """Whether the scraper has been at work in this folder."""
    return (raw / "captures").is_dir()


def items(raw: Path) -> Iterator[Captured]:
    """The reports that the scraper fetched into `raw`: not their attachments, each revision once."""
    if not (raw / "documents.csv").is_file():
        return
    for row in _rows(raw / "documents.csv"):
        if row["role"] in _READ_ROLES:
            kind = row["kind"]
            name = f"{row['agency'] or 'unknown'}/{row['year'] or 'unknown'}-{row['sha256'][:8]}"
            yield Captured(
                source_file=f"{name}.{_EXTENSIONS.get(kind, kind)}",
                path=raw / row["file"],
                meta=tuple(sorted((column, row[column]) for column in _META if row[column])),
                revision=int(row["revision"]),
                conflict="conflicting_reports" in row["checks"].split("|"),
            )


def coverage(paths: Sequence[Path]) -> list[tuple[int, dict[str, Any]]]:
    """What the scraper knows of every agency and year, for the dataset `coverage`: year and row."""
    return [(int(row["year"]), _covered(row)) for path in paths for row in _coverage_rows(path)]


def _coverage_rows(raw: Path) -> Iterator[Mapping[str, str]]:
    if (raw / "coverage.csv").is_file() and is_scraped(raw):
        yield from _rows(raw / "coverage.csv")


def _covered(row: Mapping[str, str]) -> dict[str, Any]:
    """A row of the dataset as it stands if no report of this agency and year is read."""
    fetched = row["state"].startswith("have")
    return {
        "report_id": None,
        "agency": row["agency"],
        "division_code": row["division_code"] or None,
        "state": "unparsed" if fetched else row["state"],
        "since": row["since"] or None,
        "url": row["url"] or None,
        "reason": "fetched, but no report was read in it: see failures" if fetched else row["evidence"],
    }


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path}: can't be read ({error}); make it again with `gongkai scrape`") from error
