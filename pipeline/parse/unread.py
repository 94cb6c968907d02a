"""Labels of the form that the document prints and whose numbers were not found: what must not pass as `missing`.

`missing` says that the document lacks the cell. Where its row's label stands in a table or a short line, the
cell may well be printed, so the finding names it. A column's label without its numbers is met where the heading is
read.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from pipeline import forms, text
from pipeline.model import Cell, Document, Finding, Grid, Line, Status, value
from pipeline.parse import labels
from pipeline.parse.years_of_tables import with_years

_LONGEST_LINE = 80
_COLUMNS = re.compile(r"\S[ \u3000]{2,}\S+[ \u3000]{2,}\S")
_GAP = re.compile(r"[ \u3000]{2,}")
_DIGITS = re.compile(r"\d+")
_SHORTEST_LABEL = 4
_BEGINNING = 10
"""Characters of a long label that tell it when its lines are torn apart."""
_OUTCOMES = 4
"""Outcomes of a channel besides its total."""

_LEAST = {"column": 3, "column_group": 5}
_OWN_AXIS = {"article20": "row", "requests": "row", "review_litigation": "column_group"}
"""Labels that stand in no other table."""
_EVIDENCE = {"article20": 2, "requests": 3, "review_litigation": 1}
"""Labels of a table that must be printed before a table of which nothing was read counts as unread, not as left out."""

_UNSURE = ("aligned", "ocr")
"""Ways of reading that may miss a column or a row, or run a label and a number together."""

_WORDS = {
    "article20": ("第二十条第",),
    "requests": ("申请人情况", "勾稽关系"),
    "review_litigation": ("行政复议", "行政诉讼"),
}
"""What a table's surroundings print. Text without any grid has its labels torn, so these words are evidence there."""


@value
class Printed:
    """Matching keys: of all grid cells and short lines run together, so that wrapped labels are whole; and of cells.

    The text has the lines once more without the numbers in their columns, which stand between a label's lines.
    """

    text: str
    cells: frozenset[str]
    cell_lines: frozenset[str] = frozenset()
    """Keys of the lines of cells that have several: where rows were not told apart, one line is a label."""
    outcomes: int = 0
    """How many cells hold an outcome of section four other than its total."""


def unread_labels(document: Document, printed: Printed, cells: tuple[Cell, ...]) -> Iterator[Finding]:
    """A finding for each table of which labels are printed whose cells are `missing`."""
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    flat = not grids or any(grid.method == "aligned" or (grid.method == "ocr" and grid.ragged) for grid in grids)
    torn = "".join(text.key(cell.raw) for grid in grids if _torn(grid) for cell in grid.cells)
    for dataset in forms.DATASETS:
        own = [cell for cell in cells if cell.dataset == dataset]
        missing = [cell for cell in own if cell.status is Status.MISSING]
        lost = _lost(
            dataset,
            own,
            missing,
            printed,
            flat=flat,
            torn=bool(torn) and bool(_seen(dataset, _OWN_AXIS[dataset], Printed(text=torn, cells=frozenset()))),
        )
        if lost:
            yield Finding(
                check="label_not_read",
                severity="error",
                cells=tuple(cell.key for cell in lost),
                message=f"the document prints labels of {dataset} whose numbers could not be found",
            )


def _torn(grid: Grid) -> bool:
    """Whether the labels of a table without rulings stand in pieces, or may."""
    return (grid.method in _UNSURE and grid.ragged) or (
        grid.method == "ocr" and all(cell.doubt is not None for cell in grid.cells)
    )


def printed_labels(printed: Printed) -> frozenset[str]:
    """The names of the columns of section two whose labels the document prints."""
    return frozenset(_seen("article20", "column", printed))


def find_printed(document: Document, year: int | None) -> Printed:
    """What the document prints of labels; a grid that its caption gives to another year alone prints nothing here."""
    keys: list[str] = []
    torn: list[str] = []
    cells: list[str] = []
    cell_lines: set[str] = set()
    for block, foreign in with_years(document, year):
        if isinstance(block, Line):
            if (_is_short(block.text) and "。" not in block.text) or _flattened(block.text):
                keys.append(text.key(block.text))
                words = _GAP.split(block.text.strip())
                cells.extend(labels.unnumbered(text.key(word)) for word in words if len(words) > 1)
                torn.append(_DIGITS.sub("", keys[-1]) if _COLUMNS.search(block.text) else keys[-1])
            continue
        if not foreign:
            own = [text.key(cell.raw) for cell in block.cells]
            keys.extend(own)
            cells.extend(map(labels.unnumbered, own))
            cell_lines.update(
                labels.unnumbered(text.key(line))
                for cell in block.cells
                if "\n" in cell.raw
                for line in cell.raw.split("\n")
            )
    return Printed(
        text="".join(keys) + "\n" + "".join(torn),
        cells=frozenset(cells),
        cell_lines=frozenset(cell_lines),
        outcomes=sum(map(_is_outcome, cells)),
    )


def _is_short(line: str) -> bool:
    """Whether a line is no prose: short, or words set apart as in the columns of a table."""
    return len(line) <= _LONGEST_LINE or bool(_COLUMNS.search(line))


