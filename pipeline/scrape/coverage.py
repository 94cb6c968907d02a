"""What is known of every agency and year that should have a report: a state, with the evidence for it (`catalogue.md`).

`absent` is a claim about a government and needs evidence; whatever is not evidence of absence is another state.
"""

from __future__ import annotations

import csv
import dataclasses
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from pipeline.model import value
from pipeline.scrape.documents import Document
from pipeline.scrape.store import Line, Store
from pipeline.scrape.store import replace as write_whole
from pipeline.scrape.urls import path_of
from pipeline.sources import Agency, Catalogue, Column, crawlable

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
FIRST_YEAR = 2008
_BY_MARCH = ("government",)
_LOOKS, _APART, _AFTER_DEADLINE = 2, timedelta(days=14), timedelta(days=30)
_OBSTACLES = ("taken_over", "blocked", "robots", "needs_script", "unreachable", "moved", "no_column", "unparsed")
"""The state of a list page that stands in the way, the gravest first."""

_MISSED = {"gone": "unreachable", "hand_in": "blocked", "too_large": "unreachable", "offlist": "moved"}


@value
class Row:
    """One agency and year; see `COLUMNS`. Dates are ISO dates; `tries` counts looks on different days."""

    agency_id: str
    agency: str
    division_code: str
    year: int
    state: str
    since: str = ""
    last_looked: str = ""
    tries: int = 0
    column_ids: tuple[str, ...] = ()
    document: str = ""
    url: str = ""
    evidence: str = ""
    note: str = ""


@value
class Look:
    """One walk of a list page."""

    column: str
    day: str
    state: str
    evidence: str


class Journals:
    """What the journals say, by list page and by agency and year."""

    def __init__(self, store: Store) -> None:
        self.looks: dict[str, list[Look]] = defaultdict(list)
        self.missed: dict[tuple[str, int | None], Line] = {}
        self.listed: dict[str, frozenset[str]] = {}
        for site_id in store.sites():
            for line in store.lines(site_id):
                if line["kind"] == "walk":
                    look = Look(
                        column=line["column"], day=line["at"][:10], state=line["state"], evidence=line["evidence"]
                    )
                    self.looks[line["column"]].append(look)
                    if look.state == "complete":
                        self.listed[look.column] = frozenset(line["listed"])
                elif line["kind"] == "missed":
                    self.missed[line["agency_id"] or line["agency"], line["year"]] = line


def rows(
    store: Store, catalogue: Catalogue, documents: Sequence[Document], today: date, years: Iterable[int]
) -> tuple[Row, ...]:
    """One row for every agency and year, bound or not yet due, sorted."""
    journals = Journals(store)
    reports: dict[tuple[str, int | None], list[Document]] = defaultdict(list)
    for document in documents:
        if document.role in ("main", "variant"):
            reports[document.key].append(document)
    held = {str(key[0]) for key in reports}
    columns = _Columns(catalogue)
    found = []
    for agency in sorted(catalogue.agencies.values(), key=lambda agency: agency.agency_id):
        own = columns.of(agency)
        for year in years:
            found.append(
                _row(agency, year, own, reports.get((agency.agency_id, year), []), journals, held, today, catalogue)
            )
    return tuple(found)


class _Columns:
    """List pages by the agencies that they can hold."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._by_agency: dict[str, list[Column]] = defaultdict(list)
        self._by_division: dict[str, list[Column]] = defaultdict(list)
        for column in catalogue.columns.values():
            if column.valid_to:
                continue
            for agency_id in column.agency_ids:
                self._by_agency[agency_id].append(column)
            if not column.agency_ids:
                self._by_division[catalogue.sites[column.site_id].division_code].append(column)

    def of(self, agency: Agency) -> tuple[Column, ...]:
        """The list pages that may hold this agency's reports: its own, and the mixed ones of its division."""
        shared = self._by_division.get(agency.division_code, []) if agency.division_code else []
        return tuple(sorted([*self._by_agency.get(agency.agency_id, []), *shared], key=lambda column: column.column_id))


def _row(
    agency: Agency, year: int, columns: tuple[Column, ...], reports: list[Document], journals: Journals, held: set[str],
    today: date, catalogue: Catalogue,
) -> Row:  # fmt: skip
    looks = sorted(
        (look for column in columns for look in journals.looks.get(column.column_id, [])), key=lambda look: look.day
    )
    days = sorted({look.day for look in looks})
    base = Row(
        agency_id=agency.agency_id,
        agency=agency.name,
        division_code=agency.division_code,
        year=year,
        state="",
        since=days[0] if days else "",
        last_looked=days[-1] if days else "",
        tries=len(days),
        column_ids=tuple(column.column_id for column in columns),
    )
    if reports:
        return _have(base, reports, journals)
    if not agency.must_report_from <= year <= agency.must_report_to:
        return _with(base, "closed", f"bound from {agency.must_report_from} to {agency.must_report_to}")
    if today <= deadline(agency, year):
        return _with(base, "not_due", f"due on {deadline(agency, year).isoformat()}")
    return _not_found(base, agency, columns, looks, journals, held, catalogue)


