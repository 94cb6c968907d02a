"""An agency's name as a page writes it → the agency of the catalogue, if exactly one fits."""

from __future__ import annotations

import re
from collections import defaultdict

from pipeline.scrape.page import squeezed
from pipeline.sources import Agency, Catalogue

_GOVERNMENT = "人民政府"
_BRACKETS = re.compile(r"[（(].*?[)）]")


class Names:
    """The names of a catalogue, indexed once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._by_name: dict[str, list[Agency]] = defaultdict(list)
        self._by_division: dict[str, list[Agency]] = defaultdict(list)
        for agency in catalogue.agencies.values():
            for name in {squeezed(name) for name in (agency.name, *agency.aliases)}:
                self._by_name[name].append(agency)
            self._by_division[agency.division_code].append(agency)

    def find(self, name: str, division_code: str, year: int | None) -> Agency | None:
        """The agency: by its whole name, then as a short name in the portal's own division."""
        plain = _BRACKETS.sub("", squeezed(name))
        if len(plain) < 2:
            return None
        for wanted in (plain, plain + _GOVERNMENT):
            found = self._in_force(self._by_name.get(wanted, []), year)
            own = [agency for agency in found if agency.division_code == division_code]
            if len(own or found) == 1:
                return (own or found)[0]
        short = [agency for agency in self._by_division.get(division_code, []) if squeezed(agency.name).endswith(plain)]
        fits = self._in_force(short, year)
        return fits[0] if len(fits) == 1 else None

    @staticmethod
    def _in_force(found: list[Agency], year: int | None) -> list[Agency]:
        """Those that were bound in the year, where any was."""
        bound = [agency for agency in found if year is None or agency.is_bound(year)]
        return bound or found
