"""Numbers set in tables of which nothing was read: where they stand, the form's missing cells may be printed.

Labels may be past reading (a bad scan, another wording), so that neither heading nor rows say which table it is. The
section that it stands in still does; where that has no heading either, it may be any table of which nothing was read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from pipeline import forms, text
from pipeline.model import Cell, Document, Finding, Line, Place, Status, value
from pipeline.parse import labels
from pipeline.parse.fill import Claim
from pipeline.parse.flattened.words import words
from pipeline.parse.flattened.zones import headings_of
from pipeline.parse.number import read_number

_LONGEST_LINE = 110
_FEWEST = {"article20": 3, "requests": 7, "review_litigation": 5}
"""Numbers apart from any table that was read, from which on they may be a table of the form that is wholly missing."""


@value
class _Left:
    """Numbers that no cell took: `within` sections of tables, `apart` in grids that gave no cell, and in all grids.

    `headed`: the tables whose section has a heading.
    """

    within: Counter[str]
    apart: Counter[str]
    anywhere: int
    headed: frozenset[str]


def unread_numbers(
    document: Document, year: int | None, cells: Iterable[Cell], claims: Iterable[Claim], named: frozenset[str]
) -> Iterator[Finding]:
    """A finding for each table whose missing cells may be among numbers that no cell took; `named` have one already."""
    own = {dataset: [cell for cell in cells if cell.dataset == dataset] for dataset in forms.DATASETS}
    lost = {
        dataset: [c.key for c in found if c.status is Status.MISSING and c.key not in named]
        for dataset, found in own.items()
    }
    if not any(lost.values()):
        return
    left = _left(document, year, {_key(part.place) for claim in claims for part in claim.printed})
    for dataset, keys in lost.items():
        whole = len(keys) == len(own[dataset])
        loose = left.anywhere if dataset not in left.headed else left.within[dataset]
        if keys and (left.apart[dataset] or (whole and loose >= _FEWEST[dataset])):
            yield Finding(
                check="numbers_not_read",
                severity="error",
                cells=tuple(keys),
                message=f"numbers stand in tables that could not be read; cells of {dataset} may be among them",
            )


def _key(place: Place) -> tuple[object, ...]:
    return (place.page, place.box, place.locator)


def _left(document: Document, year: int | None, used: set[tuple[object, ...]]) -> _Left:
    within: Counter[str] = Counter()
    apart: Counter[str] = Counter()
    anywhere, section, headed, above, foreign = 0, "", set(), "", False
    for block in document.blocks:
        if isinstance(block, Line):
            if labels.is_page_number(block.text):
                continue
            opened = headings_of(text.squeeze(text.simplified(block.text)))
            section = section if opened is None else opened
            headed.add(section)
            above = block.text
            count = _set_apart(block)
            foreign = (not count and labels.other_year(labels.caption(above), year)) or (foreign and opened is None)
            count = 0 if foreign or _key(block.place) in used else count
        else:
            foreign = labels.other_year(labels.caption(above), year)
            above = ""
            count = 0 if foreign else sum(_is_number(cell.raw) for cell in block.cells if _key(cell.place) not in used)
            read = any(_key(cell.place) in used for cell in block.cells)
            apart[section] += 0 if read else count
        within[section] += count
        anywhere += count
    return _Left(within=within, apart=apart, anywhere=anywhere, headed=frozenset(headed))


def _is_number(raw: str) -> bool:
    return read_number(raw, signed=True).status is Status.REPORTED


def _set_apart(line: Line) -> int:
    """The numbers of a line that is nothing else, or that ends in several set apart: no prose does."""
    if "。" in line.text or len(text.squeeze(line.text)) > _LONGEST_LINE:
        return 0
    own = words(line, 0)
    run = next((at for at, word in enumerate(reversed(own)) if not word.is_value), len(own))
    return sum(word.is_number for word in own[len(own) - run :]) if run > 1 or run == len(own) else 0
