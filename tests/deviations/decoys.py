"""Deviations around the tables, further: tables of trends, quarters, units and other agencies, the report's table twice."""

from __future__ import annotations

import random
from copy import deepcopy

from tests.deviations.document import captions, of_both_years, other_year
from tests.deviations.draft import RESULTS, Cell, Draft, Gold, Table
from tests.deviations.layout import expanded
from tests.deviations.registry import deviation

_PEOPLE = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]


def _n(draw: random.Random) -> str:
    return str(draw.randint(0, 300))


def _place(draft: Draft, draw: random.Random, rows: list[list[str]], caption: str, at: int) -> None:
    """A table of plain rows before or after what a section holds."""
    cells = [[Cell(text, role="foreign" if text.isdigit() else "label") for text in row] for row in rows]
    added: list[object] = [*([caption] if caption else []), Table("decoy", cells, 1)]
    heading, content = draft.sections[min(at, len(draft.sections) - 1)]
    whole = [*content, *added] if draw.random() < 0.6 else [*added, *content]
    draft.sections[min(at, len(draft.sections) - 1)] = (heading, whole)


@deviation("document")
def decoy_trend(draft: Draft, draw: random.Random) -> None:
    """Years as rows under the form's words, this report's among them."""
    year = draft.sheet.year
    words = draw.choice(
        (
            ["本年新收政府信息公开申请数量", "上年结转政府信息公开申请数量", "予以公开", "结转下年度继续办理"],
            _PEOPLE,
            ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"],
            ["本年制发件数", "本年废止件数", "现行有效件数"],
        )
    )
    rows = [["年份", *words], *([f"{year - back}年", *(_n(draw) for _ in words)] for back in (2, 1, 0))]
    _place(
        draft, draw, rows, draw.choice(("近三年情况对比", "", f"{year - 2}—{year}年情况")), draw.choice((0, 1, 2, 3, 4))
    )


@deviation("document")
def decoy_quarters(draft: Draft, draw: random.Random) -> None:
    """Quarters as rows under the applicants."""
    rows = [["季度", *_PEOPLE]]
    rows += [
        [label, *(_n(draw) for _ in _PEOPLE)] for label in ("第一季度", "第二季度", "第三季度", "第四季度", "总计")
    ]
    _place(draft, draw, rows, draw.choice(("各季度申请情况", "")), draw.choice((0, 2, 4)))


@deviation("document")
def decoy_units(draft: Draft, draw: random.Random) -> None:
    """Units as rows under the form's headings."""
    words = draw.choice((_PEOPLE, ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]))
    rows = [["单位名称", *words]]
    rows += [[label, *(_n(draw) for _ in words)] for label in ("教育局", "民政局", "其他", "合计")]
    _place(draft, draw, rows, draw.choice(("各单位情况", "附件：各单位统计", "")), draw.choice((2, 3, 5)))


@deviation("document")
def decoy_results(draft: Draft, draw: random.Random) -> None:
    """The form's rows with one column of another statistic."""
    words = ["予以公开", "部分公开", "不予公开", "无法提供", "不予处理", "其他处理", "总计"]
    head = draw.choice(
        (["办理结果", "件数"], ["答复类型", "数量（件）", "占比"], ["情形", "上年", "本年"], ["项目", "合计"])
    )
    rows = [head, *([word, *(_n(draw) for _ in head[1:])] for word in words)]
    _place(draft, draw, rows, draw.choice(("答复情况", "依申请公开答复类型分布", "")), draw.choice((0, 2, 2, 4)))


def _others(draft: Draft, draw: random.Random, name: str) -> list[Table]:
    """Another unit's table of the same kind."""
    return other_year(draft, draw)[name]


@deviation("document")
def other_agency(draft: Draft, draw: random.Random) -> None:
    """Another unit's table under the report's own, captioned with its name: none of its numbers is the report's."""
    index, name = draw.choice(((2, "requests"), (3, "review_litigation"), (1, "article20")))
    heading, content = draft.sections[index]
    caption = draw.choice(
        ("附件：城关街道办事处情况表", "其中：下属事业单位", "城关镇", "附表：各镇（街道）汇总", "全县汇总")
    )
    for key in [key for key in draft.gold if key.startswith(name + ".")]:
        draft.gold[key].accept += [("unreadable", None)]
    draft.sections[index] = (heading, [*content, caption, *_others(draft, draw, name)])


@deviation("document")
def table_twice(draft: Draft, draw: random.Random) -> None:
    """The report's own table once more, a few of its numbers otherwise: which holds, nobody can say."""
    index, name = draw.choice(((2, "requests"), (3, "review_litigation"), (1, "article20")))
    if not draft.tables[name]:
        return
    heading, content = draft.sections[index]
    again = deepcopy(draft.tables[name])
    cells = [cell for table in again for row in table.rows for cell in row if cell.key and cell.text.isdigit()]
    for cell in draw.sample(cells, min(len(cells), draw.choice((0, 1, 3)))):
        cell.text, cell.markup = str(int(cell.text) + draw.randint(1, 5)), None
        draft.gold[cell.key or ""] = Gold("unreadable", None)
    draft.sections[index] = (heading, [*content, *draw.choice(([], ["附件"], ["统计表"])), *again])


@deviation("document")
def year_rows(draft: Draft, draw: random.Random) -> None:
    """Two years' tables, the year in a row over the whole width of each, or in its corner."""
    other = other_year(draft, draw)
    this, last = captions(draft, draw)
    corner, first = draw.random() < 0.3, draw.random() < 0.5
    for index, name, own, old in of_both_years(draft, draw, other):
        for words, tables in ((this, own), (last, old)):
            for table in tables:
                _with_year(table, words, corner=corner and name == "requests")
        heading, content = draft.sections[index]
        draft.sections[index] = (heading, [*old, *content] if first else [*content, *old])


def _with_year(table: Table, words: str, *, corner: bool) -> None:
    corners = [cell for row in table.rows[: table.head] for cell in row if cell.role == "corner"]
    if corner and corners:
        corners[0].text = words
        return
    width = max(len(places) for places in expanded(table.rows))
    table.rows.insert(0, [Cell(words, cols=width, role="note")])
    table.head += 1


@deviation("document", "html")
def caption_tags(draft: Draft, draw: random.Random) -> None:
    """Two years' tables, the year in the table's own caption."""
    other = other_year(draft, draw)
    this, last = captions(draft, draw)
    first = draw.random() < 0.5
    for index, _, own, old in of_both_years(draft, draw, other):
        for words, tables in ((this, own), (last, old)):
            for table in tables:
                table.caption = words
        heading, content = draft.sections[index]
        draft.sections[index] = (heading, [*old, *content] if first else [*content, *old])


@deviation("document")
def results_of_other_year_row(draft: Draft, draw: random.Random) -> None:
    """Last year's numbers of one row under the table, as a row of words and numbers."""
    year = draft.sheet.year
    for table in draft.tables["requests"]:
        width = max(len(places) for places in expanded(table.rows))
        count = len(draft.columns)
        if any(cell.role in ("pad", "hidden") for row in table.rows for cell in row) or width <= count:
            continue
        label = draw.choice(
            (f"{year - 1}年总计", "上年总计", f"（{year - 1}年）（七）总计", f"{year - 1}年{RESULTS}", "增减（件）")
        )
        numbers = [Cell(str(draw.randint(0, 40)), role="foreign") for _ in range(count)]
        table.rows.append([Cell(label, cols=width - count), *numbers])
