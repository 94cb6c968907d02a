"""The forms as data: every cell of the codelist once, and nothing that points nowhere."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline import forms, text


def test_cells_are_those_of_the_codelist(shared: Path) -> None:
    with (shared / "forms" / "codelist.csv").open(encoding="utf-8") as file:
        official = [
            (row["form"], row["dataset"], row["cell"], row["label_row"], row["label_column"])
            for row in csv.DictReader(file)
        ]
    ours = [
        (item.form, item.dataset, item.cell, item.label_row, item.label_column)
        for form in forms.FORMS
        for item in forms.cells(form)
    ]
    assert sorted(ours) == sorted(official)
    assert len(set(ours)) == len(ours)


@pytest.mark.parametrize(("form", "count"), [("2019", 22 + 161 + 15), ("2021", 10 + 175 + 15)])
def test_number_of_cells(form: str, count: int) -> None:
    assert len(forms.cells(form)) == count


@pytest.mark.parametrize("form", forms.FORMS)
def test_every_cell_has_a_row_and_a_column_label(form: str) -> None:
    for item in forms.cells(form):
        row, column = item.cell.rsplit(".", 1)
        if item.dataset == "review_litigation":
            row, column = "", item.cell
        rows = {label.name for label in forms.labels(item.dataset, "row")} or {""}
        assert row in rows, item.key
        assert column in {label.name for label in forms.labels(item.dataset, "column")}, item.key


@pytest.mark.parametrize("form", forms.FORMS)
def test_identities_name_cells_that_exist(form: str) -> None:
    for identity in forms.identities(form):
        for cell in (identity.result, *(name for _, name in identity.terms)):
            assert forms.spec(identity.dataset, cell), f"{identity.name}: {cell}"


def test_the_forms_own_balance_is_an_identity() -> None:
    balance = next(
        item for item in forms.identities("2021") if item.name == "balance" and item.result == "carried_out.total"
    )
    assert balance.terms == ((1, "new.total"), (1, "carried_in.total"), (-1, "total.total"))


def test_crosswalk_covers_every_cell() -> None:
    for form, name in (("2019", "cell_2019"), ("2021", "cell_2021")):
        covered = {(row.dataset, cell) for row in forms.crosswalk() for cell in getattr(row, name).split("+") if cell}
        missing = {(item.dataset, item.cell) for item in forms.cells(form)} - covered
        assert not missing


def test_matching_key_ignores_how_a_label_is_set() -> None:
    assert text.key("（ 七 ）總　計") == text.key("(七)总计") == "七总计"
    assert text.key("3.危及“三安全一稳定”") == "3危及三安全一稳定"
