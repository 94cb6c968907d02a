"""The whole way on one machine: portals played on loopback → raw/ → extracted/ → coverage and data.

The portals are those of the tests (`tests/site/`), so the demo needs the source checkout. Time is simulated:
the delays that
portals are owed pass at once.
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
    with tempfile.TemporaryDirectory(prefix="gongkai-demo-") as temporary:
        yield from _steps(town, Path(temporary), settings)


def _steps(town: Any, folder: Path, settings: Settings) -> Iterator[object]:
    from pipeline.scrape.clock import CHINA, SimulatedClock

    clock = SimulatedClock(datetime(2026, 1, 10, 22, 30, tzinfo=CHINA))
    with town(_PORTALS, clock.timestamp, _REPORTS) as portals:
        yield f"{len(_PORTALS)} made-up portals listen on 127.0.0.x; raw/ and extracted/ go to {folder}."
        yield from _scraped(portals, clock, folder)
    yield from _extracted(folder, settings)


def _scraped(portals: Any, clock: Any, folder: Path) -> Iterator[object]:
    from pipeline.scrape import run as scraper
    from pipeline.scrape import show
    from pipeline.scrape.manners import Manners

    catalogue = sources.load(portals.catalogue(folder / "catalogue"))
    for days in (0, _DAYS_BETWEEN):
        clock.forward(days=days)
        begun, before, simulated = time.monotonic(), len(portals.log), clock.now()
        summary = scraper.run(
            catalogue, folder / "raw", scraper.Plan(), clock, Manners(contact="demo@localhost"), _silent
        )
        sent = sum(item.sent for item in portals.log[before:]) // 1000
        yield (
            f"{simulated:%Y-%m-%d}: {summary.sites} portals in {time.monotonic() - begun:.0f} s "
            f"({clock.now() - simulated} of the portals' time), {summary.requests} requests, {sent} kB; "
            f"{summary.documents} documents in raw/."
        )
    rows = show.read(folder / "raw")
    yield show.table(rows, None)
    yield (
        "absent: two whole walks, 20 days apart, found other years of the agency only. "
        "Can't look: a list that a script draws; "
        "raw/inbox/ says what a person is to save."
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
    yield f"Read {totals.files} files in {took:.0f} s: {totals.reports} reports, {totals.failures} failed."
    yield _data(out)


def _data(out: Path) -> Table:
    """Requests received, as the reports print them."""
    reports = load(out, "reports")[["report_id", "agency", "year", "published"]]
    cells = load(out, "requests")
    new = cells[cells["cell"] == "new.total"][["report_id", "value", "status", "locator"]]
    joined = reports.merge(new, on="report_id").sort_values(["agency", "year"]).head(_SHOWN)
    table = Table("agency", "year", "published", "requests received", "stands in", box=None, pad_edge=False)
    for row in joined.to_dict("records"):
        table.add_row(
            row["agency"], str(row["year"]), row["published"], f"{row['value']:g} ({row['status']})", row["locator"]
        )
    return table
