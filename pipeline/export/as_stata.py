"""Stata files (version 118, UTF-8): variable labels in both languages, closed lists as numbers with value labels.

A label reads `reported 已填报`: the value of the Parquet, a space, its Chinese name. Stata has no null text, so it is
empty there; `status` tells a cell without a number from an empty one. Lists are joined by semicolons.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from pipeline.export.common import BETWEEN, apart
from pipeline.publish.parquet import nearest_floats
from pipeline.publish.schemas import Column, arrow
from pipeline.release.folder import batches
from pipeline.release.registry import YEAR, Dataset, label, words
from pipeline.release.version import month

_LONGEST_NAME, _LONGEST_LABEL, _LONGEST_TEXT = 32, 80, 2045
_YES_NO = ("no 否", "yes 是")


def write(release: Path, out: Path, datasets: Sequence[Dataset]) -> list[Path]:
    """One file a dataset: `stata/<dataset>.dta`. A dataset is held in memory while it is written."""
    return apart(out / "stata", "dta", datasets, lambda item, path: _write(release, path, item))


def _write(release: Path, path: Path, item: Dataset) -> None:
    columns = (YEAR, *item.columns)
    table = pa.Table.from_batches(batches(release, item.name), schema=arrow(columns).remove_metadata())
    names = names_of(column.name for column in columns)
    data = {names[column.name]: _values(item.name, column, table[column.name]) for column in columns}
    frame = pd.DataFrame(data)
    texts = [name for name, values in frame.items() if values.dtype == object]
    long = [name for name in texts if frame[name].str.len().max() > _LONGEST_TEXT // 4]
    frame.to_stata(
        path,
        write_index=False,
        version=118,
        time_stamp=month(release.name),
        data_label=_short(f"{item.title_zh} {item.title}"),
        variable_labels={names[column.name]: _label(item.name, column, names) for column in columns},
        convert_strl=long,
    )


def names_of(columns: Iterable[str]) -> dict[str, str]:
    """Column → a name that Stata takes: letters, digits, underscores, at most 32; a cut one ends in a digest."""
    return {column: _name(column) for column in columns}


def _name(column: str) -> str:
    plain = re.sub(r"\W", "_", column, flags=re.ASCII)
    if len(plain) <= _LONGEST_NAME:
        return plain
    return f"{plain[: _LONGEST_NAME - 5]}_{hashlib.sha256(column.encode()).hexdigest()[:4]}"


def _label(dataset: str, column: Column, names: dict[str, str]) -> str:
    renamed = "" if names[column.name] == column.name else f"{column.name}: "
    return _short(renamed + label(dataset, column))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_LABEL else text[: _LONGEST_LABEL - 1] + "…"


def _values(dataset: str, column: Column, values: pa.ChunkedArray) -> Any:
    """The values of a column as pandas writes them best."""
    kind = column.type
    if pa.types.is_boolean(kind):
        return _categories(values.cast(pa.int8()).fill_null(-1).to_numpy(), _YES_NO)
    if pa.types.is_integer(kind):
        return values.to_numpy() if values.null_count else values.cast(pa.int32()).to_numpy()
    if pa.types.is_decimal(kind):
        return nearest_floats(values).to_numpy()
    if pa.types.is_floating(kind):
        return values.to_numpy()
    if pa.types.is_list(kind):
        return pd.Series([BETWEEN.join(item or ()) for item in values.to_pylist()], dtype=object)
    known = {word.value: f"{word.value} {word.chinese}" for word in words(dataset, column.name)}
    return _labelled(values, known) if known else values.fill_null("").to_pandas().astype(object)


def _labelled(values: pa.ChunkedArray, known: dict[str, str]) -> Any:
    """Numbers in the order of the codebook, with labels; a value that it does not list comes after, as it is."""
    encoded = values.combine_chunks().dictionary_encode()
    found = encoded.dictionary.to_pylist()
    listed = [*known, *sorted(set(found) - set(known))]
    place = np.array([*(listed.index(item) for item in found), -1])  # the last is the place of null
    return _categories(place[encoded.indices.fill_null(-1).to_numpy()], [known.get(item, item) for item in listed])


def _categories(codes: Any, labels: Sequence[str]) -> Any:
    """`codes`: the place of each value among the labels, -1 for null."""
    return pd.Categorical.from_codes(np.asarray(codes, dtype=np.int64), pd.Index(labels))
