"""A snapshot of many made-up reports, straight as Parquet: the cells of the sample with other names and numbers."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.publish.schemas import DATASETS, schema

_YEARS = range(2019, 2025)
_AT_ONCE = 250
"""Reports held in memory together."""
_PROVINCES = [f"{number}省" for number in range(1, 32)]
Rows = dict[str, list[dict[str, Any]]]


def write_snapshot(out: Path, count: int) -> int:
    """Writes a snapshot of `count` reports over six years; gives the number of its cells."""
    draw = random.Random(count)
    building = out / ".releases" / "1"
    cells = 0
    with tempfile.TemporaryDirectory() as folder:
        gongkai = str(Path(sys.executable).parent / "gongkai")
        subprocess.run([gongkai, "run", "--out", folder], check=True, stdout=subprocess.DEVNULL)
        for year in _YEARS:
            cells += _write_year(building, year, _templates(Path(folder), year), count // len(_YEARS), draw)
    (building / "extractor").write_text("synthetic", encoding="ascii")
    (out / ".current").symlink_to(Path(".releases") / "1")
    return cells


def _templates(folder: Path, year: int) -> list[Rows]:
    """The rows of each report of the sample of this year, by dataset."""
    found: dict[str, Rows] = {}
    for dataset in DATASETS:
        path = folder / dataset / f"year={year}" / "part-0.parquet"
        for row in pq.ParquetFile(path).read().to_pylist() if path.exists() else ():
            found.setdefault(row["report_id"], {name: [] for name in DATASETS})[dataset].append(row)
    return list(found.values())


def _write_year(building: Path, year: int, templates: list[Rows], count: int, draw: random.Random) -> int:
    names = sorted(hashlib.sha256(f"{year} {number}".encode()).hexdigest()[:20] for number in range(count))
    writers: dict[str, pq.ParquetWriter] = {}
    cells = 0
    for dataset in DATASETS:
        folder = building / dataset / f"year={year}"
        folder.mkdir(parents=True)
        writers[dataset] = pq.ParquetWriter(folder / "part-0.parquet", schema(dataset), compression="zstd")
    for start in range(0, count, _AT_ONCE):
        some = [
            _made(name, start + turn, draw.choice(templates), draw)
            for turn, name in enumerate(names[start : start + _AT_ONCE])
        ]
        for dataset, writer in writers.items():
            rows = [row for report in some for row in report[dataset]]
            cells += sum("cell" in row for row in rows)
            if rows:
                writer.write_table(pa.Table.from_pylist(rows, schema=schema(dataset)))
    for writer in writers.values():
        writer.close()
    return cells


def _made(name: str, number: int, template: Rows, draw: random.Random) -> Rows:
    agency = {"agency": f"第{number}镇人民政府", "province": _PROVINCES[number % len(_PROVINCES)]}
    factor = draw.randrange(1, 50)
    made: Rows = {}
    for dataset, rows in template.items():
        made[dataset] = [{**row, "report_id": name, **(agency if "province" in row else {})} for row in rows]
    for row in _numbers(made):
        row["value"] = row["value"] * factor + draw.randrange(3)
        row["raw"] = str(row["value"])
    made["reports"][0]["source_sha256"] = hashlib.sha256(name.encode()).hexdigest()
    return made


def _numbers(made: Rows) -> Iterator[dict[str, Any]]:
    for rows in made.values():
        yield from (row for row in rows if isinstance(row.get("value"), Decimal))
