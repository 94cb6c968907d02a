"""Deviations of columns, rows and labels: swapped, missing, added, merged, in another order or spelling."""

from __future__ import annotations

import random

from tests.deviations.draft import GROUPS, RESULTS, Column, Draft, Line
from tests.deviations.layout import foreign_column
from tests.deviations.registry import deviation


def _sums(draft: Draft, names: list[str]) -> list[str]:
    """What a row of sums over these rows would print."""
    texts = []
    for column in draft.columns:
        values = [draft.gold[f"requests.{name}.{column.name}"].value for name in names] if column.name else []
        texts.append(
            str(sum(int(v) for v in values if v is not None and v.lstrip("-").isdigit())) if column.name else ""
        )
    return texts


@deviation("structure")
def swapped_columns(draft: Draft, draw: random.Random) -> None:
    """Columns in another order, in every table."""
    inner = [c for c in draft.columns if c.organisation]
    draw.shuffle(inner)
    person = [c for c in draft.columns if c.name == "natural_person"]
    total = [c for c in draft.columns if c.name == "total"]
    rest = [c for c in draft.columns if c not in (*inner, *person, *total)]
    order = ([*person, *inner, *total], [*total, *person, *inner], [*inner, *person, *total], [*person, *total, *inner])
    draft.columns = [*draw.choice(order), *rest]
    for block in draft.blocks:
        draw.shuffle(block.columns)
    draw.shuffle(draft.outcomes)
    if draw.random() < 0.5:
        draft.channels.reverse()


@deviation("structure")
def shuffled_all_columns(draft: Draft, draw: random.Random) -> None:
    """The seven columns of section three in any order: the organisations' heading stands several times."""
    draw.shuffle(draft.columns)


@deviation("structure")
def column_missing(draft: Draft, draw: random.Random) -> None:
    """A column left out."""
    column = draw.choice(draft.columns)
    draft.columns.remove(column)
    draft.lose([f"requests.{line.name}.{column.name}" for line in draft.lines if line.name])
    if draw.random() < 0.3 and len(draft.outcomes) > 3:
        outcome = draft.outcomes.pop(draw.randrange(len(draft.outcomes)))
        draft.lose([f"review_litigation.{channel}.{outcome}" for channel in draft.channels])


@deviation("structure")
def serial_column(draft: Draft, draw: random.Random) -> None:
    """序号 before the labels' numbers or at the far left of the values."""
    texts = [str(n) for n in range(1, 40)]
    draft.columns.insert(
        draw.choice((0, 0, len(draft.columns))), foreign_column(draw.choice(("序号", "编号", "行次", "栏次")), texts)
    )


@deviation("structure")
def remark_column(draft: Draft, draw: random.Random) -> None:
    """备注 with text, nothing or numbers."""
    texts = draw.choice(([""], ["无"], ["", "含转办2件", ""], ["1", "2", "0"], ["/"]))
    draft.columns.append(foreign_column(draw.choice(("备注", "说明", "备 注", "情况说明")), texts))
    if draw.random() < 0.5:
        for block in draft.blocks:
            block.columns.append(Column(None, "备注", False, texts))


@deviation("structure")
def last_year_column(draft: Draft, draw: random.Random) -> None:
    """Last year's totals beside this year's, or their change."""
    label = draw.choice(
        (
            "上年数",
            "上年总计",
            "上年同期",
            "去年总计",
            "同比增减",
            "同比",
            "上年度",
            f"{draft.sheet.year - 1}年",
            "增减",
            "较上年变化",
        )
    )
    draft.columns.insert(
        draw.choice((len(draft.columns), len(draft.columns) - 1, 0)),
        foreign_column(label, [str(draw.randint(0, 50)) for _ in range(31)]),
    )


@deviation("structure")
def double_total_column(draft: Draft, draw: random.Random) -> None:
    """合计 or 小计 of the organisations within their group, or 合计 a second time."""
    label = draw.choice(("小计", "合计", "总计", "法人合计"))
    own = [c for c in draft.columns if c.organisation and c.name]
    texts = []
    for line in draft.lines:
        values = [draft.gold[f"requests.{line.name}.{c.name}"].value for c in own] if line.name else []
        texts.append(str(sum(int(v) for v in values if v and v.isdigit())))
    place = max((i for i, c in enumerate(draft.columns) if c.organisation), default=0) + 1
    draft.columns.insert(place, foreign_column(label, texts, organisation=draw.random() < 0.7))


