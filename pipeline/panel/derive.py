"""A folder of published datasets → the derived ones beside each other, year by year, in the declared schemas."""

from __future__ import annotations

import contextlib
import csv
import tempfile
from importlib import resources
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline import forms
from pipeline.errors import UsageError
from pipeline.panel.agencies import COVERAGE_COLUMNS, REPORT_COLUMNS, agency_years
from pipeline.panel.metrics import metrics
from pipeline.panel.schemas import DERIVED
from pipeline.panel.variables import variables
from pipeline.publish.parquet import writer
from pipeline.publish.schemas import arrow

_MEMORY = "1GB"
"""What DuckDB may hold before it goes to disk."""
_ROWS = 50_000
"""Rows of a record batch and of a row group."""


def derive(folder: Path, out: Path) -> None:
    """Writes every dataset of `DERIVED` under `out` (`out/<dataset>/year=YYYY/part-0.parquet`), from those in `folder`.

    The same input gives the same bytes. Raises `UsageError` where `folder` holds no datasets.
    """
    if not (folder / "reports").is_dir():
        raise UsageError(f"{folder}: holds no datasets; run `gongkai run` or `gongkai extract` first")
    out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=out, prefix=".derive-") as aside,
        duckdb.connect(str(Path(aside) / "derive.duckdb")) as database,
    ):
        database.execute(f"SET memory_limit = '{_MEMORY}'; SET temp_directory = '{aside}'")
        _load(database, folder)
        for dataset in DERIVED:
            _write(database, dataset, out / dataset)


def _load(database: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """The tables that the queries in sql/ name: what is published, and the data of this package."""
    database.execute("CREATE MACRO shown(number) AS regexp_replace(number::VARCHAR, '[.]0+$', '')")
    cells = " UNION ALL ".join(
        f"SELECT report_id, '{dataset}' AS dataset, '{dataset}.' || cell AS variable, value, status, flags "
        f"FROM ({_published(folder, dataset)})"
        for dataset in forms.DATASETS
    )
    database.execute(f"CREATE VIEW cells AS {cells}")
    reports, coverage = (
        database.sql(_published(folder, name, ", ".join(columns))).to_arrow_table().to_pylist()
        for name, columns in (("reports", REPORT_COLUMNS), ("coverage", COVERAGE_COLUMNS))
    )
    for name, table in (("agency_years", agency_years(reports, coverage)), *_data().items()):
        database.register("given", table)
        database.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        database.unregister("given")
    for name in ("long", "pairs"):
        database.execute(f"CREATE TABLE {name} AS {_query(name)}")


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
    """The rows of one dataset, a file a year; a dataset without any has one empty file."""
    schema = arrow(DERIVED[dataset])
    database.execute(f"CREATE VIEW {dataset} AS {_query(dataset)}")
    columns = ", ".join(f'"{name}"' for name in schema.names)
    rows = database.sql(f"SELECT year, {columns} FROM {dataset} ORDER BY ALL")
    with contextlib.ExitStack() as files:
        writers: dict[int, pq.ParquetWriter] = {}
        for batch in rows.to_arrow_reader(_ROWS):
            table = pa.Table.from_batches([batch])
            for year in sorted(set(table["year"].to_pylist())):
                if year not in writers:
                    writers[year] = files.enter_context(writer(_file(folder, year), schema))
                own = table.filter(pc.equal(table["year"], year)).drop_columns(["year"])
                writers[year].write_table(own.cast(schema))
        if not writers:
            files.enter_context(writer(_file(folder, 0), schema))


def _file(folder: Path, year: int) -> Path:
    path = folder / f"year={year}" / "part-0.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
