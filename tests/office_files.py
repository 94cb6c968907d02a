"""Office files made in the tests: workbooks with openpyxl, old formats with LibreOffice itself."""

from __future__ import annotations

import csv
import subprocess
import tempfile
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import ROOT
from tools.sample_numbers import Sheet
from tools.sample_tables import Table, tables
from tools.typeset_sample import _opening, _prose, _title

RULE = Side(style="thin")
RULED = Border(left=RULE, right=RULE, top=RULE, bottom=RULE)


def convert(files: Iterable[Path], kind: str, folder: Path) -> None:
    """Writes each file as `kind` (doc, rtf, xls) under `folder`, in one call of LibreOffice."""
    with tempfile.TemporaryDirectory() as profile:
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", kind]
        done = subprocess.run(
            [*command, "--outdir", str(folder), *map(str, files)], capture_output=True, text=True, timeout=240
        )
    assert all((folder / f"{path.stem}.{kind.split(':')[0]}").is_file() for path in files), done.stderr


def gold(file: str) -> dict[str, str]:
    """What is printed in each cell of a file of the bundled sample, by cell."""
    with (ROOT / "tests" / "sample_gold.csv").open(encoding="utf-8") as table:
        return {row["cell"]: row["printed"] for row in csv.DictReader(table) if row["file"] == file}


def cells(outcome: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The cells of an outcome's only report, by `dataset.cell`."""
    assert "failure" not in outcome, outcome
    (report,) = outcome["reports"]
    return {
        f"{name}.{row['cell']}": row for name in ("article20", "requests", "review_litigation") for row in report[name]
    }


def wrong(found: dict[str, dict[str, Any]], printed: dict[str, str]) -> list[tuple[Any, ...]]:
    """The cells that are not as printed, or that carry a flag; all printed ones must be there."""
    return [
        (key, text, found[key]["status"], found[key]["value"], found[key]["flags"])
        for key, text in printed.items()
        if found[key]["status"] != "reported"
        or Decimal(str(found[key]["value"])) != Decimal(text)
        or list(found[key]["flags"])
    ]


def checks(outcome: dict[str, Any]) -> dict[str, str]:
    """Check → message, over an outcome's reports."""
    return {row["check"]: row["message"] for report in outcome["reports"] for row in report["checks"]}


def rule_all_over(path: Path, width: int) -> None:
    """Merges every row of one text, or none, over the sheet's columns and rules it, as many offices do."""
    book = openpyxl.load_workbook(path)
    page = book.active
    tables = {row for area in page.merged_cells.ranges for row in range(area.min_row, area.max_row + 1)}
    for row in range(1, page.max_row + 1):
        if row not in tables and sum(bool(cell.value is not None or cell.border.left.style) for cell in page[row]) < 2:
            for column in range(1, width + 1):
                page.cell(row, column).border = RULED
            page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
    book.save(path)


def write_workbook(sheet: Sheet, path: Path, *, ruled: bool = True, sheets: bool = False) -> None:
    """A report as a workbook, in one sheet or with each section in its own; numbers are stored as numbers."""
    book = openpyxl.Workbook()
    page = book.active
    page.append([_title(sheet)])
    page.append([_opening(sheet)])
    own = tables(sheet)
    for number, (heading, paragraphs) in enumerate(_prose(sheet)):
        if sheets and number in (1, 2, 3):
            page = book.create_sheet(heading[:20])
        for line in [heading, *paragraphs]:
            page.append([line])
        for table in (table for table in own if table.section == number):
            _write_table(page, table, ruled)
            page.append([])
            page.cell(page.max_row + 2, 1)
    page.append([sheet.agency])
    page.append([f"{sheet.year + 1}年1月20日"])
    book.save(path)


def _write_table(page: Worksheet, table: Table, ruled: bool) -> None:
    top = page.max_row + 1
    for row in range(table.rows):
        for column in range(table.columns):
            page.cell(top + row, column + 1).border = RULED if ruled else Border()
    for spot in table.cells:
        cell = page.cell(top + spot.row, spot.column + 1)
        number = Decimal(spot.text) if spot.text.replace(".", "").lstrip("-").isdigit() else None
        cell.value = spot.text if number is None else float(number) if "." in spot.text else int(number)
        cell.alignment = Alignment(horizontal="center", wrap_text=True)
        if "." in spot.text and number is not None:
            cell.number_format = "0.00"
        if spot.row_span * spot.column_span > 1:
            page.merge_cells(
                start_row=top + spot.row,
                start_column=spot.column + 1,
                end_row=top + spot.row + spot.row_span - 1,
                end_column=spot.column + spot.column_span,
            )
