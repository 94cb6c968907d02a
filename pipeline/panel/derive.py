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
from pipeline.panel import topics
from pipeline.panel.agencies import COVERAGE_COLUMNS, REPORT_COLUMNS, agency_years
from pipeline.panel.metrics import metrics
from pipeline.panel.schemas import DERIVED
from pipeline.panel.variables import variables
from pipeline.publish.parquet import writer
from pipeline.publish.schemas import arrow, schema

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "1GB",
    "threads": 2,
    "preserve_insertion_order": False,
}
"""What DuckDB may hold before it goes to disk; each thread needs memory of its own."""
_PORTION = 2_000
"""Agencies whose reports are worked on together."""
_ORDER = {
    "panel": "agency_id",
    "panel_long": "agency_id, variable",
    "carry_over": "agency_id, applicant",
    "metrics": "agency_id, metric",
    "comparisons": 'agency_id, "check", cells',
    "topics": "agency_id, section, char_start, topic",
    "figures_by_subject": "agency_id, subject, action, unit",
}
"""What tells the rows of a dataset and year apart; portions are in the order of `agency_id`."""
_ROWS = 50_000
"""Rows of a record batch and of a row group."""


def derive(folder: Path, out: Path) -> None:
    """Writes every dataset of `DERIVED` under `out` (`out/<dataset>/year=YYYY/part-0.parquet`), from those in `folder`.

    Some agencies of a year at a time, the year before beside them, so that memory does not grow with the reports. The
    same input gives the same bytes. Raises `UsageError` where `folder` holds no datasets.
    """
    if not (folder / "reports").is_dir():
        raise UsageError(f"{folder}: holds no datasets; run `gongkai run` or `gongkai extract` first")
    out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=out, prefix=".derive-") as aside,
        duckdb.connect(str(Path(aside) / "derive.duckdb"), config={**_CONFIG, "temp_directory": aside}) as database,
    ):
        _load(database, folder)
        years = "SELECT year, max(portion) + 1 FROM all_agencies GROUP BY year ORDER BY year"
        for year, portions in database.execute(years).fetchall():
            _turn(database, year, portions)
            for dataset in DERIVED:
                _write(database, dataset, portions, out / dataset)
    for dataset, columns in DERIVED.items():
        if not (out / dataset).is_dir():
            writer(_file(out / dataset, 0), arrow(columns)).close()


