"""datapackage.json: the release for programs, as Frictionless Data Package and Table Schema describe it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.publish.schemas import Column
from pipeline.release import folder as folders
from pipeline.release.codebook import kind_of
from pipeline.release.papers import LICENCE, LICENCE_URL, TITLE, TITLE_ZH
from pipeline.release.registry import Dataset, chinese, datasets, words


def write(folder: Path, version: str, program: str, extractor: str) -> None:
    """Writes datapackage.json."""
    package = {
        "name": "gongkai",
        "title": f"{TITLE} ({TITLE_ZH})",
        "version": version,
        "licenses": [{"name": LICENCE, "path": LICENCE_URL}],
        "program": {"name": "gongkai", "version": program, "extractor": extractor},
        "resources": [_resource(folder, item) for item in datasets().values()],
    }
    text = json.dumps(package, ensure_ascii=False, indent=1)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8")


def _resource(folder: Path, item: Dataset) -> dict[str, Any]:
    """One dataset; `year` is no field, since it stands in the folders' names only."""
    return {
        "name": item.name,
        "title": f"{item.title} ({item.title_zh})",
        "description": f"One row is {item.description}. {item.description_zh}。",
        "path": [path.relative_to(folder).as_posix() for _, path in folders.files(folder, item.name)],
        "partition": {"year": "year=YYYY in the path; null where the path names none"},
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": schema(item),
    }


def schema(item: Dataset) -> dict[str, Any]:
    """The Table Schema of a dataset, with its keys."""
    found: dict[str, Any] = {"fields": [field(item.name, column) for column in item.columns]}
    if item.name == "reports" or {"report_id", "cell"} <= set(item.key):
        found["primaryKey"] = list(item.key)
    if item.name != "reports" and any(column.name == "report_id" for column in item.columns):
        reference = {"resource": "reports", "fields": ["report_id"]}
        found["foreignKeys"] = [{"fields": ["report_id"], "reference": reference}]
    return found


def field(dataset: str, column: Column) -> dict[str, Any]:
    """A column in the words of Table Schema; its title is the Chinese label."""
    found: dict[str, Any] = {
        "name": column.name,
        "type": kind_of(column.type),
        "title": chinese(dataset, column)[0],
        "description": column.description,
    }
    if listed := words(dataset, column.name):
        found["categories"] = [{"value": word.value, "label": f"{word.chinese} {word.english}"} for word in listed]
    return found
