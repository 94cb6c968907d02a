"""Aligned rows → every cell of the form, with its status; what is not certain becomes `unreadable` with a finding.

Begins from the form: each cell is `missing` until something printed claims it. Two claims that differ, a row whose
columns can't be told, a number that is not plainly one number: none of these gives a value.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from pipeline import forms, text
from pipeline.model import Cell, Finding, GridCell, Place, Status
from pipeline.parse.align import Match
from pipeline.parse.number import Number, read_number
from pipeline.parse.rows import Row

_UNIT_IN_HEADING = re.compile(r"(?:单位[:：]?|[(（【〔\[]|金额[,，、:：]?)(亿元|万元|元)")
_TWO_TABLES = 3
"""Rows printed twice with different values from which on a second table, of another year or unit, stands there."""
_MERGED = "its cell is merged over several of the form's cells"
_SUM = "its column sums only some of the columns that the form's total sums"


@dataclasses.dataclass(init=False, unsafe_hash=True)
class Claim:
    """One printed cell that may be one cell of the form; its number may carry a doubt."""

    dataset: Final[str]
    cell: Final[str]
    printed: Final[tuple[GridCell, ...]]
    row: Final[Row]
    number: Final[Number]
    heading: Final[str]

    def __init__(
        self, *, dataset: str, cell: str, printed: tuple[GridCell, ...], row: Row, number: Number, heading: str
    ) -> None:
        self.dataset = dataset
        self.cell = cell
        self.printed = printed
        self.row = row
        self.number = number
        self.heading = heading


def claims(dataset: str, matches: tuple[Match, ...], heading: str) -> tuple[Claim, ...]:
    """What the matched rows claim, cell by cell."""
    found = []
    for match in _doubled(matches):
        if match.name is None:
            continue
        for column, printed in match.row.values.items():
            cell = f"{match.name}.{column}" if match.name else column
            if forms.spec(dataset, cell):
                number = _number(printed, cell, match.row.doubt or _reader_doubt(printed))
                if column in match.row.merged:
                    number = Number(status=Status.UNREADABLE, doubt=_MERGED)
                if column in match.row.sums:
                    number = Number(status=Status.UNREADABLE, doubt=_SUM)
                found.append(
                    Claim(dataset=dataset, cell=cell, printed=printed, row=match.row, number=number, heading=heading)
                )
        found.extend(_unordered(dataset, match, heading))
    return tuple(found)


def _doubled(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    """Rows that are the same row of the form and print different things are doubted whole: one of them is another."""
    count = Counter(match.name for match in matches if match.row.values)
    raws: dict[str, set[tuple[tuple[str, str], ...]]] = {}
    for match in matches:
        if match.name is not None and match.row.values and count[match.name] > 1:
            raws.setdefault(match.name, set()).add(_raws(match.row))
    different = {name for name, found in raws.items() if len(found) > 1}
    if not different:
        return matches
    why = "its row is printed more than once, with different values"
    return tuple(
        dataclasses.replace(match, row=dataclasses.replace(match.row, doubt=match.row.doubt or why))
        if match.name in different
        else match
        for match in matches
    )


def _raws(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple(
        sorted((name, " ".join(text.squeeze(part.raw) for part in cells)) for name, cells in row.values.items())
    )


def _number(printed: tuple[GridCell, ...], cell: str, doubt: str | None) -> Number:
    if not printed:
        return Number(status=Status.UNREADABLE, doubt=doubt)
    if len(printed) > 1 and len({text.squeeze(part.raw) for part in printed}) > 1:
        return Number(status=Status.UNREADABLE, doubt="several printed cells stand under one heading")
    number = read_number(printed[0].raw, signed=cell.endswith(".change"))
    return number if doubt is None or number.doubt else dataclasses.replace(number, doubt=doubt)


def _reader_doubt(printed: tuple[GridCell, ...]) -> str | None:
    for cell in printed:
        if cell.doubt:
            return cell.doubt
    return None


def _unordered(dataset: str, match: Match, heading: str) -> list[Claim]:
    """A row with more or fewer values than columns: each of its cells is unreadable, with all that was seen."""
    row = match.row
    if not row.unordered and not (row.values == {} and row.labels):
        return []
    seen = (
        GridCell(row=0, column=0, raw=" ".join(cell.raw for cell in row.unordered), place=row.unordered[0].place)
        if row.unordered
        else None
    )
    number = Number(status=Status.UNREADABLE, doubt="its row has not as many values as the table has columns")
    columns = [label.name for label in forms.labels(dataset, "column")]
    cells = [f"{match.name}.{column}" if match.name else column for column in columns]
    return [
        Claim(dataset=dataset, cell=cell, printed=(seen,), row=row, number=number, heading=heading)
        for column, cell in zip(columns, cells, strict=True)
        if seen is not None and column not in row.values and forms.spec(dataset, cell)
    ]


def fill(form: str, found: tuple[Claim, ...]) -> tuple[tuple[Cell, ...], tuple[Finding, ...]]:
    """Every cell of the form, then the other form's cells that are printed, and what is in doubt."""
    by_key: dict[str, list[Claim]] = {}
    for claim in found:
        by_key.setdefault(f"{claim.dataset}.{claim.cell}", []).append(claim)
    other = forms.only_in_other(form)
    beyond = [item for item in other if any(not claim.row.unordered for claim in by_key.get(item.key, ()))]
    printed = {item.key for item in beyond}
    cells, findings = [], []
    for item in (*forms.cells(form), *beyond):
        cell, finding = _cell(item, by_key.get(item.key, ()))
        cells.append(cell)
        findings.extend([finding] if finding else [])
    findings.extend(_beside_doubted(found, cells))
    findings.extend(_of_two_tables(by_key, cells, findings))
    lost = [claim for item in other if item.key not in printed for claim in by_key.get(item.key, ())]
    groups = {(claim.dataset, claim.cell.split(".")[0]): claim for claim in reversed(lost)}
    findings.extend(_of_the_other_form(claim, cells) for _, claim in sorted(groups.items(), key=lambda item: item[0]))
    return tuple(cells), tuple(findings)


