"""One DuckDB file beside the data that holds what pages ask for first: made once for each state of the data.

The datasets themselves stay Parquet; the file has views of them, and small tables made by the SQL in sql/.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable
from importlib import metadata, resources
from pathlib import Path

import duckdb
import pyarrow as pa

from pipeline.explore import spellings
from pipeline.explore.review_weights import weights
from pipeline.explore.settings import Settings
from pipeline.panel.derive import derive, published, put
from pipeline.panel.metrics import metrics
from pipeline.panel.schemas import DERIVED
from pipeline.panel.variables import variables
from pipeline.publish.schemas import DATASETS

_MEMORY = "1GB"
_TABLES = (
    "statuses",
    "agency_years",
    "agencies",
    "cells_wide",
    "measures",
    "coverage_map",
    "trust",
    "doubts",
    "review_queue",
    "figure_subjects",
    "figure_points",
    "topic_years",
)
"""The tables in the order in which they are made."""


def prepared(settings: Settings) -> Path:
    """The file for the data as they are now: the one that is there, or a new one that appears whole.

    What was made for an earlier state of the same folder goes.
    """
    data = settings.data.resolve() if settings.data.is_symlink() else settings.data.absolute()
    folder = hashlib.sha256(str(data).encode()).hexdigest()[:8]
    path = settings.cache / f"{folder}-{_state(data)}.duckdb"
    if not path.exists():
        settings.cache.mkdir(parents=True, exist_ok=True)
        earlier = list(settings.cache.glob(f"{folder}-*"))
        with tempfile.TemporaryDirectory(dir=settings.cache, prefix=".making-") as aside:
            making = Path(aside) / path.name
            _make(making, data, path.with_suffix(".derived"))
            making.replace(path)
        _remove(earlier)
    return path


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _state(data: Path) -> str:
    """What tells one state of the data from another: the version, and each file's name, size and time."""
    digest = hashlib.sha256(metadata.version("gongkai").encode())
    for source in (Path(__file__), *sorted(Path(__file__).parent.rglob("*.sql"))):
        digest.update(source.read_bytes())
    for path in sorted((*data.glob("*/year=*/*.parquet"), *data.glob("*/*.parquet"))):
        told = path.stat()
        digest.update(f"{path.relative_to(data)} {told.st_size} {told.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def _make(path: Path, data: Path, derived: Path) -> None:
    if not (data / "panel").is_dir():
        derive(data, derived)
    with duckdb.connect(str(path)) as database:
        database.execute(f"SET memory_limit = '{_MEMORY}'; SET temp_directory = '{path.parent}'; SET threads = 2")
        database.execute("SET enable_progress_bar = false")  # it would go to standard output
        for name in (*DATASETS, *DERIVED):
            own = data if (data / name).is_dir() else derived
            database.execute(f"CREATE VIEW {name} AS {_every_row(own.resolve(), name)}")
        given = {"given_variables": _variables(), "given_metrics": _metrics(), "given_weights": weights()}
        for name, table in given.items():
            put(database, name, table)
        for name in _TABLES:
            query = resources.files(__package__).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
            database.execute(f"CREATE TABLE {name} AS {query}")
            if name == "agencies":
                put(database, "spelled", spellings.table(_names(database)))


def _every_row(folder: Path, dataset: str) -> str:
    """The query for all rows of a dataset: those of a report or file whose year nobody knows stand above the years'."""
    parts = [published(folder, dataset)] if any((folder / dataset).glob("year=*/*.parquet")) else []
    if any((folder / dataset).glob("*.parquet")):
        files = (folder / dataset / "*.parquet").as_posix().replace("'", "''")
        parts.append(f"SELECT *, NULL::INTEGER AS year FROM read_parquet('{files}')")
    return " UNION ALL BY NAME ".join(parts) or published(folder, dataset)


def _names(database: duckdb.DuckDBPyConnection) -> Iterable[tuple[str, str]]:
    return [(str(row[0]), str(row[1])) for row in database.execute("SELECT agency_id, agency FROM agencies").fetchall()]


def _variables() -> pa.Table:
    return pa.Table.from_pylist([{"variable": item.name, "place": place} for place, item in enumerate(variables())])


def _metrics() -> pa.Table:
    return pa.Table.from_pylist([{"metric": item.name, "place": place} for place, item in enumerate(metrics())])
