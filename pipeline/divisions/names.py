"""Names that agencies usually bear: a division's and a department's; and which of them a misread name must be.

`departments.csv` lists what stands between the division and the last word (局, 厅, 委员会) of a usual name.
"""

from __future__ import annotations

import functools

from pipeline import divisions, package_data, text

_SHORTEST = 3
"""Characters: of shorter names too many are one character apart."""


def is_usual(agency: str, year: int | None) -> bool:
    """Whether a name is a division's of that year and a department's or government's, with nothing else in it."""
    match = divisions.lookup(agency, year)
    return match is not None and match.division_code is not None and (not match.rest or match.rest in _usual())


def mended(agency: str, year: int | None) -> str | None:
    """The usual name that is one character off a name (squeezed, simplified); None where none or several are."""
    match = divisions.lookup(agency, year)
    rest = match.rest if match and match.division_code else agency
    head = agency.removesuffix(rest)
    found = {head + own for own in _usual() if _one_off(own, rest) and len(own) == len(rest)} if head else set()
    found |= {
        head + name + rest[len(name) :]
        for name in divisions.divisions()
        if len(name) >= _SHORTEST and len(rest) > len(name) and _one_off(name, rest)
    }
    usual = [name for name in found if is_usual(name, year)]
    return usual[0] if len(usual) == 1 else None


def _one_off(name: str, read: str) -> bool:
    return sum(a != b for a, b in zip(name, read, strict=False)) == 1


@functools.cache
def _usual() -> frozenset[str]:
    """What may stand after a division's name, simplified."""
    ends = {row["suffix"] for row in package_data.rows(__package__, "agency_types.csv") if not row["prefix"]}
    stems = {text.simplified(row["stem"]) for row in package_data.rows(__package__, "departments.csv")}
    return frozenset({*(end for end in ends if "政府" in end), *(stem + end for stem in stems for end in ends)})
