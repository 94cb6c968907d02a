"""Deviations around the tables: order and words of sections, captions, tables of other years and of other statistics."""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy

from tests.deviations.draft import OUTCOMES, Cell, Draft, Table, fresh
from tests.deviations.layout import lay_out
from tests.deviations.registry import deviation
from tools.sample_numbers import make

Row = list[Cell]


def sections(draft: Draft) -> list[tuple[str, list[object]]]:
    """The report's six sections as the form has them."""
    year = draft.sheet.year
    return [
        ("一、总体情况", [f"{year}年，我单位认真做好政府信息公开工作，全年主动公开政府信息{year % 97}条。"]),
        ("二、主动公开政府信息情况", list(draft.tables["article20"])),
        ("三、收到和处理政府信息公开申请情况", list(draft.tables["requests"])),
        ("四、政府信息公开行政复议、行政诉讼情况", list(draft.tables["review_litigation"])),
        ("五、存在的主要问题及改进情况", ["有的栏目更新不够及时。下一年将明确专人负责。"]),
        ("六、其他需要报告的事项", ["本年度没有收取信息处理费。"]),
    ]


@deviation("document")
def section_order(draft: Draft, draw: random.Random) -> None:
    """Sections in another order."""
    middle = draft.sections[1:4]
    draw.shuffle(middle)
    draft.sections[1:4] = middle


@deviation("document")
def section_words(draft: Draft, draw: random.Random) -> None:
    """Headings wrongly numbered, in other words, or missing."""
    words = {
        1: ("（二）主动公开情况", "二、主动公开", "三、主动公开政府信息情况", ""),
        2: ("三、依申请公开情况", "三、收到和处理申请", "二、依申请公开政府信息情况表", ""),
        3: ("四、复议诉讼情况", "五、因政府信息公开申请行政复议、提起行政诉讼情况", ""),
    }
    for index, choices in words.items():
        draft.sections[index] = (draw.choice(choices), draft.sections[index][1])


@deviation("document")
def unit_captions(draft: Draft, draw: random.Random) -> None:
    """单位 above or below the tables."""
    for own in draft.tables.values():
        for table in own:
            table.before.append(draw.choice(("单位：件", "单位：件、万元", "（单位：件）", "计量单位：项、万元")))


@deviation("document")
def notes_below(draft: Draft, draw: random.Random) -> None:
    """Notes with numbers under the tables."""
    for own in draft.tables.values():
        for table in own:
            table.after.append(
                draw.choice(
                    ("注：本年新收12件，其中网络申请3件。", "备注：总计为5件", "* 含上年结转2件", "① 数据来自系统")
                )
            )


def other_year(draft: Draft, draw: random.Random) -> dict[str, list[Table]]:
    """The same tables with last year's numbers, of which none is the report's."""
    other = deepcopy(draft)
    sheet = make(draft.sheet.agency + "旧", draft.sheet.year, draw.choice((5, 80)))
    other.shown = {key: sheet.printed.get(key, "0") for key in other.shown}
    other.markup = {}
    tables = lay_out(other)
    for own in tables.values():
        for table in own:
            for row in table.rows:
                for cell in row:
                    cell.key = None
                    cell.role = "foreign" if cell.role == "value" else cell.role
    return tables


def captions(draft: Draft, draw: random.Random) -> tuple[str, str]:
    year = draft.sheet.year
    return draw.choice(
        (
            (f"{year}年", f"{year - 1}年"),
            (f"{year}年度情况表", f"{year - 1}年度情况表"),
            ("本年", "上年"),
            ("本年度", "上年度"),
            (f"（一）{year}年数据", f"（二）{year - 1}年数据"),
            (f"{year}年1月1日至12月31日", f"{year - 1}年1月1日至12月31日"),
        )
    )


def of_both_years(
    draft: Draft, draw: random.Random, other: dict[str, list[Table]]
) -> Iterator[tuple[int, str, list[Table], list[Table]]]:
    """Of sections that have tables in both years, most: the section's place, its dataset, this year's and the other's."""
    for index, name in ((1, "article20"), (2, "requests"), (3, "review_litigation")):
        own, old = draft.tables[name], other[name]
        if own and old and draw.random() >= 0.4:
            yield index, name, own, old


