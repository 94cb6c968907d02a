"""Whose report it is, for which year, its title and dates: from the title first, then from weaker evidence.

Nothing is invented: what no evidence says is None, and what two statements disagree on is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline import text
from pipeline.errors import NotAReport
from pipeline.model import Block, Document, Finding, Identity, Line
from pipeline.parse.identity.dates import find_period
from pipeline.parse.identity.evidence import Evidence, gather
from pipeline.parse.identity.pictured import judged
from pipeline.parse.identity.titles import Title, attached_title, glued_title, squeezed, titles

_SUBJECTS = ("政府信息公开", "政务公开", "信息公开")
_KINDS = ("年度报告", "年报", "工作报告", "本年新收政府信息公开申请数量", "总体情况")
_SIGNS = (
    "总体情况",
    "主动公开政府信息",
    "收到和处理政府信息公开申请",
    "依申请公开",
    "行政复议",
    "存在的主要问题",
    "其他需要报告",
    "本年新收政府信息公开申请数量",
    "结转下年度继续办理",
    "行政事业性收费",
)
_FEWEST_SIGNS = 3
_FEWEST_SENTENCES = 5
_OPENING_BLOCKS = 60
_LONGEST_HEADING = 30
_SPACE = re.compile(r"\s+")
_BODY_YEAR = re.compile(r"^((?:19|20)\d\d)年(?:度|来|以来|,|，|我|全)")


def require_report(document: Document) -> None:
    """Raises `NotAReport` where the words of an annual report are missing, or stand only in a list of links."""
    words = "".join(map(text.key, _all_texts(document)))
    named = any(word in words for word in _SUBJECTS) and any(word in words for word in _KINDS)
    if not named:
        raise NotAReport("the document has no words of an annual report on government information disclosure")
    signs = sum(sign in words for sign in _SIGNS)
    if signs < _FEWEST_SIGNS and _sentences(document) < _FEWEST_SENTENCES:
        raise NotAReport("the document names annual reports, but holds neither the sections nor the tables of one")


def _sentences(document: Document) -> int:
    return sum(printed.count("。") for printed in _all_texts(document))


def _all_texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Line):
            yield block.text
        else:
            yield from (cell.raw for cell in block.cells)


def identify(document: Document) -> tuple[Identity, tuple[Finding, ...]]:
    """What the document says of itself, and where two of its statements disagree."""
    evidence = gather(document)
    title = find_title(document.blocks, evidence)
    start, end = find_period(evidence.opening)
    named = title.year if title else None
    year = named or (int(end[:4]) if end else None) or _year_of_body(document.blocks) or evidence.year
    agency, doubts = _named(document, title, evidence, year)
    identity = Identity(
        agency=agency,
        year=year,
        title=_SPACE.sub("", title.text) if title else None,
        period_start=start,
        period_end=end,
        published=_published(evidence.published, year),
    )
    return identity, (*_conflicts(named, end), *doubts)


def _named(
    document: Document, title: Title | None, evidence: Evidence, year: int | None
) -> tuple[str | None, list[Finding]]:
    """The agency, and what makes a name that was read from a picture uncertain."""
    agency = _agency(title) or evidence.agency
    if (
        title is None
        or agency is None
        or not any(_is_pictured(block) for block in document.blocks[title.first : title.end])
    ):
        return agency, []
    plain = squeezed(agency)
    name, doubt = judged(plain, title.text, evidence.statements, document, year)
    return (agency if name == plain else name), [doubt] if doubt else []


def _is_pictured(block: Block) -> bool:
    return isinstance(block, Line) and block.from_picture


def _conflicts(named: int | None, end: str | None) -> Iterator[Finding]:
    if named is not None and end is not None and int(end[:4]) != named:
        yield Finding(
            check="year_conflict",
            severity="warning",
            cells=(),
            expected=str(named),
            found=end,
            message=f"the title says {named}, the period of the figures ends on {end}",
        )


def find_title(blocks: Sequence[Block], evidence: Evidence) -> Title | None:
    """The report's title: a whole one over the text, else a whole one of the page's own fields, else any part."""
    found = titles(blocks[:_OPENING_BLOCKS])
    whole = [title for title in found if title.whole]
    field = Title(text=evidence.title, first=0, end=0) if evidence.title else None
    if whole:
        return _own(whole, blocks, field)
    if field and field.whole:
        return field
    return next(iter(found), None) or field or _hidden_title(blocks)


def _own(whole: Sequence[Title], blocks: Sequence[Block], field: Title | None) -> Title:
    """Of several titles (a list of other years' beside the text) the one that the page's field names, else the last
    before the text; a title that is printed twice counts where it stands first.
    """
    body = next((index for index, block in enumerate(blocks) if _begins_text(block)), len(blocks))
    before = [title for title in whole if title.first < body] or list(whole[:1])
    own = next((title for title in before if field and _same_names(title, field)), before[-1])
    return next(title for title in whole if _same_names(title, own))


def _begins_text(block: Block) -> bool:
    if not isinstance(block, Line):
        return False
    short = len(block.text) <= _LONGEST_HEADING and text.key(block.text).endswith("总体情况")
    return short or block.text.count("。") > 1


def _same_names(one: Title, other: Title) -> bool:
    return (one.agency, one.year) == (other.agency, other.year)


def _hidden_title(blocks: Sequence[Block]) -> Title | None:
    """A title that is no line of its own: the text goes on after it, or it is named as an attachment."""
    for find in (glued_title, attached_title):
        for index, block in enumerate(blocks[:_OPENING_BLOCKS]):
            found = find(block.text) if isinstance(block, Line) else None
            if found:
                return Title(text=found, first=index, end=index + 1)
    return None


def _agency(title: Title | None) -> str | None:
    """The agency that the title names, in the title's own script (traditional stays traditional)."""
    if title is None or title.agency is None:
        return None
    bare = text.squeeze(title.text)
    start = text.simplified(bare).find(title.agency)
    return bare[start : start + len(title.agency)] if start >= 0 else title.agency


def _year_of_body(blocks: Sequence[Block]) -> int | None:
    """The year that paragraphs begin with (2020年，我局…), where all that do name the same."""
    begun = (_BODY_YEAR.match(squeezed(block.text)) for block in blocks if isinstance(block, Line))
    years = {int(found[1]) for found in begun if found}
    return years.pop() if len(years) == 1 else None


def _published(dates: Sequence[str], year: int | None) -> str | None:
    """The first date not before the last month of the report's year."""
    return next((date for date in dates if year is None or date >= f"{year}-12-01"), None)
