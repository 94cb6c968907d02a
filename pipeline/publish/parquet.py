"""What every Parquet file of ours shares: how it is written, and its exact numbers as floating point ones."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """A Parquet file of this schema, to be written table by table."""
    return pq.ParquetWriter(path, schema, compression="zstd", compression_level=3)


def nearest_floats(exact: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column of exact numbers as the nearest floating point numbers.

    By way of text: Arrow's own conversion multiplies by a power of ten, which makes 716.6999999999999 of 716.7.
    """
    return exact.cast(pa.string()).cast(pa.float64())