@deviation("structure")
def unknown_column(draft: Draft, draw: random.Random) -> None:
    """A column of something else, between the form's."""
    label = draw.choice(("个体工商户", "其他自然人", "外国人", "行政机关", "网上申请", "其他企业", "商业", "机构"))
    draft.columns.insert(
        draw.randint(0, len(draft.columns)),
        foreign_column(label, [str(draw.randint(0, 9)) for _ in range(31)], organisation=draw.random() < 0.5),
    )


@deviation("structure")
def row_missing(draft: Draft, draw: random.Random) -> None:
    """Rows left out."""
    for _ in range(draw.choice((1, 1, 2, 8))):
        if len(draft.lines) > 4:
            line = draft.lines.pop(draw.randrange(len(draft.lines)))
            draft.lose([f"requests.{line.name}.{c.name}" for c in draft.columns if c.name and line.name])


@deviation("structure")
def last_rows_missing(draft: Draft, draw: random.Random) -> None:
    """The table ends early."""
    for line in draft.lines[-draw.randint(1, 12) :]:
        draft.lines.remove(line)
        draft.lose([f"requests.{line.name}.{c.name}" for c in draft.columns if c.name and line.name])


@deviation("structure")
def group_sums(draft: Draft, draw: random.Random) -> None:
    """A row of sums for each group: 小计 within it, or the group's own label with numbers."""
    style = draw.choice(("小计", "合计", "own", "total"))
    for group, label in GROUPS.items():
        members = [line for line in draft.lines if line.name and line.name.startswith(group + ".")]
        if len(members) < 2:
            continue
        texts = _sums(draft, [line.name or "" for line in members])
        if style == "own":
            draft.lines.insert(draft.lines.index(members[0]), Line(None, [RESULTS, label, None], texts))
        elif style == "total":
            draft.lines.insert(
                draft.lines.index(members[-1]) + 1, Line(None, [RESULTS, label, f"{len(members) + 1}.总计"], texts)
            )
        else:
            draft.lines.insert(draft.lines.index(members[-1]) + 1, Line(None, [RESULTS, label, style], texts))


@deviation("structure")
def extra_rows(draft: Draft, draw: random.Random) -> None:
    """Rows of something else with numbers."""
    for _ in range(draw.randint(1, 3)):
        label = draw.choice(
            (
                "其中：网络申请",
                "其中：当面申请",
                "咨询类",
                "其他情形",
                "合计",
                "小计",
                "转其他部门办理",
                "主动撤回",
                "三、办结总数",
                "五、平均办理天数",
                "属于个人隐私",
                "其他不予公开情形",
            )
        )
        texts = [str(draw.randint(0, 30)) for _ in draft.columns]
        level = draw.choice(([label, None, None], [RESULTS, label, None]))
        at = draw.randint(1, len(draft.lines))
        draft.lines.insert(at, Line(None, level, texts))


@deviation("structure")
def other_row_order(draft: Draft, draw: random.Random) -> None:
    """Rows in another order: groups exchanged, members exchanged, or the total first."""
    how = draw.choice(("members", "groups", "total", "carried"))
    if how == "members":
        group = draw.choice(list(GROUPS))
        at = [i for i, line in enumerate(draft.lines) if line.name and line.name.startswith(group + ".")]
        own = [draft.lines[i] for i in at]
        draw.shuffle(own)
        for i, line in zip(at, own, strict=True):
            draft.lines[i] = line
    elif how == "groups":
        order = list(GROUPS)
        draw.shuffle(order)
        own = [line for line in draft.lines if line.name and line.name.split(".")[0] in order and "." in line.name]
        if own:
            first = draft.lines.index(own[0])
            rest = [line for line in draft.lines if line not in own]
            draft.lines = [
                *rest[:first],
                *sorted(own, key=lambda line: order.index((line.name or "").split(".")[0])),
                *rest[first:],
            ]
    else:
        name = "total" if how == "total" else "carried_out"
        own = [line for line in draft.lines if line.name == name]
        draft.lines = own + [line for line in draft.lines if line.name != name]


@deviation("structure")
def groups_repeated(draft: Draft, draw: random.Random) -> None:
    """Group labels repeated in every row, given once and blank below, or given once with no cell below."""
    draft.options["groups"] = draw.choice(("repeat", "blank", "repeat", "blank", "dropped"))


