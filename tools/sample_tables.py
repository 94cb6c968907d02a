"""The three official tables of a report as cells with spans, laid out as the form prescribes."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline import forms
from tools.sample_numbers import APPLICANTS, OUTCOMES, Sheet

_CLAUSES = {
    "20(1)": "第二十条第（一）项",
    "20(5)": "第二十条第（五）项",
    "20(6)": "第二十条第（六）项",
    "20(8)": "第二十条第（八）项",
    "20(9)": "第二十条第（九）项",
}
_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_GROUPS = {
    "denied": "（三）不予公开",
    "unable": "（四）无法提供",
    "unprocessed": "（五）不予处理",
    "other": "（六）其他处理",
}


@dataclass(frozen=True)
class Spot:
    """One printed cell."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True)
class Table:
    """One printed table; `section` counts the report's sections from 0."""

    section: int
    rows: int
    columns: int
    cells: tuple[Spot, ...]


def tables(sheet: Sheet) -> tuple[Table, ...]:
    """Sections two, three and four."""
    return _article20(sheet), _requests(sheet), _review(sheet)


def _article20(sheet: Sheet) -> Table:
    specs = [spec for spec in forms.cells(sheet.form) if spec.dataset == "article20"]
    cells: list[Spot] = []
    row = 0
    for clause, title in _CLAUSES.items():
        own = [spec for spec in specs if spec.clause == clause]
        if not own:
            continue
        measures = list(dict.fromkeys(spec.label_column for spec in own))
        cells.append(Spot(row, 0, title, column_span=4))
        cells.append(Spot(row + 1, 0, "信息内容"))
        cells.extend(_spread(row + 1, measures))
        row += 2
        for item in dict.fromkeys(spec.label_row for spec in own):
            cells.append(Spot(row, 0, item))
            cells.extend(_spread(row, [sheet.printed[spec.key] for spec in own if spec.label_row == item]))
            row += 1
    return Table(1, row, 4, tuple(cells))


def _spread(row: int, texts: list[str]) -> list[Spot]:
    """Texts over the three columns after the label, the last one over what is left."""
    return [
        Spot(row, index + 1, text, column_span=3 - index if index == len(texts) - 1 else 1)
        for index, text in enumerate(texts)
    ]


def _requests(sheet: Sheet) -> Table:
    specs = [spec for spec in forms.cells(sheet.form) if spec.dataset == "requests"]
    labels = {spec.cell.rsplit(".", 1)[0]: spec.label_row for spec in specs}
    cells = [
        Spot(0, 0, _NOTE, 3, 3),
        Spot(0, 3, "申请人情况", 1, 7),
        Spot(1, 3, "自然人", 2, 1),
        Spot(1, 4, "法人或其他组织", 1, 5),
        Spot(1, 9, "总计", 2, 1),
        *(
            Spot(2, 4 + index, label)
            for index, label in enumerate(("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"))
        ),
    ]
    results = [name for name in labels if labels[name].startswith("三、")]
    for offset, (name, label) in enumerate(labels.items()):
        row = 3 + offset
        if name == results[0]:
            cells.append(Spot(row, 0, "三、本年度办理结果", len(results), 1))
        cells.extend(_row_labels(row, name, label, list(labels)))
        cells.extend(
            Spot(row, 3 + index, sheet.printed[f"requests.{name}.{who}"])
            for index, who in enumerate((*APPLICANTS, "total"))
        )
    return Table(2, 3 + len(labels), 10, tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def _row_labels(row: int, name: str, label: str, names: list[str]) -> list[Spot]:
    if not label.startswith("三、"):
        return [Spot(row, 0, label, 1, 3)]
    group = name.split(".")[0]
    if "." not in name or name == "other.all":
        return [Spot(row, 1, label.removeprefix("三、"), 1, 2)]
    members = [other for other in names if other.split(".")[0] == group]
    own = Spot(row, 2, label.split(" ", 1)[1])
    return [Spot(row, 1, _GROUPS[group], len(members), 1), own] if name == members[0] else [own]


def _review(sheet: Sheet) -> Table:
    outcomes = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    cells = [
        Spot(0, 0, "行政复议", 1, 5),
        Spot(0, 5, "行政诉讼", 1, 10),
        Spot(1, 5, "未经复议直接起诉", 1, 5),
        Spot(1, 10, "复议后起诉", 1, 5),
    ]
    cells += [Spot(1, index, label, 2, 1) for index, label in enumerate(outcomes)]
    cells += [Spot(2, start + index, label) for start in (5, 10) for index, label in enumerate(outcomes)]
    for start, channel in enumerate(("review", "litigation_direct", "litigation_after_review")):
        keys = [f"review_litigation.{channel}.{outcome}" for outcome in (*OUTCOMES, "total")]
        cells += [Spot(3, start * 5 + index, sheet.printed[key]) for index, key in enumerate(keys)]
    return Table(3, 4, 15, tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))
