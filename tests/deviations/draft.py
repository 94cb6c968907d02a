"""A made report before it is printed: numbers, columns and rows that deviations may change, and what each cell shows.

Gold is kept beside the print: a deviation that changes what a cell shows says what a faithful reader may answer.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from pipeline import forms
from tools.sample_numbers import APPLICANTS, Sheet, make

GROUPS = {
    "denied": "（三）不予公开",
    "unable": "（四）无法提供",
    "unprocessed": "（五）不予处理",
    "other": "（六）其他处理",
}
RESULTS = "三、本年度办理结果"
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
CHANNELS = {"review": "行政复议", "litigation_direct": "未经复议直接起诉", "litigation_after_review": "复议后起诉"}
OUTCOMES = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
}


@dataclass
class Gold:
    """What a cell shows. `accept` are other statuses that are right too, each with its value."""

    status: str
    value: str | None = None
    accept: list[tuple[str, str | None]] = field(default_factory=list)


@dataclass
class Cell:
    """One printed cell, placed as in HTML: after the cells before it, with spans."""

    text: str
    key: str | None = None
    rows: int = 1
    cols: int = 1
    role: str = "label"
    markup: str | None = None
    also: str | None = None
    """The key of a second cell that was merged into this one."""


@dataclass
class Column:
    """A column of section three or of a block of section two; `name` is None for one that the form does not have."""

    name: str | None
    label: str
    organisation: bool = False
    texts: list[str] = field(default_factory=list)


@dataclass
class Line:
    """A row: its labels from outermost to innermost (None: no label there); `texts` for one the form does not have."""

    name: str | None
    labels: list[str | None]
    texts: list[str] | None = None


@dataclass
class Block:
    """One clause of section two."""

    clause: str
    columns: list[Column]
    lines: list[Line]


@dataclass
class Table:
    """A printed table: the lines above, rows of cells, how many are heading, the lines below."""

    dataset: str
    rows: list[list[Cell]]
    head: int
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    caption: str = ""


@dataclass
class Draft:
    """A report on its way to print; `shown` and `markup` hold the text and HTML of each cell."""

    sheet: Sheet
    gold: dict[str, Gold]
    shown: dict[str, str]
    markup: dict[str, str] = field(default_factory=dict)
    printed_errors: set[str] = field(default_factory=set)
    units: dict[str, str] = field(default_factory=dict)
    """The unit that is printed for an amount, where a deviation prints one."""
    blocks: list[Block] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    channels: list[str] = field(default_factory=lambda: list(CHANNELS))
    outcomes: list[str] = field(default_factory=lambda: list(OUTCOMES))
    options: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[Table]] = field(default_factory=dict)
    sections: list[tuple[str, list[object]]] = field(default_factory=list)
    style: str = ""

    def show(self, key: str, text: str, status: str, value: str | None = None, *accept: tuple[str, str | None]) -> None:
        """What the cell shows from now on, and what that is."""
        self.shown[key] = text
        self.markup.pop(key, None)
        self.gold[key] = Gold(status, value, list(accept))

    def lose(self, keys: list[str]) -> None:
        """Cells that are not printed at all."""
        for key in keys:
            self.shown.pop(key, None)
            self.gold[key] = Gold("missing")

    def numbers(self, dataset: str = "") -> list[str]:
        """The keys of cells that still show their plain number."""
        return [key for key in self.shown if key.startswith(dataset) and self.shown[key] == self.gold[key].value]


def fresh(seed: int) -> Draft:
    """A report without deviations, from its seed alone."""
    draw = random.Random(f"report {seed}")
    place = draw.choice(("澜溪镇", "云岫区", "临澜市", "澄原县教育局", "临澜市民政局", "云岫区审计局"))
    agency = place if place.endswith("局") else place + "人民政府"
    sheet = make(agency, draw.randint(2019, 2024), draw.choice((3, 20, 60, 400, 9000)))
    if draw.random() < 0.3:
        _renumber(sheet, draw)
    draft = Draft(sheet, {key: Gold("reported", text) for key, text in sheet.printed.items()}, dict(sheet.printed))
    draft.blocks = _blocks(sheet)
    draft.columns = _columns()
    draft.lines = _lines(sheet)
    return draft


def _renumber(sheet: Sheet, draw: random.Random) -> None:
    """Many zeros, as in small towns: the sums then tell little."""
    kept = {"new", "granted", "total"}
    count = draw.randint(0, 3)
    for key in [key for key in sheet.printed if key.startswith("requests.")]:
        row, who = key.split(".", 1)[1].rsplit(".", 1)
        sheet.printed[key] = str(count) if row in kept and who in ("natural_person", "total") else "0"
    for key in sheet.printed:
        if key.startswith("review"):
            sheet.printed[key] = "0"


_CLAUSES = {"20(1)": "（一）", "20(5)": "（五）", "20(6)": "（六）", "20(8)": "（八）", "20(9)": "（九）"}


def _blocks(sheet: Sheet) -> list[Block]:
    found = []
    for clause, word in _CLAUSES.items():
        own = [spec for spec in forms.cells(sheet.form) if spec.dataset == "article20" and spec.clause == clause]
        measures = {spec.cell.rsplit(".", 1)[1]: spec.label_column for spec in own}
        items = {spec.cell.rsplit(".", 1)[0]: spec.label_row for spec in own}
        if own:
            columns = [Column(name, label) for name, label in measures.items()]
            found.append(Block(f"第二十条第{word}项", columns, [Line(name, [label]) for name, label in items.items()]))
    return found


def _columns() -> list[Column]:
    labels = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    names = (*APPLICANTS, "total")
    return [Column(name, label, 0 < index < 6) for index, (name, label) in enumerate(zip(names, labels, strict=True))]


def _lines(sheet: Sheet) -> list[Line]:
    found = []
    specs = {s.cell.rsplit(".", 1)[0]: s.label_row for s in forms.cells(sheet.form) if s.dataset == "requests"}
    for name, label in specs.items():
        if not label.startswith("三、"):
            found.append(Line(name, [label, None, None]))
        elif "." not in name or name == "other.all":
            found.append(Line(name, [RESULTS, label.removeprefix("三、"), None]))
        else:
            found.append(Line(name, [RESULTS, GROUPS[name.split(".")[0]], label.split(" ", 1)[1]]))
    return found
