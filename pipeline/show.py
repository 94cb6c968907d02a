"""What was read in one file, for a person at a terminal or for a program."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipeline import task
from pipeline.errors import UsageError
from pipeline.model import Cell, Document, Report


def _read(path: Path) -> tuple[Document, tuple[Report, ...]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: can't be opened ({error.strerror})") from error
    return task.reports_of(data, path.name, {})


def as_json(path: Path) -> str:
    """The file's outcome, as a run would keep it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: can't be opened ({error.strerror})") from error
    return json.dumps(task.outcome(data, path.name, {}), ensure_ascii=False, indent=1)


def as_table(path: Path, console: Console) -> None:
    """Prints each report of the file: identity, every cell, findings. Raises `DocumentError` where there is none."""
    _, reports = _read(path)
    for report in reports:
        identity = report.identity
        console.print(f"[bold]{identity.title}[/bold]", highlight=False)
        console.print(
            f"{identity.agency} · {identity.year} · form {report.form} · published {identity.published}",
            highlight=False,
        )
        console.print(_cells(report))
        for finding in report.findings:
            console.print(f"{finding.severity}: {finding.check}: {finding.message}", highlight=False, markup=False)


def _cells(report: Report) -> Table:
    table = Table("cell", "status", "value", "printed", "place", "flags", box=None, pad_edge=False)
    table.columns[0].no_wrap = table.columns[4].no_wrap = True
    flags: dict[str, list[str]] = {}
    for finding in report.findings:
        for key in finding.cells:
            flags.setdefault(key, []).append(finding.check)
    for cell in report.cells:
        value = "" if cell.value is None else f"{cell.value} {cell.unit or ''}"
        row = [cell.key, cell.status.value, value, cell.raw or "", _place(cell), " ".join(flags.get(cell.key, []))]
        table.add_row(*(item.replace("[", r"\[") for item in row))
    return table


def _place(cell: Cell) -> str:
    if cell.place.page is not None and cell.place.box is not None:
        return f"page {cell.place.page}: {' '.join(f'{edge:.0f}' for edge in cell.place.box)}"
    return cell.place.locator or ""
