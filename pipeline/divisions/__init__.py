"""Who should report: an agency's name → its administrative division in a year, and what kind of agency it is.

A name is matched only where one division fits; a county name that two provinces share, without its parent, is no match.
"""

from __future__ import annotations

import csv
import functools
from importlib import resources

from pipeline import text
from pipeline.model import value

_SHORT = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")
_LAST_YEAR = 9999


@value
class Division:
    """A row of divisions.csv; valid on 31 December of each year from `valid_from` until before `valid_to`."""

    code: str
    name: str
    level: str
    parent_code: str
    province: str
    valid_from: int
    valid_to: int


@value
class Match:
    """What an agency's name says. `division_code` and `agency_type` are None where it says nothing certain."""

    division_code: str | None
    division_name: str | None
    province: str | None
    agency_type: str | None


@functools.cache
def divisions() -> dict[str, tuple[Division, ...]]:
    """Name → the divisions that bear or bore it; a province and a prefecture also by their short names."""
    found: dict[str, tuple[Division, ...]] = {}
    with resources.files(__package__).joinpath("divisions.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            division = Division(
                code=row["code"],
                name=row["name"],
                level=row["level"],
                parent_code=row["parent_code"],
                province=row["province"],
                valid_from=int(row["valid_from"]),
                valid_to=int(row["valid_to"] or _LAST_YEAR),
            )
            for name in _names(division):
                found[name] = (*found.get(name, ()), division)
    return found


def _names(division: Division) -> tuple[str, ...]:
    short = next((division.name.removesuffix(end) for end in _SHORT if division.name.endswith(end)), division.name)
    usable = division.level != "county" and len(short) > 1 and short != division.name
    return (division.name, short) if usable else (division.name,)


@functools.cache
def _agency_types() -> tuple[tuple[str, str], ...]:
    with resources.files(__package__).joinpath("agency_types.csv").open(encoding="utf-8") as file:
        rows = [(row["suffix"], row["agency_type"]) for row in csv.DictReader(file)]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


@functools.lru_cache(maxsize=4096)
def lookup(agency: str, year: int | None) -> Match | None:
    """What `agency`'s name says of its division in `year` and of its kind; None where it says neither."""
    plain = text.squeeze(text.simplified(agency))
    division = _division(plain, year)
    kind = next((kind for suffix, kind in _agency_types() if plain.endswith(suffix)), None)
    if division is None and kind is None:
        return None
    return Match(
        division_code=division.code if division else None,
        division_name=division.name if division else None,
        province=division.province if division else None,
        agency_type=kind,
    )


def _division(plain: str, year: int | None) -> Division | None:
    """Walks down from the front of the name: province, prefecture, county, each under the one before."""
    found: Division | None = None
    rest = plain
    while True:
        names = [rest[:length] for length in range(min(len(rest), 15), 1, -1)]
        step = next(((name, own) for name in names if (own := _under(name, found, year))), None)
        if step is None:
            return found
        name, own = step
        if len(own) > 1:
            return found
        found, rest = own[0], rest.removeprefix(name)


def _under(name: str, parent: Division | None, year: int | None) -> tuple[Division, ...]:
    """The divisions of this name that held in `year` and lie under `parent`."""
    return tuple(
        division
        for division in divisions().get(name, ())
        if division.valid_from <= (year or _LAST_YEAR - 1) < division.valid_to and _lies_under(division, parent)
    )


def _lies_under(division: Division, parent: Division | None) -> bool:
    if parent is None:
        return True
    if parent.level == "province":
        return division.code[:2] == parent.code[:2] and division.level != "province"
    return (
        division.level == "county"
        and (division.parent_code == parent.code or division.code[:4] == parent.code[:4])
        and division.code != parent.code
    )
