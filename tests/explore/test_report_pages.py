"""The pages of reports and of review in Chromium: the box holds the number, keys alone decide, nothing is lost."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from pipeline import load
from pipeline.review.log import Log
from tests.conftest import ROOT, gongkai
from tests.explore.conftest import SIZES
from tests.explorer import Explorer, explorer, opened
from tests.made import write_report
from tests.ofd_maker import report as ofd_report
from tools import places
from tools.sample_numbers import make

TOWN = "澜溪镇人民政府"
HURT = '<td><img src="http://example.org/x" onerror="top.hurt=1"><script>top.hurt=1</script>规章</td>'


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """PDF, Word, HTML (with scripts in it), text in two revisions, OFD."""
    folder = tmp_path_factory.mktemp("explored") / "raw"
    folder.mkdir()
    for name in ("临澜市人民政府/2023.pdf", "澄原县人民政府办公室/2023.docx"):
        shutil.copy(ROOT / "raw" / name, folder / name.replace("/", "-"))
    page = (ROOT / "raw" / "云岫区教育局" / "2023.html").read_text(encoding="utf-8")
    assert "<td>规章</td>" in page
    (folder / "hurt.html").write_text(page.replace("<td>规章</td>", HURT), encoding="utf-8")
    write_report(folder / "first.txt", TOWN, 2024, scale=20)
    write_report(folder / "second.txt", TOWN, 2024, scale=30)
    (folder / "report.ofd").write_bytes(ofd_report(make("临澜市档案局", 2023, 20)))
    return folder


@pytest.fixture(scope="module")
def data(raw: Path) -> Path:
    out = raw.parent / "extracted"
    done = gongkai("extract", str(raw), "--out", str(out), "--workers", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.fixture(scope="module")
def server(raw: Path, data: Path) -> Iterator[Explorer]:
    with explorer(data, raw, raw.parent / "review") as found:
        yield found


@pytest.fixture
def faults() -> Iterator[list[str]]:
    found: list[str] = []
    yield found
    assert found == []


def _named(data: Path, file: str) -> str:
    reports = load(data, "reports")
    return str(reports[reports["source_file"] == file]["report_id"].item())


def _serious(page: Page) -> list[Any]:
    found = Axe().run(page).response["violations"]
    return [(item["id"], item["nodes"][0]["html"]) for item in found if item["impact"] in ("serious", "critical")]


def test_the_place_shown_holds_the_number(server: Explorer, data: Path, browser: Browser, faults: list[str]) -> None:
    page = opened(browser, server, faults, device_scale_factor=3)
    rows = places.cells(data, 10, seed=4)
    assert {places.kind(row["media_type"]) for row in rows} == {"pdf", "ofd", "html", "word", "text"}
    for row in rows:
        seen = places.look(page, server, row)
        assert places.agrees(row, seen), (row["source_file"], row["key"], row["raw"], seen)


@pytest.mark.parametrize(("width", "lang"), [(1400, "zh"), (390, "en")])
@pytest.mark.parametrize("address", ["/report?id={pdf}&cell=requests.total.total", "/report?id={html}", "/review"])
def test_pages_are_accessible_and_fit(
    server: Explorer, data: Path, browser: Browser, faults: list[str], width: int, lang: str, address: str
) -> None:
    page = opened(browser, server, faults, viewport={"width": width, "height": 844})
    names = {"pdf": _named(data, "临澜市人民政府-2023.pdf"), "html": _named(data, "hurt.html")}
    path = address.format(**names)
    page.goto(f"{server.base}{path}{'&' if '?' in path else '?'}lang={lang}")
    page.wait_for_selector("h1")
    if "html" not in address:
        page.wait_for_selector(".g-box")
    assert _serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", SIZES)
def test_click_enter_and_escape(server: Explorer, data: Path, browser: Browser, faults: list[str], size: str) -> None:
    page = opened(browser, server, faults, viewport=SIZES[size])
    page.goto(f"{server.base}/report?id={_named(data, '临澜市人民政府-2023.pdf')}")
    page.click('[data-cell="requests.new.total"] >> nth=0')
    page.wait_for_selector(".g-panel .g-box")
    assert "cell=requests.new.total" in page.url
    assert "“419”" in page.inner_text(".g-panel") and "第 2 页" in page.inner_text(".g-panel")
    page.focus('.g-num[data-cell="requests.total.total"]')
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.g-panel h2').textContent.includes('总计，总计')")
    panel = page.inner_text(".g-panel")
    assert "行合计不符" in panel and "建议：419" in panel
    assert page.locator(".g-num[aria-current]").get_attribute("data-cell") == "requests.total.total"
    page.keyboard.press("Escape")
    page.wait_for_function("!document.querySelector('.g-panel h2')")
    assert "cell=" not in page.url


def test_words_sought_are_in_a_box_on_the_page(
    server: Explorer, data: Path, browser: Browser, faults: list[str]
) -> None:
    """The section begins on page 1 of the address; the words stand on page 3."""
    page = opened(browser, server, faults)
    page.goto(f"{server.base}/report?id={_named(data, '临澜市人民政府-2023.pdf')}&q=%22更新不够及时%22&page=1")
    page.wait_for_selector(".g-view .g-box")
    assert page.locator(".g-panel h2").inner_text().endswith("第 3 页") and page.locator(".g-box").count() == 1
    expect(page.locator(".g-box")).to_be_in_viewport()
    assert page.locator(".g-sheet img").get_attribute("alt") == "临澜市人民政府-2023.pdf 第 3 页，方框标出所指之处"


@pytest.mark.parametrize("size", SIZES)
def test_revisions_stand_side_by_side(
    server: Explorer, data: Path, browser: Browser, faults: list[str], size: str
) -> None:
    first, second = (
        load(data, "requests").query("report_id == @name and status == 'reported'").set_index("cell")["value"]
        for name in (_named(data, "first.txt"), _named(data, "second.txt"))
    )
    differing = int((first != second.reindex(first.index)).sum())
    page = opened(browser, server, faults, viewport=SIZES[size])
    page.goto(f"{server.base}/report?id={_named(data, 'second.txt')}&lang=en")
    page.click("text=set side by side")
    page.wait_for_selector(".g-differs")
    assert differing > 20
    assert page.locator('.g-differs[data-cell^="requests."]').count() == differing
    shown = page.locator('td:has(> [data-cell="requests.new.total"]) .g-before').inner_text()
    assert shown == f"{first['new.total']:g}"


def test_scripts_of_a_source_do_not_run(server: Explorer, data: Path, browser: Browser, faults: list[str]) -> None:
    page = opened(browser, server, faults)
    name = _named(data, "hurt.html")
    page.goto(f"{server.base}/report?id={name}&cell=article20.regulations.issued")
    page.frame_locator(".g-view iframe").locator("#here").wait_for()
    assert page.evaluate("window.hurt === undefined")
    assert page.get_attribute(".g-view iframe", "sandbox") == ""
    answer = page.request.get(f"{server.base}/source/text?id={name}")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text() and "<img" not in answer.text()


@pytest.mark.parametrize("query", ["id=../../etc/passwd&page=1", "id=&page=1", "id={pdf}&page=99", "id={pdf}&page=-1"])
def test_no_other_page_is_served(server: Explorer, data: Path, browser: Browser, query: str) -> None:
    page = opened(browser, server, [])
    name = _named(data, "临澜市人民政府-2023.pdf")
    answer = page.request.get(f"{server.base}/source/page?{query.format(pdf=name)}")
    assert answer.status == 404 and len(answer.text()) < 200


def test_a_changed_file_is_said_to_be_another(raw: Path, data: Path, browser: Browser, tmp_path: Path) -> None:
    changed = tmp_path / "raw"
    shutil.copytree(raw, changed)
    (changed / "first.txt").write_text("changed", encoding="utf-8")
    with explorer(data, changed, tmp_path / "review", "--read-only") as server:
        page = opened(browser, server, [])
        answer = page.request.get(f"{server.base}/source/text?id={_named(data, 'first.txt')}")
        assert answer.status == 404 and "已不是当初读取的那个文件" in answer.text()
        answer = page.request.get(f"{server.base}/source/text?id={_named(data, 'first.txt')}&lang=en")
        assert "another file now" in answer.text()
        sent = page.request.post(f"{server.base}/review/decisions", data="{}", headers={"origin": server.base})
        assert sent.status == 403 and sent.json()["error"] == "只读：不能作出决定。"
        page.goto(f"{server.base}/review")
        assert page.locator('[data-act="as_printed"]').is_disabled()
    assert not (tmp_path / "review").exists()


def _there(page: Page, server: Explorer, address: str) -> None:
    """Opens a cell in the review page and waits until the person's name is filled in."""
    page.goto(f"{server.base}{address}")
    page.wait_for_function("document.querySelector('#g-who') && document.querySelector('#g-who').value")


