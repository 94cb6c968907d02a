"""A file that holds two reports → one document for each.

A second report begins at a title of another agency or year that is followed by tables or sections of its own; a title
in a list, in a header or in an attachment's name is followed by none.
"""

from __future__ import annotations

import dataclasses

from pipeline import text
from pipeline.model import Block, Document, Grid, Line
from pipeline.parse.head import is_title, same_report, year_of

_LABELS = ("本年新收政府信息公开申请数量", "行政事业性收费", "结转下年度继续办理")
_SECTIONS = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)


def split(document: Document) -> tuple[Document, ...]:
    """The document's reports in order; nearly always the document itself."""
    starts = _starts(document.blocks)
    if len(starts) < 2:
        return (document,)
    edges = [0, *starts[1:], len(document.blocks)]
    return tuple(
        dataclasses.replace(document, blocks=document.blocks[start:end])
        for start, end in zip(edges, edges[1:], strict=False)
    )


def _starts(blocks: tuple[Block, ...]) -> list[int]:
    """Where reports begin: titles that name another agency or year than the one before, each with a body of its own."""
    titles = _titles(blocks)
    found: list[tuple[int, str]] = []
    for position, (index, title) in enumerate(titles):
        end = titles[position + 1][0] if position + 1 < len(titles) else len(blocks)
        if not _has_body(blocks[index:end]):
            continue
        if not found or not same_report(found[-1][1], title):
            found.append((index, title))
    return [index for index, _ in found]


def _titles(blocks: tuple[Block, ...]) -> list[tuple[int, str]]:
    """Index and text of every title line; a title on two lines begins at its first."""
    found: list[tuple[int, str]] = []
    for index, block in enumerate(blocks):
        if not isinstance(block, Line):
            continue
        after = blocks[index + 1] if index + 1 < len(blocks) else None
        whole = block.text + after.text if isinstance(after, Line) else ""
        if is_title(block.text) and year_of(block.text):
            found.append((index, block.text))
        elif (
            len(block.text) < 40
            and not is_title(block.text)
            and whole
            and is_title(whole)
            and year_of(whole)
            and not (isinstance(after, Line) and is_title(after.text) and year_of(after.text))
        ):
            found.append((index, whole))
    return found


def _has_body(blocks: tuple[Block, ...]) -> bool:
    """Whether tables of the form or at least three of its sections stand here."""
    sections: set[str] = set()
    for block in blocks:
        if isinstance(block, Grid):
            if any(label in text.key(cell.raw) for cell in block.cells for label in _LABELS):
                return True
        else:
            key = text.key(block.text)
            sections.update(name for name in _SECTIONS if len(key) < 30 and name in key)
            sections.update(label for label in _LABELS if len(key) < 60 and label in key)
    return len(sections) >= 3