@deviation("document")
def year_after_year(draft: Draft, draw: random.Random) -> None:
    """Two years' tables one after the other, captioned."""
    other = other_year(draft, draw)
    this, last = captions(draft, draw)
    first = draw.random() < 0.5
    for index, _, _, old in of_both_years(draft, draw, other):
        heading, content = draft.sections[index]
        added: list[object] = [last, *old]
        draft.sections[index] = (heading, [*added, this, *content] if first else [this, *content, *added])


@deviation("document")
def years_side_by_side(draft: Draft, draw: random.Random) -> None:
    """Two years' tables beside each other in one grid, under a row of years."""
    other = other_year(draft, draw)
    this, last = captions(draft, draw)
    first = draw.random() < 0.5
    for name in draw.sample(("article20", "requests", "review_litigation"), 2):
        if len(draft.tables[name]) != 1 or len(other[name]) != 1:
            continue
        own, old = draft.tables[name][0], other[name][0]
        if len(own.rows) != len(old.rows):
            continue
        left, right = (old, own) if first else (own, old)
        width = sum(cell.cols for cell in left.rows[0]), sum(cell.cols for cell in right.rows[0])
        head = [
            Cell(last if first else this, cols=width[0], role="note"),
            Cell(this if first else last, cols=width[1], role="note"),
        ]
        own.rows = [head, *([*a, *b] for a, b in zip(deepcopy_keys(left), deepcopy_keys(right), strict=True))]
        own.head += 1


def deepcopy_keys(table: Table) -> list[Row]:
    """The rows, each cell once more."""
    return [[Cell(c.text, c.key, c.rows, c.cols, c.role, c.markup) for c in row] for row in table.rows]


@deviation("document")
def years_in_columns(draft: Draft, draw: random.Random) -> None:
    """Every number column twice, this year's and last year's, the years in a heading row below."""
    this, last = captions(draft, draw)
    first = draw.random() < 0.5
    for table in draft.tables["requests"]:
        if any(cell.role == "pad" for row in table.rows for cell in row):
            continue
        rows = []
        for row in table.rows:
            new: Row = []
            for cell in row:
                if cell.role in ("value", "foreign"):
                    old = Cell(str(draw.randint(0, 40)), role="foreign")
                    new += [old, cell] if first else [cell, old]
                else:
                    new.append(cell)
            rows.append(new)
        corners = [cell for row in table.rows[: table.head] for cell in row if cell.role == "corner"]
        if len(corners) == 1 and corners[0].rows == table.head:
            count = len(draft.columns)
            for row in rows[: table.head]:
                for cell in row:
                    if cell.role == "corner":
                        cell.rows += 1
                    else:
                        cell.cols *= 2
            years = [Cell(last if first else this), Cell(this if first else last)]
            rows.insert(table.head, [deepcopy(c) for _ in range(count) for c in years])
            table.rows, table.head = rows, table.head + 1


@deviation("document")
def years_in_rows(draft: Draft, draw: random.Random) -> None:
    """Every row twice: this year's and last year's, told by a label of their own or by brackets."""
    for table in draft.tables["requests"]:
        rows = []
        for row in table.rows:
            rows.append(row)
            own = [i for i, cell in enumerate(row) if cell.role == "label" and cell.text]
            if (
                any(cell.role == "value" for cell in row)
                and own
                and not any(c.rows > 1 for c in row)
                and draw.random() < 0.3
            ):
                label = row[own[-1]]
                copy = [
                    Cell(
                        draw.choice(("上年", "上年同期", f"{label.text}（上年）", f"上年{label.text}")), cols=label.cols
                    )
                ]
                copy += [
                    Cell(str(draw.randint(0, 40)), role="foreign", cols=c.cols)
                    for c in row
                    if c.role in ("value", "foreign")
                ]
                for index, above in enumerate(rows):
                    for cell in above:
                        cell.rows += cell.rows > 1 and index + cell.rows >= len(rows)
                rows.append(copy)
        table.rows = rows


def _table(name: str, rows: list[list[str]], caption: str) -> list[object]:
    cells = [[Cell(text, role="label" if not text.isdigit() else "foreign") for text in row] for row in rows]
    return [caption, Table(name, cells, 1)] if caption else [Table(name, cells, 1)]


def _n(draw: random.Random) -> str:
    return str(draw.randint(0, 300))


