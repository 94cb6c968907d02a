"""Numbers set in tables of which nothing was read: where they stand, the form's missing cells may be printed.

Labels may be past reading (a bad scan, another wording), so that neither heading nor rows say which table it is. The
section that it stands in still does; where that has no heading either, it may be any table of which nothing was read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from pipeline import forms, text
from pipeline.model import Cell, Document, Finding, Line, Place, Status, value
from pipeline.parse.flattened.words import words
from pipeline.parse.flattened.zones import headings_of
from pipeline.parse.number import read_number
from pipeline.parse.unplaced import Unplaced
from pipeline.parse.years_of_tables import with_years

_LONGEST_LINE = 110
_LABEL_NUMBER = re.compile(r"^[^。]{1,60}\S[ \u3000\t]{2,}[\d０-９][\d０-９.,，]*\s*$")
"""Words and, set apart, a number that ends the line: a row of a table."""
_ROW = re.compile(r"^[^。]{0,60}[^\W\d_][ \u3000\t]{2,}\S")
"""Words and, set apart, something else."""
_FEWEST = {"article20": 3, "requests": 7, "review_litigation": 5}
"""Numbers apart from any table that was read, from which on they may be a table of the form that is wholly missing."""


@value
class _Left:
    """Numbers that no cell took, other columns of rows that were read aside, `within` each section.

    `apart`: within a section, those that no finding tells either: in grids of which nothing was read, or at the end of
    a line. `headed`: the tables whose section has a heading.
    """

    within: Counter[str]
    apart: Counter[str]
    headed: frozenset[str]

    @property
    def anywhere(self) -> int:
        """Those that may be a table whose section has no heading: in no section of prose, if another table has one."""
        if self.headed.isdisjoint(forms.DATASETS):
            return self.within.total()
        return sum(self.within[section] for section in ("", "unknown", *forms.DATASETS))


def unread_numbers(
    document: Document,
    year: int | None,
    cells: Iterable[Cell],
    used: Iterable[Place],
    findings: Iterable[Finding | Unplaced],
) -> Iterator[Finding]:
    """A finding for each table whose missing cells may be among numbers that no cell took.

    `used`: the places of those that cells took; cells that `findings` name are told already, and numbers too.
    """
    findings = tuple(findings)
    named = {key for finding in findings if isinstance(finding, Finding) for key in finding.cells}
    told = [place for finding in findings if isinstance(finding, Unplaced) for place in finding.places]
    own = {dataset: [cell for cell in cells if cell.dataset == dataset] for dataset in forms.DATASETS}
    lost = {
        dataset: [c.key for c in found if c.status is Status.MISSING and c.key not in named]
        for dataset, found in own.items()
    }
    if not any(lost.values()):
        return
    left = _left(document, year, frozenset(used), frozenset(told))
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


def _left(document: Document, year: int | None, used: frozenset[Place], told: frozenset[Place]) -> _Left:
    within: Counter[str] = Counter()
    apart: Counter[str] = Counter()
    section, headed = "", set()
    for block, foreign in with_years(document, year):
        if isinstance(block, Line):
            is_row = _is_row(block)
            section = (not is_row and headings_of(text.squeeze(text.simplified(block.text)))) or section
            headed.add(section)
            if block.place not in used:
                within[section] += _set_apart(block)
                apart[section] += block.place not in told and is_row
            continue
        read = {cell.row for cell in block.cells if cell.place in used}
        numbers = [cell for cell in block.cells if not foreign and cell.row not in read and _is_number(cell.raw)]
        within[section] += len(numbers)
        apart[section] += 0 if read else sum(cell.place not in told for cell in numbers)
    return _Left(within=within, apart=apart, headed=frozenset(headed))


def _is_number(raw: str) -> bool:
    return read_number(raw, signed=True).status is Status.REPORTED


def _is_row(line: Line) -> bool:
    """Whether a line is a row of a table: words and, set apart, a number or several values that end it."""
    return bool(_LABEL_NUMBER.search(line.text)) or bool(_ROW.search(line.text) and _set_apart(line))


def _set_apart(line: Line) -> int:
    """The numbers of a line that is nothing else, or that ends in several set apart: no prose does."""
    if "。" in line.text or len(text.squeeze(line.text)) > _LONGEST_LINE:
        return 0
    own = words(line, 0)
    run = next((at for at, word in enumerate(reversed(own)) if not word.is_value), len(own))
    return sum(word.is_number for word in own[len(own) - run :]) if run > 1 or run == len(own) else 0
