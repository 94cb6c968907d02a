"""The state of one agency and year, from the evidence (`catalogue.md`).

`absent` is a claim about a government and needs evidence; whatever is not evidence of absence is another state.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from pipeline.model import value
from pipeline.scrape.document import Document
from pipeline.scrape.looks import ENOUGH_DAYS, Columns, Journals, Look
from pipeline.scrape.store import Line
from pipeline.sources import Agency, Catalogue, Column, crawlable

_BY_MARCH = ("government",)
_LOOKS, _APART, _AFTER_DEADLINE = 2, timedelta(days=14), timedelta(days=30)
_OBSTACLES = ("taken_over", "blocked", "robots", "needs_script", "unreachable", "moved", "no_column", "unparsed")
"""The state of a list page that stands in the way, the gravest first."""

_MARKS = {"gone": "gone?", "offlist": "offlist_redirect"}
_MISSED = {"gone": "unreachable", "hand_in": "blocked", "too_large": "unreachable", "offlist": "moved"}
_ONE_DAY = "failed on one day so far, two are needed to say unreachable"
FAILED_ONCE = "failed once"
"""The note of an item that is listed and could not be had on one day."""


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


class Judge:
    """Judges agencies and years by one state of the journals. `unknown`: list pages and years of reports that may be
    anyone's. `take` must come before `row`.
    """

    def __init__(
        self, catalogue: Catalogue, journals: Journals, unknown: frozenset[tuple[str, int | None]], today: date
    ) -> None:
        self.catalogue = catalogue
        self.journals = journals
        self.unknown = unknown
        self.today = today
        self.columns = Columns(catalogue)
        self.reports: dict[tuple[str, int | None], list[Document]] = {}
        self.held: dict[str, set[str]] = {}

    def take(self, documents: Iterable[Document]) -> None:
        """The documents of the agencies that are judged next, in place of those before."""
        self.reports, self.held = defaultdict(list), defaultdict(set)
        for document in documents:
            if document.role in ("main", "variant"):
                self.reports[document.key].append(document)
                self.held[document.agency_id].add(document.column_id)

    def row(self, agency: Agency, year: int) -> Row:
        """The row of one agency and year."""
        columns = self.columns.of(agency)
        looks = [look for column in columns for look in self.journals.looks.get(column.column_id, [])]
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
        reports = self.reports.get((agency.agency_id, year), [])
        if reports:
            return self._have(base, reports)
        if not agency.is_bound(year):
            return _with(base, "closed", f"bound from {agency.must_report_from} to {agency.must_report_to}")
        if self.today <= deadline(agency, year):
            return _with(base, "not_due", f"due on {deadline(agency, year).isoformat()}")
        return self._with_failures(self._not_found(base, agency, columns))

    def _have(self, base: Row, reports: list[Document]) -> Row:
        main = [document for document in reports if document.role == "main"]
        last = max(main or reports, key=lambda document: (document.latest, document.fetched_at, document.url))
        differing = [document for document in main if "conflicting_reports" in document.checks]
        shown = differing or [last]
        evidence = f"published {last.published}" if last.published else ""
        return _with(
            base,
            "have_conflict" if differing else "have" if main else "have_variant",
            " and ".join(document.url for document in shown) + " differ" if differing else evidence,
            document="|".join(document.sha256 for document in shown),
            url=last.url,
            note="; ".join(_notes(last)),
            since=last.fetched_at[:10],
            last_looked=max(document.last_looked for document in reports)[:10],
        )

    def _with_failures(self, row: Row) -> Row:
        """The state stands where a list page has failed on one day only since; the evidence says so."""
        looks = [(self.journals.looks.get(name, []), self._standing(name)) for name in row.column_ids]
        failed = [f"{_ONE_DAY}: {own[-1].evidence}" for own, standing in looks if len(own) > len(standing)]
        return dataclasses.replace(row, evidence="; ".join(filter(None, (row.evidence, *failed))))

    def _standing(self, column_id: str) -> list[Look]:
        return self.journals.standing.get(column_id, [])

    def _not_found(self, base: Row, agency: Agency, columns: tuple[Column, ...]) -> Row:
        if not columns:
            return _with(base, "no_site", "no list page of the catalogue can hold it")
        missed = self.journals.missed.get((agency.agency_id, base.year))
        if missed is not None:
            return self._missed(base, missed)
        looks = [look for column in columns for look in self._standing(column.column_id)]
        stopped = [look for look in _last(looks) if look.state in _OBSTACLES]
        if stopped:
            gravest = min(stopped, key=lambda look: _OBSTACLES.index(look.state))
            return _with(base, gravest.state, gravest.evidence, since=_since(looks, gravest))
        if not looks:
            checked = any(crawlable(self.catalogue.sites[column.site_id]) for column in columns)
            untried = "never tried" if checked else "its site is not checked yet"
            return _with(base, "not_looked", "" if base.tries else untried)
        return self._absent(base, agency, columns)

    def _missed(self, base: Row, missed: Line) -> Row:
        """An item that is listed and could not be had."""
        ended = str(missed["state"])
        state = _MISSED.get(ended, ended)
        evidence = f"{_MARKS.get(ended, ended)}: listed on {missed['list_url']}: {missed['reason']}"
        if state == "unreachable" and len(self.journals.missed_on[missed["url"]]) < ENOUGH_DAYS:
            return _with(base, "not_looked", f"{evidence}; {_ONE_DAY}", url=missed["url"], note=FAILED_ONCE)
        return _with(base, state, evidence, url=missed["url"])

    def _absent(self, base: Row, agency: Agency, columns: tuple[Column, ...]) -> Row:
        """`absent`, if all its evidence is there; else not looked at enough, and what is lacking."""
        lacking, days = [], set()
        for column in columns:
            whole = self._whole_days(column, deadline(agency, base.year) + _AFTER_DEADLINE)
            days |= set(whole)
            lacking += self._lacking(column, base.year, whole)
        if not self.held.get(agency.agency_id, set()) & {column.column_id for column in columns}:
            lacking.append("no other year of this agency was found there")
        if agency.must_report_from is None:
            lacking.append("the catalogue does not say from when it must report")
        if lacking:
            reason = f"looked, but not enough to say absent: {'; '.join(lacking)}"
            return _with(base, "not_looked", reason, note="looked")
        shown = ", ".join(day.isoformat() for day in sorted(days))
        return _with(base, "absent", f"whole walks on {shown}; other years are listed", since=min(days).isoformat())

    def _whole_days(self, column: Column, after: date) -> list[date]:
        looks = self._standing(column.column_id)
        days = {date.fromisoformat(look.day) for look in looks if look.state == "complete"}
        return sorted(day for day in days if day >= after)

    def _lacking(self, column: Column, year: int, whole: list[date]) -> list[str]:
        """What is lacking in the evidence of one list page."""
        name, looks = column.column_id, self._standing(column.column_id)
        lacking = []
        if looks and looks[-1].state != "complete":
            lacking.append(f"the walk of {name} was cut ({looks[-1].evidence or looks[-1].state})")
        if len(whole) < _LOOKS or whole[-1] - whole[0] < _APART:
            needed = f"two are needed, {_APART.days} days apart"
            lacking.append(
                f"{len(whole)} whole walks of {name} {_AFTER_DEADLINE.days} days after the deadline, {needed}"
            )
        if {(name, year), (name, None)} & self.unknown:
            lacking.append(f"{name} has a report of {year} or of no year whose agency the catalogue does not know")
        if {(name, year), (name, None)} & self.journals.unknown_missed:
            lacking.append(f"an item of {name} that could not be had may be a report of {year}")
        return lacking


def deadline(agency: Agency, year: int) -> date:
    """The day by which the report must be published: governments 31 March, all others 31 January."""
    return date(year + 1, 3, 31) if agency.agency_type in _BY_MARCH else date(year + 1, 1, 31)


def _notes(last: Document) -> list[str]:
    notes = [f"{last.revision} revisions"] if last.revision > 1 else []
    return notes if last.listed else [*notes, "delisted: no longer on its list page"]


def _last(looks: list[Look]) -> list[Look]:
    """The last look at each list page."""
    return list({look.column: look for look in looks}.values())


def _since(looks: list[Look], now: Look) -> str:
    """Since when the list page is in its state without a break."""
    day = now.day
    for look in reversed([look for look in looks if look.column == now.column]):
        if look.state != now.state:
            break
        day = look.day
    return day


def _with(base: Row, state: str, evidence: str, **fields: str) -> Row:
    return dataclasses.replace(base, state=state, evidence=evidence, **fields)  # type: ignore[arg-type]
