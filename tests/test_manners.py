"""Flattened text in every manner: what is certain is read, and no damage gives a wrong value without a flag."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from pipeline import task
from pipeline.errors import DocumentError
from pipeline.model import Cell, Status
from tests import manners
from tools.sample_numbers import Sheet, make
from tools.sample_tables import Table

MANNERS: dict[str, Callable[[Table], list[str]]] = {
    "tabs": manners.fields("\t", "", padded=False),
    "padded tabs": manners.fields("\t", "", padded=True),
    "pipes": manners.fields(" | ", "|", padded=True),
    "wide bars": manners.fields("│", "│", padded=True),
    "extracted rows": manners.extracted(by_lines=False),
    "extracted cells": manners.extracted(by_lines=True),
    "cells a line": manners.cells_a_line(0, dropped=True),
    "cells a line apart": manners.cells_a_line(1, dropped=False),
    "cells a line, wide apart": manners.cells_a_line(2, dropped=False),
    "cells a line, empty ones too": manners.cells_a_line(0, dropped=False),
    "layout by cells": manners.layout(by_cells=True),
    "layout by characters": manners.layout(by_cells=False),
}


def _sheet(seed: int) -> Sheet:
    return make(f"澜溪第{seed}镇人民政府", 2019 + seed % 6, 20 + 40 * (seed % 4))


def _read(page: str) -> tuple[tuple[Cell, ...], frozenset[str]]:
    """The cells of the page's report and those that a check names."""
    _, reports = task.reports_of(page.encode(), "page.txt", {})
    return reports[0].cells, frozenset(key for finding in reports[0].findings for key in finding.cells)


def _silent(page: str, sheet: Sheet, unsure: frozenset[str] = frozenset()) -> list[tuple[str, str, str]]:
    """Cells that no check names and that are not what the sheet prints; of `unsure` ones only a number is wrong."""
    try:
        cells, flagged = _read(page)
    except DocumentError:
        return []
    wrong = []
    for cell in cells:
        printed = sheet.printed.get(cell.key, "")
        got = "" if cell.value is None else str(cell.value)
        lost = cell.value is None and cell.status is not Status.UNREADABLE and printed and cell.key not in unsure
        if cell.key not in flagged and ((got and got != printed) or lost):
            wrong.append((cell.key, printed, f"{cell.status} {got}"))
    return wrong


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("seed", range(4))
def test_every_printed_cell_is_read_without_a_flag(manner: str, seed: int) -> None:
    sheet = _sheet(seed)
    cells, flagged = _read(manners.report(sheet, MANNERS[manner]))
    assert {cell.key: str(cell.value) for cell in cells if cell.value is not None} == sheet.printed
    assert flagged == frozenset()


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("seed", range(6))
def test_cells_left_empty_move_no_number(manner: str, seed: int) -> None:
    draw = random.Random(f"empty {manner} {seed}")
    sheet = _sheet(seed)
    for key in draw.sample(sorted(sheet.printed), draw.choice((1, 5, 60))):
        sheet.printed[key] = ""
    assert _silent(manners.report(sheet, MANNERS[manner]), sheet) == []


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("column", ["natural_person", "other_org", "total"])
def test_a_column_left_empty_gives_its_place_to_no_other(manner: str, column: str) -> None:
    sheet = _sheet(5)
    for key in sheet.printed:
        if key.startswith("requests.") and key.endswith(f".{column}"):
            sheet.printed[key] = ""
    assert _silent(manners.report(sheet, MANNERS[manner]), sheet) == []


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("seed", range(6))
def test_damaged_lines_give_no_wrong_value(manner: str, seed: int) -> None:
    draw = random.Random(f"damage {manner} {seed}")
    sheet = _sheet(seed)
    lines = manners.report(sheet, MANNERS[manner]).split("\n")
    tables = [index for index, line in enumerate(lines) if any(character.isdigit() for character in line)][1:]
    first = draw.choice(tables)
    damaged = {
        "lost": [line for index, line in enumerate(lines) if index != first],
        "doubled": [*lines[: first + 1], *lines[first:]],
        "digits lost": [
            "".join(" " if character.isdigit() and index == first else character for character in line)
            for index, line in enumerate(lines)
        ],
        "words lost": [
            "".join(" " if character >= "\u4e00" and index == first else character for character in line)
            for index, line in enumerate(lines)
        ],
    }
    for kind, page in damaged.items():
        unsure = frozenset(sheet.printed) if kind in ("lost", "digits lost") else frozenset()
        assert _silent("\n".join(page), sheet, unsure) == [], (kind, first, lines[first])


@pytest.mark.parametrize("manner", ["tabs", "padded tabs"])
@pytest.mark.parametrize("seed", range(4))
def test_a_lost_field_moves_no_number(manner: str, seed: int) -> None:
    sheet = _sheet(seed)
    lines = manners.report(sheet, MANNERS[manner]).split("\n")
    row = next(index for index, line in enumerate(lines) if "（一）予以公开" in line)
    fields = lines[row].split("\t")
    for lost in range(len(fields) - 7, len(fields)):
        damaged = "\t".join([*fields[:lost], *fields[lost + 1 :]])
        page = "\n".join([*lines[:row], damaged, *lines[row + 1 :]])
        assert _silent(page, sheet, frozenset(sheet.printed)) == [], damaged


@pytest.mark.parametrize("seed", range(4))
def test_numbers_after_all_labels_are_not_placed(seed: int) -> None:
    sheet = _sheet(seed)
    lines = manners.report(sheet, MANNERS["cells a line"]).split("\n")
    start, end = (
        lines.index("三、收到和处理政府信息公开申请情况"),
        lines.index("四、政府信息公开行政复议、行政诉讼情况"),
    )
    labels = [line for line in lines[start:end] if not line.isdigit()]
    numbers = [line for line in lines[start:end] if line.isdigit()]
    assert _silent("\n".join([*lines[:start], *labels, *numbers, *lines[end:]]), sheet) == []
