"""What is known of every agency and year that should have a report, as a table: raw/coverage.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from pipeline.scrape.documents import Document
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
    store: Store, catalogue: Catalogue, documents: Sequence[Document], today: date, years: Iterable[int]
) -> tuple[Row, ...]:
    """One row for every agency and year, bound or not yet due, sorted."""
    judge = Judge(catalogue, Journals(store), documents, today)
    agencies = sorted(catalogue.agencies.values(), key=lambda agency: agency.agency_id)
    wanted = tuple(years)
    return tuple(judge.row(agency, year) for agency in agencies for year in wanted)


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