def _beside_doubted(found: tuple[Claim, ...], cells: list[Cell]) -> Iterator[Finding]:
    """A finding for the missing cells of rows that are doubted whole: a number read beside them may be theirs."""
    doubted = {f"{claim.dataset}.{_row(claim.cell)}" for claim in found if claim.row.doubt and claim.row.values}
    lost = [cell.key for cell in cells if cell.status is Status.MISSING and _row(cell.key) in doubted]
    if lost:
        yield Finding(
            check="doubtful_cell",
            severity="warning",
            cells=tuple(lost),
            message="the rest of the row is not certain, so these cells may be printed there",
        )


def _of_two_tables(by_key: dict[str, list[Claim]], cells: list[Cell], findings: list[Finding]) -> Iterator[Finding]:
    """A finding for each table of which rows are printed twice otherwise: what stands once may be the other one's."""
    twice = {finding.cells[0] for finding in findings if finding.check == "printed_twice"}
    for dataset in forms.DATASETS:
        rows = {_row(key) for key in twice if key.startswith(f"{dataset}.")}
        once = [c.key for c in cells if c.dataset == dataset and c.value is not None and len(by_key[c.key]) == 1]
        if len(rows) >= _TWO_TABLES and once:
            yield Finding(
                check="printed_twice",
                severity="warning",
                cells=tuple(once),
                message=f"rows of {dataset} are printed twice with different values; these may be the other table's",
            )


def _row(cell: str) -> str:
    return cell.rsplit(".", 1)[0]


def _of_the_other_form(claim: Claim, cells: list[Cell]) -> Finding:
    """Numbers of a row that only the other form has, not in order: they may be any row of the same group."""
    group = claim.cell.split(".")[0] + "."
    own = [cell for cell in cells if cell.dataset == claim.dataset]
    return Finding(
        check="unplaced_number",
        severity="warning",
        cells=tuple(c.key for c in own if c.cell.startswith(group) and c.status is Status.MISSING),
        found=" ".join(part.raw for part in claim.printed),
        message=f"numbers of a printed row of {claim.dataset} belong to no cell of this form",
    )


def _cell(item: forms.CellSpec, found: Sequence[Claim]) -> tuple[Cell, Finding | None]:
    if not found:
        return _missing(item.form)[item.key], None
    first = found[0]
    if len(found) > 1 and len({text.squeeze(part.raw) for claim in found for part in claim.printed}) > 1:
        raw = " | ".join(part.raw for claim in found for part in claim.printed)
        cell, finding = _doubtful(item, first, raw, "it is printed more than once, with different values")
        return cell, dataclasses.replace(finding, check="printed_twice")
    raw = " | ".join(part.raw for part in first.printed)
    number = first.number
    if number.status is Status.UNREADABLE:
        return _doubtful(item, first, raw, number.doubt or "it can't be read as one number")
    if number.doubt is not None:
        return _doubtful(item, first, raw, number.doubt)
    cell = Cell(
        dataset=item.dataset,
        form=item.form,
        cell=item.cell,
        status=number.status,
        value=number.value,
        raw=raw,
        method=first.row.method,
        place=first.printed[0].place,
        unit=unit_of(item, number, first.heading),
    )
    return cell, None


