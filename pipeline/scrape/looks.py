"""What the journals say of list pages: when each was walked, how that ended, which of its items could not be had."""

from __future__ import annotations

from collections import defaultdict

from pipeline.model import value
from pipeline.scrape.store import Line, Store
from pipeline.sources import Agency, Catalogue, Column

ENOUGH_DAYS = 2
"""On so many different days must a thing have failed before it is called unreachable."""


@value
class Look:
    """One walk of a list page."""

    column: str
    day: str
    state: str
    evidence: str
    run: str


class Journals:
    """What the journals say, by list page and by agency and year. `standing`: the looks that tell the state of a list
    page, so without a failure that was met on one day only; `missed_on`: the days on which an address failed alike.
    """

    def __init__(self, store: Store) -> None:
        self.looks: dict[str, list[Look]] = defaultdict(list)
        self.missed_on: dict[str, set[str]] = {}
        missed: dict[str, Line] = {}
        for site_id in store.sites():
            for line in store.lines(site_id):
                if line["kind"] == "walk":
                    self.looks[line["column"]].append(_look(line))
                elif line["kind"] == "missed":
                    before = missed.get(line["url"])
                    if before is None or before["state"] != line["state"]:
                        self.missed_on[line["url"]] = set()
                    self.missed_on[line["url"]].add(line["at"][:10])
                    missed[line["url"]] = line
        self.standing = {column: _standing(looks) for column, looks in self.looks.items()}
        last = [line for line in missed.values() if self._is_last(line)]
        self.missed = {(line["agency_id"], line["year"]): line for line in last}
        self.unknown_missed = {
            (line["column"], line["year"]) for line in last if not line["agency_id"] or line["year"] is None
        }
        """List pages and years of items that could not be had and may be anyone's."""

    def _is_last(self, line: Line) -> bool:
        """Whether the last walk of its list page, or one that failed since, found the item and could not have it."""
        looks, standing = self.looks.get(line["column"], []), self.standing.get(line["column"], [])
        return not looks or line["run"] in {look.run for look in (*standing[-1:], *looks[len(standing) :])}


def _standing(looks: list[Look]) -> list[Look]:
    """The looks without the failures at their end, unless these were met on enough days."""
    end = len(looks)
    while end and looks[end - 1].state == "unreachable":
        end -= 1
    return looks if len({look.day for look in looks[end:]}) >= ENOUGH_DAYS else looks[:end]


def _look(line: Line) -> Look:
    return Look(
        column=line["column"],
        day=line["at"][:10],
        state=line["state"],
        evidence=line["evidence"],
        run=line["run"],
    )


class Columns:
    """List pages by the agencies that they can hold."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._by_agency: dict[str, list[Column]] = defaultdict(list)
        self._by_division: dict[str, list[Column]] = defaultdict(list)
        for column in (column for site_id in catalogue.sites for column in catalogue.columns_of(site_id)):
            for agency_id in column.agency_ids:
                self._by_agency[agency_id].append(column)
            if not column.agency_ids:
                self._by_division[catalogue.sites[column.site_id].division_code].append(column)

    def of(self, agency: Agency) -> tuple[Column, ...]:
        """The list pages that may hold this agency's reports: its own, and the mixed ones of its division."""
        shared = self._by_division.get(agency.division_code, []) if agency.division_code else []
        return tuple(sorted([*self._by_agency.get(agency.agency_id, []), *shared], key=lambda column: column.column_id))
