"""Documents made in the tests from plain lines, as a reader would give them; a tuple of rows is a table."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from pipeline import read
from pipeline.model import Block, Document, Grid, GridCell, Line, Place

BODY = (
    "一、总体情况",
    "我局认真贯彻条例，做好政府信息公开工作。全年主动公开政府信息20条。",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "公开内容还不够全面。",
    "六、其他需要报告的事项",
    "无。",
)


def make(*shown: str | tuple[tuple[str, ...], ...], **properties: str) -> Document:
    """A document of these lines and tables."""
    blocks = tuple(_block(item, number) for number, item in enumerate(shown, start=1))
    return Document(
        source_sha256="0" * 64,
        media_type="text/plain",
        page_count=None,
        blocks=blocks,
        properties=tuple(properties.items()),
    )


def _block(item: str | tuple[tuple[str, ...], ...], number: int) -> Block:
    place = Place(locator=f"line {number}")
    if isinstance(item, str):
        return Line(text=item, place=place)
    cells = tuple(
        GridCell(row=row, column=column, raw=raw, place=place)
        for row, fields in enumerate(item)
        for column, raw in enumerate(fields)
    )
    return Grid(rows=len(item), columns=max(map(len, item)), cells=cells, place=place, method="markup")


PICTURES = ("scan-", "photo-", "pdf-mixed")
"""Styles of the corpus that are read by OCR, seconds a page: `make score` reads them, tests read a few of their own."""


@functools.cache
def with_gold(shared: Path) -> tuple[tuple[dict[str, Any], Document], ...]:
    """Gold and document of every file of the corpus, pictures left out, and of the real reports."""
    found = []
    for gold_file in sorted([*(shared / "corpus/gold").glob("*.json"), *(shared / "real/gold").glob("*.json")]):
        gold = json.loads(gold_file.read_text(encoding="utf-8"))
        folder = shared / "corpus/files" if "corpus" in gold_file.parts else shared / "real"
        path = folder / gold["file"]
        if not gold.get("style", "").startswith(PICTURES):
            found.append((gold, read.read(path.read_bytes(), path.name)))
    return tuple(found)
