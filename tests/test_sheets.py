"""Workbooks: what each visible cell shows is what the document holds; nothing is computed, nothing hidden is read."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.worksheet import Worksheet

from pipeline import task
from pipeline.errors import Damaged, Encrypted, LimitExceeded
from pipeline.model import Document, Grid, Line
from pipeline.read import read
from tests.office_files import RULED, cells, checks, convert, rule_all_over, write_workbook, wrong
from tools.sample_numbers import make


def _workbook(fill: Callable[[Worksheet], Any]) -> bytes:
    book = openpyxl.Workbook()
    fill(book.active)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _table(*rows: tuple[Any, ...]) -> Callable[[Worksheet], None]:
    def fill(page: Worksheet) -> None:
        for at, row in enumerate(rows, start=1):
            for column, item in enumerate(row, start=1):
                page.cell(at, column, item).border = RULED

    return fill


def _grid(document: Document) -> Grid:
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    return grid


def _raws(document: Document) -> dict[tuple[int, int], str]:
    return {(cell.row, cell.column): cell.raw for cell in _grid(document).cells}


@pytest.mark.parametrize(
    ("stored", "code", "shown"),
    [
        (12.6, "0", "13"),
        (2.5, "0", "3"),
        (1.005, "0.00", "1.01"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (0, '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"??_ ;_ @_ ', "-"),
        (1500, '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"??_ ;_ @_ ', "1,500"),
        (-7, "0;[Red]\\-0", "-7"),
        (-7, "0_);[Red](0)", "(7)"),
        (8, ";;;", ""),
        (0, "0;-0;", ""),
        (0, "#", ""),
        (0.125, "0.0%", "12.5%"),
        (25000, '0.0,"千元"', "25.0千元"),
        (7, 'General"件"', "7件"),
        (3, '0"件"', "3件"),
        (5, "000", "005"),
        (19.7241, "General", "19.7241"),
        (0.1 + 0.2, "General", "0.3"),
        (21917.66, "@", "21917.66"),
        ("０", "@", "０"),
        ("无", ";;;", ""),
        (True, "General", "TRUE"),
    ],
)
def test_what_a_number_format_shows(stored: Any, code: str, shown: str) -> None:
    """Read in Excel: the text in the cell, not the value behind it."""

    def fill(page: Worksheet) -> None:
        _table(("规章", stored))(page)
        page["B1"].number_format = code

    document = read(_workbook(fill), "a.xlsx")
    assert _raws(document)[0, 1] == shown
    assert all(cell.doubt is None for cell in _grid(document).cells)


@pytest.mark.parametrize("code", ["[>5]0;[Red]0", "[DBNum1]0", "# ?/?", "0.00E+00", "yyyy/m/d"])
def test_a_format_that_cant_be_rendered_is_a_doubt(code: str) -> None:
    def fill(page: Worksheet) -> None:
        _table(("规章", 8))(page)
        page["B1"].number_format = code

    document = read(_workbook(fill), "a.xlsx")
    assert [cell.doubt is not None or cell.raw == "1900/1/8" for cell in _grid(document).cells] == [False, True]


def test_formulas_are_never_computed() -> None:
    """openpyxl stores a formula without its result, so what the page shows is not known."""
    document = read(_workbook(_table(("规章", 1, 2, "=B1+C1"))), "a.xlsx")
    cell = _grid(document).cells[3]
    assert (cell.raw, bool(cell.doubt)) == ("=B1+C1", True)


def test_a_formula_gives_its_stored_result(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.xlsx").write_bytes(_workbook(_table(("规章", 1, 2, "=B1+C1"))))
    convert([tmp_path / "in" / "a.xlsx"], "xlsx", tmp_path)
    convert([tmp_path / "in" / "a.xlsx"], "xls", tmp_path)
    for name in ("a.xlsx", "a.xls"):
        assert _raws(read((tmp_path / name).read_bytes(), name))[0, 3] == "3", name


def test_hidden_rows_columns_and_sheets_are_left_out_and_noted() -> None:
    def fill(page: Worksheet) -> None:
        _table(("规章", 1, 9), ("许可", 5, 9), ("处罚", 2, 9))(page)
        page.row_dimensions[2].hidden = True
        page.column_dimensions["C"].hidden = True
        page.merge_cells("A2:A3")
        other = page.parent.create_sheet("去年")
        other["A1"] = "旧数"
        other.sheet_state = "hidden"

    document = read(_workbook(fill), "a.xlsx")
    assert _raws(document) == {(0, 0): "规章", (0, 1): "1", (1, 0): "许可", (1, 1): "2"}
    notes = dict(document.notes)
    assert list(notes) == ["hidden_content"]
    said = " ".join(message for _, message in document.notes)
    assert "2, C" in said and "去年" in said


def test_merged_cells_lines_and_places() -> None:
    def fill(page: Worksheet) -> None:
        page["A1"] = "某局\n年度报告"
        page["A2"] = "一、总体情况"
        for row in page["A3:C5"]:
            for cell in row:
                cell.border = RULED
        page["A3"], page["B4"], page["C5"] = "第（一）项", "数量", 7
        page.merge_cells("A3:C3")
        page["A7"] = "二、结尾"

    document = read(_workbook(fill), "a.xlsx")
    assert [block.text for block in document.blocks if isinstance(block, Line)] == [
        "某局",
        "年度报告",
        "一、总体情况",
        "二、结尾",
    ]
    grid = _grid(document)
    assert (grid.rows, grid.columns, grid.cells[0].column_span) == (3, 3, 3)
    assert [cell.place.locator for cell in grid.cells if cell.raw == "7"] == ["sheet Sheet, cell C5"]


def test_raised_digits_stay_raised() -> None:
    rich = CellRichText("17", TextBlock(InlineFont(vertAlign="superscript"), "1"))
    assert _raws(read(_workbook(_table(("规章", rich))), "a.xlsx"))[0, 1] == "17¹"


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of both forms as workbooks, in one sheet and in several, with rules and without; XLSX and XLS."""
    folder = tmp_path_factory.mktemp("books")
    for year in (2020, 2023):
        report = make("云岫区教育局", year, 40)
        write_workbook(report, folder / f"one-{year}.xlsx")
        write_workbook(report, folder / f"many-{year}.xlsx", sheets=True)
        write_workbook(report, folder / f"bare-{year}.xlsx", ruled=False)
        write_workbook(report, folder / f"boxed-{year}.xlsx")
        rule_all_over(folder / f"boxed-{year}.xlsx", 15)
    convert(sorted(folder.glob("*.xlsx")), "xls", folder)
    return folder


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
@pytest.mark.parametrize("year", [2020, 2023])
@pytest.mark.parametrize("layout", ["one", "many", "bare", "boxed"])
def test_every_cell_is_as_typeset(books: Path, kind: str, year: int, layout: str) -> None:
    path = books / f"{layout}-{year}.{kind}"
    outcome = task.outcome(path.read_bytes(), path.name, {})
    assert not wrong(cells(outcome), make("云岫区教育局", year, 40).printed)
    assert not checks(outcome)
    (report,) = outcome["reports"][0]["reports"]
    assert (report["agency"], report["year"]) == ("云岫区教育局", year)
    sections = [row["canonical"] for row in outcome["reports"][0]["sections"] if row["level"] == 1]
    assert sections == ["overview", "article20", "requests", "review_litigation", "problems", "other"]


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_truncated_workbooks_fail_clearly(books: Path, kind: str) -> None:
    data = (books / f"one-2023.{kind}").read_bytes()
    draw = random.Random(5)
    for size in [9, 600, *(draw.randrange(1000, len(data) - 600) for _ in range(25))]:
        outcome = task.outcome(data[:size], f"a.{kind}", {})
        if "failure" in outcome:
            assert outcome["failure"]["error"] in ("Damaged", "NotAReport", "Unsupported"), outcome