def _load(database: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """The tables that the queries in sql/ name: what is published, and the data of this package."""
    database.execute("CREATE MACRO shown(number) AS regexp_replace(number::VARCHAR, '[.]0+$', '')")
    cells = " UNION ALL ".join(
        f"SELECT year, report_id, '{dataset}.' || cell AS variable, value, status, flags "
        f"FROM ({published(folder, dataset)})"
        for dataset in forms.DATASETS
    )
    database.execute(f"CREATE VIEW all_cells AS {cells}")
    reports, coverage = (
        database.sql(published(folder, name, ", ".join(columns))).to_arrow_table().to_pylist()
        for name, columns in (("reports", REPORT_COLUMNS), ("coverage", COVERAGE_COLUMNS))
    )
    for name, table in (("given_agencies", agency_years(reports, coverage)), *_data().items()):
        put(database, name, table)
    database.execute(
        "CREATE TABLE all_agencies AS SELECT *, "
        f"(row_number() OVER (PARTITION BY year ORDER BY agency_id) - 1) // {_PORTION} AS portion FROM given_agencies"
    )
    database.execute("CREATE TABLE year_agencies AS SELECT * FROM all_agencies LIMIT 0")
    _load_texts(database, folder)
    _show(database, year=0, portion=0)
    database.execute(f"CREATE TABLE year_long AS SELECT *, 0::BIGINT AS portion FROM ({_query('long')}) LIMIT 0")


def _load_texts(database: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """The tables of what the sentences say: statements of section five, and the exact numbers of the report's own year.

    A folder without sections or figures gives empty ones.
    """
    wanted = arrow(tuple(column for column in DERIVED["topics"] if column.name in topics.COLUMNS))
    put(database, "topic_rows", wanted.empty_table())
    for some in topics.rows(folder):
        database.register("given", pa.Table.from_pylist(some, schema=wanted))
        database.execute("INSERT INTO topic_rows SELECT * FROM given")
        database.unregister("given")
    database.register("none", schema("figures").empty_table().append_column("year", pa.array([], pa.int32())))
    there = any((folder / "figures").glob("year=*/*.parquet"))
    source = f"({published(folder, 'figures')})" if there else "none"
    database.execute(
        "CREATE TABLE figure_rows AS SELECT report_id, coalesce(canonical_subject, subject) AS subject, action, unit, "
        f"value, section, char_start, char_end, sentence FROM {source} "
        "WHERE (qualifier IS NULL OR qualifier = 'total') AND bound IS NULL AND place IS NULL "
        "AND (period IS NULL OR period = year)"
    )
    database.unregister("none")


def _turn(database: duckdb.DuckDBPyConnection, year: int, portions: int) -> None:
    """Goes on to a year: what was `year_` is `before_` now, and `year_long` is filled with the reports of this one."""
    for name in ("agencies", "long"):
        database.execute(f"DROP TABLE IF EXISTS before_{name}")
        database.execute(f"ALTER TABLE year_{name} RENAME TO before_{name}")
    database.execute(f"CREATE TABLE year_agencies AS SELECT * FROM all_agencies WHERE year = {year}")
    database.execute("CREATE TABLE year_long AS SELECT * FROM before_long LIMIT 0")
    for portion in range(portions):
        _show(database, year, portion)
        database.execute(f"INSERT INTO year_long SELECT *, {portion} FROM ({_query('long')})")


def _show(database: duckdb.DuckDBPyConnection, year: int, portion: int) -> None:
    """Makes `agency_years` and `cells` those of one portion of the year."""
    database.execute(
        "CREATE OR REPLACE VIEW agency_years AS "
        f"SELECT * EXCLUDE (portion) FROM year_agencies WHERE portion = {portion}"
    )
    database.execute(
        f"CREATE OR REPLACE VIEW cells AS SELECT * FROM all_cells WHERE year = {year} "
        "AND report_id IN (SELECT report_id FROM agency_years)"
    )


def put(database: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Makes a table of the database of an Arrow table."""
    database.register("given", table)
    database.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
    database.unregister("given")


def published(folder: Path, dataset: str, columns: str = "*") -> str:
    """The query for the rows of a dataset in `folder`, `year` among its columns."""
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


def _write(database: duckdb.DuckDBPyConnection, dataset: str, portions: int, folder: Path) -> None:
    """The rows of one dataset that the year at hand gives, all of one year, as a file of it; no file where none."""
    own = arrow(DERIVED[dataset])
    columns = ", ".join(f'"{name}"' for name in own.names)
    with contextlib.ExitStack() as files:
        file: pq.ParquetWriter | None = None
        for portion in range(portions):
            for batch in _rows(database, dataset, portion, columns):
                table = pa.Table.from_batches([batch])
                file = file or files.enter_context(writer(_file(folder, table["year"][0].as_py()), own))
                file.write_table(table.drop_columns(["year"]).cast(own))


def _rows(database: duckdb.DuckDBPyConnection, dataset: str, portion: int, columns: str) -> pa.RecordBatchReader:
    """The rows of one dataset for one portion of the year at hand."""
    _show(database, 0, portion)
    database.execute(
        f"CREATE OR REPLACE VIEW long AS SELECT * EXCLUDE (portion) FROM year_long WHERE portion = {portion}"
    )
    database.execute(f"CREATE OR REPLACE VIEW {dataset} AS {_query(dataset)}")
    found = database.sql(f"SELECT year, {columns} FROM {dataset} ORDER BY {_ORDER[dataset]}")
    return found.to_arrow_reader(_ROWS)


def _file(folder: Path, year: int) -> Path:
    path = folder / f"year={year}" / "part-0.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
