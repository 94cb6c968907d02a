"""The official forms as data: cells, spellings of labels, marks for "none", identities, 2019↔2021 correspondence.

Everything stands in the CSV files beside this one; the cells are those of the forms prescribed by
国办公开办函〔2019〕60号 and 国办公开办函〔2021〕30号. A new form or a new spelling is rows, no code.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from pipeline import package_data, text
from pipeline.model import value

FORMS = ("2019", "2021")
DATASETS = ("article20", "requests", "review_litigation")


@value
class CellSpec:
    """One cell of one form, as the codelist has it; `unit` is None where the page itself says it.

    `key`: `dataset.cell`.
    """

    dataset: str
    form: str
    cell: str
    clause: str
    label_row: str
    label_column: str
    unit: str | None
    key: str


@value
class Label:
    """A row or column of a form under one name, with every spelling's matching key, the official one first.

    `order`: its place among the labels of its axis, from 0.
    """

    dataset: str
    axis: str
    name: str
    group: str
    keys: tuple[str, ...]
    order: int


@value
class Identity:
    """`result` equals the sum of the `terms`; each term is a sign and a cell name.

    `keys` (`dataset.cell`): those of the result and of each term.
    """

    form: str
    dataset: str
    name: str
    result: str
    terms: tuple[tuple[int, str], ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correspondence:
    """How a cell of the 2019 form and one or several of the 2021 form relate: same, near, sum, only_2019, only_2021."""

    dataset: str
    cell_2019: str
    cell_2021: str
    relation: str
    note: str
    note_zh: str


@functools.cache
def cells(form: str) -> tuple[CellSpec, ...]:
    """Every cell of `form`, in the codelist's order."""
    return tuple(
        CellSpec(**{**row, "unit": row["unit"] or None, "key": f"{row['dataset']}.{row['cell']}"})  # type: ignore[arg-type]
        for row in package_data.rows(__package__, "cells.csv")
        if row["form"] == form
    )


@functools.cache
def only_in_other(form: str) -> tuple[CellSpec, ...]:
    """The cells of the other form that `form` lacks."""
    known = {item.key for item in cells(form)}
    return tuple(item for other in FORMS if other != form for item in cells(other) if item.key not in known)


@functools.cache
def spec(dataset: str, cell: str) -> tuple[CellSpec, ...]:
    """The cell's entries in the forms that have it, 2019 first; empty when no form does."""
    return _specs().get((dataset, cell), ())


@functools.cache
def _specs() -> dict[tuple[str, str], tuple[CellSpec, ...]]:
    found: dict[tuple[str, str], tuple[CellSpec, ...]] = {}
    for form in FORMS:
        for item in cells(form):
            found[item.dataset, item.cell] = (*found.get((item.dataset, item.cell), ()), item)
    return found


@functools.cache
def labels(dataset: str, axis: str) -> tuple[Label, ...]:
    """The labels of one axis (row, column, row_group, column_group, corner, title) in the form's order."""
    keys: dict[str, list[str]] = {}
    groups: dict[str, str] = {}
    for row in package_data.rows(__package__, "labels.csv"):
        if (row["dataset"], row["axis"]) == (dataset, axis):
            keys.setdefault(row["name"], []).append(text.key(row["spelling"]))
            groups[row["name"]] = row["group"]
    return tuple(
        Label(dataset=dataset, axis=axis, name=name, group=groups[name], keys=tuple(spelled), order=order)
        for order, (name, spelled) in enumerate(keys.items())
    )


@functools.cache
def marks() -> frozenset[str]:
    """What stands for "none", with white space dropped."""
    return frozenset(text.squeeze(row["mark"]) for row in package_data.rows(__package__, "marks.csv"))


@functools.cache
def other_year_words() -> tuple[tuple[str, str], ...]:
    """Words by which a caption or heading says that its numbers are another year's, and what must not follow them."""
    return tuple((row["word"], row["unless"]) for row in package_data.rows(__package__, "other_year.csv"))


@functools.cache
def this_year_words() -> tuple[str, ...]:
    """Words by which a heading says that its numbers are the report's year's."""
    return tuple(row["word"] for row in package_data.rows(__package__, "this_year.csv"))


@functools.cache
def foreign_headings() -> frozenset[str]:
    """Matching keys of headings that agencies add and the form does not have."""
    return frozenset(text.key(row["heading"]) for row in package_data.rows(__package__, "foreign_headings.csv"))


@functools.cache
def identities(form: str) -> tuple[Identity, ...]:
    """The arithmetic that the form prescribes."""
    return tuple(_identity(row) for row in package_data.rows(__package__, "identities.csv") if row["form"] == form)


def _identity(row: dict[str, str]) -> Identity:
    terms = _terms(row["terms"])
    return Identity(
        form=row["form"],
        dataset=row["dataset"],
        name=row["name"],
        result=row["result"],
        terms=terms,
        keys=tuple(f"{row['dataset']}.{cell}" for cell in (row["result"], *(cell for _, cell in terms))),
    )


def _terms(text_terms: str) -> tuple[tuple[int, str], ...]:
    signed = text_terms.replace("-", "+-").split("+")
    return tuple((-1 if term.startswith("-") else 1, term.lstrip("-")) for term in signed)


@functools.cache
def crosswalk() -> tuple[Correspondence, ...]:
    """The 2019↔2021 correspondence, a row for each cell or sum of cells."""
    return tuple(Correspondence(**row) for row in package_data.rows(__package__, "crosswalk.csv"))
