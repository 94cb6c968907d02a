"""Speed as a ratio to pdfplumber's defaults on the same files in the same run, memory of a worker, 2,000 documents:
`make bench`.

python -m tools.bench ../shared
"""

from __future__ import annotations

import io
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import psutil

from pipeline import read, task
from pipeline.publish.release import Source, publish
from tests.made import write_reports

ROUNDS = 5
GONGKAI = str(Path(sys.executable).parent / "gongkai")


def main() -> None:
    """Prints the three benchmarks."""
    shared = Path(sys.argv[1])
    _speed(_ruled(shared))
    _scale()


def _ruled(shared: Path) -> list[Path]:
    """Every ruled PDF: the real one, the sample's, the corpus's (files that are refused or have no rulings left out).
    Every ruled PDF: the real one, the sample's, the corpus's (files that are refused or have no rulings left out)."""
    root = Path(__file__).parents[1]
    paths = [shared / "real" / "huaian-2024.pdf", *sorted((root / "raw").rglob("*.pdf"))]
    corpus = [
        path
        for path in sorted((shared / "corpus" / "files").glob("*.pdf"))
        if "pdf-lo" in path.name or "pdf-chromium" in path.name
    ]
    ruled = [
        path
        for path in corpus
        if any(getattr(block, "method", "") == "ruled" for block in read.read(path.read_bytes(), path.name).blocks)
    ]
    return [path for path in [*paths, *ruled] if path.exists()]


def _speed(paths: list[Path]) -> None:
    files = [(path.name, path.read_bytes()) for path in paths]
    pages = sum(len(pdfplumber.open(io.BytesIO(data)).pages) for _, data in files)
    ours, whole, theirs = [], [], []
    for _ in range(ROUNDS):
        ours.append(_timed(lambda: [read.read(data, name) for name, data in files]))
        whole.append(_timed(lambda: _whole(files)))
        theirs.append(_timed(lambda: [_plumbed(data) for _, data in files]))
    reading = statistics.median(b / a for a, b in zip(ours, theirs, strict=True))
    path = statistics.median(b / a for a, b in zip(whole, theirs, strict=True))
    print(f"{len(files)} ruled PDFs, {pages} pages, one core, warm, median of {ROUNDS} rounds")
    print(f"  pdfplumber extract_text + extract_tables   {1000 * statistics.median(theirs) / pages:7.2f} ms a page")
    print(
        f"  reading (bytes to Document)                {1000 * statistics.median(ours) / pages:7.2f} ms a page   {reading:5.1f} times as fast"
    )
    print(
        f"  whole path (bytes to Parquet)              {1000 * statistics.median(whole) / pages:7.2f} ms a page   {path:5.1f} times as fast"
    )
    print(
        f"  peak memory of this process                {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:7.0f} MiB (pdfplumber and pyarrow included)"
    )


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _plumbed(data: bytes) -> None:
    with pdfplumber.open(io.BytesIO(data)) as file:
        for page in file.pages:
            page.extract_text()
            page.extract_tables()


def _whole(files: list[tuple[str, bytes]]) -> None:
    from pipeline.worker import keep

    with tempfile.TemporaryDirectory() as folder:
        sources = []
        for number, (name, data) in enumerate(files):
            kept = Path(folder) / f"{number}.json"
            keep(str(kept), task.outcome(data, name, {}))
            sources.append(Source(source_file=f"{number}/{name}", kept=kept))
        publish(Path(folder) / "out", sources)


def _scale() -> None:
    """500, 1,000 and 2,000 documents through the command, with the peak memory of each of its processes."""
    for count in (500, 1000, 2000):
        with tempfile.TemporaryDirectory() as folder:
            write_reports(Path(folder) / "raw", count)
            start = time.perf_counter()
            process = subprocess.Popen(
                [GONGKAI, "extract", f"{folder}/raw", "--out", f"{folder}/out"], stdout=subprocess.DEVNULL
            )
            main_peak, worker_peak = _watch(process)
            seconds = time.perf_counter() - start
            again = _timed(
                lambda folder=folder: subprocess.run(  # type: ignore[misc]
                    [GONGKAI, "extract", f"{folder}/raw", "--out", f"{folder}/out"],
                    stdout=subprocess.DEVNULL,
                    check=True,
                )
            )
            print(
                f"{count:5} documents: {seconds:6.1f} s ({1000 * seconds / count:.1f} ms each), unchanged again {again:.1f} s, "
                f"coordinator {main_peak:.0f} MiB, worker {worker_peak:.0f} MiB",
                flush=True,
            )


def _watch(process: subprocess.Popen[bytes]) -> tuple[float, float]:
    """Peak resident memory (MiB) of the process and of its largest child."""
    main_peak = worker_peak = 0.0
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            main_peak = max(main_peak, watched.memory_info().rss / 2**20)
            worker_peak = max(
                [worker_peak, *(child.memory_info().rss / 2**20 for child in watched.children(recursive=True))]
            )
        except psutil.NoSuchProcess:
            continue
        time.sleep(0.1)
    return main_peak, worker_peak


if __name__ == "__main__":
    main()
