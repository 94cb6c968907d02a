"""The codebook of a release in Chinese and English: every dataset, column, value and cell, as CSV and as Markdown."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from pathlib import Path

import pyarrow as pa

from pipeline import forms
from pipeline.publish.schemas import Column
from pipeline.release.registry import YEAR, Dataset, chinese, datasets, words

COLUMNS = ("dataset", "column", "type", "key", "label_zh", "description", "description_zh")
VALUES = ("dataset", "column", "value", "meaning", "meaning_zh")
CELLS = ("dataset", "form", "cell", "clause", "label_row", "label_column", "unit")


def write(folder: Path) -> None:
    """Writes codebook.md, codebook.zh.md, and in codebook/ columns, values, cells, crosswalk and metrics as CSV."""
    where = folder / "codebook"
    where.mkdir()
    write_csv(where / "columns.csv", COLUMNS, columns())
    write_csv(where / "values.csv", VALUES, values())
    write_csv(where / "cells.csv", CELLS, cells())
    crosswalk = ("dataset", "cell_2019", "cell_2021", "relation", "note", "note_zh")
    write_csv(
        where / "crosswalk.csv", crosswalk, ([getattr(row, name) for name in crosswalk] for row in forms.crosswalk())
    )
    formulas = resources.files("pipeline.panel").joinpath("metrics.csv").read_text(encoding="utf-8")
    (where / "metrics.csv").write_text(formulas, encoding="utf-8")
    (folder / "codebook.md").write_text(_english(), encoding="utf-8")
    (folder / "codebook.zh.md").write_text(_chinese(), encoding="utf-8")


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A CSV file in UTF-8 with plain line ends; None is an empty field."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def columns() -> Iterator[tuple[str, ...]]:
    """A row for each column of each dataset, as `COLUMNS` has it."""
    for dataset in datasets().values():
        for column in (YEAR, *dataset.columns):
            label, description = chinese(dataset.name, column)
            key = "key" if column.name in dataset.key else ""
            kind = kind_of(column.type)
            yield dataset.name, column.name, kind, key, label, column.description, description


def values() -> Iterator[tuple[str, ...]]:
    """A row for each value of the columns whose values are a closed list, as `VALUES` has it."""
    for dataset in datasets().values():
        for column in dataset.columns:
            for word in words(dataset.name, column.name):
                yield dataset.name, column.name, word.value, word.english, word.chinese


def cells() -> Iterator[tuple[str, ...]]:
    """A row for each cell of each form, as `CELLS` has it: the codelist."""
    for form in forms.FORMS:
        for cell in forms.cells(form):
            yield cell.dataset, form, cell.cell, cell.clause, cell.label_row, cell.label_column, cell.unit or ""


def kind_of(kind: pa.DataType) -> str:
    """The name of a column's type in the words of Frictionless Table Schema."""
    if pa.types.is_decimal(kind) or pa.types.is_floating(kind):
        return "number"
    if pa.types.is_integer(kind):
        return "integer"
    if pa.types.is_boolean(kind):
        return "boolean"
    return "array" if pa.types.is_list(kind) else "string"


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(_cell(item) for item in line)} |\n" for line in lines)


def _cell(item: object) -> str:
    return "" if item is None else str(item).replace("|", "\\|")


def _english() -> str:
    parts = [
        "# Codebook\n\nEvery dataset has the column `year` from its folders; a row without a year stands above them.\n"
    ]
    for item in datasets().values():
        parts.append(
            f"\n## {item.name}: {item.title}\n\nOne row is {item.description}. Key: {', '.join(item.key)}.\n\n"
        )
        parts.append(
            table(
                ("column", "type", "meaning"),
                [(f"`{column.name}`", kind_of(column.type), column.description) for column in (YEAR, *item.columns)],
            )
        )
        parts.extend(_values(item, "values of", ("value", "meaning"), english=True))
    parts.append(
        "\nThe cells of the official forms, with their Chinese labels, are in `codebook/cells.csv`;\n"
        "the formulas of the metrics in `codebook/metrics.csv`.\n"
    )
    return "".join(parts)


def _chinese() -> str:
    parts = ["# 编码手册\n\n每个数据集都有由文件夹得出的 `year` 列；年份不明的行位于年份文件夹之上。\n"]
    for item in datasets().values():
        parts.append(f"\n## {item.name}：{item.title_zh}\n\n{item.description_zh}。主键：{'、'.join(item.key)}。\n\n")
        parts.append(table(("列", "名称", "类型", "含义"), [_row_zh(item, column) for column in (YEAR, *item.columns)]))
        parts.extend(_values(item, "取值：", ("取值", "含义"), english=False))
    parts.append("\n官方表格的全部单元格见 `codebook/cells.csv`，指标公式见 `codebook/metrics.csv`。\n")
    return "".join(parts)


def _row_zh(item: Dataset, column: Column) -> tuple[str, ...]:
    label, description = chinese(item.name, column)
    return f"`{column.name}`", label, kind_of(column.type), description


def _values(item: Dataset, title: str, header: tuple[str, str], *, english: bool) -> Iterator[str]:
    for column in item.columns:
        if found := words(item.name, column.name):
            yield f"\n{title} `{column.name}`\n\n" if english else f"\n{title}`{column.name}`\n\n"
            yield table(header, [(f"`{word.value}`", word.english if english else word.chinese) for word in found])
