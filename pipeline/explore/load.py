"""The datasets as pandas frames, with nullable types, from a folder or straight from report files."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from pipeline import engine, inputs, settings
from pipeline.address import at, is_remote
from pipeline.errors import UsageError
from pipeline.publish.parquet import nearest_floats
from pipeline.publish.schemas import DATASETS
from pipeline.release.folder import chosen
from pipeline.release.registry import datasets


def load(folder: str | Path, dataset: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """One dataset of an `extracted/` folder, of a release, or of the latest complete release in a `releases/` folder.

    `year` comes first, strings are `string`, counts `Int64`. `columns`: only these, and `year`.

    Numbers are `Float64`: exact for every whole number below 2**53 and for the two to four decimals that amounts carry;
    the exact decimals are in the Parquet. Raises `UsageError` where there is no such dataset.
    """
    known = datasets()
    if dataset not in known:
        raise UsageError(f"no dataset {dataset!r}; there are {', '.join(known)}")
    path: Any = chosen(at(folder)) / dataset
    if not path.exists():
        raise UsageError(f"{folder}: has no {dataset}; `gongkai release` makes it, load it from the release")
    where, system = (path.path, path.fs) if is_remote(path) else (path, None)
    partitioning = ds.partitioning(pa.schema([("year", pa.int32())]), flavor="hive")
    table = ds.dataset(where, filesystem=system, format="parquet", partitioning=partitioning)
    wanted = None if columns is None else [*columns, *({"year"} - {*columns})]
    unknown = [name for name in wanted or () if name not in table.schema.names]
    if unknown:
        raise UsageError(f"{dataset}: no column {unknown[0]!r}; there are {', '.join(table.schema.names)}")
    frame: pd.DataFrame = _as_floats(table.to_table(wanted)).to_pandas(types_mapper=_pandas_type)
    return frame[["year", *(name for name in frame.columns if name != "year")]]


def _as_floats(table: pa.Table) -> pa.Table:
    """The table with its decimals as the nearest floating point numbers, which pandas computes with."""
    for place, field in enumerate(table.schema):
        if pa.types.is_decimal(field.type):
            table = table.set_column(place, field.name, nearest_floats(table[field.name]))
    return table


def _pandas_type(kind: pa.DataType) -> object:
    if pa.types.is_integer(kind):
        return pd.Int64Dtype()
    if pa.types.is_string(kind):
        return pd.StringDtype()
    if pa.types.is_boolean(kind):
        return pd.BooleanDtype()
    if pa.types.is_floating(kind):
        return pd.Float64Dtype()
    return None


def extract(
    paths: str | Path | Sequence[str | Path], *, meta: str | Path | None = None, workers: int | None = None
) -> dict[str, pd.DataFrame]:
    """Reads report files and gives every dataset as a frame; files without a report are rows of `failures`."""
    some = [paths] if isinstance(paths, str | Path) else list(paths)
    found = inputs.find([at(path) for path in some], Path(meta) if meta is not None else None)
    with tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
        engine.run(found, Path(folder), settings.load(workers), lambda done, of, failed: None)
        return {dataset: load(folder, dataset) for dataset in DATASETS}
