"""What is known of every agency and year that should have a report, as a table: raw/coverage.csv."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from pipeline.scrape.document import Document
from pipeline.scrape.judge import Judge, Row
from pipeline.sources import Agency

COLUMNS = (
    "agency_id",
    "agency",
    "division_code",
    "year",
    "state",
    "since",
    "last_looked",
    "tries",
    "column_ids",
    "document",
    "url",
    "evidence",
    "note",
)


def rows(
    judge: Judge, agencies: Sequence[Agency], documents: Sequence[Document], years: Iterable[int]
) -> Iterator[Row]:
    """One row for every one of these agencies and each of the years, bound or not yet due, and for other years of which
    there is a report; sorted. `documents`: all of these agencies.
    """
    judge.take(documents)
    known = {agency.agency_id: agency for agency in agencies}
    wanted = {(agency_id, year) for agency_id in known for year in years}
    wanted |= {(own.agency_id, own.year) for own in documents if own.agency_id in known and own.year}
    for agency_id, year in sorted(wanted):
        yield judge.row(known[agency_id], year)


class Writer:
    """raw/coverage.csv while it is written."""

    def __init__(self, file: IO[str]) -> None:
        self._csv = csv.writer(file, lineterminator="\n")
        self._csv.writerow(COLUMNS)

    def add(self, row: Row) -> None:
        """Adds one row."""
        shown = (getattr(row, name) for name in COLUMNS)
        self._csv.writerow(["|".join(given) if isinstance(given, tuple) else given for given in shown])
