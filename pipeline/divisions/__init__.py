"""Who should report: an agency's name → its administrative division in a year, and what kind of agency it is.

A name is matched only where one division fits; a county name that two provinces share, without its parent, is no match.
"""

from __future__ import annotations

import functools
import re

from pipeline import package_data, text
from pipeline.model import value

_SHORT = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")
_AUTONOMOUS = re.compile(r"(.+)自治([州县旗])")
_LAST_YEAR = 9999
_LONGEST_NAME = 18
_SHORT_NAMED = ("zone", "vertical", "department")


@value
class Division:
    """A row of divisions.csv; valid on 31 December of each year from `valid_from` until before `valid_to`.

    `successor_codes`: who got its land, parted by `;`, as in the code tables (`130102[2001]` where the
    year is not `valid_to`).
    """

    code: str
    name: str
    level: str
    parent_code: str
    province: str
    valid_from: int
    valid_to: int
    successor_codes: str


@value
class Match:
    """What an agency's name says. `division_code` and `agency_type` are None where it says nothing certain.

    `rest`: the name after the division's, simplified and without white space.
    """

    division_code: str | None
    division_name: str | None
    province: str | None
    agency_type: str | None
    rest: str


@functools.cache
def divisions() -> dict[str, tuple[Division, ...]]:
    """Name → the divisions that bear or bore it; a province and a prefecture also by their short names."""
    found: dict[str, tuple[Division, ...]] = {}
    for division in (row for rows in by_code().values() for row in rows):
        for name in _names(division):
            found[name] = (*found.get(name, ()), division)
    return found


@functools.cache
def by_code() -> dict[str, tuple[Division, ...]]:
    """Code → its rows, one for each name that it had."""
    found: dict[str, tuple[Division, ...]] = {}
    for row in package_data.rows(__package__, "divisions.csv"):
        division = Division(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            parent_code=row["parent_code"],
            province=row["province"],
            valid_from=int(row["valid_from"]),
            valid_to=int(row["valid_to"] or _LAST_YEAR),
            successor_codes=row["successor_codes"],
        )
        found[division.code] = (*found.get(division.code, ()), division)
    return found


def codes() -> frozenset[str]:
    """Every division code that was in use in any year."""
    return frozenset(by_code())


def name_of(code: str) -> str | None:
    """The name that a code bears, the last one where it was renamed."""
    rows = by_code().get(code)
    return rows[-1].name if rows else None


def _names(division: Division) -> tuple[str, ...]:
    """The division's name and the shorter ones in use: 江门, 恩施州, 积石山县."""
    own = _AUTONOMOUS.fullmatch(division.name)
    if own:
        base = _without_peoples(own[1])
        return (division.name, base + own[2]) if len(base) > 1 else (division.name,)
    short = next((division.name.removesuffix(end) for end in _SHORT if division.name.endswith(end)), division.name)
    usable = division.level != "county" and len(short) > 1 and short != division.name
    return (division.name, short) if usable else (division.name,)


def _without_peoples(name: str) -> str:
    """The name without the peoples at its end (积石山保安族东乡族撒拉族 → 积石山)."""
    while ending := next((end for end in _peoples() if name.endswith(end)), None):
        name = name.removesuffix(ending)
    return name


@functools.cache
def _peoples() -> tuple[str, ...]:
    """Endings that name a people, the longest first; a name of two characters and more also without 族."""
    names = [row["name"] for row in package_data.rows(__package__, "peoples.csv")]
    endings = ["各族", *(name + "族" for name in names), *(name for name in names if len(name) > 1)]
    return tuple(sorted(endings, key=lambda ending: -len(ending)))


@functools.cache
def _agency_types() -> tuple[tuple[str, str, str], ...]:
    """Prefix, suffix and kind, the longest first."""
    listed = package_data.rows(__package__, "agency_types.csv")
    kinds = [(row["prefix"], row["suffix"], row["agency_type"]) for row in listed]
    return tuple(sorted(kinds, key=lambda kind: -len(kind[0] + kind[1])))


@functools.lru_cache(maxsize=4096)
def lookup(agency: str, year: int | None) -> Match | None:
    """What `agency`'s name says of its division in `year` and of its kind; None where it says neither."""
    plain = text.squeeze(text.simplified(agency))
    prefix, kind = _kind(plain)
    division, rest = _division(plain.removeprefix(prefix).removeprefix("中共"), year, kind in _SHORT_NAMED)
    if division is not None and not rest:
        kind = "government"
    if division is None and kind is None:
        return None
    return Match(
        division_code=division.code if division else None,
        division_name=division.name if division else None,
        province=division.province if division else None,
        agency_type=kind,
        rest=rest,
    )


def _kind(plain: str) -> tuple[str, str | None]:
    """The prefix that belongs to no place (国家税务总局) and the kind of agency that the name's two ends tell."""
    fits = (row for row in _agency_types() if plain.startswith(row[0]) and plain.endswith(row[1]))
    prefix, _, kind = next(fits, ("", "", None))
    return prefix, kind


def _division(plain: str, year: int | None, short: bool) -> tuple[Division | None, str]:
    """Walks down from the front of the name: province, prefecture, county, each under the one before.

    Gives the lowest and what is left of the name. A short name that no further division confirms is none: a province's
    never (新疆|生产建设兵团), a prefecture's only where `short` allows it (太原|路街道办事处, 朝阳|镇, 北海|新区).
    """
    found: Division | None = None
    last, rest = "", plain
    while True:
        names = [rest[:length] for length in range(min(len(rest), _LONGEST_NAME), 1, -1)]
        step = next(((name, own) for name in names if (own := _under(name, found, year))), None)
        if step is None or len(step[1]) > 1:
            unsure = found is not None and not _says(last, found, rest, short)
            return (None, plain) if unsure else (found, rest)
        last, (found,) = step
        rest = rest.removeprefix(last)


def _says(name: str, division: Division, rest: str, short: bool) -> bool:
    """Whether the last name taken is enough to say the division."""
    whole = name == division.name or _AUTONOMOUS.fullmatch(division.name) is not None
    return whole or (short and division.level == "prefecture" and not rest.startswith(("区", "新区", "路", "街")))


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
