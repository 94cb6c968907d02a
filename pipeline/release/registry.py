"""What a release holds: every dataset with its key, columns and words in English and Chinese.

Columns and types are those of `publish/schemas.py` and `panel/schemas.py`; keys and words stand in the CSV files here.
"""

from __future__ import annotations

import functools

import pyarrow as pa

from pipeline import forms, package_data
from pipeline.model import value
from pipeline.panel.metrics import metrics
from pipeline.panel.schemas import DERIVED
from pipeline.panel.topics import UNASSIGNED, topics
from pipeline.panel.variables import variables
from pipeline.publish.schemas import DATASETS, Column, arrow

YEAR = Column(name="year", type=pa.int32(), description="the report's year; null where it can't be told")
CELLS = forms.DATASETS
"""The datasets whose rows are cells of the form."""
_COLUMN_OF_CELL = {
    "article20": ("item", "measure"),
    "requests": ("disposition", "applicant"),
    "review_litigation": ("channel", "outcome"),
}


@value
class Word:
    """One value of a column and what it means."""

    value: str
    english: str
    chinese: str


@value
class Dataset:
    """One dataset as a release holds it; `columns` are those of its files, without `year`."""

    name: str
    key: tuple[str, ...]
    title: str
    title_zh: str
    description: str
    description_zh: str
    columns: tuple[Column, ...]
    derived: bool

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema of its files."""
        return arrow(self.columns)


@functools.cache
def datasets() -> dict[str, Dataset]:
    """Every dataset, those of the reports first, then the derived ones."""
    return {row["dataset"]: _declared(row) for row in package_data.rows(__package__, "datasets.csv")}


def _declared(row: dict[str, str]) -> Dataset:
    name = row["dataset"]
    return Dataset(
        name=name,
        key=tuple(row["key"].split()),
        title=row["title"],
        title_zh=row["title_zh"],
        description=row["description"],
        description_zh=row["description_zh"],
        columns=DATASETS[name] if name in DATASETS else DERIVED[name],
        derived=name in DERIVED,
    )


def chinese(dataset: str, column: Column) -> tuple[str, str]:
    """The Chinese label of a column and its description; a cell's own label where the column is a cell of the forms."""
    known = _chinese()
    return known.get((dataset, column.name)) or known.get(("", column.name)) or _of_cells()[column.name]


@functools.cache
def _chinese() -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (row["dataset"], row["column"]): (row["label_zh"], row["description_zh"])
        for row in package_data.rows(__package__, "columns.csv")
    }


@functools.cache
def _of_cells() -> dict[str, tuple[str, str]]:
    return {item.name: (item.label, f"{item.label}；{item.comparable_zh}") for item in variables()}


def label(dataset: str, column: Column) -> str:
    """A short label in both languages: 状态: reported, blank, …"""
    name = chinese(dataset, column)[0]
    return column.description if column.description.startswith(name) else f"{name}: {column.description}"


@functools.cache
def words(dataset: str, column: str) -> tuple[Word, ...]:
    """The values that a column may have, with their meaning; empty where they are not a closed list."""
    for place in (0, 1):
        if _COLUMN_OF_CELL.get(dataset, ("", ""))[place] == column:
            return _form_words(dataset, place)
    if (dataset, column) == ("metrics", "metric"):
        return tuple(Word(value=item.name, english=item.name_en, chinese=item.name_zh) for item in metrics())
    if (dataset, column) == ("topics", "topic"):
        known = tuple(Word(value=item.name, english=item.label_en, chinese=item.label_zh) for item in topics())
        return (*known, Word(value=UNASSIGNED, english="no topic's word stands in it", chinese="未归类"))
    return tuple(
        Word(value=row["value"], english=row["en"], chinese=row["zh"])
        for row in package_data.rows(__package__, "values.csv")
        if row["column"] == column
    )


def _form_words(dataset: str, place: int) -> tuple[Word, ...]:
    """The names of rows or columns of a form; where both forms have one, the newer form's Chinese words."""
    found: dict[str, str] = {}
    for form in forms.FORMS:
        for cell in forms.cells(form):
            if cell.dataset == dataset:
                found[cell.cell.rsplit(".", 1)[place]] = (cell.label_row, cell.label_column)[place]
    return tuple(
        Word(value=name, english=name.replace(".", ": ").replace("_", " "), chinese=printed)
        for name, printed in found.items()
    )