@deviation("document")
def decoy_media(draft: Draft, draw: random.Random) -> None:
    """Tables of channels, media, proposals and training."""
    choices = (
        _table(
            "media",
            [
                ["公开渠道", "信息数量（条）"],
                ["政府网站", _n(draw)],
                ["政务微信", _n(draw)],
                ["其他", _n(draw)],
                ["总计", _n(draw)],
            ],
            "主动公开渠道情况",
        ),
        _table(
            "media",
            [["类别", "规章", "行政规范性文件", "其他", "合计"], ["数量", *[_n(draw) for _ in range(4)]]],
            "制发文件情况",
        ),
        _table(
            "media",
            [
                ["指标", "数量"],
                ["建议提案办理", _n(draw)],
                ["予以公开", _n(draw)],
                ["部分公开", _n(draw)],
                ["不予公开", _n(draw)],
            ],
            "建议提案办理情况",
        ),
        _table(
            "media",
            [
                ["申请渠道", "本年", "上年"],
                ["当面申请", _n(draw), _n(draw)],
                ["网络申请", _n(draw), _n(draw)],
                ["总计", _n(draw), _n(draw)],
            ],
            "依申请公开渠道",
        ),
    )
    at = draw.randrange(len(draft.sections))
    heading, content = draft.sections[at]
    added = draw.choice(choices)
    draft.sections[at] = (heading, [*content, *added] if draw.random() < 0.5 else [*added, *content])


@deviation("document")
def decoy_requests(draft: Draft, draw: random.Random) -> None:
    """Tables of other statistics whose headings are the form's."""
    people = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    caption = draw.choice(
        ("政府信息公开咨询情况", "信访咨询受理情况表", "12345热线受理情况", "补正告知情况", "申请渠道情况")
    )
    labels = draw.choice(
        (
            ["网络咨询", "电话咨询", "总计"],
            ["当面", "信函", "合计"],
            ["补正次数", "其他处理", "总计"],
            ["其他", "重复申请", "总计"],
        )
    )
    rows = [["类别", *people], *([label, *[_n(draw) for _ in people]] for label in labels)]
    at = draw.choice((0, 2, 2, 4, 5))
    heading, content = draft.sections[at]
    added = _table("decoy", rows, caption if draw.random() < 0.7 else "")
    draft.sections[at] = (heading, [*content, *added] if draw.random() < 0.5 else [*added, *content])


@deviation("document")
def decoy_review(draft: Draft, draw: random.Random) -> None:
    """A table of all reviews of the agency, of which those about openness are a part."""
    words = list(OUTCOMES.values())
    rows = [["全部行政复议", *[""] * 4, "全部行政诉讼", *[""] * 4], [*words, *words], [_n(draw) for _ in range(10)]]
    heading, content = draft.sections[3]
    added = _table(
        "decoy", rows, draw.choice(("全市行政复议应诉情况", "本单位行政复议案件总体情况", "其他行政复议情况"))
    )
    draft.sections[3] = (heading, [*content, *added] if draw.random() < 0.5 else [*added, *content])


@deviation("document")
def decoy_article20(draft: Draft, draw: random.Random) -> None:
    """A table of departments or districts with columns of section two."""
    rows = [["单位名称", "本年制发件数", "本年废止件数", "现行有效件数"]]
    rows += [[name, _n(draw), _n(draw), _n(draw)] for name in ("教育局", "民政局", "合计")]
    at = draw.choice((0, 1, 1, 5))
    heading, content = draft.sections[at]
    added = _table("decoy", rows, draw.choice(("各部门规范性文件情况", "附件：部门情况", "")))
    draft.sections[at] = (heading, [*content, *added] if draw.random() < 0.5 else [*added, *content])


@deviation("document")
def second_report(draft: Draft, draw: random.Random) -> None:
    """Another report in the same file."""
    draft.options["second"] = str(draw.randrange(10**6))


def other_draft(seed: int) -> Draft:
    """The second report of a file, plain."""
    other = fresh(seed)
    other.tables = lay_out(other)
    other.sections = sections(other)
    return other


@deviation("document", "html")
def nested_layout(draft: Draft, draw: random.Random) -> None:
    """The whole report in a layout table, and tables within table cells."""
    draft.options["nested"] = draw.choice(("page", "tables", "both"))


@deviation("document")
def no_titles(draft: Draft, draw: random.Random) -> None:
    """The tables stand under no headings, one right after the other."""
    draft.sections = [
        draft.sections[0],
        ("", [t for _, content in draft.sections[1:4] for t in content]),
        *draft.sections[4:],
    ]
