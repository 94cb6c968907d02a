"""JSON lines: one object a row, with lists as lists and nothing for null left out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from pipeline.export.common import rows, whole
from pipeline.release.registry import YEAR, Dataset


def write(release: Path, out: Path, datasets: Sequence[Dataset]) -> list[Path]:
    """One file a dataset: `jsonl/<dataset>.jsonl`."""
    folder = out / "jsonl"
    folder.mkdir(exist_ok=True)
    written = []
    for item in datasets:
        path = folder / f"{item.name}.jsonl"
        names = [column.name for column in (YEAR, *item.columns)]
        with whole(path) as half, half.open("w", encoding="utf-8") as file:
            for row in rows(release, item.name):
                file.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n")
        written.append(path)
    return written