def test_xls_with_changed_bytes_never_crashes(books: Path) -> None:
    data = (books / "many-2023.xls").read_bytes()
    draw = random.Random(6)
    for _ in range(40):
        changed = bytearray(data)
        for _ in range(20):
            changed[draw.randrange(512, len(data))] = draw.randrange(256)
        outcome = task.outcome(bytes(changed), "a.xls", {})
        assert "reports" in outcome or outcome["failure"]["error"] in (
            "Damaged",
            "NotAReport",
            "Encrypted",
            "Unsupported",
        )


def test_protected_workbooks_are_said_to_be(books: Path) -> None:
    """A FILEPASS record is what makes an XLS encrypted; a protected XLSX is an OLE file with one stream of that name."""
    data = (books / "one-2023.xls").read_bytes()
    with pytest.raises(Encrypted, match="password"):
        read(data.replace(b"\xe1\x00\x02\x00", b"\x2f\x00\x02\x00", 1), "a.xls")
    name, other = "Workbook".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")
    entry = data.index(name)
    renamed = data[:entry] + other.ljust(64, b"\0") + bytes([len(other) + 2]) + data[entry + 65 :]
    with pytest.raises(Encrypted, match="password"):
        read(renamed, "a.xlsx")


def _with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            part = old.read(item)
            new.writestr(item, change(part) if item.filename == name else part)
    return buffer.getvalue()


def test_bombs_and_entities_are_refused() -> None:
    data = _workbook(_table(("规章", 1)))
    with pytest.raises(LimitExceeded, match="unpacks"):
        read(_with_part(data, "xl/worksheets/sheet1.xml", lambda part: part + b" " * (120 * 2**20)), "a.xlsx")
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><worksheet'
    with pytest.raises(Damaged, match="document type"):
        read(
            _with_part(data, "xl/worksheets/sheet1.xml", lambda part: part.replace(b"<worksheet", entity, 1)), "a.xlsx"
        )


def test_a_stray_cell_in_the_last_corner_costs_nothing() -> None:
    def fill(page: Worksheet) -> None:
        _table(("规章", 1))(page)
        page["XFD1048576"] = "角"

    document = read(_workbook(fill), "a.xlsx")
    assert _raws(document) == {(0, 0): "规章", (0, 1): "1"}


def test_a_table_beyond_any_report_is_refused() -> None:
    def fill(page: Worksheet) -> None:
        page["A1"], page["ALL101"] = 1, 2
        page.merge_cells("A1:ALL101")

    with pytest.raises(LimitExceeded, match="merges 101000 cells"):
        read(_workbook(fill), "a.xlsx")
