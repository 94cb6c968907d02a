"""The aligner: printed rows find the form's rows by their labels, whatever is left out, misprinted or repeated."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import forms
from pipeline.model import GridCell, Place
from pipeline.parse.align import align
from pipeline.parse.rows import Row

GROUPS = {
    "denied": "（三）不予公开",
    "unable": "（四）无法提供",
    "unprocessed": "（五）不予处理",
    "other": "（六）其他处理",
}
OFFICIAL = {spec.cell.rsplit(".", 1)[0]: spec.label_row for spec in forms.cells("2021") if spec.dataset == "requests"}


def _row(name: str, label: str | None = None) -> Row:
    group = GROUPS.get(name.split(".")[0]) if "." in name else None
    leaf = label if label is not None else OFFICIAL[name].removeprefix("三、").split(" ", 1)[-1]
    cell = GridCell(row=0, column=1, raw="1", place=Place(locator="table 1, row 1, column 2"))
    return Row(labels=(group, leaf) if group else (leaf,), values={"total": (cell,)}, method="markup")


@given(st.sets(st.sampled_from(sorted(OFFICIAL)), min_size=1))
@settings(max_examples=60)
def test_rows_left_out_move_no_other_row(kept: set[str]) -> None:
    names = [name for name in OFFICIAL if name in kept]
    assert [match.name for match in align(tuple(_row(name) for name in names), "requests")] == names


LONG = [name for name in OFFICIAL if len(OFFICIAL[name].removeprefix("三、").split(" ", 1)[-1]) > 6]


@given(st.sampled_from(LONG), st.integers(0, 6), st.sampled_from("申清项顶予于"))
@settings(max_examples=60)
def test_one_misprinted_character_changes_nothing(name: str, offset: int, character: str) -> None:
    leaf = OFFICIAL[name].removeprefix("三、").split(" ", 1)[-1]
    position = min(4 + offset, len(leaf) - 1)
    rows = [
        _row(other, leaf[:position] + character + leaf[position + 1 :] if other == name else None) for other in OFFICIAL
    ]
    assert [match.name for match in align(tuple(rows), "requests")] == list(OFFICIAL)


@given(st.permutations(sorted(name for name in OFFICIAL if "." in name and name != "other.other")))
@settings(max_examples=30)
def test_rows_in_another_order_are_placed_by_their_labels(names: list[str]) -> None:
    assert [match.name for match in align(tuple(_row(name) for name in names), "requests")] == names


@given(st.lists(st.text("甲乙丙丁戊己庚辛壬癸", min_size=2, max_size=8), min_size=1, max_size=5))
def test_rows_of_other_tables_are_no_rows_of_the_form(labels: list[str]) -> None:
    rows = tuple(_row("granted", label) for label in labels)
    assert all(match.name is None for match in align(rows, "requests"))


def test_other_the_row_and_other_the_group() -> None:
    rows = (_row("unprocessed.reconfirm"), _row("other.other"), _row("total"))
    assert [match.name for match in align(rows, "requests")] == ["unprocessed.reconfirm", "other.other", "total"]
    single = Row(labels=("（六）其他处理",), values={}, method="markup")
    assert [match.name for match in align((single,), "requests")] == ["other.all"]


def test_a_groups_own_sum_is_no_result_where_the_first_result_is_left_out() -> None:
    rows = (Row(labels=("三、本年度办理结果", "（三）不予公开"), values={}, method="text"), _row("denied.state_secret"))
    assert [match.name for match in align(rows, "requests")] == [None, "denied.state_secret"]


def test_a_label_behind_another_years_word_is_no_row_of_this_year() -> None:
    labels = (
        "一、本年新收政府信息公开申请数量",
        "上年一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
    )
    rows = tuple(_row("new", label) for label in labels)
    assert [match.name for match in align(rows, "requests")] == ["new", None, "carried_in"]
    assert [match.name for match in align(rows[:2], "requests")] == ["new", None]
