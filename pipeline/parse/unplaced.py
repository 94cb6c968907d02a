"""Every number of a table is used once: numbers that no cell took are findings that name what they may be.

A row that is none of the form's may still be one that was not found: one that belongs between the rows around it, or
whose label is somewhat like. Where the row beside it is read as empty, its numbers may be that row's.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from pipeline import forms
from pipeline.model import Cell, Finding, GridCell, Place, Status, value
from pipeline.parse import align
from pipeline.parse.align import Match
from pipeline.parse.number import read_number
from pipeline.parse.rows import Row

_SOMEWHAT = 0.4
"""Likeness from which on a row that is none of the form's may be one under other words."""


@value
class Unplaced:
    """Numbers of one printed row: they may be `rows` of the form, if those are missing, or `beside`, if read empty.

    `under`: single cells that are read empty in the rows beside it, in whose columns it has something printed.
    `astray`: theirs is unknown or not as the form has it, so where none of `rows` is missing they may be of any row.
    """

    dataset: str
    label: str
    numbers: tuple[str, ...]
    rows: frozenset[str]
    beside: frozenset[str]
    astray: bool = False
    places: tuple[Place, ...] = ()
    under: frozenset[str] = frozenset()

    def finding(self, cells: tuple[Cell, ...]) -> Finding:
        """The finding, with the cells that the numbers may be."""
        own = [cell for cell in cells if cell.dataset == self.dataset]
        lost = [cell for cell in own if cell.status is Status.MISSING]
        named = [cell for cell in lost if _row(cell) in self.rows]
        if self.astray and not named:
            named = lost
        blank = [cell for cell in own if cell.status is Status.BLANK]
        named += [cell for cell in blank if _row(cell) in self.beside or cell.cell in self.under]
        return Finding(
            check="unplaced_number",
            severity="warning",
            cells=tuple(cell.key for cell in named),
            found=" ".join(self.numbers),
            message=f"numbers of a printed row ({self.label}) of {self.dataset} belong to no cell of the form",
        )


def unplaced(dataset: str, matches: tuple[Match, ...]) -> tuple[Unplaced, ...]:
    """The numbers of rows that are no row of the form, and those under no heading."""
    found = []
    between = _between(dataset, matches)
    for at, match in enumerate(matches):
        numbers = _numbers(dataset, match)
        under = _empty_under(matches, at) if match.name is None or _has_digits(match.row.unordered) else frozenset()
        if numbers or under:
            label = " ".join(match.row.labels) or "no label"
            rows = _possible(dataset, match, between[at]) if match.name is None else frozenset((match.name,))
            beside = _empty_beside(matches, at) if match.name is None else frozenset()
            found.append(
                Unplaced(
                    dataset=dataset,
                    label=label,
                    numbers=tuple(cell.raw for cell in numbers or match.row.unordered) or _torn(match.row),
                    rows=rows,
                    beside=beside,
                    astray=match.name is None or len(numbers) > len(match.row.strays),
                    places=tuple(cell.place for cell in numbers),
                    under=under,
                )
            )
    return tuple(found)


def _numbers(dataset: str, match: Match) -> tuple[GridCell, ...]:
    """The row's numbers that no cell took: of no row, under no heading, or under one that the form's row has not."""
    row = match.row
    if match.name is None:
        return (*row.strays, *(cell for own in row.values.values() for cell in own if cell.raw), *row.unordered)
    other = [own for column, own in row.values.items() if len(own) > 1 or not _is_of_form(dataset, match.name, column)]
    beyond = row.unordered if len(row.unordered) > _most_columns(dataset, match.name) else ()
    return (*row.strays, *beyond, *(cell for own in other for cell in own if _is_number(cell)))


@functools.cache
def _is_of_form(dataset: str, row: str, column: str) -> bool:
    return bool(forms.spec(dataset, f"{row}.{column}" if row else column))


@functools.cache
def _most_columns(dataset: str, row: str) -> int:
    """The columns that a row has in the form in which it has most."""
    return max(
        sum(cell.dataset == dataset and cell.cell.startswith(f"{row}." if row else "") for cell in forms.cells(form))
        for form in forms.FORMS
    )


def _is_number(cell: GridCell) -> bool:
    return read_number(cell.raw).status is Status.REPORTED


def _between(dataset: str, matches: tuple[Match, ...]) -> list[tuple[int, int]]:
    """For each row the places, in the form's order, of the nearest rows of the form before and after it.

    Where the table does not keep that order, a row may be any.
    """
    order = {label.name: label.order for label in forms.labels(dataset, "row")}
    places = [order.get(match.name or "") for match in matches]
    known = [place for place in places if place is not None]
    if known != sorted(known):
        return [(-1, len(order))] * len(places)
    before = _last_known(places, -1)
    after = _last_known(places[::-1], len(order))[::-1]
    return list(zip(before, after, strict=True))


def _last_known(places: list[int | None], none: int) -> list[int]:
    """For each place the last known one before it."""
    found = []
    for place in places:
        found.append(none)
        none = none if place is None else place
    return found


def _possible(dataset: str, match: Match, between: tuple[int, int]) -> frozenset[str]:
    """The rows between its neighbours in the form's order, and those that its label is somewhat like."""
    wanted = forms.labels(dataset, "row")
    before, after = between
    inside = wanted[before + 1 : after] if before < after else wanted
    likeness = align.scores(match.row.labels, dataset)
    like = [label for label, score in zip(wanted, likeness, strict=True) if score >= _SOMEWHAT]
    return frozenset(label.name for label in (*inside, *like)) if wanted else frozenset(("",))


def _empty_beside(matches: tuple[Match, ...], at: int) -> frozenset[str]:
    beside = [*reversed(matches[:at][-1:]), *matches[at + 1 : at + 2]]
    return frozenset(match.name for match in beside if match.name is not None and _is_empty(match.row))


def _empty_under(matches: tuple[Match, ...], at: int) -> frozenset[str]:
    """The cells of the rows beside one of no row that are empty where that one is not: a number torn off its row.

    Where its columns can't be told, any that is empty.
    """
    row = matches[at].row
    printed = {name for name, cells in row.values.items() if any(cell.raw for cell in cells)}
    beside = [*matches[:at][-1:], *matches[at + 1 : at + 2]]
    return frozenset(
        f"{match.name}.{name}"
        for match in beside
        for name, cells in match.row.values.items()
        if match.name and (name in printed or row.unordered or _torn(row)) and not any(cell.raw for cell in cells)
    )


def _has_digits(cells: Sequence[GridCell]) -> bool:
    return any(character.isdecimal() for cell in cells for character in cell.raw)


def _torn(row: Row) -> tuple[str, ...]:
    """Labels of a row that are digits without letters: pieces of a number that a line's end cut (2305.)."""
    return tuple(label for label in row.labels if any(map(str.isdecimal, label)) and not any(map(str.isalpha, label)))


def _is_empty(row: Row) -> bool:
    return bool(row.values) and row.empty


def _row(cell: Cell) -> str:
    return cell.cell.rsplit(".", 1)[0] if forms.labels(cell.dataset, "row") else ""
