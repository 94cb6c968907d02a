"""A snapshot of many made-up reports, straight as Parquet: the cells of the sample with other names and numbers."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.publish.schemas import DATASETS, schema

_YEARS = range(2019, 2025)
_AT_ONCE = 1000
"""Reports held in memory together."""
_PROVINCES = [f"{number}省" for number in range(1, 32)]


def write_snapshot(out: Path, count: int) -> int:
    """Writes a snapshot of `count` reports over six years; gives the number of its cells."""
    draw = np.random.default_rng(count)
    building = out / ".releases" / "1"
    with tempfile.TemporaryDirectory() as folder:
        gongkai = str(Path(sys.executable).parent / "gongkai")
        subprocess.run([gongkai, "run", "--out", folder], check=True, stdout=subprocess.DEVNULL)
        cells = sum(_write_year(building, Path(folder), year, count // len(_YEARS), draw) for year in _YEARS)
    (building / "extractor").write_text("synthetic", encoding="ascii")
    (out / ".current").symlink_to(Path(".releases") / "1")
    return cells


def _write_year(building: Path, sample: Path, year: int, count: int, draw: np.random.Generator) -> int:
    """Each made-up report has the rows of one report of the sample, under its own name, with its own numbers."""
    names = np.array(sorted(hashlib.sha256(f"{year} {number}".encode()).hexdigest()[:20] for number in range(count)))
    templates = pq.ParquetFile(sample / "reports" / f"year={year}" / "part-0.parquet").read()["report_id"].to_pylist()
    chosen, factors = draw.integers(len(templates), size=count), draw.integers(1, 50, size=count)
    cells = 0
    for dataset in DATASETS:
        path = sample / dataset / f"year={year}" / "part-0.parquet"
        table = pq.ParquetFile(path).read() if path.exists() else schema(dataset).empty_table()
        places = [np.flatnonzero(np.array(table["report_id"].to_pylist()) == name) for name in templates]
        (building / dataset / f"year={year}").mkdir(parents=True)
        target = building / dataset / f"year={year}" / "part-0.parquet"
        with pq.ParquetWriter(target, schema(dataset), compression="zstd") as writer:
            for start in range(0, count, _AT_ONCE):
                own = [places[number] for number in chosen[start : start + _AT_ONCE]]
                turns = start + np.repeat(np.arange(len(own)), [len(rows) for rows in own])
                made = _made(table.take(np.concatenate(own)), names[turns], turns, factors[turns], draw)
                writer.write_table(made)
                cells += made.num_rows if "cell" in made.schema.names else 0
    return cells


def _made(table: pa.Table, names: Any, turns: Any, factors: Any, draw: np.random.Generator) -> pa.Table:
    """Rows of the sample with other names and numbers. `turns`: which report of its year each row is of."""
    columns = {"report_id": names}
    if "agency" in table.schema.names:
        columns["agency"] = np.char.add(turns.astype(str), "号镇人民政府")
    if "source_sha256" in table.schema.names:
        columns["source_sha256"] = [hashlib.sha256(name.encode()).hexdigest() for name in names]
        columns["province"] = np.array(_PROVINCES)[turns % len(_PROVINCES)] if "province" in table.schema.names else []
    for name, values in columns.items():
        if name in table.schema.names:
            place = table.schema.get_field_index(name)
            table = table.set_column(place, table.schema.field(place), pa.array(list(values), pa.string()))
    if "value" not in table.schema.names:
        return table
    place = table.schema.get_field_index("value")
    field = table.schema.field(place)
    small = pa.decimal128(3, 0)
    times = pa.array(factors.astype(np.int8)).cast(small)
    more = pa.array(draw.integers(3, size=len(turns)).astype(np.int8)).cast(small)
    values = pc.add(pc.multiply(table["value"].cast(pa.decimal128(18, 6)), times), more).cast(field.type)
    return table.set_column(place, field, values)
