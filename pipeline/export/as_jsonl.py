"""JSON lines: one object a row, with lists as lists; null stays null."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from pipeline.export.common import apart, rows
from pipeline.release.registry import YEAR, Dataset


def write(release: Path, out: Path, datasets: Sequence[Dataset]) -> list[Path]:
    """One file a dataset: `jsonl/<dataset>.jsonl`."""
    return apart(out / "jsonl", "jsonl", datasets, lambda item, path: _write(release, path, item))


def _write(release: Path, path: Path, item: Dataset) -> None:
    names = [column.name for column in (YEAR, *item.columns)]
    with path.open("w", encoding="utf-8") as file:
        for row in rows(release, item.name):
            file.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n")
