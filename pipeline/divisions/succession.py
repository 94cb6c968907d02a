"""What became of a division: predecessors and successors, its code now, and territories that stayed the same.

A *spell* is a row of divisions.csv: one code under one name. An *event* of year Y passes land from one spell to
another; reports of Y are the first of the new state, since a spell is valid on 31 December of its years.
"""

from __future__ import annotations

import functools
import re

from pipeline.divisions import Division, by_code, divisions
from pipeline.model import value

_SUCCESSOR = re.compile(r"(\d{6})(?:\[(\d{4})\])?")


@value
class Event:
    """In `year` all or a part of `before` became all or a part of `after`."""

    year: int
    before: Division
    after: Division

    @property
    def whole(self) -> bool:
        """Whether `before` ended by it; otherwise only a part of its land went."""
        return self.before.valid_to == self.year


@functools.cache
def events() -> tuple[Event, ...]:
    """Every change of land between two codes, or of a code or name, that the code tables tell."""
    found = []
    for before in {division for own in divisions().values() for division in own}:
        for code, year in _SUCCESSOR.findall(before.successor_codes):
            happened = int(year or before.valid_to)
            after = spell(code, happened)
            if after is not None and after != before:
                found.append(Event(year=happened, before=before, after=after))
    return tuple(sorted(found, key=lambda event: (event.year, event.before.code, event.after.code)))


def spell(code: str, year: int) -> Division | None:
    """The row of a code that held on 31 December of `year`; None where the code was not in use."""
    return next((row for row in by_code().get(code, ()) if row.valid_from <= year < row.valid_to), None)


@functools.cache
def _by_division() -> dict[Division, list[Event]]:
    """Every division that an event concerns → its events, in order."""
    found: dict[Division, list[Event]] = {}
    for event in events():
        for division in (event.before, event.after):
            found.setdefault(division, []).append(event)
    return found


def predecessors(division: Division) -> tuple[Event, ...]:
    """How the division came by its land."""
    return tuple(event for event in _by_division().get(division, ()) if event.after == division)


def successors(division: Division) -> tuple[Event, ...]:
    """To whom its land went."""
    return tuple(event for event in _by_division().get(division, ()) if event.before == division)


def changed(division: Division, year: int) -> tuple[Event, ...]:
    """The events of `year` that make the division's reports of `year` and `year` - 1 cover other land.

    A division that only got another name or code is none: it is new, its one predecessor ended, and nobody else
    has land of it.
    """
    own = [event for event in _by_division().get(division, ()) if event.year == year]
    if len(own) == 1 and own[0].whole and own[0].after.valid_from == year:
        leaving = [event for event in successors(own[0].before) if event.year == year]
        return () if len(leaving) == 1 else tuple(own)
    return tuple(own)


def lineage(division: Division) -> Division:
    """The last division that this one became by changes of name or code alone; a merged or split one stays itself."""
    while True:
        renamed = [event for event in successors(division) if event.whole and not changed(event.after, event.year)]
        if len(renamed) != 1:
            return division
        division = renamed[0].after


def now(division: Division) -> tuple[str, ...]:
    """The codes in use today on the division's land (events that passed a part count for the part)."""
    found: set[str] = set()
    waiting, seen = [division], {division}
    while waiting:
        spell_ = waiting.pop()
        following = [event.after for event in successors(spell_) if event.whole]
        if not following:
            found.add(spell_.code)
        waiting.extend(item for item in following if item not in seen)
        seen.update(following)
    return tuple(sorted(found))


@functools.cache
def territories(first: int, last: int) -> dict[Division, str]:
    """Spell → the name of the smallest land around it that no change of `first` + 1 … `last` cut or joined.

    The name is the codes that it has in `last`, joined by `+` (130502+130503). Sums over a territory can be compared
    over all of the years; a division that no event touched is its own.
    """
    parents: dict[Division, Division] = {}

    def root(item: Division) -> Division:
        while item in parents:
            item = parents[item]
        return item

    for event in events():
        if first < event.year <= last and root(event.before) != root(event.after):
            parents[root(event.before)] = root(event.after)
    everyone = [row for rows in by_code().values() for row in rows if row.valid_from <= last and row.valid_to > first]
    codes: dict[Division, list[str]] = {}
    for row in everyone:
        codes.setdefault(root(row), []).extend([row.code] if row.valid_to > last else [])
    return {row: "+".join(sorted(codes[root(row)])) or row.code for row in everyone}
