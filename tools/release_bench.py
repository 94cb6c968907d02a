"""Time and memory at scale: runs of many documents, and releases of many synthetic reports: `make release-bench`.

python -m tools.release_bench 10000 100000
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from tests.made import write_report, write_reports
from tools.bench import GONGKAI, _watch
from tools.synthetic import write_snapshot

_LOADS = {
    "reports, whole": "load(sys.argv[1], 'reports')",
    "requests, three columns": "load(sys.argv[1], 'requests', columns=['report_id', 'cell', 'value'])",
}
_QUERY = """
    SELECT province, sum(value) / count(*) AS mean_received, count(*) AS reports
    FROM read_parquet('{0}/requests/**/*.parquet', hive_partitioning = true) AS cells
    JOIN read_parquet('{0}/reports/**/*.parquet', hive_partitioning = true) AS reports USING (report_id, year)
    WHERE cell = 'new.total' AND status = 'reported' AND latest AND year = 2023
    GROUP BY province ORDER BY province
"""


def main() -> None:
    """Prints all benchmarks."""
    documents, reports = int(sys.argv[1]), int(sys.argv[2])
    for count in (documents // 4, documents // 2, documents):
        _run(count)
    _release(reports)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _run(count: int) -> None:
    """A run of `count` documents, again unchanged, again with one changed."""
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        raw = Path(folder) / "raw"
        write_reports(raw, count)
        time.sleep(3)  # the documents of a real run were not written just now; see pipeline/unchanged.py
        command = [GONGKAI, "extract", str(raw), "--out", f"{folder}/out", "--json"]
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        main_peak, worker_peak = _watch(process)
        first = time.perf_counter() - start
        again = _timed(lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=True))
        write_report(raw / "report0001.html", "澄原县人民政府", 2021)
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        print(
            f"{count:6} documents: {first:6.1f} s ({1000 * first / count:.1f} ms each), unchanged again {again:.1f} s "
            f"({100 * again / first:.1f} %), coordinator {main_peak:.0f} MiB, worker {worker_peak:.0f} MiB; "
            f"one changed: {done.stdout.strip()}",
            flush=True,
        )


def _release(count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        out, to = Path(folder) / "extracted", Path(folder) / "releases"
        cells = write_snapshot(out, count)
        command = [GONGKAI, "release", "--from", str(out), "--to", str(to), "--version", "2026.11.0"]
        start = time.perf_counter()
        peak, _ = _watch(subprocess.Popen(command, stdout=subprocess.DEVNULL))
        print(f"{count} reports, {cells} cells: release in {time.perf_counter() - start:.1f} s, {peak:.0f} MiB")
        release = to / "2026.11.0"
        size = sum(path.stat().st_size for path in release.rglob("*") if path.is_file())
        print(f"  size on disk {size / 2**20:.0f} MiB, {size / count / 1024:.1f} KiB a report")
        for name, call in _LOADS.items():
            program = f"import sys; from pipeline import load; print(len({call}))"
            start = time.perf_counter()
            peak, _ = _watch(subprocess.Popen([sys.executable, "-c", program, str(release)], stdout=subprocess.DEVNULL))
            print(f"  load {name}: {time.perf_counter() - start:.1f} s with Python's start, {peak:.0f} MiB")
        query = _QUERY.format(release)
        times = sorted(_timed(lambda: duckdb.connect().execute(query).fetchall()) for _ in range(5))
        rows = len(duckdb.connect().execute(query).fetchall())
        print(
            f"  DuckDB, one metric of a year by province ({rows} rows): median {times[2]:.2f} s, worst {times[-1]:.2f} s"
        )


if __name__ == "__main__":
    main()
