"""The pages in Chromium, on a desk and on a phone, in both languages: what they show, and that they reach nothing else."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from urllib.parse import quote, urlencode

import numpy as np
import openpyxl
import pyarrow.parquet as pq
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from pipeline.read.ocr.engine import engine
from tests.explore.conftest import FORMULA, HARMFUL, QINHUAI, XISHAN, XUANWU
from tests.explorer import Explorer
from tools.sample_numbers import make

COUNTY = urlencode({"province": "江苏省", "level": "county", "m": "requests.new.total"})
ADDRESSES = {
    "overview": "/",
    "overview in English": "/?lang=en&year=2022",
    "nothing chosen": "/compare",
    "lines": f"/compare?{COUNTY}",
    "bars in English": f"/compare?{COUNTY}&show=bar&lang=en",
    "rank": f"/compare?{COUNTY}&show=rank&years=2023",
    "distribution": f"/compare?{COUNTY}&show=distribution&m=refusal_rate",
    "table": f"/compare?{COUNTY}&show=table",
}


def _printed(agency: str, year: int, cell: str) -> str:
    return f"{int(make(agency, year, 20).printed[cell]):,}"


def test_pages_are_whole_and_nothing_stands_beyond_their_edge(page: Page, explored: Explorer) -> None:
    axe = Axe()
    for name, address in ADDRESSES.items():
        page.goto(explored.base + address)
        expect(page.locator(".g-main")).to_be_visible()
        if "show" in address or "province" in address:
            expect(page.locator(".g-values tbody tr").first).to_be_visible()
            expect(page.locator(".g-chart svg, .ag-row").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        assert page.evaluate("document.documentElement.lang") == ("en-US" if "lang=en" in address else "zh-CN")
        grave = [
            (found["id"], [node["html"][:200] for node in found["nodes"]][:3])
            for found in axe.run(page).response["violations"]
            if found["impact"] in ("serious", "critical")
        ]
        assert grave == [], f"{name}: {json.dumps(grave, ensure_ascii=False, indent=1)}"


def test_numbers_are_those_printed_and_what_is_not_there_is_said(page: Page, explored: Explorer) -> None:
    page.goto(f"{explored.base}/compare?{COUNTY}")
    expect(page.locator(".g-values tbody tr")).to_have_count(5)
    rows = {
        row.locator("th").inner_text(): row.locator("td").all_inner_texts()
        for row in page.locator(".g-values tbody tr").all()
    }
    new = "requests.new.total"
    assert rows[XUANWU] == [_printed(XUANWU, year, new) for year in (2021, 2022, 2023)]
    assert rows[QINHUAI] == [_printed(QINHUAI, 2021, new), "空白", _printed(QINHUAI, 2023, new)]
    assert rows[XISHAN] == [_printed(XISHAN, 2021, new), "未发布", _printed(XISHAN, 2023, new)]
    assert rows[HARMFUL] == ["无记录", "无法访问", "无记录"]
    lines = page.evaluate(
        """async () => (await import("nicegui-echart")).echarts.getInstanceByDom(document.querySelector(".g-chart"))
        .getOption().series.map(one => [one.name, one.data, one.connectNulls])"""
    )
    drawn = {name: data for name, data, connected in lines if not connected}
    assert drawn[QINHUAI][1] is None and drawn[XISHAN][1] is None
    assert drawn[XUANWU] == [int(make(XUANWU, year, 20).printed[new]) for year in (2021, 2022, 2023)]


def test_a_county_is_found_by_name_pinyin_and_code_and_added(page: Page, explored: Explorer) -> None:
    page.goto(f"{explored.base}/compare?m=requests.new.total")
    for typed in ("玄武", "xuanwu", "320102"):
        page.get_by_label("查找机关").fill(typed)
        expect(page.locator(".g-found li")).to_have_count(1)
        expect(page.locator(".g-found a")).to_have_text(XUANWU)
    page.locator(".g-found a").click()
    expect(page.locator(".g-chips li").first).to_contain_text(XUANWU)
    assert quote("320102:人民政府") in page.url and "m=requests.new.total" in page.url
    expect(page.locator(".g-values tbody tr")).to_have_count(1)


def test_a_measure_is_chosen_from_the_whole_list_and_stays_chosen(page: Page, explored: Explorer) -> None:
    page.goto(f"{explored.base}/compare?{COUNTY}&m=refusal_rate")
    lists = page.locator("select[name=m]")
    expect(lists.nth(0).locator("option")).not_to_have_count(1)
    assert [lists.nth(place).input_value() for place in range(3)] == ["requests.new.total", "refusal_rate", ""]
    assert lists.nth(0).locator("option[value='requests.new.total']").count() == 1
    lists.nth(2).select_option(label="正文：新收政府信息公开申请（件）")
    page.get_by_role("button", name="显示").click()
    expect(page.locator(".g-chart svg")).to_have_count(3)
    expect(page.locator(".g-values")).to_have_count(3)
    expect(lists.nth(2).locator("option:checked")).to_have_text("正文：新收政府信息公开申请（件）")


def test_pictures_and_data_name_their_source(page: Page, explored: Explorer) -> None:
    page.goto(f"{explored.base}/compare?{COUNTY}&lang=en")
    with page.expect_download() as saved:
        page.get_by_role("button", name="SVG").click()
    source = "Source: annual reports on open government information, gongkai data extracted"
    assert "".join(re.findall(r">([^<]+)</text>", Path(saved.value.path()).read_text(encoding="utf-8"))).count(source)
    assert saved.value.suggested_filename == "gongkai-extracted-requests.new.total.svg"
    with page.expect_download() as saved:
        page.get_by_role("button", name="PNG").click()
    with Image.open(saved.value.path()) as picture:
        assert picture.format == "PNG" and picture.width >= 1800
        beneath = picture.convert("L").crop((0, picture.height - 44, 2 * picture.width // 3, picture.height))
    read = engine().recognise([np.asarray(beneath)])[0].text
    assert "annual reports on open government information" in read and "gongkai data extracted" in read
    files = {}
    for kind in ("CSV", "XLSX", "PARQUET"):
        with page.expect_download() as saved:
            page.get_by_role("link", name=kind).click()
        files[kind] = Path(saved.value.path()).read_bytes()
    lines = list(csv.DictReader(io.StringIO(files["CSV"].decode("utf-8-sig"))))
    formula = next(line for line in lines if line["agency"].endswith(FORMULA))
    assert formula["agency"] == f"'{FORMULA}"
    blank = next(line for line in lines if line["agency"] == QINHUAI and line["year"] == "2022")
    assert (blank["value"], blank["no_value"]) == ("", "the cell is there and empty")
    book = openpyxl.load_workbook(io.BytesIO(files["XLSX"]))
    assert all(cell.data_type != "f" for row in book["gongkai"].iter_rows() for cell in row)
    table = pq.read_table(io.BytesIO(files["PARQUET"]))
    assert set(table["release"].to_pylist()) == {"extracted"} and len(table) == len(lines) == 15
    assert set(table["source"].to_pylist()) == {source} == {line["source"] for line in lines}
    heads, *rows = book["gongkai"].iter_rows(values_only=True)
    assert {(row[heads.index("release")], row[heads.index("source")]) for row in rows} == {("extracted", source)}
    assert {line["release"] for line in lines} == {"extracted"}
    assert table["value"].null_count == sum(line["value"] == "" for line in lines)


def test_a_cell_says_its_status_and_its_other_years(page: Page, explored: Explorer) -> None:
    page.goto(f"{explored.base}/compare?province={quote('江苏省')}&m=requests.new.total&years=2022")
    page.locator(".g-values tr", has_text=QINHUAI).get_by_role("link", name="空白").click()
    panel = page.locator(".g-panel")
    expect(panel.locator("h2").first).to_have_text("一、本年新收政府信息公开申请数量，总计")
    expect(panel.locator(".g-facts")).to_contain_text("空白")
    years = panel.locator(".g-years tr")
    expect(years).to_have_count(3)
    shown = [" ".join(row.split()) for row in years.all_inner_texts()]
    printed = {year: make(QINHUAI, year, 20).printed["requests.new.total"] for year in (2021, 2023)}
    assert (shown[0], shown[2]) == (f"2021 {printed[2021]}", f"2023 {printed[2023]}")
    assert shown[1].startswith("2022 空白")
    years.nth(2).get_by_role("link", name="2023").click()
    expect(page.locator("h1")).to_have_text(f"{QINHUAI} 2023")
    expect(panel.locator(".g-facts")).to_contain_text(f"“{printed[2023]}”")


def test_the_overview_counts_reports_and_says_why_others_have_none(page: Page, explored: Explorer) -> None:
    page.goto(explored.base)
    heat = page.locator(".g-heat tbody tr", has_text="江苏").locator("td").all_inner_texts()
    assert heat == ["3/3", "2/5", "3/3"]
    states = page.get_by_role("table", name="各机关逐年状态")
    assert states.locator("tr", has_text="未发布").locator("td").all_inner_texts() == ["0", "1", "0", "1"]
    page.locator(".g-heat tbody tr", has_text="江苏").get_by_role("link", name="2/5").click()
    expect(page.locator(".g-values tbody tr")).to_have_count(5)


def test_the_keyboard_alone_reaches_the_content(page: Page, explored: Explorer) -> None:
    page.goto(explored.base)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('content').contains(document.activeElement)")