def deadline(agency: Agency, year: int) -> date:
    """The day by which the report must be published: governments 31 March, all others 31 January."""
    return date(year + 1, 3, 31) if agency.agency_type in _BY_MARCH else date(year + 1, 1, 31)


def _have(base: Row, reports: list[Document], journals: Journals) -> Row:
    main = [document for document in reports if document.role == "main"]
    last = max(main or reports, key=lambda document: (document.latest, document.fetched_at, document.url))
    state = "have" if main else "have_variant"
    if any("conflicting_reports" in document.checks for document in main):
        state = "have_conflict"
    notes = [f"{last.revision} revisions"] if last.revision > 1 else []
    listed = journals.listed.get(last.column_id)
    if listed is not None and path_of(last.url) not in listed and last.source != "handin":
        notes.append("delisted: no longer on its list page")
    return _with(
        base, state, f"published {last.published}" if last.published else "", document=last.sha256,
        url=last.url, note="; ".join(notes),
        since=last.fetched_at[:10], last_looked=max(document.last_looked for document in reports)[:10],
    )  # fmt: skip


def _not_found(
    base: Row,
    agency: Agency,
    columns: tuple[Column, ...],
    looks: list[Look],
    journals: Journals,
    held: set[str],
    catalogue: Catalogue,
) -> Row:
    if not columns:
        return _with(base, "no_site", "no list page of the catalogue can hold it")
    missed = journals.missed.get((agency.agency_id, base.year))
    if missed is not None:
        state = _MISSED.get(missed["state"], str(missed["state"]))
        mark = "gone?" if missed["state"] == "gone" else missed["state"]
        return _with(base, state, f"{mark}: listed on {missed['list_url']}: {missed['reason']}", url=missed["url"])
    last = {look.column: look for look in looks}
    obstacle = min(
        (look for look in last.values() if look.state in _OBSTACLES),
        key=lambda look: _OBSTACLES.index(look.state),
        default=None,
    )
    if obstacle is not None:
        return _with(base, obstacle.state, obstacle.evidence, since=_since(looks, obstacle))
    if not looks:
        checked = any(crawlable(catalogue.sites[column.site_id]) for column in columns)
        return _with(base, "not_looked", "never tried" if checked else "its site is not checked yet")
    return _absent(base, agency, looks, held)


def _since(looks: list[Look], now: Look) -> str:
    """Since when the list page is in its state without a break."""
    day = now.day
    for look in reversed([look for look in looks if look.column == now.column]):
        if look.state != now.state:
            break
        day = look.day
    return day


def _absent(base: Row, agency: Agency, looks: list[Look], held: set[str]) -> Row:
    """`absent`, if all its evidence is there; else not looked at enough, and what is lacking."""
    after = deadline(agency, base.year) + _AFTER_DEADLINE
    whole = [look for look in looks if look.state == "complete" and date.fromisoformat(look.day) >= after]
    days = sorted({date.fromisoformat(look.day) for look in whole})
    partial = [look for look in {look.column: look for look in looks}.values() if look.state != "complete"]
    lacking = []
    if partial:
        lacking.append(f"the walk of {partial[0].column} was cut ({partial[0].evidence or partial[0].state})")
    if agency.agency_id not in held:
        lacking.append("no other year of this agency was found here")
    if len(days) < _LOOKS or days[-1] - days[0] < _APART:
        seen = f"{len(days)} whole walks {30} days after the deadline"
        lacking.append(f"{seen}, two are needed, {_APART.days} days apart")
    if lacking:
        return _with(base, "not_looked", "looked, but not enough to say absent: " + "; ".join(lacking), note="looked")
    return _with(
        base,
        "absent",
        f"whole walks on {', '.join(day.isoformat() for day in days)}; other years are listed",
        since=days[0].isoformat(),
    )


def _with(base: Row, state: str, evidence: str, **fields: str) -> Row:
    return dataclasses.replace(base, state=state, evidence=evidence, **fields)  # type: ignore[arg-type]


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


def read(raw_csv: Iterable[str]) -> Iterator[Mapping[str, str]]:
    """The rows of a coverage.csv."""
    return csv.DictReader(raw_csv)
