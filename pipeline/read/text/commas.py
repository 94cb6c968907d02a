"""Rows whose cells stand between commas, as a sheet saves and a person pastes them → their fields.

Prose has commas too, and so have large numbers. A table is a stretch of records of one width that fill some fields with
numbers or leave them empty, and whose commas are not those of 1,234.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Final

from pipeline.model import value
from pipeline.read import limits

_FEWEST_FIELDS: Final = 3
_FEWEST_RECORDS: Final = 3
_MOST_LINES: Final = 12
"""Lines of one record: a quoted cell may have some; a quote that is never closed would take the whole text."""
_LONGEST: Final = 100_000
"""Characters of a record; longer ones are no row of a table."""
_LONGEST_TITLE: Final = 40
_NUMBERED = re.compile(r"^[一二三四五六七八九十]{1,2}[、.．]")
_CELL = re.compile(r"^\s*(?:[-+−－]?[\d０-９][\d０-９.,，]*|[-–—－/／无無]{0,2})\s*$")
_THOUSANDS = re.compile(r"[\d０-９],\d{3}(?!\d)")
_WORD = re.compile(r"[\u4e00-\u9fff]")


@value
class Record:
    """One row: the number of its first line (from 0), the number of the line after it, and its fields.

    A row of one field is what a sheet says beside its tables: a heading, a paragraph.
    """

    first: int
    end: int
    fields: tuple[str, ...]

    @property
    def filled(self) -> int:
        """How many of its first fields there are until the last that holds anything."""
        return max((index for index, field in enumerate(self.fields, start=1) if field.strip()), default=0)

    @property
    def is_prose(self) -> bool:
        """Whether its first field alone holds text, and that is long or numbered like a section's heading."""
        said = self.fields[0].strip()
        return self.filled == 1 and (len(said) > _LONGEST_TITLE or bool(_NUMBERED.match(said)))


def comma_records(lines: Sequence[str]) -> list[Record]:
    """All rows of tables between commas among the lines of a text, in order."""
    found: list[Record] = []
    at = 0
    while at < len(lines):
        run = _run(lines, at)
        found.extend(_apart(run) if _is_table(run, lines) else ())
        at = run[-1].end if run else at + 1
    return found


def _apart(run: Sequence[Record]) -> Iterator[Record]:
    """The rows of a sheet: prose between its tables, and each table as wide as what it holds."""
    for prose, group in itertools.groupby(run, key=lambda record: record.is_prose):
        own = list(group)
        width = 1 if prose else max(record.filled for record in own)
        yield from (Record(first=record.first, end=record.end, fields=record.fields[:width]) for record in own)


def _run(lines: Sequence[str], first: int) -> list[Record]:
    """The records of one width from a line on; raises `LimitExceeded` for a huge table."""
    run: list[Record] = []
    at = first
    while at < len(lines) and (record := _record(lines, at)) is not None:
        if run and len(record.fields) != len(run[0].fields):
            break
        run.append(record)
        limits.allow_cells(len(run) * len(record.fields))
        at = record.end
    return run


def _record(lines: Sequence[str], first: int) -> Record | None:
    """The record that begins with a line; None for a line without commas."""
    if lines[first].count(",") < _FEWEST_FIELDS - 1 and not lines[first].lstrip().startswith('"'):
        return None
    for end in range(first + 1, min(first + _MOST_LINES, len(lines)) + 1):
        record = "\n".join(lines[first:end])
        if len(record) > _LONGEST:
            return None
        if record.count('"') % 2 == 0:
            fields = next(csv.reader(record.splitlines(keepends=True)), [])
            return Record(first=first, end=end, fields=tuple(fields)) if len(fields) >= _FEWEST_FIELDS else None
    return None


def _is_table(run: Sequence[Record], lines: Sequence[str]) -> bool:
    if len(run) < _FEWEST_RECORDS:
        return False
    cells = sum(any(_CELL.match(field) for field in record.fields) for record in run)
    labelled = sum(any(map(_WORD.search, record.fields)) for record in run)
    return min(cells, labelled) * 2 >= len(run) and not any(_cut_number(record, lines) for record in run)


def _cut_number(record: Record, lines: Sequence[str]) -> bool:
    """Whether a comma of a record without quotes may be one of 1,234: after words that end with a digit."""
    if '"' in lines[record.first]:
        return False
    return any(
        _WORD.search(field) and _THOUSANDS.search(f"{field[-1]},{after}")
        for field, after in zip(record.fields, record.fields[1:], strict=False)
        if field
    )