def _tabbed_to(page: Page, name: str) -> None:
    """Goes from the page's start to a field by the Tab key."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == name:
            return
    raise AssertionError(f"{name} is not reached by Tab")


def _decide(page: Page, keys: str) -> None:
    """Presses keys and waits until the decision has led to another page."""
    page.evaluate("window.stays = true")
    for key in keys.split():
        page.keyboard.press(key)
    page.wait_for_function("window.stays === undefined")


def test_keys_alone_decide_and_a_killed_server_loses_nothing(
    data: Path, raw: Path, browser: Browser, tmp_path: Path
) -> None:
    """The flagged cell of the queue, then one that the address names; the server is killed while a decision waits."""
    with explorer(data, raw, tmp_path) as server:
        page = opened(browser, server, [])
        page.goto(f"{server.base}/review")
        page.wait_for_selector("#g-who")
        _tabbed_to(page, "g-who")
        page.keyboard.type("张三")
        page.keyboard.press("Escape")
        assert json.loads(page.get_attribute("[data-review]", "data-review") or "")["cell"] == "requests.total.total"
        _decide(page, "a")
        page.wait_for_selector("text=队列已清空")
        cell = f"/review?id={_named(data, 'first.txt')}&cell=requests.new.total"
        for keys in ("v 1 7 Enter", "u", "e", "z"):
            _there(page, server, cell)
            _decide(page, keys)
        _there(page, server, cell)
        page.evaluate("window.stays = true")
        server.kill()
        page.keyboard.press("a")
        page.wait_for_function("document.querySelector('.g-told').textContent.includes('正在重试')")
        server.start(server.port)
        page.wait_for_function("window.stays === undefined", timeout=60_000)
    log = Log(tmp_path).entries()
    assert [entry.kind for entry in log] == ["as_printed", "value", "unreadable", "blank", "undo", "as_printed"]
    assert log[1].typed == "17" and log[4].undoes == log[3].id and {entry.who for entry in log} == {"张三"}
    assert len({entry.id for entry in log}) == 6 and log[0].seen_value == "422.000000"


_TWO_FRAMES = "() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
"""Chromium looks up what a touch hits in the last frame it drew: one sent right after scrolling hits what was there."""


def test_a_finger_decides_on_a_phone(
    data: Path, raw: Path, browser: Browser, faults: list[str], tmp_path: Path
) -> None:
    """Two decisions by touch, the second taken back."""
    with explorer(data, raw, tmp_path) as server:
        page = opened(browser, server, faults, viewport=SIZES["phone"], has_touch=True)
        cell = f"/review?id={_named(data, 'first.txt')}&cell=requests.new.total&lang=en"
        page.goto(f"{server.base}{cell}")
        page.fill("#g-who", "李四")
        for button in ("The cell is empty", "Can't be read", "Undo"):
            page.evaluate("window.stays = true")
            page.get_by_role("button", name=button).scroll_into_view_if_needed()
            page.evaluate(_TWO_FRAMES)
            page.get_by_role("button", name=button).tap()
            page.wait_for_function("window.stays === undefined")
            _there(page, server, cell)
        expect(page.locator(".g-said")).to_contain_text("李四 at")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.context.close()
    log = Log(tmp_path).entries()
    assert [entry.kind for entry in log] == ["blank", "unreadable", "undo"] and log[2].undoes == log[1].id
