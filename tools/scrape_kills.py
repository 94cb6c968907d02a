"""SIGKILLs of a crawl of the test site at random moments: nothing lost, nothing asked twice, the same raw/ at the end.

    python -m tools.scrape_kills 50 [SEED]

The portals live in this process, the crawl in a child that is killed and resumed; time is simulated, so only work takes time.
"""

from __future__ import annotations

import csv
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

from pipeline import sources
from pipeline.scrape import run as scrape
from pipeline.scrape.clock import CHINA, SimulatedClock
from pipeline.scrape.manners import Manners
from pipeline.scrape.plan import Plan
from pipeline.scrape.store import Store
from tests.site import PortalTown

PORTALS = ("trs", "trs2", "ucapjson", "jcms", "jpaas", "vsb", "lonsun", "gkmlpt", "files", "viewer")
START = datetime(2026, 1, 10, 22, 30, tzinfo=CHINA)
STATE = ("store", "documents.csv", "coverage.csv")
_TIMES = frozenset(("fetched_at", "last_looked"))


def crawl(catalogue: Path, raw: Path) -> None:
    """One crawl, as the child does it."""
    plan = Plan(resume=True)
    scrape.run(
        sources.load(catalogue), raw, plan, SimulatedClock(START), Manners(contact="kills@localhost"), lambda *_: None
    )


def table(path: Path) -> list[dict[str, str]]:
    """A list made from the journals, without its times of day."""
    with path.open(encoding="utf-8") as file:
        return [{name: given for name, given in row.items() if name not in _TIMES} for row in csv.DictReader(file)]


def state(raw: Path) -> tuple[object, ...]:
    """All that must be the same after every history."""
    stored = sorted(path.name for path in (raw / "store").rglob("*") if path.is_file())
    return stored, table(raw / "documents.csv"), table(raw / "coverage.csv")


def killed(town: PortalTown, catalogue: Path, raw: Path, count: int, seed: str) -> tuple[int, int]:
    """Crawls with up to `count` kills; gives their number, and how many addresses were asked more often than they explain.

    A crawl that has written its end is not resumed: that would be the next run.
    """
    draw, before, kills = random.Random(seed), len(town.log), 0
    while True:
        child = subprocess.Popen([sys.executable, "-m", "tools.scrape_kills", "child", str(catalogue), str(raw)])
        moment, known, begun = draw.uniform(0.0, 1.0), len(town.log), None
        while child.poll() is None and (kills >= count or begun is None or time.monotonic() - begun < moment):
            begun = begun or (time.monotonic() if len(town.log) > known else None)
            time.sleep(0.005)
        if child.poll() is None:
            child.send_signal(signal.SIGKILL)
            child.wait()
            kills += 1
            whole = sum(
                1 for site in Store(raw).sites() for line in Store(raw).lines(site) if line["kind"] == "capture"
            )
            print(f"kill {kills:2}, {moment:.2f} s after its first request: {whole} captures", flush=True)
        elif child.returncode:
            sys.exit(f"the crawl itself failed with status {child.returncode}")
        if Store(raw).runs() and Store(raw).unfinished_run() is None:
            break
    asked = Counter(
        (item.asked.portal, item.asked.method, item.asked.target, item.asked.form) for item in town.log[before:]
    )
    again = sum(number - 1 for number in asked.values())
    allowed = kills * len(PORTALS)
    print(
        f"{kills} kills; {sum(asked.values())} requests, {again} of them again (kills may cost {allowed}: a page a host)"
    )
    return kills, max(0, again - allowed)


def shown(one: object, other: object) -> str:
    """The first thing that differs."""
    if not isinstance(one, list) or not isinstance(other, list):
        return f"{one!r} and {other!r}"
    lone = [row for row in one if row not in other][:2], [row for row in other if row not in one][:2]
    return f"{len(one)} and {len(other)} rows; only here {lone[0]}, only undisturbed {lone[1]}"


def main() -> None:
    """Prints one line a kill and a verdict; exit status 1 where anything was lost, doubled or different."""
    if sys.argv[1] == "child":
        crawl(Path(sys.argv[2]), Path(sys.argv[3]))
        return
    count, seed = int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""
    with tempfile.TemporaryDirectory() as folder, PortalTown(PORTALS, time.time) as town:
        base = Path(folder)
        catalogue = town.catalogue(base / "catalogue")
        crawl(catalogue, base / "whole")
        total, broken, kills, rounds = len(town.log), 0, 0, 0
        while kills < count:
            raw, rounds = base / f"raw{rounds}", rounds + 1
            own, again = killed(town, catalogue, raw, min(count - kills, 10), f"{seed}-{rounds}")
            kills += own
            broken += again
            for name, one, other in zip(STATE, state(raw), state(base / "whole"), strict=True):
                if one != other:
                    broken += 1
                    print(f"DIFFERENT {name}: {shown(one, other)}", flush=True)
            print(f"{kills} kills, {broken} faults (an undisturbed crawl: {total} requests)", flush=True)
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
