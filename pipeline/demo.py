"""The whole way on one machine: portals played on loopback → raw/ → extracted/ → coverage and data.

The portals are those of the tests (`tests/site/`), so the demo needs the source checkout. Time is simulated: the delays
that portals are owed pass at once.
"""

from __future__ import annotations

import importlib
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.table import Table

from pipeline import captured, engine, inputs, sources
from pipeline.errors import UsageError
from pipeline.explore.load import load
from pipeline.settings import Settings

_PORTALS = ("trs", "ucap", "jcms", "jpaas", "vsb", "lonsun", "gkmlpt", "generic", "spa")
_REPORTS = 12
_SHOWN = 12
_DAYS_BETWEEN = 20
_TEMPORARY = "gongkai-demo-"


def run(folder: Path | None, settings: Settings) -> Iterator[object]:
    """Gives what to print, step by step. Raises `UsageError` where the checkout's portals are not there."""
    try:
        town: Any = importlib.import_module("tests.site").PortalTown
    except ImportError as error:
        raise UsageError("the demo's portals stand in tests/site of the source checkout: run it from there") from error
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield from _steps(town, folder, settings)
        return
    with tempfile.TemporaryDirectory(prefix=_TEMPORARY) as temporary:
        yield from _steps(town, Path(temporary), settings)


def _steps(town: Any, folder: Path, settings: Settings) -> Iterator[object]:
    from pipeline.scrape.clock import CHINA, SimulatedClock

    clock = SimulatedClock(datetime(2026, 1, 10, 22, 30, tzinfo=CHINA))
    with town(_PORTALS, clock.timestamp, _REPORTS) as portals:
        yield (
            f"{len(_PORTALS)} made-up portals, each of another kind, now listen on this machine "
            f"({portals.portals['trs'].base} and others).\n"
            "Each should publish the reports of 6 agencies for 2019 to 2024, and lacks those before 2023.\n"
        )
        yield from _scraped(portals, clock, folder)
    yield from _extracted(folder, settings)
    yield f"\nraw/ (pages as served, with a journal) and extracted/ (Parquet) were written to {folder}."
    if folder.name.startswith(_TEMPORARY):
        yield "They go now; `gongkai demo --folder DIR` keeps them."


def _scraped(portals: Any, clock: Any, folder: Path) -> Iterator[object]:
    from pipeline.scrape import run as scraper
    from pipeline.scrape import show
    from pipeline.scrape.manners import Manners
    from pipeline.scrape.plan import Plan

    catalogue = sources.load(portals.catalogue(folder / "catalogue"))
    yield "1. gongkai scrape, twice, 20 days apart by the portals' clock. The second time asks only what has changed:"
    for days in (0, _DAYS_BETWEEN):
        clock.forward(days=days)
        begun, before, simulated = time.monotonic(), len(portals.log), clock.now()
        summary = scraper.run(catalogue, folder / "raw", Plan(), clock, Manners(contact="demo@localhost"), _silent)
        sent = sum(item.sent for item in portals.log[before:]) // 1000
        waited = str(clock.now() - simulated).partition(".")[0]
        yield (
            f"   {simulated:%Y-%m-%d}: {summary.requests} requests, {sent} kB, {summary.documents} documents in raw/; "
            f"{time.monotonic() - begun:.0f} s here, {waited} with the delays that portals are owed."
        )
    yield "\n2. gongkai coverage: who published, who did not, and where it is not known:"
    yield show.table(show.read(folder / "raw"), None)
    yield (
        "absent: two whole walks of the list, 20 days apart, found other years of the agency, but not this one.\n"
        "can't look: here a list that only a script draws; raw/inbox/ says what a person is to save.\n"
    )


def _silent(site: str, done: int, of: int) -> None:
    """No progress bar: each step says itself what it did."""


def _extracted(folder: Path, settings: Settings) -> Iterator[object]:
    raw, out = folder / "raw", folder / "extracted"
    begun = time.monotonic()
    summary = engine.run(
        inputs.find([raw], None), out, settings, lambda done, of, failed: None, captured.coverage([raw])
    )
    totals = summary.totals
    took = time.monotonic() - begun
    read = f"{totals.files} files in {took:.0f} s: {totals.reports} reports, {totals.failures} failed"
    yield f"3. gongkai run reads {read}:"
    for row in load(out, "failures").to_dict("records"):
        yield f"   {row['source_file']}: {row['detail']}"
    yield f"\n4. The data: applications received, as printed, and where they stand (first {_SHOWN} reports):"
    yield _data(out)


def _data(out: Path) -> Table:
    """Requests received, as the reports print them."""
    reports = load(out, "reports")[["report_id", "agency", "year", "published"]]
    cells = load(out, "requests")
    new = cells[cells["cell"] == "new.total"][["report_id", "value", "status", "locator"]]
    joined = reports.merge(new, on="report_id").sort_values(["agency", "year"]).head(_SHOWN)
    table = Table("agency", "year", "published", "received", "stands in", box=None, pad_edge=False)
    for row in joined.to_dict("records"):
        table.add_row(
            row["agency"], str(row["year"]), row["published"], f"{row['value']:g} ({row['status']})", row["locator"]
        )
    return table
