"""The page of finding in Chromium, on a desk and on a phone: hits as printed, filters, where they lead, files, figures."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.explore.conftest import QINHUAI, XISHAN, XUANWU
from tests.explorer import Explorer, explorer, opened
from tools.sample_numbers import make


@pytest.mark.parametrize("address", ["/find", "/find?lang=en", "/find?q={}", "/find?q={}&order=relevance&lang=en"])
def test_the_page_is_accessible_and_fits(page: Page, explored: Explorer, address: str) -> None:
    page.goto(explored.base + address.format(quote("公开")))
    expect(page.locator(".g-hits li" if "q=" in address else ".g-table tbody tr").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    grave = [item for item in Axe().run(page).response["violations"] if item["impact"] in ("serious", "critical")]
    assert grave == [], json.dumps([item["id"] for item in grave])


def test_the_words_that_decide_on_a_topic_are_shown(page: Page, explored: Explorer) -> None:
    page.goto(f"{explored.base}/find")
    page.get_by_text("判定主题的词语").click()
    staff = page.locator(".g-words dt", has_text="队伍与人员")
    expect(staff.locator("xpath=following-sibling::dd[1]")).to_contain_text("力量薄弱")


def test_words_are_marked_and_the_form_makes_an_address(page: Page, explored: Explorer) -> None:
    page.goto(f"{explored.base}/find")
    page.get_by_label("查找内容").fill("更新不够及时")
    page.get_by_label("部分").select_option("problems")
    page.get_by_label("自").select_option("2022")
    page.get_by_label("至").select_option("2022")
    page.get_by_label("机关名称含").fill("玄武")
    page.get_by_role("button", name="查找").click()
    expect(page.locator(".g-hits li")).to_have_count(1)
    assert "years=2022-2022" in page.url and "section=problems" in page.url and "first" not in page.url
    hit = page.locator(".g-hits li")
    expect(hit.locator("h2")).to_have_text(f"{XUANWU} 2022")
    assert "".join(hit.locator("mark").all_inner_texts()) == "更新不够及时"
    hit.locator("h2 a").click()
    expect(page.locator("h1")).to_contain_text(XUANWU)
    opened_text = page.locator("details[open].g-section mark")
    expect(opened_text.first).to_be_in_viewport()
    assert "".join(opened_text.all_inner_texts()).startswith("更新不够及时")


def test_a_hit_leads_to_its_source(page: Page, explored: Explorer) -> None:
    page.goto(f"{explored.base}/find?q={quote('更新不够及时')}&agency={quote('锡山')}")
    page.get_by_role("link", name="看原文").first.click()
    expect(page.frame_locator(".g-view iframe").locator("mark#here")).to_have_text("更新不够及时")


def test_every_hit_is_saved_and_no_formula_runs(page: Page, explored: Explorer) -> None:
    page.goto(f"{explored.base}/find?q={quote('公开')}&province={quote('江苏省')}")
    total = int(page.locator("[role=status]").inner_text().split()[1])
    files = {}
    for kind in ("CSV", "JSONL", "XLSX"):
        with page.expect_download() as saved:
            page.get_by_role("link", name=kind).click()
        files[kind] = Path(saved.value.path()).read_bytes()
    rows = list(csv.DictReader(io.StringIO(files["CSV"].decode("utf-8-sig"))))
    assert len(rows) == total == len(files["JSONL"].splitlines()) > 20
    assert {row["agency"] for row in rows} == {XUANWU, QINHUAI, XISHAN}
    book = openpyxl.load_workbook(io.BytesIO(files["XLSX"]))
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)  # type: ignore[union-attr]


def test_hits_beyond_the_first_are_numbered_on(page: Page, explored: Explorer) -> None:
    page.goto(f"{explored.base}/find?q={quote('公开')}")
    first = page.locator(".g-hits h2").first.inner_text()
    page.get_by_role("link", name="下一页").click()
    expect(page.locator(".g-hits")).to_have_attribute("start", "21")
    page.get_by_role("link", name="上一页").click()
    expect(page.locator(".g-hits h2").first).to_have_text(first)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("q=NOT+x", "只有 NOT 只会排除"),
        ("q=" + "x" * 400, "问题有 400 个字，一次至多 300 个"),
        ("q=x&section=../etc", "没有名为“../etc”的部分"),
        ("q=x&order=best", "没有“best”这种排序"),
        ("q=x&page=0", "结果页从 1 到"),
        ("q=x&years=0001-9999", "无法识别"),
        ("q=x&province=%3Cscript%3E", "没有省份 '<script>'；有 江苏省"),
        ("q=NOT+x&lang=en", "NOT alone leaves out but finds nothing"),
    ],
)
def test_a_wrong_question_is_one_sentence(explored: Explorer, browser: Browser, query: str, sentence: str) -> None:
    page = opened(browser, explored, [])
    page.goto(f"{explored.base}/find?{query}")
    expect(page.get_by_role("alert")).to_contain_text(sentence)
    page.context.close()


def test_numbers_of_the_text_are_compared_and_gaps_stay_gaps(page: Page, explored: Explorer) -> None:
    page.goto(f"{explored.base}/find")
    page.get_by_role("link", name="新收政府信息公开申请（件）").click()
    expect(page.locator(".g-chart svg")).to_be_visible()
    expect(page.locator(".g-values tbody tr", has_text=XISHAN)).to_be_visible()
    rows = {
        row.locator("th").inner_text(): row.locator("td").all_inner_texts()
        for row in page.locator(".g-values tbody tr").all()
    }
    printed = {year: make(XISHAN, year, 20).printed["requests.new.total"] for year in (2021, 2023)}
    assert rows[XISHAN] == [printed[2021], "未发布", printed[2023]]
    drawn = page.evaluate(
        """async () => (await import("nicegui-echart")).echarts.getInstanceByDom(document.querySelector(".g-chart"))
        .getOption().series.map(one => [one.name, one.data, one.connectNulls])"""
    )
    assert [int(printed[2021]), None, int(printed[2023])] in [data for name, data, _ in drawn if name == XISHAN]
    assert not any(connected for _, _, connected in drawn)


def test_an_index_that_is_not_there_is_built_meanwhile(
    explored: Explorer, raw: Path, browser: Browser, tmp_path: Path
) -> None:
    """Read-only, too: nothing of people's is written, and the page shows what was found by itself."""
    data = tmp_path / "extracted"
    shutil.copytree(explored.arguments[0], data, ignore=shutil.ignore_patterns(".find*", ".explore"), symlinks=True)
    with explorer(data, raw, tmp_path / "review", "--read-only") as server:
        page = opened(browser, server, [])
        page.goto(f"{server.base}/find?q={quote('公开')}")
        expect(page.locator(".g-hits li")).to_have_count(20, timeout=60_000)
        page.context.close()
    assert (data / ".find.sqlite").is_file() and not (tmp_path / "review").exists()
