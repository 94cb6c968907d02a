"""The sections of the text: headings by numbering, style and words together, since many reports number wrongly.

A line is a heading where its words are a canonical heading's, or where numbering and shape say so. What the words of a
heading mean is `headings.py`'s to say.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from pipeline.model import Block, Document, Grid, Line, Section
from pipeline.parse import labels
from pipeline.parse.headings import bare, canonical, canonical_within, is_form_row, known, number_level
from pipeline.parse.paragraphs import Printed, is_full, margin_of, paragraphs, printed, width

_LONGEST = 36
_LONGEST_RUN_IN = 26
_LONGEST_PRINTED = 120
_TABLE_SECTIONS = ("article20", "requests", "review_litigation")
_DENIED = re.compile(r"^(?:无|没有|暂无|未有|本)")
_CAPTION = re.compile(r"^[附图]?[表图]\s*[\d一二三四五六]")
_LEADERS = re.compile(r"…|\.{3}|·{3}|⋯{2}|\s{2}|\t")
_DOTS = " \t\u3000\u00a0.…·⋯"
_PAGE = re.compile(r"(?<!\d)\d{1,3}$")
_SAYS_MORE = re.compile(r"[；;：:]|[，,、]$|，[^，]{0,3}(?:，|$)|[，,].*\d")
"""Marks that a heading has not; a comma between its halves it may have (完善制度，加强管理)."""
_NUMBER = re.compile(r"[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]")


@dataclasses.dataclass
class _Draft:
    """A section while its lines are gathered; `tables` counts the tables that stand in it."""

    level: int
    heading: str
    canonical: str | None
    lines: list[Printed] = dataclasses.field(default_factory=list)
    pages: list[int] = dataclasses.field(default_factory=list)
    tables: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing stands under the heading."""
        return not self.tables and not any(line.text.strip() for line in self.lines)


def sections(document: Document) -> tuple[Section, ...]:
    """Every section and sub-section in order; the text before the first heading belongs to none."""
    drafts: list[_Draft] = []
    margin = margin_of(block.text for block in document.blocks if isinstance(block, Line))
    for block in document.blocks:
        begun = [draft for draft in _begun(block, drafts, margin) if not _repeats(draft, drafts)]
        drafts.extend(begun)
        if drafts and not begun:
            _add(drafts[-1], block)
    own = _without_contents(drafts)
    return tuple(_section(ordinal, draft, margin) for ordinal, draft in enumerate(own, start=1))


def _begun(block: Block, drafts: Sequence[_Draft], margin: int | None) -> Iterator[_Draft]:
    """The sections that begin in this block: one at a heading line, or those whose headings a table has drawn in."""
    if isinstance(block, Line):
        head = _heading(block, drafts, margin)
        if head is not None:
            level, heading, rest = head
            name = canonical(heading, level)
            if level > 1 and name in (None, _section_of(drafts)):  # （一）基本情况 is no second overview
                name = canonical_within(heading, _section_of(drafts))
            yield _Draft(level, heading, name, [Printed(rest, width(block.text))], _page(block))
        return
    worded = (cell.raw for cell in block.cells if len(cell.raw) < _LONGEST_PRINTED and not cell.raw.isdigit())
    for shown in (line for raw in worded if raw for line in raw.split("\n")):
        if number_level(shown.strip()) == 1 and (name := known(shown)) is not None and "." not in name:
            yield _Draft(1, shown.strip(), name, [], _page(block), tables=1)


def _repeats(draft: _Draft, drafts: Sequence[_Draft]) -> bool:
    """Whether a numbered heading only says the one just above it again in fewer words, as a sheet's own title does."""
    if not drafts or not drafts[-1].empty or draft.level != drafts[-1].level:
        return False
    numbers = [_NUMBER.match(heading) for heading in (draft.heading, drafts[-1].heading)]
    if not all(numbers) or len({number[0] for number in numbers if number}) > 1:
        return False
    return draft.canonical in (None, drafts[-1].canonical) or "." in draft.canonical


def _add(draft: _Draft, block: Block) -> None:
    draft.pages.extend(_page(block))
    if isinstance(block, Grid):
        draft.tables += 1
    elif block.place.page is None or not labels.is_page_number(block.text):
        draft.lines.append(printed(block.text))


def _page(block: Block) -> list[int]:
    return [] if block.place.page is None else [block.place.page]


def _heading(line: Line, drafts: Sequence[_Draft], margin: int | None) -> tuple[int, str, str] | None:
    """Level, heading and the rest of its line where the line begins a section, else None."""
    shown = _without_leaders(line.text.strip())
    first, _, rest = shown.partition("。")
    numbered = number_level(shown)
    if rest.strip():
        run_in = numbered and len(first) <= _LONGEST_RUN_IN and not _SAYS_MORE.search(first)
        return (numbered, first, rest) if run_in and numbered else None
    if not first or len(first) > _LONGEST or _CAPTION.match(first) or (numbered is None and _DENIED.match(bare(first))):
        return None
    name = known(first)
    if name is not None:
        return numbered or (2 if "." in name else 1), first, ""
    if numbered and not _SAYS_MORE.search(first) and not ("，" in first and is_full(line.text, margin)):
        inside = _section_of(drafts)
        return None if inside in _TABLE_SECTIONS and is_form_row(first) else (numbered, first, "")
    return (min(line.level, 3), first, "") if line.level is not None and drafts else None


def _section_of(drafts: Sequence[_Draft]) -> str | None:
    """The canonical name of the section that the drafts have come to."""
    return next((draft.canonical for draft in reversed(drafts) if draft.level == 1), None)


def _without_leaders(printed: str) -> str:
    """A line of a table of contents without its dots or spaces and the page's number; any other line as it is."""
    body = _PAGE.sub("", printed)
    stem = body.rstrip(_DOTS)
    return stem.rstrip(_DOTS + "-") if _LEADERS.search(body, len(stem)) else printed


def _without_contents(drafts: Sequence[_Draft]) -> list[_Draft]:
    """The sections without a table of contents: its headings have nothing under them and come again later."""
    keys = [bare(draft.heading) for draft in drafts]
    return [
        draft
        for index, draft in enumerate(drafts)
        if not (draft.empty and keys[index] in keys[index + 1 :] and _first_of_run(drafts, index))
    ]


def _first_of_run(drafts: Sequence[_Draft], index: int) -> bool:
    """Whether every section before this one is empty too: a table of contents stands before all text."""
    return all(draft.empty for draft in drafts[:index])


def _section(ordinal: int, draft: _Draft, margin: int | None) -> Section:
    return Section(
        ordinal=ordinal,
        level=draft.level,
        heading=draft.heading,
        canonical=draft.canonical,
        text="\n".join(paragraphs(draft.lines, margin)),
        page_first=min(draft.pages, default=None),
        page_last=max(draft.pages, default=None),
    )
