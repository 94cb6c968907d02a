"""Divisions that were renamed, merged and split: cases worked by hand from the State Council's approvals."""

from __future__ import annotations

import pytest

from pipeline.divisions import Division
from pipeline.divisions.succession import changed, lineage, now, predecessors, spell, successors, territories


def _spell(code: str, year: int) -> Division:
    found = spell(code, year)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("code", "year", "last"),
    [
        ("130223", 2017, "130284"),  # 滦县 became 滦州市 in 2018: another name and code, the same land
        ("220381", 2019, "220184"),  # 公主岭市 went from 四平 to 长春 in 2020
        ("320684", 2019, "320614"),  # 海门市 became 海门区 in 2020
        ("542400", 2016, "540600"),  # 那曲地区 became 那曲市 in 2017
        ("371200", 2017, "371200"),  # 莱芜市 went into 济南市, which is not 莱芜 under another name
        ("320602", 2019, "320602"),  # 崇川区 and 港闸区 became the new 崇川区
        ("130521", 2019, "130521"),  # 邢台县 was divided between 襄都区 and 信都区
    ],
)
def test_lineage_follows_names_and_codes_but_no_merger_or_split(code: str, year: int, last: str) -> None:
    assert lineage(_spell(code, year)).code == last


def test_a_merged_division_names_its_predecessors() -> None:
    new = _spell("320613", 2020)
    assert {event.before.name for event in predecessors(new)} == {"崇川区", "港闸区"}
    assert changed(new, 2020)
    assert not changed(new, 2021)


def test_a_divided_division_names_its_successors() -> None:
    divided = _spell("330104", 2020)  # 江干区 of 杭州, to 上城区 and the new 钱塘区 in 2021; a part went in 1996
    assert {event.after.name for event in successors(divided) if event.year == 2021} == {"上城区", "钱塘区"}
    assert now(divided) == ("330102", "330114")


def test_a_division_that_got_land_is_not_the_one_of_the_year_before() -> None:
    assert changed(_spell("330102", 2021), 2021)  # 上城区 kept its name and code, and got land of 江干区
    assert changed(_spell("130502", 2020), 2020)  # 桥东区 became 襄都区 with a part of 邢台县
    assert changed(_spell("370100", 2018), 2018)
    assert not changed(_spell("130284", 2018), 2018)


def test_a_territory_holds_all_that_was_cut_or_joined_in_its_years() -> None:
    during = territories(2019, 2024)
    assert during[_spell("130521", 2019)] == during[_spell("130502", 2019)] == during[_spell("130503", 2024)]
    assert during[_spell("130521", 2019)] == "130502+130503"
    assert during[_spell("320611", 2019)] == during[_spell("320613", 2024)] == "320613"
    assert during[_spell("110101", 2020)] == "110101"
    assert territories(2021, 2024)[_spell("130502", 2021)] == "130502"
