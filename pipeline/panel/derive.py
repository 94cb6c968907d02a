"""A folder of published datasets → the derived ones beside each other, year by year, in the declared schemas."""

from __future__ import annotations

import contextlib
import csv
import tempfile
from importlib import resources
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import forms
from pipeline.errors import UsageError
from pipeline.panel.agencies import COVERAGE_COLUMNS, REPORT_COLUMNS, agency_years
from pipeline.panel.metrics import metrics
from pipeline.panel.schemas import DERIVED
from pipeline.panel.variables import variables
from pipeline.publish.parquet import writer
from pipeline.publish.schemas import arrow

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "1GB",
    "threads": 2,
    "preserve_insertion_order": False,
}
"""What DuckDB may hold before it goes to disk; each thread needs memory of its own."""
_ORDER = {
    "panel": "agency_id",
    "panel_long": "agency_id, variable",
    "carry_over": "agency_id, applicant",
    "metrics": "agency_id, metric",
}
"""Columns that tell the rows of a year apart; the rest of long rows need not be sorted by."""
_ROWS = 50_000
"""Rows of a record batch and of a row group."""


def derive(folder: Path, out: Path) -> None:
    """Writes every dataset of `DERIVED` under `out` (`out/<dataset>/year=YYYY/part-0.parquet`), from those in `folder`.

    A year at a time, with the one before beside it, so that a year's reports bound the work. The same input gives the
    same bytes. Raises `UsageError` where `folder` holds no datasets.
    """
    if not (folder / "reports").is_dir():
        raise UsageError(f"{folder}: holds no datasets; run `gongkai run` or `gongkai extract` first")
    out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=out, prefix=".derive-") as aside,
        duckdb.connect(str(Path(aside) / "derive.duckdb"), config={**_CONFIG, "temp_directory": aside}) as database,
    ):
        _load(database, folder)
        _fill(database, "false")
        years = database.execute("SELECT DISTINCT year FROM all_agency_years ORDER BY year").fetchall()
        for (year,) in years:
            _turn(database, year)
            for dataset in DERIVED:
                _write(database, dataset, out / dataset)
    for dataset, columns in DERIVED.items():
        if not (out / dataset).is_dir():
            writer(_file(out / dataset, 0), arrow(columns)).close()


def _load(database: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """The tables that the queries in sql/ name: what is published, and the data of this package."""
    database.execute("CREATE MACRO shown(number) AS regexp_replace(number::VARCHAR, '[.]0+$', '')")
    cells = " UNION ALL ".join(
        f"SELECT year, report_id, '{dataset}.' || cell AS variable, value, status, flags "
        f"FROM ({_published(folder, dataset)})"
        for dataset in forms.DATASETS
    )
    database.execute(f"CREATE VIEW all_cells AS {cells}")
    reports, coverage = (
        database.sql(_published(folder, name, ", ".join(columns))).to_arrow_table().to_pylist()
        for name, columns in (("reports", REPORT_COLUMNS), ("coverage", COVERAGE_COLUMNS))
    )
    for name, table in (("all_agency_years", agency_years(reports, coverage)), *_data().items()):
        database.register("given", table)
        database.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        database.unregister("given")


def _turn(database: duckdb.DuckDBPyConnection, year: int) -> None:
    """Goes on to a year: what was of the year done before has `_before` in its name now."""
    for name in ("agency_years", "long"):
        database.execute(f"DROP TABLE IF EXISTS {name}_before")
        database.execute(f"ALTER TABLE {name} RENAME TO {name}_before")
    _fill(database, f"year = {year}")
    database.execute(f"CREATE OR REPLACE TABLE pairs AS {_query('pairs')}")


def _fill(database: duckdb.DuckDBPyConnection, where: str) -> None:
    """The agencies and years for which that is true, and the long form of their reports."""
    database.execute(f"CREATE TABLE agency_years AS SELECT * FROM all_agency_years WHERE {where}")
    database.execute(f"CREATE OR REPLACE VIEW cells AS SELECT * FROM all_cells WHERE {where}")
    database.execute(f"CREATE TABLE long AS {_query('long')}")


def _published(folder: Path, dataset: str, columns: str = "*") -> str:
    files = (folder / dataset / "year=*" / "*.parquet").as_posix().replace("'", "''")
    return f"SELECT {columns} FROM read_parquet('{files}', hive_partitioning = true, hive_types = {{'year': INTEGER}})"


def _data() -> dict[str, pa.Table]:
    """This package's data as tables: variables, the parts of sums, metrics with their terms, watched variables."""
    listed = [
        {
            "ordinal": ordinal,
            "variable": item.name,
            "comparable": item.comparable,
            "says": item.relation in ("near", "sum"),
        }
        for ordinal, item in enumerate(variables())
    ]
    parts = [{"variable": item.name, "part": part} for item in variables() for part in item.parts]
    terms = [
        {"metric": item.name, "ordinal": ordinal, "side": side, "sign": sign, "variable": name}
        for item in metrics()
        for side, own in (("numerator", item.numerator), ("denominator", item.denominator))
        for ordinal, (sign, name) in enumerate(own, start=len(item.numerator) if side == "denominator" else 0)
    ]
    rules = [
        {"metric": item.name, "place": place, "missing_rule": item.missing_rule, "least": item.least_numerator}
        for place, item in enumerate(metrics())
    ]
    with resources.files(__package__).joinpath("watched.csv").open(encoding="utf-8") as file:
        watched = [
            {"variable": row["variable"], "factor": int(row["jump_factor"]), "least": int(row["jump_least"])}
            for row in csv.DictReader(file)
        ]
    given = {"variables": listed, "parts": parts, "terms": terms, "metric_rules": rules, "watched": watched}
    return {name: pa.Table.from_pylist(rows) for name, rows in given.items()}


def _query(name: str) -> str:
    """The SQL of that name; `{variables}` in it stands for their names: a pivot has them in its text."""
    text = resources.files(__package__).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
    return text.replace("{variables}", ", ".join(f"'{item.name}'" for item in variables()))


def _write(database: duckdb.DuckDBPyConnection, dataset: str, folder: Path) -> None:
    """The rows of one dataset that this turn gives, all of one year, as a file of that year; no file where none."""
    schema = arrow(DERIVED[dataset])
    database.execute(f"CREATE OR REPLACE VIEW {dataset} AS {_query(dataset)}")
    columns = ", ".join(f'"{name}"' for name in schema.names)
    rows = database.sql(f"SELECT year, {columns} FROM {dataset} ORDER BY {_ORDER.get(dataset, 'ALL')}")
    with contextlib.ExitStack() as files:
        file: pq.ParquetWriter | None = None
        for batch in rows.to_arrow_reader(_ROWS):
            table = pa.Table.from_batches([batch])
            file = file or files.enter_context(writer(_file(folder, table["year"][0].as_py()), schema))
            file.write_table(table.drop_columns(["year"]).cast(schema))


def _file(folder: Path, year: int) -> Path:
    path = folder / f"year={year}" / "part-0.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
