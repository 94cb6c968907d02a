"""Speed as a ratio to pdfplumber's defaults on the same files in the same run, by stage; start-up and memory of a
worker; time and memory of 500, 1,000 and 2,000 documents: `make bench`.

python -m tools.bench ../shared
"""

from __future__ import annotations

import io
import logging
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pdfplumber
import psutil
import pypdfium2.raw as pdfium

from pipeline import read, task, worker
from pipeline.check import check
from pipeline.model import Document
from pipeline.parse import parse
from pipeline.parse.reconcile import doubted_pages, doubts, reconcile
from pipeline.publish.snapshot import Source, publish
from tests.made import write_reports

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every font without a box
ROUNDS = 5
COPIES = 10
"""How often every document is read, each time as another report, for a run whose files of Parquet are not all small."""
GONGKAI = str(Path(sys.executable).parent / "gongkai")
_Files = list[tuple[str, bytes]]
_START = "import time; t = time.perf_counter(); import pipeline.worker; print(time.perf_counter() - t)"
_WORKER = """
import resource, sys
from pathlib import Path
from pipeline import task, worker
worker.settle()
for path in sys.argv[1:]:
    task.outcome(Path(path).read_bytes(), path, {})
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def main() -> None:
    """Prints all benchmarks."""
    paths = _ruled(Path(sys.argv[1]))
    files = [(path.name, path.read_bytes()) for path in paths]
    worker.settle()  # as in a worker
    _start_up(paths)
    _speed(files)
    _stages(files)
    _ocr(sorted((Path(sys.argv[1]) / "corpus" / "files").glob("r*_scan-pdf.pdf"))[:3])
    _scale()


def _ruled(shared: Path) -> list[Path]:
    """Every ruled PDF: the real one, the sample's, the corpus's (files that are refused or have no rulings left out)."""
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


def _start_up(paths: list[Path]) -> None:
    """What every worker costs once, and the memory of one that has read all ruled PDFs."""
    seconds = statistics.median(float(_python(_START)) for _ in range(ROUNDS))
    peak = float(_python(_WORKER, *map(str, paths)))
    print(f"a worker: imports {1000 * seconds:.0f} ms, peak memory after {len(paths)} ruled PDFs {peak:.0f} MiB")


def _python(program: str, *arguments: str) -> str:
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip().splitlines()[-1]


def _ocr(paths: list[Path]) -> None:
    """Scans in one process with one thread, and its peak memory; the text of the ruled PDFs above needs no OCR."""
    pages = _pages([(path.name, path.read_bytes()) for path in paths])
    start = time.perf_counter()
    peak = float(_python(_WORKER, *map(str, paths)))
    minutes = (time.perf_counter() - start) / 60
    print(f"  OCR: {pages} pages of {len(paths)} scans, {pages / minutes:.1f} a minute, peak memory {peak:.0f} MiB")


def _speed(files: _Files) -> None:
    """All ways in turn, so that what else the machine does meets each alike; the first round warms them up."""
    pages = _pages(files)
    ways: dict[str, Callable[[], object]] = {
        "pdfplumber extract_text + extract_tables": lambda: [_plumbed(data) for _, data in files],
        "PDFium alone: pages and text pages loaded": lambda: [_loaded(data) for _, data in files],
        "reading (bytes to Document)": lambda: [read.read(data, name) for name, data in files],
        "whole path (bytes to Parquet), one run of all": lambda: _whole(files, 1),
        f"whole path, one run of all read {COPIES} times": lambda: _whole(files, COPIES),
    }
    shares = [1] * (len(ways) - 1) + [COPIES]
    rounds = [
        [_timed(way) / share for way, share in zip(ways.values(), shares, strict=True)] for _ in range(ROUNDS + 1)
    ]
    print(f"{len(files)} ruled PDFs, {pages} pages, one core, warm, median of {ROUNDS} rounds")
    for index, name in enumerate(ways):
        each = 1000 * statistics.median(times[index] for times in rounds[1:]) / pages
        ratio = statistics.median(times[0] / times[index] for times in rounds[1:])
        print(f"  {name:45} {each:7.2f} ms a page   {ratio:5.1f} times as fast")


def _pages(files: _Files) -> int:
    return sum(len(pdfplumber.open(io.BytesIO(data)).pages) for _, data in files)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _plumbed(data: bytes) -> None:
    with pdfplumber.open(io.BytesIO(data)) as file:
        for page in file.pages:
            page.extract_text()
            page.extract_tables()


def _loaded(data: bytes) -> None:
    """What no reader through PDFium can do without."""
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    for number in range(pdfium.FPDF_GetPageCount(document)):
        page = pdfium.FPDF_LoadPage(document, number)
        text_page = pdfium.FPDFText_LoadPage(page)
        pdfium.FPDFText_ClosePage(text_page)
        pdfium.FPDF_ClosePage(page)
    pdfium.FPDF_CloseDocument(document)


def _whole(files: _Files, copies: int) -> None:
    """Each file read so many times, as if it stood at so many addresses, and all published as one run.

    A run writes some fifty files however few its documents are; real runs have thousands of documents.
    """
    with tempfile.TemporaryDirectory() as folder:
        sources = []
        for number, (name, data) in enumerate(files * copies):
            kept = Path(folder) / f"{number}.json"
            worker.keep(str(kept), task.outcome(data, name, {"url": f"https://example.org/{number}"}))
            sources.append(Source(source_file=f"{number}/{name}", kept=kept))
        publish(Path(folder) / "out", sources)


def _stages(files: _Files) -> None:
    """The share of each stage in the whole path."""
    rounds = [_stage_times(files) for _ in range(ROUNDS + 1)][1:]
    pages = _pages(files)
    medians = {stage: statistics.median(times[stage] for times in rounds) for stage in rounds[0]}
    total = sum(medians.values())
    print("  by stage: " + ", ".join(_share(stage, time_, pages, total) for stage, time_ in medians.items()))


def _share(stage: str, seconds: float, pages: int, total: float) -> str:
    return f"{stage} {1000 * seconds / pages:.2f} ms a page ({100 * seconds / total:.0f} %)"


def _stage_times(files: _Files) -> dict[str, float]:
    times = dict.fromkeys(("read", "parse and check", "second reading", "keep", "publish"), 0.0)

    def timed(stage: str, work: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        found = work()
        times[stage] += time.perf_counter() - start
        return found

    with tempfile.TemporaryDirectory() as folder:
        sources = []
        for number, (name, data) in enumerate(files):
            document = timed("read", lambda data=data, name=name: read.read(data, name))
            reports = timed("parse and check", lambda: [check(report) for report in parse(document)])  # noqa: B023
            timed("second reading", lambda: _second(document, data, name, reports))  # noqa: B023
            outcome = task.outcome(data, name, {})
            kept = Path(folder) / f"{number}.json"
            timed("keep", lambda: worker.keep(str(kept), outcome))  # noqa: B023
            sources.append(Source(source_file=f"{number}/{name}", kept=kept))
        timed("publish", lambda: publish(Path(folder) / "out", sources))
    return times


def _second(document: Document, data: bytes, name: str, reports: list[Any]) -> None:
    if any(map(doubts, reports)):
        pages = frozenset(page for report in reports for page in doubted_pages(report))
        second = read.second_reading(document, data, name, pages)
        for report in reports:
            reconcile(report, second)


def _scale() -> None:
    """500, 1,000 and 2,000 documents through the command, with the peak memory of each of its processes."""
    base = 0.0
    for count in (500, 1000, 2000):
        with tempfile.TemporaryDirectory() as folder:
            write_reports(Path(folder) / "raw", count)
            command = [GONGKAI, "extract", f"{folder}/raw", "--out", f"{folder}/out"]
            start = time.perf_counter()
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            main_peak, worker_peak = _watch(process)
            seconds = time.perf_counter() - start
            base = base or seconds / count
            again = _timed(lambda command=command: subprocess.run(command, stdout=subprocess.DEVNULL, check=True))  # type: ignore[misc]
            print(
                f"{count:5} documents: {seconds:6.1f} s ({1000 * seconds / count:.1f} ms each, {seconds / count / base:.2f} of "
                f"the first row's), unchanged again {again:.1f} s, coordinator {main_peak:.0f} MiB, worker {worker_peak:.0f} MiB",
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
