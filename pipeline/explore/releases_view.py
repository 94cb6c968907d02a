"""The releases that stand beside the data, as markup: which is shown, and what each holds."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.explore.layout import View, say
from pipeline.explore.tables import Cell, number, numeric, table
from pipeline.release import folder

_COUNTED = ("reports", "failures", "checks")


def releases(view: View) -> str:
    """The whole section. Each release never changes, so what it holds is counted from its files' own totals."""
    data = view.context.settings.data
    is_release = (data / folder.SUMS).exists()
    known = folder.versions(data.parent if is_release else data.resolve().parent / "releases")
    title = f"<h2>{say(view, 'overview.releases')}</h2>"
    words = "" if is_release else f"<p class='g-help'>{say(view, 'overview.no_release')}</p>"
    if not known:
        return title + words
    rows = [_row(view, path, path.resolve() == data.resolve()) for path in reversed(known)]
    heads = ["overview.release", *(f"overview.count.{name}" for name in _COUNTED), "overview.program"]
    return title + words + table(view.say("overview.releases"), [view.say(key) for key in heads], rows)


def _row(view: View, path: Path, shown: bool) -> list[Cell | str]:
    name = f"{path.name} {view.say('overview.shown')}" if shown else path.name
    program = json.loads((path / "datapackage.json").read_text(encoding="utf-8"))["program"]["version"]
    return [name, *(numeric(number(_rows(path, dataset))) for dataset in _COUNTED), numeric(str(program))]


def _rows(path: Path, dataset: str) -> int:
    return sum(pq.ParquetFile(file).metadata.num_rows for _, file in folder.files(path, dataset))
