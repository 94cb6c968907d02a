"""Speed and memory of the pages over many synthetic reports: `python -m tools.explore_bench 100000 [FOLDER]`.

First view and comparison are times in Chromium from the click to the drawn page, search from the key to the list; the
20 people ask the server at once, each a page of its own after the other, over HTTP. FOLDER keeps the made-up data.
"""

from __future__ import annotations

import http.client
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import duckdb
import psutil
from playwright.sync_api import Page

from pipeline.panel.derive import derive
from tests.explorer import Explorer, chromium, explorer, opened
from tools.synthetic import write_snapshot

_TURNS = 30
_PEOPLE = 20
_COMPARED = 50
_SOUGHT = ("公开", "更新", "依申请公开 答复", '"主动公开政府信息"', "培训 OR 监督")


def main() -> None:
    """Prints all figures."""
    count = int(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="gongkai-explore-") as aside:
        data = _data(Path(sys.argv[2]) if len(sys.argv) > 2 else Path(aside) / "data", count)
        start = time.perf_counter()
        with explorer(data, Path(aside), Path(aside) / "review") as server:
            print(
                f"{count} reports: link after {time.perf_counter() - start:.1f} s (with the tables made before, if they were)"
            )
            _measure(server, _addresses(data))
            _measure_others(server, _reports(data))
            process = psutil.Process(server.process.pid)
            print(f"memory of the server: {process.memory_info().rss / 2**20:.0f} MiB")


def _data(folder: Path, count: int) -> Path:
    """A release-like folder: the synthetic reports with their panel beside them."""
    if not (folder / "panel").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        write_snapshot(folder, count)
        for path in (folder / ".current").iterdir():
            if path.is_dir():
                (folder / path.name).symlink_to(Path(".current") / path.name)
        derive(folder, folder)
    return folder


def _addresses(data: Path) -> list[str]:
    """Comparisons of 50 agencies over six years that share none of them: odd ones of a metric, even ones of a cell."""
    found = duckdb.sql(
        f"SELECT DISTINCT agency_id FROM read_parquet('{data}/panel/*/*.parquet') ORDER BY hash(agency_id) LIMIT 3000"
    ).fetchall()
    ids = [row[0] for row in found]
    measures = ("refusal_rate", "requests.new.total")
    return [
        "/compare?"
        + urlencode({"a": ids[at : at + _COMPARED], "m": measures[turn % 2], "years": "2019-2024"}, doseq=True)
        for turn, at in enumerate(range(0, len(ids) - _COMPARED, _COMPARED))
    ]


def _measure(server: Explorer, addresses: list[str]) -> None:
    with chromium() as browser:
        for name, cached in (("first view, empty browser", False), ("first view again", True)):
            pages = [opened(browser, server, []) for _ in range(1 if cached else 10)]
            turns = pages * (_TURNS // len(pages)) if cached else pages
            _say(name, [_timed(lambda page=page: _shown(page, server.base + "/", ".g-heat td")) for page in turns])  # type: ignore[misc]
            for page in pages:
                page.context.close()
        page = opened(browser, server, [])
        _shown(page, server.base + addresses[-1], ".g-chart svg")
        drawn = [_timed(lambda own=own: _shown(page, server.base + own, ".g-chart svg")) for own in addresses[:_TURNS]]  # type: ignore[misc]
        _say("compare 50 agencies × 6 years, drawn", drawn)
        _say("search, from the key to the list", _searched(page))
    _say("compare, answer of the server", [_timed(lambda own=own: _get(server, own)) for own in addresses[:_TURNS]])  # type: ignore[misc]
    _crowd(server, addresses)


def _measure_others(server: Explorer, reports: list[str]) -> None:
    """A report, the first cell of the queue, words sought (the index is built by the first question)."""
    with chromium() as browser:
        page = opened(browser, server, [])
        seen = [_timed(lambda own=own: _shown(page, f"{server.base}/report?id={own}", ".g-num")) for own in reports]  # type: ignore[misc]
        _say("report, its tables drawn", seen)
        _say("review", [_timed(lambda: _shown(page, f"{server.base}/review", ".g-num")) for _ in range(_TURNS)])
        page.goto(f"{server.base}/find?{urlencode({'q': '公开'})}")
        page.locator(".g-hits li").first.wait_for(timeout=3_600_000)
        for order in ("newest", "relevance"):
            asked = [urlencode({"q": words, "order": order}) for words in _SOUGHT * (_TURNS // len(_SOUGHT))]
            times = [
                _timed(lambda own=own: _shown(page, f"{server.base}/find?{own}", "#content p[role=status]"))
                for own in asked
            ]  # type: ignore[misc]
            _say(f"find, {order} first, hits drawn", times)


def _reports(data: Path) -> list[str]:
    """Reports far from each other."""
    found = duckdb.sql(
        f"SELECT report_id FROM read_parquet('{data}/reports/*/*.parquet') ORDER BY hash(report_id) LIMIT {_TURNS}"
    ).fetchall()
    return [row[0] for row in found]


def _shown(page: Page, address: str, what: str) -> None:
    page.goto(address, wait_until="commit")
    page.locator(what).first.wait_for()


def _searched(page: Page) -> list[float]:
    """The box waits 40 ms for the next key: that is in these times."""
    box, times = page.locator(".g-search input"), []
    for number in range(100, 100 + _TURNS):
        box.fill("")
        page.locator(".g-found").wait_for(state="detached")
        start = time.perf_counter()
        box.fill(f"{number * 7}haozhen")
        page.locator(".g-found li").first.wait_for()
        times.append(time.perf_counter() - start)
    return times


def _crowd(server: Explorer, addresses: list[str]) -> None:
    """People who open a page as soon as they have the last."""
    times: list[float] = []

    def person(number: int) -> None:
        for own in ("/", *addresses[number::_PEOPLE]):
            times.append(_timed(lambda own=own: _get(server, own)))  # type: ignore[misc]

    start = time.perf_counter()
    people = [threading.Thread(target=person, args=(number,)) for number in range(_PEOPLE)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    seconds = time.perf_counter() - start
    _say(f"{_PEOPLE} people at once, a page ({len(times) / seconds:.0f} pages a second)", times)


def _get(server: Explorer, address: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", address, headers={"cookie": f"gongkai-{server.port}={'t' * 20}"})
    answer = connection.getresponse()
    assert answer.status == 200, answer.status
    answer.read()
    connection.close()


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _say(name: str, times: list[float]) -> None:
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    print(
        f"  {name}: median {1000 * ordered[len(ordered) // 2]:.0f} ms, p95 {1000 * p95:.0f} ms of {len(ordered)}",
        flush=True,
    )


if __name__ == "__main__":
    main()