@deviation("structure")
def no_group_labels(draft: Draft, draw: random.Random) -> None:
    """Group labels left out altogether."""
    for line in draft.lines:
        if line.labels[0] == RESULTS:
            kept = [label for label in line.labels[1:] if label is not None]
            line.labels = [kept[-1] if kept else RESULTS, None, None]


@deviation("structure")
def flat_head(draft: Draft, draw: random.Random) -> None:
    """One heading row: no organisations' heading above."""
    draft.options["head"] = "flat"


@deviation("structure")
def no_corner(draft: Draft, draw: random.Random) -> None:
    """The note in the corner left out."""
    draft.options["corner"] = "none"


@deviation("structure")
def article20_apart(draft: Draft, draw: random.Random) -> None:
    """Section two's clauses as tables of their own, or side by side."""
    draft.options["article20"] = draw.choice(("apart", "side"))


@deviation("structure")
def article20_order(draft: Draft, draw: random.Random) -> None:
    """Clauses and items in another order, some left out."""
    draw.shuffle(draft.blocks)
    for block in draft.blocks:
        draw.shuffle(block.lines)
    if draw.random() < 0.5 and len(draft.blocks) > 1:
        block = draft.blocks.pop()
        draft.lose([f"article20.{line.name}.{c.name}" for line in block.lines for c in block.columns if c.name])


@deviation("structure")
def article20_extra_rows(draft: Draft, draw: random.Random) -> None:
    """Rows of sums or of something else in section two."""
    for block in draft.blocks:
        if draw.random() < 0.6:
            label = draw.choice(("合计", "小计", "其他文件", "行政检查", "行政征收", "行政确认", "其他规范性文件"))
            block.lines.insert(
                draw.randint(0, len(block.lines)),
                Line(None, [label], [str(draw.randint(0, 20)) for _ in block.columns]),
            )


@deviation("structure")
def review_stacked(draft: Draft, draw: random.Random) -> None:
    """Section four with a row for each channel."""
    draft.options["review"] = "stacked"


@deviation("structure")
def table_missing(draft: Draft, draw: random.Random) -> None:
    """A whole table left out."""
    which = draw.choice(("article20", "requests", "review_litigation"))
    draft.lose([key for key in draft.gold if key.startswith(which + ".")])
    if which == "article20":
        draft.blocks = []
    elif which == "requests":
        draft.lines = []
    else:
        draft.channels = []


_SPELLINGS = {
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": ("（二）部分公开", "（二）部分公开（区分处理）"),
    "2.其他法律行政法规禁止公开": ("2.其他法律行政法规规定禁止公开", "2.法律、行政法规禁止公开"),
    "5.属于三类内部事务信息": ("5.三类内部事务信息", "5.属于内部事务信息"),
    "6.属于四类过程性信息": ("6.四类过程性信息", "6.属于过程性信息"),
    "1.本机关不掌握相关政府信息": ("1.不掌握相关政府信息", "1.本机关不掌握"),
    "2.没有现成信息需要另行制作": ("2.没有现成信息", "2.需要另行制作"),
    "1.信访举报投诉类申请": ("1.信访类申请", "1.投诉举报类申请"),
    "四、结转下年度继续办理": ("四、结转下年度办理", "四、下年度继续办理", "四、结转下一年度"),
    "（七）总计": ("（七）合计", "总计", "合计"),
    "二、上年结转政府信息公开申请数量": ("二、上年结转数量", "二、上年度结转政府信息公开申请"),
    "一、本年新收政府信息公开申请数量": (
        "一、本年新收申请数量",
        "一、新收政府信息公开申请",
        "一、本年新增政府信息公开申请数量",
    ),
    "3.其他": ("3.其它", "3.其他处理", "3.其他情形"),
}


@deviation("structure")
def other_spellings(draft: Draft, draw: random.Random) -> None:
    """Rows named in other words."""
    for line in draft.lines:
        line.labels = [
            draw.choice(_SPELLINGS[label]) if label in _SPELLINGS and draw.random() < 0.5 else label
            for label in line.labels
        ]


@deviation("structure")
def lost_labels(draft: Draft, draw: random.Random) -> None:
    """Rows whose own label is not printed."""
    for line in draw.sample(draft.lines, min(2, len(draft.lines))):
        level = max(i for i, label in enumerate(line.labels) if label is not None)
        line.labels[level] = ""
        for column in draft.columns:
            key = f"requests.{line.name}.{column.name}"
            if key in draft.gold:
                draft.gold[key].accept += [("unreadable", None)]
