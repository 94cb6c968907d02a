"""Agencies' names → divisions and kinds: only what the name says for certain."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import divisions
from tests.documents import with_gold


@pytest.mark.parametrize(
    ("agency", "year", "code"),
    [
        ("北京市朝阳区人民政府", 2020, "110105"),
        ("长春市朝阳区教育局", 2020, "220104"),
        ("昆山市千灯镇人民政府", 2020, "320583"),
        ("江苏省昆山市人民政府", 2020, "320583"),
        ("广西壮族自治区教育厅", 2020, "450000"),
        ("恩施州人民政府", 2020, "422800"),
        ("积石山县人民政府", 2020, "622927"),
        ("苏州工业园区管理委员会", 2020, "320500"),
        ("国家税务总局昆山市税务局", 2020, "320583"),
        ("福田區福保街道", 2020, "440304"),
        ("陝西省西安市蓮湖區", 2022, "610104"),
    ],
)
def test_division(agency: str, year: int, code: str) -> None:
    match = divisions.lookup(agency, year)
    assert match is not None and match.division_code == code


@pytest.mark.parametrize(
    "agency",
    [
        "朝阳区人民政府",
        "海州区教育局",
        "市统计局",
        "朝阳镇人民政府",
        "太原路街道办事处",
        "北海新区管理委员会",
        "国家统计局",
    ],
)
def test_name_that_says_no_division(agency: str) -> None:
    match = divisions.lookup(agency, 2020)
    assert match is None or match.division_code is None


def test_name_that_says_nothing() -> None:
    assert divisions.lookup("新疆生产建设兵团", 2020) is None
    assert divisions.lookup("阅览室", None) is None


def test_division_holds_in_its_years_only() -> None:
    before, after = (divisions.lookup("南通市海门区人民政府", year) for year in (2019, 2020))
    assert before is not None and before.division_code == "320600"
    assert after is not None and (after.division_code, after.division_name) == ("320614", "海门区")


@pytest.mark.parametrize(
    ("agency", "kind"),
    [
        ("昆山市人民政府", "government"),
        ("昆山市", "government"),
        ("昆山市人民政府办公室", "department"),
        ("上海市科委", "department"),
        ("昆山市千灯镇人民政府", "town"),
        ("福田区福保街道", "subdistrict"),
        ("苏州工业园区管委会", "zone"),
        ("大庆市住房公积金管理中心", "public_body"),
        ("国家税务总局昆山市税务局", "vertical"),
        ("国家统计局昆山调查队", "vertical"),
        ("中华人民共和国财政部", "ministry"),
        ("昆山市合唱团", None),
    ],
)
def test_kind_of_agency(agency: str, kind: str | None) -> None:
    match = divisions.lookup(agency, 2021)
    assert match is not None and match.agency_type == kind


def test_every_code_stands_under_its_parent() -> None:
    everything = {division for found in divisions.divisions().values() for division in found}
    codes = {division.code for division in everything}
    assert len(codes) > 3200
    assert all(division.parent_code in codes for division in everything if division.level != "province")


def test_agencies_of_the_corpus_are_placed(shared: Path) -> None:
    agencies = {(gold["agency"], gold["year"]) for gold, _ in with_gold(shared) if gold["agency"]}
    lost = {
        agency
        for agency, year in agencies
        if (match := divisions.lookup(agency, year)) is None or not match.division_code or not match.agency_type
    }
    assert lost <= {"平潭综合实验区管委会办公室"}
