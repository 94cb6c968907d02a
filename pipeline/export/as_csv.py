"""CSV in UTF-8 with a byte order mark, so that spreadsheets read the Chinese; safe from formulas, and reversibly so.

A spreadsheet runs a text that begins with = + - @ or a control character. Such texts, and those that begin with an
apostrophe, get one apostrophe before them; dropping one leading apostrophe gives every text back exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from pipeline.export.common import BETWEEN, apart
from pipeline.publish.schemas import arrow
from pipeline.release.folder import batches
from pipeline.release.formulas import FORMULA
from pipeline.release.registry import YEAR, Dataset

_ZEROS = r"(\.\d*?[1-9])0+$|\.0+$"
_MARK = b"\xef\xbb\xbf"


def write(release: Path, out: Path, datasets: Sequence[Dataset]) -> list[Path]:
    """One file a dataset: `csv/<dataset>.csv`."""
    return apart(out / "csv", "csv", datasets, lambda item, path: _write(release, path, item))


def _write(release: Path, path: Path, item: Dataset) -> None:
    with path.open("wb") as file:
        file.write(_MARK)
        with csv.CSVWriter(file, _schema(item)) as writer:
            for batch in batches(release, item.name):
                writer.write_batch(_texts(batch))


def _schema(item: Dataset) -> pa.Schema:
    return pa.schema([pa.field(field.name, _kind(field.type)) for field in arrow((YEAR, *item.columns))])


def _kind(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_list(kind) or pa.types.is_decimal(kind) else kind


def _texts(batch: pa.RecordBatch) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([_text(column) for column in batch.columns], names=batch.schema.names)


def _text(column: pa.Array) -> pa.Array:
    if pa.types.is_decimal(column.type):
        return pc.replace_substring_regex(column.cast(pa.string()), _ZEROS, r"\1")
    if pa.types.is_list(column.type):
        column = pc.binary_join(column, BETWEEN)
    if pa.types.is_string(column.type):
        return pc.replace_substring_regex(column, FORMULA, r"'\1")
    return column
