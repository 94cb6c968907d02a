"""Where reports are published: sites, agencies and list pages as CSV (`SOURCES.md`), read into typed rows.

A row with an error is left out and named in `Catalogue.problems`; the others stand.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import TypeVar

from pipeline.errors import UsageError
from pipeline.model import value
from pipeline.sources.columns import AGENCY_COLUMNS, COLUMN_COLUMNS, SITE_COLUMNS

_Row = TypeVar("_Row", "Site", "Agency", "Column")
_LAST_YEAR = 9999
_CLOSED_ACCESS = ("dead", "taken_over")


@value
class Problem:
    """One error of the catalogue: which file and line, and one sentence that says what is wrong."""

    file: str
    line: int
    key: str
    message: str


@value
class Site:
    """One host that may be fetched. `host` is exact and lower case, with its port if any; `delay_s` in seconds."""

    site_id: str
    host: str
    schemes: tuple[str, ...]
    name: str
    operator_agency_id: str
    division_code: str
    site_id_code: str
    cms: str
    home_url: str
    tls_invalid_ok: bool
    delay_s: float | None
    night_only: bool
    access: str
    valid_to: str
    replaced_by: str
    checked_by: str


@value
class Agency:
    """One body that must report, for the years `must_report_from` to `must_report_to`, both included. Without the first
    it is not known from when.
    """

    agency_id: str
    name: str
    aliases: tuple[str, ...]
    agency_type: str
    division_code: str
    parent_agency_id: str
    must_report_from: int | None
    must_report_to: int
    successors: tuple[str, ...]

    def is_bound(self, year: int) -> bool:
        """Whether it must report for this year, as far as the catalogue says."""
        return (self.must_report_from or 0) <= year <= self.must_report_to


@value
class Column:
    """One list page. Without `agency_ids` the agency is read from each item; `year` only for a year's own folder."""

    column_id: str
    site_id: str
    url: str
    kind: str
    agency_ids: tuple[str, ...]
    year: int | None
    found_by: str
    valid_to: str
    replaced_by: str


@value
class Catalogue:
    """All rows that are right, by their keys, and what is wrong with the others. `open_columns`: by site, sorted."""

    sites: Mapping[str, Site]
    agencies: Mapping[str, Agency]
    columns: Mapping[str, Column]
    open_columns: Mapping[str, tuple[Column, ...]]
    problems: tuple[Problem, ...] = ()

    def hosts(self) -> dict[str, Site]:
        """Host → its site, for the hosts that a person or a matching site code has checked."""
        return {site.host: site for site in self.sites.values() if crawlable(site)}

    def columns_of(self, site_id: str) -> tuple[Column, ...]:
        """The open list pages of a site; its home page, to look for one from, where none is known."""
        return self.open_columns.get(site_id) or (home_column(self.sites[site_id]),)


def home_column(site: Site) -> Column:
    """A site's home page in place of a list page that is not known."""
    return Column(
        column_id=f"{site.site_id}-home",
        site_id=site.site_id,
        url=site.home_url,
        kind="mixed",
        agency_ids=(),
        year=None,
        found_by="derived",
        valid_to="",
        replaced_by="",
    )


def crawlable(site: Site) -> bool:
    """Whether a site may be fetched: open, and checked by a person or by the code it shows, which fits its division."""
    if site.valid_to or site.access in _CLOSED_ACCESS:
        return False
    by_code = site.checked_by == "machine" and site.site_id_code[:6] == site.division_code != ""
    return site.checked_by == "person" or by_code


def load(folder: Path | None = None) -> Catalogue:
    """The catalogue in `folder` (`sites.csv`, `agencies.csv`, `columns.csv`), else the one that comes with gongkai.

    Raises `UsageError` where a file is missing or lacks a column; errors of single rows are in `problems`.
    """
    from pipeline.sources import check

    problems: list[Problem] = []
    agencies = _rows(folder, "agencies.csv", AGENCY_COLUMNS, _agency, problems)
    sites = _rows(folder, "sites.csv", SITE_COLUMNS, _site, problems)
    columns = _rows(folder, "columns.csv", COLUMN_COLUMNS, _column, problems)
    return check.without_errors(sites, agencies, columns, problems)


def _rows(
    folder: Path | None,
    name: str,
    wanted: tuple[str, ...],
    make: Callable[[Mapping[str, str]], _Row],
    problems: list[Problem],
) -> list[tuple[int, _Row]]:
    found: list[tuple[int, _Row]] = []
    for line, row in _read(folder, name, wanted):
        try:
            found.append((line, make(row)))
        except ValueError as error:
            problems.append(Problem(file=name, line=line, key=row[wanted[0]], message=str(error)))
    return found


def _read(folder: Path | None, name: str, wanted: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    source = (folder or Path(str(resources.files("pipeline.sources")))) / name
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [column for column in wanted if column not in (reader.fieldnames or ())]
            if missing:
                raise UsageError(f"{source}: has no column `{missing[0]}`; its columns must be {', '.join(wanted)}")
            for row in reader:
                yield reader.line_num, {column: (row[column] or "").strip() for column in wanted}
    except OSError as error:
        raise UsageError(f"{source}: can't be opened ({error.strerror})") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{source}: not a CSV file in UTF-8 ({error})") from error


def _site(row: Mapping[str, str]) -> Site:
    return Site(
        site_id=row["site_id"],
        host=row["host"],
        schemes=("http", "https") if row["schemes"] == "both" else (row["schemes"],),
        name=row["name"],
        operator_agency_id=row["operator_agency_id"],
        division_code=row["division_code"],
        site_id_code=row["site_id_code"],
        cms=row["cms"],
        home_url=row["home_url"] or f"{'https' if row['schemes'] == 'https' else 'http'}://{row['host']}/",
        tls_invalid_ok=row["tls"] == "invalid_ok",
        delay_s=_number(row["delay_s"], "delay_s"),
        night_only=row["night_only"] == "1",
        access=row["access"] or "unknown",
        valid_to=row["valid_to"],
        replaced_by=row["replaced_by"],
        checked_by=row["checked_by"],
    )


def _agency(row: Mapping[str, str]) -> Agency:
    return Agency(
        agency_id=row["agency_id"],
        name=row["name"],
        aliases=_list(row["aliases"]),
        agency_type=row["agency_type"],
        division_code=row["division_code"],
        parent_agency_id=row["parent_agency_id"],
        must_report_from=_year(row["must_report_from"], "must_report_from"),
        must_report_to=_year(row["must_report_to"], "must_report_to") or _LAST_YEAR,
        successors=_list(row["successors"]),
    )


def _column(row: Mapping[str, str]) -> Column:
    return Column(
        column_id=row["column_id"],
        site_id=row["site_id"],
        url=row["url"],
        kind=row["kind"],
        agency_ids=_list(row["agency_ids"]),
        year=_year(row["year"], "year"),
        found_by=row["found_by"],
        valid_to=row["valid_to"],
        replaced_by=row["replaced_by"],
    )


def _list(given: str) -> tuple[str, ...]:
    return tuple(part for part in given.split("|") if part)


def _year(given: str, column: str) -> int | None:
    if not given:
        return None
    if not (given.isdigit() and len(given) == 4):
        raise ValueError(f"{column} is {given!r}, not a year")
    return int(given)


def _number(given: str, column: str) -> float | None:
    if not given:
        return None
    number = float(given) if given.replace(".", "", 1).isdigit() else -1.0
    if number < 0:
        raise ValueError(f"{column} is {given!r}, not a number of seconds")
    return number