def _is_outcome(key: str) -> bool:
    name, score = labels.best(key, "review_litigation", "column") if len(key) >= _SHORTEST_LABEL - 1 else ("", 0.0)
    return score >= labels.SURE and not name.endswith(".total")


def _flattened(line: str) -> bool:
    """Whether a long line is a whole table run together: three or more long row labels stand in it."""
    key = text.key(line)
    return sum(label in key for label in _long_rows()) >= 3


@functools.cache
def _long_rows() -> tuple[str, ...]:
    return tuple(label.keys[0] for label in forms.labels("requests", "row") if len(label.keys[0]) >= 8)


def _lost(
    dataset: str, own: list[Cell], missing: list[Cell], printed: Printed, *, flat: bool, torn: bool
) -> list[Cell]:
    """The missing cells whose numbers may be printed. `torn`: labels of tables without rulings stand in pieces."""
    if not missing:
        return []
    seen = {name for axis in ("row", "column_group") for name in _seen(dataset, axis, printed)}
    if len(missing) == len(own) and flat:
        return missing if seen or any(word in printed.text for word in _WORDS[dataset]) else []
    if len(missing) == len(own):
        outcomes = dataset == "review_litigation" and printed.outcomes >= _OUTCOMES
        return missing if outcomes or len(seen) >= _EVIDENCE[dataset] else []
    read = {_row(cell) for cell in own if cell.status is not Status.MISSING}
    lacking = {_row(cell) for cell in missing} - read
    unread = (seen | _like_cells(dataset, printed)) & lacking if lacking else lacking
    if dataset == "review_litigation" and printed.outcomes >= _OUTCOMES * len(read) + _OUTCOMES - 1:
        return missing
    if unread:
        unread |= _too_short_to_see(dataset)
    aligned = any(cell.method in _UNSURE for cell in own)
    doubtful = any(cell.status is Status.UNREADABLE for cell in own)
    if (aligned and torn) or (doubtful and any(_by_lines(cell) for cell in own)):
        return missing
    columns: set[str] = set()
    if aligned:
        columns = {_column(cell) for cell in own if cell.status is not Status.MISSING}
        columns |= _seen(dataset, "column", printed) | _short(dataset, "column")
    return [cell for cell in missing if _row(cell) in unread or (_row(cell) in read and _column(cell) in columns)]


def _like_cells(dataset: str, printed: Printed) -> set[str]:
    """Rows and channels of which a cell holds the label, misprinted or not."""
    keys = [key for key in printed.cells if len(key) >= _SHORTEST_LABEL - 1]
    found = [labels.best(key, dataset, axis) for key in keys for axis in ("row", "column_group")]
    return {name for name, score in found if score >= labels.SURE}


def _too_short_to_see(dataset: str) -> set[str]:
    """Rows whose labels stand elsewhere too (其他, 总计): not to be seen, so unread where others are."""
    return {
        label.name for label in forms.labels(dataset, "row") if all(len(key) < _SHORTEST_LABEL for key in label.keys)
    }


def _by_lines(cell: Cell) -> bool:
    """Whether the cell was read from a line of its own: then any other line may be a cell that was not read."""
    return cell.method == "text" and "field" not in (cell.place.locator or "")


def _row(cell: Cell) -> str:
    return cell.cell.rsplit(".", 1)[0]


def _column(cell: Cell) -> str:
    return cell.cell if cell.dataset == "review_litigation" else cell.cell.rsplit(".", 1)[1]


def _short(dataset: str, axis: str) -> set[str]:
    """Names whose labels are too short to be looked for in all that is printed."""
    return {label.name for label in forms.labels(dataset, axis) if any(len(key) < _LEAST[axis] for key in label.keys)}


def _seen(dataset: str, axis: str, printed: Printed) -> set[str]:
    """Names whose label is printed; short ones stand in prose and headings too."""
    whole = printed.cells | printed.cell_lines
    return {
        sought.name
        for sought in _sought(dataset, axis)
        if not sought.whole.isdisjoint(whole) or any(part in printed.text for part in sought.anywhere)
    }


@value
class _Sought:
    """A label to be looked for: spellings and beginnings that tell it `anywhere`, and those that are a `whole` cell."""

    name: str
    anywhere: tuple[str, ...]
    whole: frozenset[str]


@functools.cache
def _sought(dataset: str, axis: str) -> tuple[_Sought, ...]:
    least = _LEAST.get(axis, _SHORTEST_LABEL)
    columns = {key for label in forms.labels(dataset, "column") for key in label.keys}
    begun = _beginnings(dataset) if axis == "row" else {}
    return tuple(
        _Sought(
            name=label.name,
            anywhere=(*(key for key in label.keys if len(key) >= least), *begun.get(label.name, ())),
            whole=frozenset(label.keys) - columns if axis == "row" else frozenset(),
        )
        for label in forms.labels(dataset, axis)
    )


def _beginnings(dataset: str) -> dict[str, list[str]]:
    """How the long labels of rows begin, where no other's key holds it: other cells may stand between its lines."""
    rows = forms.labels(dataset, "row")
    found: dict[str, list[str]] = {}
    for label in rows:
        others = [key for other in rows if other.name != label.name for key in other.keys]
        starts = {key[:_BEGINNING] for key in label.keys if len(key) > _BEGINNING}
        found[label.name] = [start for start in starts if not any(start in key for key in others)]
    return found
