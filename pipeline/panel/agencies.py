"""Reports and coverage → one row for each agency and year: which report holds, what its division was and is."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from pipeline import divisions, text
from pipeline.divisions import Division, succession

_GOVERNMENT = "人民政府"
"""What follows the division's name where an agency is called by that alone."""
REPORT_COLUMNS = (
    "report_id",
    "agency",
    "agency_type",
    "province",
    "division_code",
    "division_name",
    "year",
    "form",
    "latest",
)
COVERAGE_COLUMNS = ("agency", "division_code", "year", "state")
"""What is asked of each report and of each row of coverage; nothing else of them is held in memory."""

_FIELDS = (
    ("agency_id", pa.string()),
    ("year", pa.int32()),
    ("agency", pa.string()),
    ("agency_type", pa.string()),
    ("province", pa.string()),
    ("division_code", pa.string()),
    ("division_name", pa.string()),
    ("division_code_now", pa.string()),
    ("territory", pa.string()),
    ("predecessors", pa.list_(pa.string())),
    ("successors", pa.list_(pa.string())),
    ("boundary_changed", pa.bool_()),
    ("parent_code", pa.string()),
    ("state", pa.string()),
    ("form", pa.string()),
    ("report_id", pa.string()),
    ("alternatives", pa.list_(pa.string())),
)


def agency_years(reports: list[dict[str, Any]], coverage: list[dict[str, Any]]) -> pa.Table:
    """One row for each agency and year of `reports` and `coverage` (`REPORT_COLUMNS`, `COVERAGE_COLUMNS`), in order.

    Reports without an agency or a year are in no panel. Where no report of an agency and year is the latest, or several
    are, `report_id` is null: a person has to say which one holds, and `alternatives` names them. An agency and year
    without a report has the state that coverage gives it, and no numbers.
    """
    own = [row for row in reports if row["agency"] and row["year"] is not None]
    years = [row["year"] for row in own] or [0]
    territories = succession.territories(min(years), max(years))
    groups: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in own:
        groups.setdefault((agency_id(row["agency"], row["division_code"], row["year"]), row["year"]), []).append(row)
    without: dict[tuple[str, int], dict[str, Any]] = {}
    for row in coverage:
        key = (agency_id(row["agency"] or "", row["division_code"], row["year"]), row["year"])
        if row["agency"] and key not in groups:
            without.setdefault(key, _without_report(row))
    rows = [_row(*key, groups.get(key) or [without[key]], territories) for key in sorted({*groups, *without})]
    return pa.Table.from_pylist(rows, schema=pa.schema(_FIELDS))


def agency_id(agency: str, division_code: str | None, year: int) -> str:
    """`code:name`: the last code of the agency's division, through changes of name and code alone, and the rest of
    its name.

    An agency whose division is not known has its whole name and no code.
    """
    plain = text.squeeze(text.simplified(agency))
    division = succession.spell(division_code, year) if division_code else None
    if division is None:
        return f":{plain}"
    match = divisions.lookup(agency, year)
    rest = match.rest or _GOVERNMENT if match is not None and match.division_code == division_code else plain
    return f"{succession.lineage(division).code}:{rest}"


def _without_report(covered: dict[str, Any]) -> dict[str, Any]:
    """A row of coverage in the place of a report's: what its agency's name and division tell."""
    match = divisions.lookup(covered["agency"], covered["year"])
    division = succession.spell(covered["division_code"], covered["year"]) if covered["division_code"] else None
    return {
        "agency": covered["agency"],
        "agency_type": match.agency_type if match else None,
        "province": division.province if division else None,
        "division_code": covered["division_code"],
        "division_name": division.name if division else None,
        "state": covered["state"],
        "report_id": None,
        "latest": False,
    }


def _row(name: str, year: int, group: list[dict[str, Any]], territories: dict[Division, str]) -> dict[str, Any]:
    latest = sorted((row for row in group if row["latest"]), key=lambda row: str(row["report_id"]))
    chosen = latest[0] if len(latest) == 1 else None
    others = [] if chosen else sorted(row["report_id"] for row in latest or group if row["report_id"])
    shown = chosen or min(group, key=lambda row: str(row["report_id"]))
    said = {key: shown[key] for key in ("agency", "agency_type", "province", "division_code", "division_name")}
    division = succession.spell(shown["division_code"], year) if shown["division_code"] else None
    return {
        "agency_id": name,
        "year": year,
        **said,
        **(_of_division(division, year, territories) if division is not None else {}),
        "state": shown.get("state", "have"),
        "form": chosen["form"] if chosen else None,
        "report_id": chosen["report_id"] if chosen else None,
        "alternatives": others,
    }


def _of_division(division: Division, year: int, territories: dict[Division, str]) -> dict[str, Any]:
    came = [event for event in succession.predecessors(division) if event.year == year]
    goes = [event for event in succession.successors(division) if event.year == year + 1]
    return {
        "division_code_now": "+".join(succession.now(division)),
        "territory": territories.get(division, division.code),
        "predecessors": [f"{event.before.code} {event.before.name}" for event in came],
        "successors": [f"{event.after.code} {event.after.name}" for event in goes],
        "boundary_changed": bool(succession.changed(division, year)),
        "parent_code": division.parent_code or None,
    }
