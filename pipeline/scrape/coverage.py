"""What is known of every agency and year that should have a report, as a table: raw/coverage.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from pipeline.scrape.document import Document
from pipeline.scrape.judge import Judge, Row
from pipeline.scrape.looks import Journals
from pipeline.scrape.store import Store
from pipeline.scrape.store import replace as write_whole
from pipeline.sources import Catalogue

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
    store: Store, catalogue: Catalogue, documents: Sequence[Document], today: date, years: Sequence[int]
) -> tuple[Row, ...]:
    """One row for every agency and each of the years, bound or not yet due, and of other years that have a report."""
    judge = Judge(catalogue, Journals(store), documents, today)
    wanted = {(agency_id, year) for agency_id in catalogue.agencies for year in years}
    wanted |= {(own.agency_id, own.year) for own in documents if own.agency_id in catalogue.agencies and own.year}
    return tuple(judge.row(catalogue.agencies[agency_id], year) for agency_id, year in sorted(wanted))


def as_csv(found: Iterable[Row]) -> bytes:
    """The rows as raw/coverage.csv."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in found:
        writer.writerow(
            "|".join(given) if isinstance(given := getattr(row, name), tuple) else given for name in COLUMNS
        )
    return text.getvalue().encode()


def write(store: Store, found: Iterable[Row]) -> None:
    """Writes raw/coverage.csv."""
    write_whole(store.raw / "coverage.csv", as_csv(found))
