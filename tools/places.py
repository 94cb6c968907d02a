"""Whether the box that the report's page draws holds the number: random cells looked at in Chromium.

python -m tools.places EXTRACTED RAW [COUNT]

A box on a picture is cut out of the browser's own pixels and read by the recognition network; a marked place is read as
the browser shows it. Cells whose text there is not what was read are listed, to be looked at by a person.
"""

from __future__ import annotations

import io
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Page

from pipeline import forms, load
from pipeline.read.ocr.engine import engine
from pipeline.text import squeeze
from tests.explorer import Explorer, chromium, explorer, opened

_CLEAR = ".g-box{outline:none!important;background:none!important}"
_KINDS = {
    "application/pdf": "pdf",
    "application/ofd": "ofd",
    "image/": "picture",
    "text/html": "html",
    "text/": "text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml": "word",
    "application/msword": "word",
}


def kind(media_type: str, method: str = "") -> str:
    """A short name for a media type; `scan` is a PDF whose cell was read from its pixels."""
    if media_type == "application/pdf" and method == "ocr":
        return "scan"
    return next((name for start, name in _KINDS.items() if media_type.startswith(start)), "sheet")


def cells(data: Path, count: int, seed: int = 1) -> list[dict[str, Any]]:
    """Random reported cells, as many of each kind of source."""
    reports = load(data, "reports", ["report_id", "media_type", "source_file"]).drop(columns="year")
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for dataset in forms.DATASETS:
        table = load(data, dataset, ["report_id", "cell", "raw", "status", "method"])
        for row in table[table["status"] == "reported"].merge(reports, on="report_id").to_dict("records"):
            by_kind.setdefault(kind(row["media_type"], row["method"]), []).append(
                {**row, "key": f"{dataset}.{row['cell']}"}
            )
    chance = random.Random(seed)
    share = -(-count // len(by_kind))
    return [row for name in sorted(by_kind) for row in chance.sample(by_kind[name], min(share, len(by_kind[name])))]


def look(page: Page, server: Explorer, row: dict[str, Any]) -> str:
    """The text in the place that the report's page shows for a cell."""
    page.goto(f"{server.base}/report?id={row['report_id']}&cell={row['key']}")
    page.wait_for_selector(".g-view .g-box, .g-view iframe, .g-panel .g-refused")
    if page.locator(".g-view iframe").count():
        here = page.frame_locator(".g-view iframe").locator(".here")
        here.first.wait_for()
        return " ".join(here.all_inner_texts())
    if page.locator(".g-panel .g-refused").count():
        return f"({page.locator('.g-panel .g-refused').inner_text()})"
    page.add_style_tag(content=_CLEAR)
    page.wait_for_function("[...document.querySelectorAll('.g-sheet img')].every(i=>i.complete&&i.naturalWidth>0)")
    page.wait_for_timeout(200)  # the view scrolls to the box once it is laid out
    frame = page.locator(".g-box").bounding_box()
    assert frame is not None and frame["y"] >= 0 and frame["y"] + frame["height"] <= 900, "the box is out of sight"
    return _read(page.screenshot(clip=frame, scale="device"))


def _read(data: bytes) -> str:
    """What the recognition network reads in a picture of one cell, its rulings cut off."""
    gray = np.asarray(Image.open(io.BytesIO(data)).convert("L"))
    edge = max(2, round(min(gray.shape) * 0.06))
    inner = gray[edge:-edge, edge:-edge]
    ink = np.argwhere(inner < 140)
    if not len(ink):
        return ""
    (top, x0), (bottom, x1) = ink.min(axis=0), ink.max(axis=0)
    line = inner[max(0, top - 8) : bottom + 9, max(0, x0 - 8) : x1 + 9]
    return engine().recognise([np.ascontiguousarray(line)])[0].text


def agrees(row: dict[str, Any], seen: str) -> bool:
    """Whether the text is what was read in the cell; a row's place may hold other cells of it too."""
    printed = squeeze(row["raw"])
    return printed == squeeze(seen) or (
        kind(row["media_type"]) == "text" and printed in [squeeze(part) for part in re.split(r"[\s|]+", seen)]
    )


def looked_at(data: Path, raw: Path, rows: Sequence[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    """Each cell and the text in its place."""
    with (
        tempfile.TemporaryDirectory() as review,
        explorer(data, raw, Path(review)) as server,
        chromium() as browser,
    ):
        page = opened(browser, server, [], device_scale_factor=3)
        for row in rows:
            yield row, look(page, server, row)


def main() -> None:
    """Prints how many agree for each kind of source, and those that do not."""
    data, raw = Path(sys.argv[1]), Path(sys.argv[2])
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for row, seen in looked_at(data, raw, cells(data, int(sys.argv[3]) if len(sys.argv) > 3 else 100)):
        name = kind(row["media_type"], row["method"])
        total[name] += 1
        right[name] += agrees(row, seen)
        if not agrees(row, seen):
            print(f"{row['source_file']} {row['key']} {row['report_id']}: printed {row['raw']!r}, in the box {seen!r}")
    for name in sorted(total):
        print(f"{name}: {right[name]} of {total[name]}")
    print(f"all: {right.total()} of {total.total()}")


if __name__ == "__main__":
    main()
