"""Thousands of portals on loopback: is memory flat, is the work per request small against the delays?

    python -m tools.scrape_many 3000

A child serves them, one address each; time is simulated, so the run takes only the time of the work. Prints a line every 500
portals and, at the end, what the same work would take for real.
"""

from __future__ import annotations

import asyncio
import csv
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import psutil

from pipeline import sources
from pipeline.scrape import run as scrape
from pipeline.scrape.clock import CHINA, SimulatedClock
from pipeline.scrape.manners import Manners
from pipeline.scrape.plan import Plan
from pipeline.sources.columns import AGENCY_COLUMNS, COLUMN_COLUMNS, SITE_COLUMNS
from tests.site import reports

PORT = 18080
YEARS = (2023, 2024)
LIST = "/nb/"
REAL_PORTALS, REAL_REQUESTS = 3204, 65
"""Portals of the seed list; requests for a first visit: about 60 reports and 5 lists."""


def address(number: int) -> str:
    return f"127.1.{number // 250}.{number % 250 + 1}"


def name(number: int) -> str:
    return f"示例第{number}县人民政府"


async def serve(count: int) -> None:
    """The portals: a list of two reports each, made when asked for."""
    entries = [
        entry
        for entry in reports.entries(0)
        if entry.report and not entry.variant and entry.report.agency.kind == "government"
    ]
    bodies = {entry.report.year: reports.body_html(entry.report) for entry in entries if entry.report}
    made = reports.bodies(0)[0].name

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        try:
            while line := await reader.readline():
                while (await reader.readline()).strip():
                    continue
                path = line.split()[1].decode()
                page = _page(path, number, bodies, made)
                status = b"200 OK" if page else b"404 Not Found"
                data = page.encode()
                writer.write(
                    b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s"
                    % (status, len(data), data)
                )
                await writer.drain()
        except ConnectionError:
            return
        finally:
            writer.close()

    for number in range(count):
        await asyncio.start_server(lambda r, w, number=number: answer(r, w, number), address(number), PORT)
    print("ready", flush=True)
    await asyncio.Event().wait()


def _page(path: str, number: int, bodies: dict[int, str], made: str) -> str:
    head = f"<html><head><meta charset='utf-8'><title>{name(number)}</title></head><body>"
    if path == LIST:
        rows = "".join(
            f"<li><a href='/{year}.html'>{name(number)}{year}年政府信息公开工作年度报告</a><span>{year + 1}-03-11</span></li>"
            for year in YEARS
        )
        return f"{head}<h1>政府信息公开年报</h1><ul>{rows}</ul></body></html>"
    year = path.strip("/").removesuffix(".html")
    if not year.isdigit() or int(year) not in bodies:
        return ""
    return f"{head}<div id='zoom'>{bodies[int(year)].replace(made, name(number))}</div></body></html>"


def catalogue(folder: Path, count: int) -> Path:
    folder.mkdir()
    rows = range(count)
    shared = {"division_code": "990000"}
    sites = [
        {
            "site_id": f"p{n:05}",
            "host": f"{address(n)}:{PORT}",
            "schemes": "http",
            "checked_by": "person",
            "operator_agency_id": f"g{n:05}",
            **shared,
        }
        for n in rows
    ]
    agencies = [
        {"agency_id": f"g{n:05}", "name": name(n), "agency_type": "government", "must_report_from": "2023", **shared}
        for n in rows
    ]
    columns = [
        {
            "column_id": f"p{n:05}-1",
            "site_id": f"p{n:05}",
            "url": f"http://{address(n)}:{PORT}{LIST}",
            "kind": "own",
            "found_by": "person",
            "agency_ids": f"g{n:05}",
        }
        for n in rows
    ]
    for file, header, own in (
        ("sites", SITE_COLUMNS, sites),
        ("agencies", AGENCY_COLUMNS, agencies),
        ("columns", COLUMN_COLUMNS, columns),
    ):
        with (folder / f"{file}.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, header, restval="")
            writer.writeheader()
            writer.writerows(own)
    return folder


def main() -> None:
    """Exit status 1 where a report is lacking or memory grew by more than 100 MiB after the first 500 portals."""
    if sys.argv[1] == "serve":
        asyncio.run(serve(int(sys.argv[2])))
        return
    count = int(sys.argv[1])
    server = subprocess.Popen(
        [sys.executable, "-m", "tools.scrape_many", "serve", str(count)], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout
    server.stdout.readline()
    try:
        sys.exit(_crawl(count))
    finally:
        server.kill()


def _crawl(count: int) -> int:
    own, begun, memory, step = psutil.Process(), time.monotonic(), [], max(1, min(500, count // 4))
    clock = SimulatedClock(datetime(2026, 1, 10, 22, 0, tzinfo=CHINA))
    manners = Manners(contact="many@localhost")

    def advance(_: str, done: int, of: int) -> None:
        if done % step == 0:
            memory.append(own.memory_info().rss / 2**20)
            print(f"{done} of {of} portals: {memory[-1]:.0f} MiB, {time.monotonic() - begun:.0f} s", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        known = sources.load(catalogue(Path(folder) / "catalogue", count))
        start = clock.now()
        summary = scrape.run(known, Path(folder) / "raw", Plan(), clock, manners, advance)
        documents = summary.documents
    used = resource.getrusage(resource.RUSAGE_SELF)
    work = (used.ru_utime + used.ru_stime) / summary.requests
    took = clock.now() - start
    ideal = summary.requests * manners.delay_s * (1 + manners.jitter / 2) / manners.hosts_at_once
    real = REAL_PORTALS * REAL_REQUESTS * manners.delay_s * (1 + manners.jitter / 2) / manners.hosts_at_once / 3600
    print(
        f"{documents} documents of {count * len(YEARS)}, {summary.requests} requests, {work * 1000:.1f} ms of work each"
    )
    print(f"portals' time {took}; the delays alone, {manners.hosts_at_once} domains at once: {ideal / 3600:.2f} h")
    print(
        f"{REAL_PORTALS} portals with {REAL_REQUESTS} requests each: {real:.1f} h of night time, {REAL_PORTALS * REAL_REQUESTS * work / 3600:.1f} h of it work"
    )
    return int(documents != count * len(YEARS) or memory[-1] - memory[0] > 100)


if __name__ == "__main__":
    main()
