"""Hostile and damaged files among good ones, through the real command: `make hostile`.

    python -m tools.hostile ../shared [--mutants 1000] [--seed 1] [--pictures 0.02] [--keep FOLDER]

Makes files from the corpus damaged at random (tools/mutate.py) and the files made to hurt (tools/hostile_files.py),
mixes good files in and runs `gongkai extract`. It fails where the command crashes or hangs, a file is neither read nor
in `failures`, a good file gives other rows than alone, a worker takes more memory than it may, or temporary files stay.
Values of damaged files that differ from what the whole file shows are looked up in the damaged file
(tools/mutant_values.py): it fails where their labels name another cell, and lists those left for a person to judge.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import psutil
import pyarrow.dataset as ds

from pipeline.model import Document
from pipeline.read.limits import Limits
from tools.hostile_files import MAKERS
from tools.mutant_values import differing, document_of, verdict
from tools.mutate import Mutant, mutant

_TABLES = ("article20", "requests", "review_litigation")
_PICTURES = ("scan-pdf", "scan-tiff", "photo-png", "photo-jpg", "pdf-mixed")
_GOOD = ("docx", "pdf-lo", "html-word", "txt-tab", "ofd", "html-gb18030")
_MARGIN_MIB = 300
"""Code and files that a worker maps beside its data."""


def main() -> int:
    """Makes the files, runs the command on them, prints what it found; 1 where a claim does not hold."""
    options = _options()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(options.keep or scratch)
        mutants = _make(folder, options)
        alone, _ = _extract(folder / "good", folder / "alone")
        done, watch = _extract(folder / "all", folder / "out")
        faults = [*_faults(folder, done, alone, watch), *_wrong_values(folder, mutants, Path(options.shared))]
        summary = {
            "files": sum(1 for _ in (folder / "all").iterdir()),
            "mutants": len(mutants),
            "hostile": len(MAKERS),
            "seconds": round(watch.seconds),
            "worker_peak_mib": watch.peak,
            **json.loads(done.stdout or "{}"),
        }
        print(json.dumps(summary, ensure_ascii=False))
        print("failures by error:", dict(Counter(row["error"] for row in _rows(folder / "out", "failures"))))
        for row in _rows(folder / "out", "failures"):
            if str(row["source_file"]).split("/")[0] in MAKERS or row["error"] in ("WorkerDied", "LimitExceeded"):
                print(f"  {row['source_file']}: {row['error']}: {row['detail']}")
        for fault in faults:
            print(f"FAULT {fault}")
    return 1 if faults else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("shared")
    parser.add_argument("--mutants", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pictures", type=float, default=0.02, help="share of the mutants made from pictures (slow)")
    parser.add_argument("--keep", help="folder for the files, kept")
    return parser.parse_args()


def _make(folder: Path, options: argparse.Namespace) -> dict[str, Mutant]:
    """Writes `good` and `all` under the folder; gives the mutants by their names."""
    corpus = sorted((Path(options.shared) / "corpus" / "files").iterdir())
    pictures = [path for path in corpus if path.stem.split("_")[1] in _PICTURES]
    plain = [path for path in corpus if path not in pictures]
    draw = random.Random(options.seed)
    for name in ("good", "all"):
        (folder / name).mkdir(parents=True)
    for style in _GOOD:
        path = next(path for path in corpus if path.stem.endswith(f"_{style}") and path.name.startswith("r"))
        for name in ("good", "all"):
            (folder / name / f"good-{path.name}").write_bytes(path.read_bytes())
    made = {}
    for number in range(options.mutants):
        path = draw.choice(pictures if draw.random() < options.pictures else plain)
        found = mutant(path.name, path.read_bytes(), [draw.choice(plain).read_bytes()], draw)
        made[f"m{number:04d}-{found.kind}-{path.name}"] = found
    for name, found in made.items():
        (folder / "all" / name).write_bytes(found.data)
    for name, maker in MAKERS.items():
        (folder / "all" / name).write_bytes(maker())
    return made


class _Watch:
    """Looks at the run's processes: the most memory that one of them took, and how long the run took."""

    def __init__(self) -> None:
        self.peak = 0
        self.seconds = 0.0

    def follow(self, process: subprocess.Popen[str]) -> None:
        """Until the process ends."""
        start, top = time.monotonic(), psutil.Process(process.pid)
        while process.poll() is None:
            for child in top.children(recursive=True) if top.is_running() else ():
                try:
                    self.peak = max(self.peak, child.memory_info().rss // 2**20)
                except psutil.NoSuchProcess:
                    continue
            time.sleep(0.1)
        self.seconds = time.monotonic() - start


def _extract(files: Path, out: Path) -> tuple[subprocess.CompletedProcess[str], _Watch]:
    """Runs the command with a temporary folder of its own, `out`.temporary."""
    disk = out.with_suffix(".temporary")
    disk.mkdir()
    command = [
        sys.executable,
        "-c",
        "from pipeline.cli import main; main()",
        "extract",
        str(files),
        "--out",
        str(out),
        "--json",
    ]
    environment = {**os.environ, "TMPDIR": str(disk), "PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    watch = _Watch()
    follower = threading.Thread(target=watch.follow, args=(process,))
    follower.start()
    stdout, stderr = process.communicate()
    follower.join()
    return subprocess.CompletedProcess(command, process.returncode, stdout, stderr), watch


def _faults(
    folder: Path, done: subprocess.CompletedProcess[str], alone: subprocess.CompletedProcess[str], watch: _Watch
) -> Iterator[str]:
    """What does not hold."""
    if alone.returncode != 0:
        yield f"the good files alone ended with {alone.returncode}: {alone.stderr[-500:]}"
    if done.returncode != 1:
        yield f"the run ended with {done.returncode}, not 1: {done.stderr[-500:]}"
        return
    files = {path.name for path in (folder / "all").iterdir()}
    told = {
        str(row["source_file"]).split("/")[0] for name in ("reports", "failures") for row in _rows(folder / "out", name)
    }
    told |= {
        name
        for row in _rows(folder / "out", "checks")
        if row["check"] == "same_file_twice"
        for name in row["found"].split(", ")
    }
    yield from (f"{name}: neither read nor in failures" for name in sorted(files - told))
    for row in _rows(folder / "out", "failures"):
        if "a fault in gongkai" in row["detail"]:
            yield f"{row['source_file']}: {row['detail']}"
    good = {row["report_id"] for row in _rows(folder / "alone", "reports")}
    for dataset in ("reports", *_TABLES, "sections", "checks"):
        if _of(folder / "alone", dataset, good) != _of(folder / "out", dataset, good):
            yield f"{dataset}: the good files' rows are others than when read alone"
    if watch.peak > Limits().memory_mib + _MARGIN_MIB:
        yield f"a worker took {watch.peak} MiB"
    left = [str(path) for path in (folder / "out.temporary").iterdir()]
    if left:
        yield f"temporary files left: {', '.join(left[:5])}"


def _rows(out: Path, dataset: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ds.dataset(out / dataset, partitioning="hive").to_table().to_pylist()
    return found


def _of(out: Path, dataset: str, reports: set[str]) -> list[str]:
    """The rows of these reports; what depends on the other reports of a release left out."""
    apart = ("revision", "latest", "checks_failed")
    found = [
        row for row in _rows(out, dataset) if row["report_id"] in reports and row.get("check") != "same_file_twice"
    ]
    return sorted(repr({key: given for key, given in row.items() if key not in apart}) for row in found)


def _wrong_values(folder: Path, mutants: dict[str, Mutant], shared: Path) -> Iterator[str]:
    """Values without a flag that the damaged file shows in another cell; prints how many differ, and those left open."""
    reports = {row["report_id"]: row for row in _rows(folder / "out", "reports") if row["source_file"] in mutants}
    print("read:", dict(Counter(mutants[row["source_file"]].kind for row in reports.values())))
    count: Counter[str] = Counter()
    left: dict[str, list[str]] = {}
    for dataset in _TABLES:
        for row in _rows(folder / "out", dataset):
            report = reports.get(row["report_id"])
            shown = (
                _gold(shared / "corpus" / "gold" / f"{Path(mutants[report['source_file']].source).stem}.json")
                if report
                else {}
            )
            cell = shown.get("cells", {}).get(f"{dataset}.{row['cell']}", {})
            if report is None or shown.get("second") or not differing(row, cell, _values(cell)):
                continue
            name = str(report["source_file"])
            said = verdict(_document(folder / "all" / name), row, dataset)
            count[said] += 1
            told = f"{dataset}.{row['cell']} {row['raw']!r} for {cell.get('raw')!r}"
            if said == "elsewhere":
                yield f"{name}: its labels name another cell: {told}"
            elif said == "open":
                left.setdefault(name, []).append(told)
    print("values that the whole files do not show:", dict(count))
    for name, cells in sorted(left.items()):
        print(f"  OPEN {name}: {len(cells)} cells: {'; '.join(cells[:5])}")


@functools.lru_cache(maxsize=4)
def _document(path: Path) -> Document | None:
    return document_of(path, path.name)


@functools.cache
def _gold(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _values(cell: dict[str, Any]) -> set[Decimal]:
    """The values that gold takes for right."""
    others = [item.get("value") if isinstance(item, dict) else item for item in cell.get("accept") or ()]
    return {
        Decimal(str(given))
        for given in (cell.get("value"), *others)
        if str(given).lstrip("-").replace(".", "").isdigit()
    }


if __name__ == "__main__":
    sys.exit(main())
