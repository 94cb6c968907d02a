"""Releases in a folder, and the files of each: which one is complete, which is the latest.

A release is complete when its SHA256SUMS is there: it is written last, and the folder gets its name after it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import address
from pipeline.errors import UsageError
from pipeline.publish.snapshot import POINTER, SNAPSHOTS
from pipeline.release.version import parsed

SUMS = "SHA256SUMS"
_YEAR = re.compile(r"year=(\d{4})")
_BATCH = 20_000


def versions(folder: Path) -> list[Path]:
    """The complete releases in a folder, the oldest first."""
    if not folder.is_dir():
        return []
    found = [path for path in folder.iterdir() if parsed(path.name) and (path / SUMS).exists()]
    return sorted(found, key=lambda path: parsed(path.name) or (0, 0, 0))


def chosen(folder: Path) -> Path:
    """The folder itself where it holds datasets, else the latest complete release in it. Raises `UsageError`."""
    if (folder / "reports").is_dir():
        return folder
    if (folder / POINTER).is_file():  # extracted/ in an object store, which has no links
        return folder / SNAPSHOTS / (folder / POINTER).read_text(encoding="ascii")
    found = versions(folder)
    if not found:
        raise UsageError(f"{folder}: holds no release; run `gongkai run`, then `gongkai release`, first")
    return found[-1]


def release(folder: Path) -> Path:
    """A complete release: the folder itself, or the latest in it. Raises `UsageError`."""
    found = chosen(folder)
    if not (found / SUMS).exists():
        raise UsageError(f"{folder}: is no release but a folder of datasets; make one with `gongkai release`")
    return found


def files(folder: Path, dataset: str) -> list[tuple[int | None, Path]]:
    """The year and the path of each Parquet file of a dataset, in a fixed order."""
    own = address.files(folder / dataset)
    return [(_year(path), path) for name, path in own.items() if name.endswith(".parquet")]


def _year(path: Path) -> int | None:
    found = _YEAR.fullmatch(path.parent.name)
    return int(found[1]) if found else None


def batches(folder: Path, dataset: str) -> Iterator[pa.RecordBatch]:
    """The rows of a dataset in the order of its files, `year` first; few at a time, whatever its size."""
    for year, path in files(folder, dataset):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_BATCH):
                years = pa.array([year] * batch.num_rows, type=pa.int32())
                yield pa.RecordBatch.from_arrays([years, *batch.columns], names=["year", *batch.schema.names])


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_sums(folder: Path) -> None:
    """Writes SHA256SUMS over all files of the folder, as `sha256sum -c` takes it."""
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    lines = [f"{digest(folder / name)}  {name}\n" for name in paths]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def sums(folder: Path) -> dict[str, str]:
    """File → digest, as SHA256SUMS states them."""
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    return {name: sum_ for sum_, name in (line.split("  ", 1) for line in lines)}


def check_sums(folder: Path) -> list[str]:
    """The files of a release that are not as SHA256SUMS states them, or are not there; empty where all is whole."""
    stated = sums(folder)
    return [name for name, sum_ in stated.items() if not (folder / name).is_file() or digest(folder / name) != sum_]
