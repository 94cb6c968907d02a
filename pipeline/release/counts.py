"""What a release holds, counted by table and year with DuckDB: cells by status, findings, failures, coverage."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipeline.model import value
from pipeline.release.folder import files
from pipeline.release.registry import CELLS, YEAR, datasets

Keep = Mapping[str, Sequence[Path]]
Table = list[tuple[Any, ...]]
STATUSES = ("reported", "blank", "nil_mark", "missing", "unreadable")
"""As CONTRACT names them, in its order."""
YEAR_FIELD = pa.field(YEAR.name, YEAR.type)


@value
class Counts:
    """Each list in a fixed order.

    `rows`: dataset, rows. `cells`: dataset, form, year, rows, one number a status, flagged. `checks`: year, check,
    severity, findings, reports. `failures`: error, files. `coverage`: year, state, agencies. `reports`: year, reports,
    agencies.
    """

    rows: Table
    cells: Table
    checks: Table
    failures: Table
    coverage: Table
    reports: Table


def counted(folder: Path) -> Counts:
    """Counts the datasets of a folder."""
    with connected(folder) as base:
        return Counts(
            rows=[(name, base.execute(f'SELECT count(*) FROM "{name}"').fetchall()[0][0]) for name in datasets()],
            cells=[row for name in CELLS for row in base.execute(_of_cells(name)).fetchall()],
            checks=base.execute(
                'SELECT year, "check", severity, count(*), count(DISTINCT report_id) FROM checks '
                "GROUP BY ALL ORDER BY ALL"
            ).fetchall(),
            failures=base.execute("SELECT error, count(*) FROM failures GROUP BY ALL ORDER BY ALL").fetchall(),
            coverage=base.execute("SELECT year, state, count(*) FROM coverage GROUP BY ALL ORDER BY ALL").fetchall(),
            reports=base.execute(
                "SELECT year, count(*), count(DISTINCT agency) FROM reports GROUP BY ALL ORDER BY ALL"
            ).fetchall(),
        )


def _of_cells(dataset: str) -> str:
    by_status = ", ".join(f"count(*) FILTER (status = '{status}')" for status in STATUSES)
    return (
        f"SELECT '{dataset}' AS dataset, form, year, count(*), {by_status}, count(*) FILTER (len(flags) > 0) "
        f'FROM "{dataset}" GROUP BY dataset, form, year ORDER BY form, year'
    )


def connected(folder: Path, schema: str = "main") -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory with a view of every dataset of the folder."""
    base = database()
    add_views(base, folder, schema)
    return base


def database(path: str = ":memory:") -> duckdb.DuckDBPyConnection:
    """A DuckDB that uses little memory; what does not fit goes to the machine's folder for such files."""
    spilled = Path(tempfile.gettempdir()) / f"gongkai-duckdb-{os.getpid()}"
    found = duckdb.connect(path, config={"memory_limit": "1GB", "temp_directory": str(spilled)})
    if "ipykernel" not in sys.modules:  # in a notebook a widget, which needs ipywidgets even to be off
        found.execute("SET enable_progress_bar = false")  # after two seconds of a query it goes to standard output
    return found


def add_views(base: duckdb.DuckDBPyConnection, folder: Path, schema: str, keep: Keep | None = None) -> None:
    """Adds a view of every dataset of the folder; `year` comes first and is null where the folders name none.

    `keep`: the files wanted, by dataset; a dataset without any is an empty table.
    """
    base.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
    for item in datasets().values():
        paths = [path for _, path in files(folder, item.name)] if keep is None else keep[item.name]
        name = f'"{schema}"."{item.name}"'
        if not paths:
            base.register("nothing", pa.schema([YEAR_FIELD, *item.schema]).empty_table())
            base.execute(f"CREATE TABLE {name} AS SELECT * FROM nothing")
            base.unregister("nothing")
            continue
        listed = ", ".join(quoted(str(path)) for path in paths)
        columns = ", ".join(f'"{column.name}"' for column in item.columns)
        base.execute(
            f"CREATE VIEW {name} AS SELECT "
            rf"TRY_CAST(regexp_extract(filename, 'year=(\d+)/[^/]*$', 1) AS INTEGER) AS year, {columns} "
            f"FROM read_parquet([{listed}], filename = true, hive_partitioning = false)"
        )


def quoted(words: str) -> str:
    """A text as SQL has it."""
    return "'" + words.replace("'", "''") + "'"
