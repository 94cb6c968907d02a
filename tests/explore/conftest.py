"""Made-up reports of three counties, agencies without a report and with names that mean harm, shown by one server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from pipeline import engine, inputs, pool, settings
from pipeline.find import build, place
from tests.explorer import Explorer, chromium, explorer, opened
from tests.made import write_report
from tools.sample_numbers import make

XUANWU, QINHUAI, XISHAN = "江苏省南京市玄武区人民政府", "江苏省南京市秦淮区人民政府", "江苏省无锡市锡山区人民政府"
SIZES = {"desk": {"width": 1280, "height": 860}, "phone": {"width": 390, "height": 844}}
YEARS = (2021, 2022, 2023)
HARMFUL = "<script>alert(1)</script><img src=x onerror=alert(2)>局"
FORMULA = '=HYPERLINK("http://example.com","x")局'


def _printed(agency: str, year: int) -> dict[str, str]:
    return make(agency, year, 20).printed


@pytest.fixture(scope="session")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight reports; Xishan has none of 2022, and Qinhuai's of 2022 has nothing in one cell."""
    folder = tmp_path_factory.mktemp("explored") / "raw"
    for agency in (XUANWU, QINHUAI, XISHAN):
        for year in YEARS:
            if (agency, year) != (XISHAN, 2022):
                path = folder / agency / f"{year}.html"
                path.parent.mkdir(parents=True, exist_ok=True)
                write_report(path, agency, year)
    path = folder / QINHUAI / "2022.html"
    page = path.read_text(encoding="utf-8")
    total = _printed(QINHUAI, 2022)["requests.new.total"]
    row = page.index("本年新收政府信息公开申请数量")
    end = page.index("</tr>", row)
    cell = page.rindex(f">{total}<", row, end)
    path.write_text(f"{page[: cell + 1]}{page[cell + 1 + len(total) :]}", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def explored(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Explorer]:
    """The server over these reports."""
    data = raw.parent / "extracted"
    absent: dict[str, Any] = {"report_id": None, "since": "2026-01-02", "url": None, "reason": "looked for"}
    coverage = [
        (2022, {**absent, "agency": XISHAN, "division_code": "320205", "state": "absent"}),
        (2022, {**absent, "agency": HARMFUL, "division_code": "320205", "state": "unreachable"}),
        (2022, {**absent, "agency": FORMULA, "division_code": "320205", "state": "not_looked"}),
    ]
    engine.run(inputs.find([raw], None), data, settings.load(1), lambda *_: None, coverage, pool.run)
    build(data, place(data))
    with explorer(data, raw, tmp_path_factory.mktemp("review")) as server:
        yield server


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, once for all tests of pages; closed after them, for while it is open no other test can run an event loop."""
    with chromium() as found:
        yield found


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser, explored: Explorer) -> Iterator[Page]:
    """A page on a desk or phone; a fault of the console or a request to elsewhere fails the test."""
    faults: list[str] = []
    found = opened(browser, explored, faults, viewport=SIZES[request.param])
    yield found
    found.context.close()
    assert faults == []
