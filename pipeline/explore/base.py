"""The data of a started explorer: read-only DuckDB, a cursor a thread, parameters always bound."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from pipeline.errors import UsageError
from pipeline.explore.cache import prepared
from pipeline.explore.settings import Settings

_MEMORY = "512MB"
Row = dict[str, Any]


class Base:
    """Answers SQL over every dataset (a view by its name) and the tables of sql/ (a table by its file's name)."""

    def __init__(self, settings: Settings) -> None:
        path = prepared(settings)
        self._database = duckdb.connect(str(path), read_only=True)
        for statement in _limits(settings, path):
            self._database.execute(statement)
        self._own = threading.local()

    def rows(self, query: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[Row]:
        """The rows of a query as dictionaries. What a person typed goes into `parameters` only.

        Raises `UsageError` where the files of the data are there no more.
        """
        cursor = self._cursor()
        try:
            cursor.execute(query, parameters)
        except duckdb.IOException as error:
            raise UsageError("the data were replaced meanwhile; start gongkai explore again") from error
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._own, "cursor", None)
        if cursor is None:
            cursor = self._own.cursor = self._database.cursor()
        return cursor


def _limits(settings: Settings, path: Path) -> list[str]:
    """Nothing but the data can be read, whatever a query says, and no query can change that."""
    folders = ", ".join("'" + str(folder.resolve()).replace("'", "''") + "'" for folder in (settings.data, path.parent))
    return [
        f"SET memory_limit = '{_MEMORY}'",
        "SET threads = 2",
        "SET enable_progress_bar = false",
        f"SET allowed_directories = [{folders}]",
        "SET enable_external_access = false",
        "SET lock_configuration = true",
    ]
