"""Contradictions planted into whole reports of the sample's make: every table, both forms, digits and characters.

`planted.csv`: the report (2020, 2021, or 2022 with nothing but zeros), a wording with a `{}` for each number ({z}: in
characters), and for each number the cells that it states, `+` between them, `*` for any part of a name.
"""

from __future__ import annotations

import csv
import dataclasses
import functools
import itertools
import re
from collections.abc import Iterator
from decimal import Decimal
from fnmatch import fnmatch
from pathlib import Path

import cn2an
import pytest

from pipeline import read
from pipeline.check import check
from pipeline.model import Document, Finding, Line
from pipeline.parse import parse
from tools.sample_numbers import Sheet, make
from tools.typeset_sample import _write_html

_MORE = 53
with (Path(__file__).parent / "planted.csv").open(encoding="utf-8") as _file:
    PLANTED = [(int(row["report"]), row["wording"], row["cells"]) for row in csv.DictReader(_file)]


def sheet_of(year: int) -> Sheet:
    sheet = make("澜溪区教育局", year, 300)
    return dataclasses.replace(sheet, printed=dict.fromkeys(sheet.printed, "0")) if year == 2022 else sheet


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Document]:
    folder, found = tmp_path_factory.mktemp("planted"), {}
    for year in (2020, 2021, 2022):
        path = folder / f"{year}.html"
        _write_html(sheet_of(year), path)
        found[year] = read.read(path.read_bytes(), path.name)
    return found


@functools.cache
def cells(year: int, stated: str) -> tuple[tuple[str, ...], ...]:
    """The cells of each number of a wording."""
    keys = tuple(sheet_of(year).printed)
    return tuple(
        tuple(key for term in number.split("+") for key in keys if fnmatch(key, term.strip()))
        for number in stated.split("|")
    )


def raised(document: Document, sentence: str) -> list[Finding]:
    """What the check says of the report whose sentence on requests is this one."""
    blocks = tuple(
        dataclasses.replace(block, text=sentence)
        if isinstance(block, Line) and block.text.startswith("全年新收")
        else block
        for block in document.blocks
    )
    (report,) = parse(dataclasses.replace(document, blocks=blocks))
    return [item for item in check(report).findings if item.check == "text_differs"]


def filled(wording: str, numbers: list[Decimal]) -> str:
    waiting = iter(numbers)

    def said(place: re.Match[str]) -> str:
        number = next(waiting)
        return str(cn2an.an2cn(int(number), "low")) if place[0] == "{z}" else str(number)

    return re.sub(r"\{z?\}", said, wording)


def changed(numbers: list[Decimal]) -> Iterator[tuple[int, list[Decimal]]]:
    for place in range(len(numbers)):
        yield place, [number + _MORE * (index == place) for index, number in enumerate(numbers)]


@pytest.mark.parametrize(("year", "wording", "stated"), PLANTED)
def test_each_number_is_held_against_its_cells(
    year: int, wording: str, stated: str, documents: dict[int, Document]
) -> None:
    keys = cells(year, stated)
    assert all(keys)
    numbers = [sum((Decimal(sheet_of(year).printed[key]) for key in own), Decimal(0)) for own in keys]
    assert raised(documents[year], filled(wording, numbers)) == []
    for place, other in changed(numbers):
        (finding,) = raised(documents[year], filled(wording, other))
        assert set(finding.cells) <= set(keys[place])


RECEIVED, REVIEWED = {"requests.new.total"}, {"review_litigation.review.total"}
SUED = {"review_litigation.litigation_direct.total", "review_litigation.litigation_after_review.total"}
DENIED = [
    ("2021年未收到政府信息公开申请。", RECEIVED),
    ("本年度没有收到依申请公开件。", RECEIVED),
    ("全年未接到公民、法人和其他组织提出的政府信息公开申请。", RECEIVED),
    ("2021年，我局未收到任何政府信息公开申请，无结转。", RECEIVED),
    ("全年无依申请公开件。", RECEIVED),
    ("未发生因政府信息公开引发的行政复议、行政诉讼。", REVIEWED | SUED),
    ("全年没有发生行政复议和行政诉讼案件。", REVIEWED | SUED),
    ("未因政府信息公开被申请行政复议或提起行政诉讼。", REVIEWED | SUED),
    ("没有因政府信息公开申请行政复议、提起行政诉讼的情况。", REVIEWED | SUED),
    ("未发生政府信息公开行政诉讼案件。", SUED),
    ("无行政复议。", REVIEWED),
]


@pytest.mark.parametrize(("sentence", "denied"), DENIED)
def test_what_a_sentence_denies_must_be_nothing(
    sentence: str, denied: set[str], documents: dict[int, Document]
) -> None:
    found = raised(documents[2021], sentence)
    assert set(itertools.chain(*(item.cells for item in found))) == denied
    assert {item.expected for item in found} == {"0"}
    assert raised(documents[2022], sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "未收到信函形式的政府信息公开申请。",
        "未收到其他政府信息公开申请。",
        "2020年未收到政府信息公开申请。",
        "上半年未收到政府信息公开申请。",
        "区民政局未收到政府信息公开申请。",
        "未发生因答复不及时引发的行政复议。",
        "未收到对政府信息公开工作的投诉。",
        "无一例因政府信息公开申请被纠正的行政复议。",
        "未收到申请人的补正材料。",
        "收到政府信息公开申请503件，全部按期答复，同比增加90件。",
        "印发规范性文件管理办法1件，减免行政事业性收费2万元。",
        "受理行政许可事项900件，其中网上办理850件。",
        "本年拟制定规范性文件2件。",
        "收到申请503件，人均办理25件。",
        "学校未收到公开申请。",
        "未发生泄密事件和行政诉讼败诉案件。",
        "未收到政府信息公开申请费用减免申请。",
        "局机关收到申请320件，下属单位收到申请183件。",
        "清理规范性文件25件，废止2件，修改3件。",
        "应诉行政诉讼案件9件，其中政府信息公开类2件。",
        "答复申请490件，其余8件正在办理。",
        "全区各单位共收到政府信息公开申请1200件，其中我局503件。",
        "我局作为复议机关受理行政复议申请22件。",
        "作出行政处罚信息公开120条，公开行政处罚决定书300份。",
        "上半年收到申请200件，下半年收到303件。",
        "全市制发规范性文件410件，收到政府信息公开申请2300件。",
    ],
)
def test_what_denies_a_part_or_counts_something_else_raises_nothing(
    sentence: str, documents: dict[int, Document]
) -> None:
    assert raised(documents[2021], sentence) == []
