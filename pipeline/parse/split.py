"""A file that holds two reports → one document for each.

A second report begins at a title of another agency or year that is followed by sections or tables of its own; a title
in a list, in a running header, over a table of last year or in an attachment's name is followed by none.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from pipeline import text
from pipeline.model import Block, Document, Line
from pipeline.parse.identity.titles import Title, same_report, titles

_TABLES = ("行政事业性收费", "本年新收政府信息公开申请数量", "未经复议直接起诉")
_SECTIONS = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "行政复议行政诉讼情况",
    "存在的主要问题",
    "其他需要报告",
)
_FEWEST_SIGNS = 3
_LONGEST_HEADING = 36


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


def _starts(blocks: Sequence[Block]) -> list[int]:
    """Where reports begin, if several do: titles of another agency or year than the one before, each with a body."""
    named = [title for title in titles(blocks) if title.year is not None]
    if len(named) < 2:
        return []
    found: list[Title] = []
    for position, title in enumerate(named):
        end = named[position + 1].first if position + 1 < len(named) else len(blocks)
        if _has_body(blocks[title.end : end]) and not (found and same_report(found[-1], title)):
            found.append(title)
    return [title.first for title in found]


def _has_body(blocks: Sequence[Block]) -> bool:
    """Whether at least three of the form's sections and tables stand here."""
    signs = {sign for block in blocks for sign in _signs(block)}
    return len(signs) >= _FEWEST_SIGNS


def _signs(block: Block) -> Iterator[str]:
    if isinstance(block, Line):
        key = text.key(block.text) if len(block.text) <= 2 * _LONGEST_HEADING else ""
        yield from (name for name in (*_SECTIONS, *_TABLES) if len(key) < _LONGEST_HEADING and name in key)
    else:
        words = "".join(text.key(cell.raw) for cell in block.cells)
        yield from (name for name in _TABLES if name in words)
