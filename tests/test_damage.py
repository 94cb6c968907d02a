"""Damaged markup: a cell dropped, doubled or emptied in a table must give no wrong value without a flag."""

from __future__ import annotations

import csv
import random
import re
from decimal import Decimal

import pytest

from pipeline import task
from pipeline.errors import DocumentError
from tests.conftest import ROOT

FILE = "云岫区教育局/2024.html"
PAGE = (ROOT / "raw" / FILE).read_text(encoding="utf-8")
CELLS = list(re.finditer(r"<td[^>]*>([^<]*)</td>", PAGE))


def _gold() -> dict[str, str]:
    with (ROOT / "tests" / "sample_gold.csv").open(encoding="utf-8") as file:
        return {row["cell"]: row["printed"] for row in csv.DictReader(file) if row["file"] == FILE}


def _silent(page: str) -> list[tuple[str, str, Decimal]]:
    """Cells given as a number that the undamaged page does not print there, and that no check names."""
    try:
        _, reports = task.reports_of(page.encode(), "page.html", {})
    except DocumentError:
        return []
    (report,) = reports
    flagged = {key for finding in report.findings for key in finding.cells}
    gold = _gold()
    return [
        (cell.key, gold[cell.key], cell.value)
        for cell in report.cells
        if cell.value is not None and cell.key not in flagged and cell.key in gold and str(cell.value) != gold[cell.key]
    ]


@pytest.mark.parametrize("seed", range(30))
def test_a_dropped_or_doubled_cell_moves_no_number_silently(seed: int) -> None:
    draw = random.Random(seed)
    cell = draw.choice([match for match in CELLS if match[1].isdigit()])
    for instead in ("", cell[0] * 2):
        assert _silent(PAGE[: cell.start()] + instead + PAGE[cell.end() :]) == []


@pytest.mark.parametrize("seed", range(20))
def test_a_lost_label_gives_its_numbers_to_no_other_row(seed: int) -> None:
    draw = random.Random(seed)
    cell = draw.choice([match for match in CELLS if len(match[1]) > 2 and not match[1][0].isdigit()])
    assert _silent(PAGE[: cell.start(1)] + PAGE[cell.end(1) :]) == []


@pytest.mark.parametrize("seed", range(10))
def test_a_lost_row_moves_no_other(seed: int) -> None:
    draw = random.Random(seed)
    row = draw.choice(list(re.finditer(r"<tr>.*?</tr>", PAGE)))
    assert _silent(PAGE[: row.start()] + PAGE[row.end() :]) == []
