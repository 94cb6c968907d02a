"""Clauses of section two in text that keeps only the order of their numbers: as many numbers as the clause has cells.

The section has no sums, so order alone must tell: every row of the clause is printed, its heading names the columns in
the form's order, however torn, and each row's numbers follow its own label, unless one row, one column or nothing but
zeros leaves a single reading. Every cell keeps a flag.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from pipeline import forms, text
from pipeline.model import Document, GridCell
from pipeline.parse import labels
from pipeline.parse.align import Match
from pipeline.parse.flattened.layout import Placed
from pipeline.parse.flattened.words import Word
from pipeline.parse.flattened.zones import of_lines_only, zones
from pipeline.parse.number import read_number
from pipeline.parse.rows import Row

WHY = "the text keeps only the order of the clause's numbers, which are as many as the form has"
_CLAUSE = "第二十条第"
_SHORTEST_PIECE = 2
_ONLY_COLUMN = 4
"""Characters that tell a clause's only column, which no other column's label has to be told from."""


def find_clauses(document: Document, year: int | None) -> Iterator[Placed]:
    """Section two, clause by clause, if the document is bare lines."""
    if not of_lines_only(document):
        return
    for zone in zones(document, year):
        if zone.dataset == "article20":
            matches = [match for clause in _clauses(zone.lines) for match in _clause(clause)]
            yield Placed(dataset="article20", matches=tuple(matches), heading="")


def _clauses(lines: Sequence[Sequence[Word]]) -> list[list[Word]]:
    """The words of each clause, without its title."""
    found: list[list[Word]] = []
    for line in lines:
        if _CLAUSE in text.squeeze(text.simplified("".join(word.raw for word in line))):
            found.append([])
        elif found:
            found[-1].extend(line)
    return found


def _clause(words: Sequence[Word]) -> list[Match]:
    rows = [_row_name(word) for word in words]
    names = [name for name in rows if name]
    values = [word for word in words if word.is_value]
    heading = "".join(text.key(w.raw) for w, row in zip(words, rows, strict=True) if not row and not w.is_value)
    for form in forms.FORMS:
        columns = _columns(form, names)
        if not columns or len(values) != len(names) * len(columns) or not _in_order(heading, columns):
            continue
        if len(names) > 1 and len(columns) > 1 and not (_follows(words, rows, len(columns)) or _nothing(values)):
            continue
        return [_match(name, columns, group) for name, group in zip(names, _groups(values, len(columns)), strict=True)]
    return []


def _row_name(word: Word) -> str | None:
    name, score = labels.best(text.key(word.raw), "article20", "row")
    return name if score >= labels.SURE and not word.is_value else None


def _columns(form: str, names: Sequence[str]) -> list[str]:
    """The columns of the clause whose rows these are, all of them and in the form's order; else empty."""
    cells = [item for item in forms.cells(form) if item.dataset == "article20"]
    clauses = {item.clause for item in cells if item.cell.split(".")[0] in names}
    own = [item.cell.split(".") for item in cells if item.clause in clauses]
    whole = len(clauses) == 1 and list(dict.fromkeys(row for row, _ in own)) == list(names)
    return list(dict.fromkeys(column for _, column in own)) if whole else []


def _in_order(heading: str, columns: Sequence[str]) -> bool:
    """Whether the first and the last pieces of the columns' labels, each of no other's, stand in this order."""
    keys = {label.name: label.keys for label in forms.labels("article20", "column")}
    first, last = [], []
    for column in columns:
        others = [key for other in columns if other != column for key in keys[other]]
        least = _SHORTEST_PIECE if others else _ONLY_COLUMN
        pieces = {key[start : start + least] for key in keys[column] for start in range(len(key) - least + 1)}
        own = {piece for piece in pieces if not any(piece in other for other in others)}
        places = [place for place in range(len(heading)) if heading[place : place + least] in own]
        if not places:
            return False
        first.append(places[0])
        last.append(places[-1])
    return first == sorted(first) and last == sorted(last)


def _follows(words: Sequence[Word], rows: Sequence[str | None], width: int) -> bool:
    """Whether each row's label stands right before as many numbers as there are columns, or the last one after all.

    A text that goes down the columns has the labels, which are a column too, one after another.
    """
    kinds = ["label" if row else "value" for word, row in zip(words, rows, strict=True) if row or word.is_value]
    runs = [len(list(run)) for _, run in itertools.groupby(kinds)]
    return kinds[0] == "label" and runs in ([1, width] * (len(kinds) // (width + 1)), [1, 2 * width, 1])


def _nothing(values: Sequence[Word]) -> bool:
    return all(word.is_number and not read_number(word.raw).value for word in values)


def _groups(values: Sequence[Word], width: int) -> list[Sequence[Word]]:
    return [values[start : start + width] for start in range(0, len(values), width)]


def _match(name: str, columns: Sequence[str], group: Sequence[Word]) -> Match:
    cells: dict[str, tuple[GridCell, ...]] = {
        column: (GridCell(row=0, column=0, raw=word.raw, place=word.place),)
        for column, word in zip(columns, group, strict=True)
    }
    return Match(row=Row(labels=(), values=cells, method="text", flag=WHY), name=name, score=1.0)
