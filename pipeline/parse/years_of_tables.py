"""The years that captions give to the document's grids, and to tables that stand side by side in one."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline import text
from pipeline.model import Block, Document, Line
from pipeline.parse import labels
from pipeline.parse.header import Heading


def with_years(document: Document, year: int | None) -> Iterator[tuple[Block, bool]]:
    """Every block but page numbers, and whether it is a grid that its caption gives to another year alone.

    So are grids that follow such a one with nothing but a page's number between.
    """
    above, foreign = "", False
    for block in document.blocks:
        if isinstance(block, Line):
            if not labels.is_page_number(block.text):
                above, foreign = block.text, False
                yield block, False
            continue
        caption, above = labels.caption(above), ""
        named = bool(caption) and labels.other_year(caption, year)
        foreign = foreign or (named and str(year) not in text.squeeze(caption))
        yield block, foreign


def captions_of_sides(above: str, headings: list[Heading]) -> dict[int, str]:
    """First column of each of the tables that stand side by side → its year, where the line above names one each."""
    starts = [heading.start for heading in headings if heading.first == headings[0].first]
    years = labels.years_in_turn(above)
    return dict(zip(starts, years, strict=True)) if len(starts) == len(years) > 1 else {}
