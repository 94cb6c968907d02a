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
from pipeline.parse.heading_lines import Head, head_of
from pipeline.parse.headings import bare, canonical, canonical_within, is_spelled, kind, known, number_level
from pipeline.parse.outline import level_of, main_kind, parts
from pipeline.parse.paragraphs import Printed, is_full, margin_of, paragraphs, printed, width

_LONGEST_PRINTED = 120
_LONGEST_REST = 10
_NEAR = 6
_WHOLE = re.compile(r"[。！？!?”；：;:]$|报告$")
_NUMBER = re.compile(r"[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]")


@dataclasses.dataclass
class _Draft:
    """A section while its lines are gathered; `tables` counts the tables that stand in it."""

    level: int
    heading: str
    canonical: str | None
    kind: str | None = None
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
    lines = [block.text for block in document.blocks if isinstance(block, Line)]
    margin, main = margin_of(lines), main_kind(lines)
    broken = margin if _breaks(lines, margin) else None
    for block in _whole_headings(document.blocks):
        for piece in _pieces(block):
            begun = [draft for draft in _begun(piece, drafts, broken, main) if not _repeats(draft, drafts)]
            drafts.extend(begun)
            if drafts and not begun:
                _add(drafts[-1], piece)
    own = _without_contents(drafts)
    return tuple(_section(ordinal, draft, margin) for ordinal, draft in enumerate(own, start=1))


def _breaks(lines: Sequence[str], margin: int | None) -> bool:
    """Whether a line without a number reaches the margin within a sentence; if none does, headings may be as long."""
    return margin is not None and any(
        is_full(line, margin) and not _WHOLE.search(line.rstrip()) and kind(line.strip()) is None for line in lines
    )


def _whole_headings(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, with a heading that goes on in the next line in one: 四、…行政复议、行政诉讼 | 情况."""
    passed = False
    for block, after in zip(blocks, (*blocks[1:], None), strict=True):
        if passed:
            passed = False
            continue
        if isinstance(block, Line) and isinstance(after, Line) and _goes_on(block.text, after.text):
            passed = True
            yield dataclasses.replace(block, text=block.text.rstrip() + after.text.strip())
        else:
            yield block


def _goes_on(line: str, after: str) -> bool:
    rest, shown = after.strip(), line.strip()
    if not 0 < len(rest) <= _LONGEST_REST or not rest.isalpha() or kind(shown) is None:
        return False
    return is_spelled(shown + rest) and not is_spelled(shown)


def _pieces(block: Block) -> Iterator[Block]:
    """The block, or the pieces of a line that holds several headings."""
    shown = list(parts(block.text)) if isinstance(block, Line) else []
    if isinstance(block, Grid) or len(shown) == 1:
        yield block
        return
    yield from (dataclasses.replace(block, text=text) for text in shown)


def _begun(block: Block, drafts: Sequence[_Draft], margin: int | None, main: str) -> Iterator[_Draft]:
    """The sections that begin in this block: one at a heading line, or those whose headings a table has drawn in."""
    if isinstance(block, Line):
        head = head_of(block, _section_of(drafts) if drafts else "", margin, main)
        if head is not None and not (_in_list(drafts) and known(head.text) is None):
            level = _level(head, drafts, main)
            rest = [Printed(head.rest, width(block.text))]
            yield _Draft(level, head.text, _name(head.text, level, drafts), head.kind, rest, _page(block))
        return
    worded = (cell.raw for cell in block.cells if len(cell.raw) < _LONGEST_PRINTED and not cell.raw.isdigit())
    for shown in (line for raw in worded if raw for line in raw.split("\n")):
        if number_level(shown.strip()) == 1 and (name := known(shown)) is not None and "." not in name:
            yield _Draft(1, shown.strip(), name, main, [], _page(block), tables=1)


def _in_list(drafts: Sequence[_Draft]) -> bool:
    """Whether the line before ends with a semicolon: the next number is the list's, the last item ends with a stop."""
    return bool(drafts and drafts[-1].lines) and drafts[-1].lines[-1].text.rstrip().endswith(("；", ";"))


def _level(head: Head, drafts: Sequence[_Draft], main: str) -> int:
    """The heading's level; one numbered as the six sections that is a known part of the last of them lies below it."""
    if head.level is not None:
        return head.level
    name, inside = known(head.text), _section_of(drafts)
    again = any(draft.kind == main and draft.level == 2 for draft in drafts[-_NEAR:])
    if head.kind == main and name is not None and name.startswith(f"{inside}."):
        return 2 if again or head.text.startswith("一") else 1
    return level_of(head.kind or main, main, drafts)


def _name(heading: str, level: int, drafts: Sequence[_Draft]) -> str | None:
    """The standard name; only sub-sections of the second level are named by the words of their section."""
    name, inside = canonical(heading, level), _section_of(drafts)
    if level == 2 and (name is None or name == inside or "." not in name):  # （一）基本情况 is no second overview
        return canonical_within(heading, inside) or (name if name != inside else None)
    return name if level <= 2 else None


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


def _section_of(drafts: Sequence[_Draft]) -> str | None:
    """The canonical name of the section that the drafts have come to."""
    return next((draft.canonical for draft in reversed(drafts) if draft.level == 1), None)


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
