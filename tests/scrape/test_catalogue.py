"""The catalogue: its own rows are right, every error of a row is named, the other rows stand (fault 57)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline import sources
from pipeline.sources.columns import AGENCY_COLUMNS, COLUMN_COLUMNS, SITE_COLUMNS

SITE = {"site_id": "a", "host": "a.gov.cn", "schemes": "http", "division_code": "110000", "checked_by": "person"}
AGENCY = {"agency_id": "110000-gov", "name": "北京市人民政府", "agency_type": "government", "division_code": "110000"}
COLUMN = {"column_id": "a-1", "site_id": "a", "url": "http://a.gov.cn/nb/", "kind": "own", "found_by": "menu"}


def write(
    folder: Path, sites: list[dict[str, str]], agencies: list[dict[str, str]], columns: list[dict[str, str]]
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, header, rows in (
        ("sites.csv", SITE_COLUMNS, sites),
        ("agencies.csv", AGENCY_COLUMNS, agencies),
        ("columns.csv", COLUMN_COLUMNS, columns),
    ):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def test_the_catalogue_that_comes_with_gongkai_has_no_error_and_fetches_no_unchecked_host() -> None:
    catalogue = sources.load()
    assert catalogue.problems == ()
    assert (len(catalogue.sites), len(catalogue.columns)) == (63, 64)
    assert catalogue.hosts() == {}
    assert catalogue.agencies["320800-gov"].name == "淮安市人民政府"
    xuanwu = catalogue.agencies["110104-gov"]  # 宣武区, merged into 西城区 in 2010
    assert (xuanwu.must_report_from, xuanwu.must_report_to, xuanwu.successors) == (2008, 2009, ("110102-gov",))


@pytest.mark.parametrize(
    ("sites", "columns", "words"),
    [
        ([{"site_id": "b", "host": "a.gov.cn"}], [], "already that of a"),
        ([{"site_id": "a", "host": "b.gov.cn"}], [], "there twice"),
        ([{"site_id": "b", "host": "B.gov.cn"}], [], "lower-case host"),
        ([{"site_id": "b", "host": "b.gov.cn", "division_code": "110999"}], [], "no code that was ever in use"),
        ([{"site_id": "b", "host": "b.gov.cn", "delay_s": "quick"}], [], "not a number of seconds"),
        ([{"site_id": "b", "host": "b.gov.cn", "site_id_code": "12"}], [], "ten digits"),
        ([], [{"column_id": "a-2", "url": "http://csrc.gov.cn.evil.test/"}], "not on the site's host"),
        ([], [{"column_id": "a-2", "site_id": "zz"}], "not in sites.csv"),
        ([], [{"column_id": "a-2", "agency_ids": "110000-nobody"}], "not in agencies.csv"),
    ],
)
def test_each_error_is_named_and_the_other_rows_stand(
    tmp_path: Path, sites: list[dict[str, str]], columns: list[dict[str, str]], words: str
) -> None:
    folder = write(
        tmp_path,
        [SITE, *({**SITE, **row} for row in sites)],
        [AGENCY],
        [COLUMN, *({**COLUMN, **row} for row in columns)],
    )
    catalogue = sources.load(folder)
    assert [problem.line for problem in catalogue.problems] == [3]
    assert words in catalogue.problems[0].message
    assert (list(catalogue.sites), list(catalogue.columns)) == (["a"], ["a-1"])


def test_a_site_code_that_fits_the_division_is_a_check_and_another_is_none(tmp_path: Path) -> None:
    rows = [
        {**SITE, "checked_by": "machine", "site_id_code": "1100000001"},
        {**SITE, "site_id": "b", "host": "b.gov.cn", "checked_by": "machine", "site_id_code": "1200000001"},
        {**SITE, "site_id": "c", "host": "c.gov.cn", "checked_by": ""},
        {**SITE, "site_id": "d", "host": "d.gov.cn", "access": "taken_over"},
    ]
    assert list(sources.load(write(tmp_path, rows, [], [])).hosts()) == ["a.gov.cn"]
