"""One DuckDB file: a table a dataset, every column with its meaning in both languages as its comment."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.export.common import name, whole
from pipeline.release.counts import add_views, database, quoted
from pipeline.release.registry import YEAR, Dataset, label

_SOURCE = "release"


def write(release: Path, out: Path, datasets: Sequence[Dataset]) -> list[Path]:
    """One file: `gongkai-<version>.duckdb`."""
    path = out / f"{name(release)}.duckdb"
    with whole(path) as half, database(str(half)) as base:
        add_views(base, release, _SOURCE)
        for item in datasets:
            base.execute(f'CREATE TABLE "{item.name}" AS SELECT * FROM {_SOURCE}."{item.name}"')
            base.execute(f'COMMENT ON TABLE "{item.name}" IS {quoted(f"{item.title_zh}: {item.title}")}')
            for column in (YEAR, *item.columns):
                comment = quoted(label(item.name, column))
                base.execute(f'COMMENT ON COLUMN "{item.name}"."{column.name}" IS {comment}')
        if any(item.name == "reports" for item in datasets):
            base.execute("ALTER TABLE reports ADD PRIMARY KEY (report_id)")
        base.execute(f"DROP SCHEMA {_SOURCE} CASCADE")
        base.close()
    return [path]
