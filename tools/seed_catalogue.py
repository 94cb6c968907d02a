"""Seeds pipeline/sources/*.csv from ../shared/scrape (sites_seed.csv, divisions.csv). Run by hand; the files are committed.

    python -m tools.seed_catalogue ../shared/scrape

portals_seed.csv states no licence: it is no source here. Governments come from the yearly code tables.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.sources.columns import AGENCY_COLUMNS, COLUMN_COLUMNS, SITE_COLUMNS

SOURCES = Path(__file__).parents[1] / "pipeline" / "sources"
FIRST_YEAR = 2008
SLUGS = {
    "人力资源和社会保障": "hrss", "财政": "finance", "民政": "civil-affairs", "教育": "education",
    "发展和改革": "development-reform", "工业和信息化": "industry", "卫生健康": "health", "文化和旅游": "culture-tourism",
    "中医药": "tcm", "住房和城乡建设": "housing", "公积金": "housing-fund", "经济开发区": "zone",
}  # fmt: skip
Row = dict[str, str]


def main() -> None:
    """Writes the three files, each sorted by key."""
    shared = Path(sys.argv[1])
    agencies = {row["agency_id"]: row for row in _governments(_read(shared / "divisions.csv"))}
    sites: dict[str, Row] = {}
    columns: dict[str, Row] = {}
    for seed in _read(shared / "sites_seed.csv"):
        agency = _agency(seed)
        if agency is not None and agency["agency_id"] not in agencies:
            agencies[agency["agency_id"]] = agency
        site = _site(seed, agency)
        sites.setdefault(site["site_id"], site)
        number = sum(column["site_id"] == site["site_id"] for column in columns.values()) + 1
        column = _column(seed, site, agency, number)
        columns[column["column_id"]] = column
    _write("agencies.csv", AGENCY_COLUMNS, agencies.values())
    _write("sites.csv", SITE_COLUMNS, sites.values())
    _write("columns.csv", COLUMN_COLUMNS, columns.values())


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _governments(divisions: Sequence[Row]) -> Iterable[Row]:
    """One government a code; a code that was renamed keeps its key, and the last name is its name."""
    rows: dict[str, list[Row]] = {}
    for row in divisions:
        if row["code"][:2] not in ("71", "81", "82"):
            rows.setdefault(row["code"], []).append(row)
    for code, own in rows.items():
        own.sort(key=lambda row: int(row["valid_from"]))
        last = own[-1]
        end = int(last["valid_to"]) - 1 if last["valid_to"] else None
        if end is not None and end < FIRST_YEAR:
            continue
        names = list(dict.fromkeys(_government(row) for row in own))
        successors = [
            re.sub(r"\[.*", "", code) for code in last["successor_codes"].replace(",", "|").split("|") if code
        ]
        yield {
            "agency_id": f"{code}-gov",
            "name": _government(last),
            "aliases": "|".join(name for name in names if name != _government(last)),
            "agency_type": "government",
            "division_code": code,
            "parent_agency_id": f"{last['parent_code']}-gov" if last["parent_code"] else "",
            "must_report_from": str(max(FIRST_YEAR, int(own[0]["valid_from"]))),
            "must_report_to": str(end) if end is not None else "",
            "successors": "|".join(f"{code}-gov" for code in successors),
            "basis": "政府信息公开条例; code table of the year",
        }


def _government(division: Mapping[str, str]) -> str:
    if division["name"].endswith("盟") or (division["level"] == "prefecture" and division["name"].endswith("地区")):
        return f"{division['name']}行政公署"
    return f"{division['name']}人民政府"


def _agency(seed: Row) -> Row | None:
    name = re.sub(r"（.*）", "", seed["portal_name"])
    code, host = seed["division_code"] or "000000", urlsplit(seed["list_url"]).netloc
    if name.endswith("部门"):
        return None
    slug = next((slug for word, slug in SLUGS.items() if word in name), "gov" if seed["division_code"] else "")
    slug = slug or host.split(".")[-3]
    kind = {"gov": "government", "zone": "zone"}.get(slug, "department" if seed["division_code"] else "ministry")
    own = {"agency_id": f"{code}-{slug}", "name": name, "agency_type": kind, "division_code": seed["division_code"]}
    parent = f"{code}-gov" if kind in ("department", "zone") else ""
    return own | {"parent_agency_id": parent, "must_report_from": str(FIRST_YEAR), "basis": "portal's own list"}


def _site(seed: Row, agency: Row | None) -> Row:
    parts = urlsplit(seed["list_url"])
    code = re.search(r"SiteIDCode (\d{10})", seed["evidence"])
    return {
        "site_id": parts.netloc.replace(".", "-"),
        "host": parts.netloc,
        "schemes": parts.scheme,
        "name": seed["portal_name"],
        "operator_agency_id": agency["agency_id"] if agency else "",
        "division_code": seed["division_code"],
        "site_id_code": code[1] if code else "",
        "cms": seed["cms_guess"],
        "cms_evidence": "guess of the seed",
        "home_url": f"{parts.scheme}://{parts.netloc}/",
        "robots": "unknown",
        "access": "unknown",
        "note": seed["last_known_state"],
    }


def _column(seed: Row, site: Row, agency: Row | None, number: int) -> Row:
    return {
        "column_id": f"{site['site_id']}-{number}",
        "site_id": site["site_id"],
        "url": seed["list_url"],
        "kind": "own" if agency else "departments",
        "agency_ids": agency["agency_id"] if agency else "",
        "found_by": "seed",
        "evidence": seed["evidence"],
    }


def _write(name: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    with (SOURCES / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: row[columns[0]]))


if __name__ == "__main__":
    main()