@functools.cache
def _missing(form: str) -> dict[str, Cell]:
    """Every cell of the form as it is where nothing claims it: most cells of most reports."""
    return {
        item.key: Cell(dataset=item.dataset, form=item.form, cell=item.cell, unit=item.unit)
        for item in forms.cells(form)
    }


def unit_of(item: forms.CellSpec, number: Number, heading: str) -> str | None:
    """The unit of an amount is what the cell says, else its heading, else the form; of a count, the form's."""
    if not item.cell.endswith(".amount"):
        return item.unit
    said = _UNIT_IN_HEADING.search(text.squeeze(text.simplified(heading)))
    return number.unit or (said and said[1]) or item.unit


def _doubtful(item: forms.CellSpec, claim: Claim, raw: str, why: str) -> tuple[Cell, Finding]:
    cell = Cell(
        dataset=item.dataset,
        form=item.form,
        cell=item.cell,
        unit=unit_of(item, claim.number, claim.heading),
        status=Status.UNREADABLE,
        raw=raw,
        method=claim.row.method,
        place=claim.printed[0].place if claim.printed else Place(),
    )
    candidate = claim.number.value
    finding = Finding(
        check="flattened_row" if claim.row.doubt and claim.row.method == "text" else "doubtful_cell",
        severity="warning",
        cells=(cell.key,),
        found=raw,
        message=f"{cell.key} is not certain: {why}",
        suggestion=None if candidate is None else str(candidate),
    )
    return cell, finding


def choose_form(found: tuple[Claim, ...], year: int | None, printed: frozenset[str]) -> str:
    """2019 or 2021, by the form whose own cells are read, else whose own labels are printed, else by the year.

    `printed` holds the names of column labels that the document prints. The 2021 form is in use from 2021 on.
    """
    only = dict.fromkeys(forms.FORMS, 0)
    for claim in found:
        specs = forms.spec(claim.dataset, claim.cell)
        if not claim.row.unordered and len(specs) == 1 and not claim.cell.startswith("other."):
            only[specs[0].form] += 1
    if only["2019"] == only["2021"]:
        only = {form: len(printed & _own_columns(form)) for form in forms.FORMS}
    if only["2019"] != only["2021"]:
        return max(only, key=lambda form: only[form])
    rows = {claim.cell.rsplit(".", 1)[0] for claim in found if claim.cell.startswith("other.")}
    if rows - {"other.all"}:
        return "2021"
    return "2019" if year is not None and year <= 2020 else "2021"


def _own_columns(form: str) -> set[str]:
    """The columns of section two that only this form has."""
    columns = {
        item: {cell.cell.rsplit(".", 1)[1] for cell in forms.cells(item) if cell.dataset == "article20"}
        for item in forms.FORMS
    }
    return columns[form] - columns["2019" if form == "2021" else "2021"]


def rows_of_both_forms(cells: tuple[Cell, ...]) -> tuple[Finding, ...]:
    """（六）其他处理 as one row beside rows of its own parts: one of them has lost its label, so all are doubted."""
    own = [cell for cell in cells if cell.cell.startswith("other.") and cell.dataset == "requests"]
    read = {cell.cell.startswith("other.all.") for cell in own if cell.status is not Status.MISSING}
    if len(read) < 2:
        return ()
    return (
        Finding(
            check="rows_of_both_forms",
            severity="warning",
            cells=tuple(cell.key for cell in own),
            message="其他处理 is printed as one row and as several; one of them may belong to another row",
        ),
    )


def inferred(found: list[Claim]) -> tuple[Finding, ...]:
    """The flags of cells whose row was completed by the form's sums or by its neighbours, reason by reason."""
    reasons = dict.fromkeys(claim.row.flag for claim in found if claim.row.flag)
    return tuple(
        Finding(
            check="flattened_row",
            severity="warning",
            cells=tuple(f"{claim.dataset}.{claim.cell}" for claim in found if claim.row.flag == reason),
            message=f"these cells are inferred: {reason}",
        )
        for reason in reasons
    )


def by_turn(found: tuple[Claim, ...]) -> Finding:
    """The flag of cells that were read by the turn of their numbers and the form's sums, not by their labels."""
    return Finding(
        check="flattened_row",
        severity="warning",
        cells=tuple(f"{claim.dataset}.{claim.cell}" for claim in found),
        message="the text keeps only the order of the table's numbers; its sums all hold in this order",
    )
