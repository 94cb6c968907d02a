"""Planted contradictions: a number that is not the table's is found in every wording, the table's own raises nothing."""

from __future__ import annotations

import pytest

from pipeline import forms
from pipeline.check import check
from pipeline.parse import parse
from tests.documents import BODY, make

TITLE = "澜溪区教育局2021年政府信息公开工作年度报告"
COLUMNS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
NUMBERS = {
    "new": 37,
    "carried_in": 3,
    "granted": 15,
    "partial": 4,
    "denied.state_secret": 6,
    "unable.not_held": 8,
    "unprocessed.complaint": 2,
    "other.other": 3,
    "total": 38,
    "carried_out": 2,
}


PLANTED = [
    ("全年收到政府信息公开申请{}件。", 37, "requests.new.total"),
    ("2021年，我局共收到政府信息公开申请{}件，均按时答复。", 37, "requests.new.total"),
    ("本年度新收政府信息公开申请{}件。", 37, "requests.new.total"),
    ("本机关共受理依申请公开件{}件。", 37, "requests.new.total"),
    ("全年共接到依申请公开申请{}件。", 37, "requests.new.total"),
    ("本年度共收到公民、法人和其他组织提出的政府信息公开申请{}件。", 37, "requests.new.total"),
    ("依申请公开方面，共收到申请{}件。", 37, "requests.new.total"),
    ("今年我局收到并办理政府信息公开申请{}件。", 37, "requests.new.total"),
    ("2021年度收到信息公开申请共{}件。", 37, "requests.new.total"),
    ("政府信息公开申请收到{}件。", 37, "requests.new.total"),
    ("收到政府信息公开申请37件，上年结转{}件。", 3, "requests.carried_in.total"),
    ("新收申请37件，上年度结转申请{}件，共40件。", 3, "requests.carried_in.total"),
    ("收到申请37件，办结{}件。", 38, "requests.total.total"),
    ("收到政府信息公开申请37件，结转下年度继续办理{}件。", 2, "requests.carried_out.total"),
    ("共收到申请37件，其中{}件结转下年度办理。", 2, "requests.carried_out.total"),
    ("收到申请37件，予以公开{}件。", 15, "requests.granted.total"),
    ("收到政府信息公开申请37件，其中予以公开{}件，其余按规定办理。", 15, "requests.granted.total"),
    ("收到申请37件，部分公开{}件。", 4, "requests.partial.total"),
    ("收到申请37件，不予公开{}件。", 6, "requests.denied.state_secret.total"),
    ("收到申请37件：无法提供{}件。", 8, "requests.unable.not_held.total"),
    ("收到申请37件，不予处理{}件。", 2, "requests.unprocessed.complaint.total"),
    ("收到申请37件，其他处理{}件。", 3, "requests.other.other.total"),
]


def row(label: str, number: int) -> tuple[str, ...]:
    group, _, own = label.partition(" ")
    return (group.removeprefix("三、"), own, str(number), *("0",) * 5, str(number))


def raised(sentence: str) -> list[tuple[str, ...]]:
    """The cells that the check names for a report whose overview says this, and whose table has every row of the form."""
    totals = [cell for cell in forms.cells("2021") if cell.dataset == "requests" and cell.cell.endswith(".total")]
    rows = (row(cell.label_row, NUMBERS.get(cell.cell.removesuffix(".total"), 0)) for cell in totals)
    (report,) = parse(make(TITLE, BODY[0], sentence, *BODY[2:4], (("", "", *COLUMNS), *rows), *BODY[4:]))
    return [item.cells for item in check(report).findings if item.check == "text_differs"]


@pytest.mark.parametrize(("wording", "number", "cell"), PLANTED)
def test_every_planted_contradiction_is_found_and_agreement_raises_nothing(
    wording: str, number: int, cell: str
) -> None:
    assert raised(wording.format(number)) == []
    (cells,) = raised(wording.format(number + 50))
    assert cell in cells
