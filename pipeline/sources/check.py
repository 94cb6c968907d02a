"""What can be wrong with a row of the catalogue, one sentence each. A row that refers to a bad row is bad too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar
from urllib.parse import urlsplit

from pipeline import divisions
from pipeline.sources import Agency, Catalogue, Column, Problem, Site
from pipeline.sources.columns import ACCESS, AGENCY_TYPES, CHECKED_BY, COLUMN_KINDS, FOUND_BY, SCHEMES

_Row = TypeVar("_Row", Site, Agency, Column)
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{2,5})?")
_DIVISION = re.compile(r"\d{6}")
_MADE_UP = "99"
"""No real division code begins with 99: the test site's do."""
_SITE_ID_CODE = re.compile(r"\d{10}|bm\d{8}")


def without_errors(
    sites: Sequence[tuple[int, Site]],
    agencies: Sequence[tuple[int, Agency]],
    columns: Sequence[tuple[int, Column]],
    problems: Sequence[Problem],
) -> Catalogue:
    """The catalogue of the rows that are right; `problems` goes on with the errors found here."""
    found = list(problems)
    good_agencies = _good("agencies.csv", agencies, lambda row: row.agency_id, lambda row, _: _of_agency(row), found)
    good_sites = _good("sites.csv", sites, lambda row: row.site_id, _of_site, found)
    good_columns = _good(
        "columns.csv",
        columns,
        lambda row: row.column_id,
        lambda row, _: _of_column(row, good_sites, good_agencies),
        found,
    )
    return Catalogue(
        sites=good_sites,
        agencies=good_agencies,
        columns=good_columns,
        open_columns=_open(good_columns),
        problems=tuple(found),
    )


def _open(columns: Mapping[str, Column]) -> dict[str, tuple[Column, ...]]:
    found: dict[str, tuple[Column, ...]] = {}
    for _, column in sorted(columns.items()):
        if not column.valid_to:
            found[column.site_id] = (*found.get(column.site_id, ()), column)
    return found


def _good(
    file: str,
    rows: Sequence[tuple[int, _Row]],
    key: Callable[[_Row], str],
    errors: Callable[[_Row, Mapping[str, _Row]], Iterator[str]],
    problems: list[Problem],
) -> dict[str, _Row]:
    good: dict[str, _Row] = {}
    for line, row in rows:
        wrong = [f"the key {key(row)!r} is there twice"] if key(row) in good else []
        wrong += ["the key is empty"] if not key(row) else []
        wrong += errors(row, good)
        problems.extend(Problem(file=file, line=line, key=key(row), message=message) for message in wrong)
        if not wrong:
            good[key(row)] = row
    return good


def _of_site(site: Site, others: Mapping[str, Site]) -> Iterator[str]:
    if not _HOST.fullmatch(site.host):
        yield f"host {site.host!r} is not a lower-case host name, with its port if any"
    same = next((other for other in others.values() if other.host == site.host and not other.valid_to), None)
    if same is not None and not site.valid_to:
        yield f"host {site.host!r} is already that of {same.site_id}"
    if not set(site.schemes) <= SCHEMES:
        yield f"schemes is {'|'.join(site.schemes)!r}, not http, https or both"
    if site.access not in ACCESS:
        yield f"access is {site.access!r}, not one of {', '.join(sorted(ACCESS))}"
    if site.checked_by not in CHECKED_BY:
        yield f"checked_by is {site.checked_by!r}, not machine or person"
    if site.site_id_code and not _SITE_ID_CODE.fullmatch(site.site_id_code):
        yield f"site_id_code {site.site_id_code!r} is not ten digits, or bm and eight"
    if site.home_url and urlsplit(site.home_url).netloc != site.host:
        yield f"home_url {site.home_url!r} is on another host than {site.host!r}"
    yield from _of_division(site.division_code)


def _of_agency(agency: Agency) -> Iterator[str]:
    if not agency.name:
        yield "name is empty"
    if agency.agency_type not in AGENCY_TYPES:
        yield f"agency_type is {agency.agency_type!r}, not one of {', '.join(sorted(AGENCY_TYPES))}"
    if agency.must_report_from and agency.must_report_from > agency.must_report_to:
        yield f"must_report_from {agency.must_report_from} is after must_report_to {agency.must_report_to}"
    yield from _of_division(agency.division_code)


def _of_division(code: str) -> Iterator[str]:
    if code and not (_DIVISION.fullmatch(code) and (code in divisions.codes() or code.startswith(_MADE_UP))):
        yield f"division_code {code!r} is no code that was ever in use"


def _of_column(column: Column, sites: Mapping[str, Site], agencies: Mapping[str, Agency]) -> Iterator[str]:
    site = sites.get(column.site_id)
    if site is None:
        yield f"site {column.site_id!r} is not in sites.csv, or its row is wrong"
    elif urlsplit(column.url).netloc != site.host:
        yield f"url {column.url!r} is not on the site's host {site.host!r}"
    if column.kind not in COLUMN_KINDS:
        yield f"kind is {column.kind!r}, not one of {', '.join(sorted(COLUMN_KINDS))}"
    if column.found_by not in FOUND_BY:
        yield f"found_by is {column.found_by!r}, not one of {', '.join(sorted(FOUND_BY))}"
    for agency_id in column.agency_ids:
        if agency_id not in agencies:
            yield f"agency {agency_id!r} is not in agencies.csv, or its row is wrong"
