"""Whose report it is, for which year, its title and dates: from the title first, then from weaker evidence.

Evidence in order: the title as printed; the file's own title; the opening paragraph; the fields of the portal's header;
the signature. Nothing is invented: what no evidence says is None, and what two disagree on is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline import text
from pipeline.errors import NotAReport
from pipeline.model import Document, Finding, Grid, Identity, Line
from pipeline.parse import labels
from pipeline.parse.dates import find_date, find_period, find_year

_SUBJECT = r"(?:政府信息公开|政务信息公开|政务公开|信息公开)"
_KIND = (
    r"(?:年度工作报告|工作年度报告|年度报告|工作报告|工作年报|年报|工作总结报告|情况报告|情况年度报告|情况的报告|报告)"
)
_TITLE = re.compile(rf"{_SUBJECT}.{{0,12}}{_KIND}(?:[（(].{{0,12}}[)）]|格式模板|全文)?$")
_SENTENCE = re.compile(r"[。；！？:：]|根据|按照|依据|编制|下载|如下|附件|点击|上一篇|下一篇")
_LONGEST_TITLE = 70
_AGENCY_END = re.compile(
    r"(?:人民政府|政府|办公室|办公厅|委员会|管委会|管理局|街道办事处|办事处|局|委|厅|处|院|所|中心|部|站|会|行|区|县|市|省|镇|乡|队|科委|公司|社|署|分局|总队|支队)$"
)
_MADE_BY = re.compile(r"(?:报告|年报)由([^，。；,]{2,30}?)(?:编制|组织编制|负责编制)")
_PUBLISHED_BY = re.compile(r"(?:现公布|现将|现就|公布)([^，。；,]{2,30}?)(?:(?:19|20)\d\d年度?)?(?:的)?政府信息公开")
_PUBLISHER_FIELD = re.compile(r"(?:发布机构|公开主体|发布单位|信息来源|来源|责任单位)[:：]?([^\s:：|]{3,30})")
_DATE_FIELD = re.compile(
    r"(?:发布时间|发布日期|公开日期|公开时间|生成日期|成文日期|发文日期|印发日期|日期)[:：]?((?:19|20)\d\d[-年/.]\d{1,2}[-月/.]\d{1,2})"
)
_TITLE_FIELD = re.compile(r"(?:标题|名称|信息名称)[:：](.{6,70})$")
_FIELD_NAMES = {
    "published": frozenset(("发布时间", "发布日期", "公开日期", "公开时间", "生成日期", "发文日期", "成文日期")),
    "publisher": frozenset(("发布机构", "公开主体", "发布单位", "责任单位", "信息来源")),
    "title": frozenset(("名称", "标题", "信息名称")),
}
_SPACE = re.compile(r"\s+")
_SIGNATURE_LINES = 12
_OPENING_LINES = 60


def require_report(document: Document) -> None:
    """Raises `NotAReport` where neither a title nor the form's labels say that this is an annual report."""
    words = text.key("".join(_all_texts(document)))
    subject = any(word in words for word in ("政府信息公开", "政务公开", "信息公开"))
    report = any(word in words for word in ("年度报告", "年报", "工作报告", "本年新收政府信息公开申请数量", "总体情况"))
    if not (subject and report):
        raise NotAReport("the document has no words of an annual report on government information disclosure")


def _all_texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Line):
            yield block.text
        else:
            yield from (cell.raw for cell in block.cells)


def squeezed(line: str) -> str:
    """Matching form of a line: width folded, simplified, no white space."""
    return text.squeeze(text.simplified(line))


def identify(document: Document) -> tuple[Identity, tuple[Finding, ...]]:
    """What the document says of itself, and where two of its statements disagree."""
    lines = [block for block in document.blocks if isinstance(block, Line)]
    fields = _fields(document, lines)
    title = find_title(lines) or _titled(fields)
    start, end = find_period("".join(squeezed(line.text) for line in lines[:_OPENING_LINES]))
    plain = squeezed(title) if title else ""
    named = find_year(plain)
    year = named or (int(end[:4]) if end else None)
    identity = Identity(
        agency=_agency(title, lines, fields),
        year=year,
        title=_SPACE.sub("", title) if title else None,
        period_start=start,
        period_end=end,
        published=_published(fields, lines, year),
    )
    if named is not None and end is not None and int(end[:4]) != named:
        return identity, (_year_conflict(named, end),)
    return identity, ()


def _year_conflict(named: int, end: str) -> Finding:
    return Finding(
        check="year_conflict",
        severity="warning",
        cells=(),
        expected=str(named),
        found=end,
        message=f"the title says {named}, the period of the figures ends on {end}",
    )


def is_title(line: str) -> bool:
    """Whether a line by itself is the title of an annual report."""
    plain = squeezed(line)
    return len(plain) <= _LONGEST_TITLE and bool(_TITLE.search(plain)) and not _SENTENCE.search(plain)


def find_title(lines: list[Line]) -> str | None:
    """The title as printed, joined where it stands on two or three lines; the first whole one of the document."""
    partial = None
    for index in range(min(len(lines), _OPENING_LINES)):
        for joined in _joined(lines, index):
            if not is_title(joined):
                continue
            plain = squeezed(joined)
            if find_year(plain) and agency_of(plain):
                return joined
            partial = partial or joined
            break
    return partial


def _joined(lines: list[Line], index: int) -> Iterator[str]:
    """The line as it stands; where it is no whole title, with up to two lines after it, then with the line before it.

    A line that is a whole title by itself is never joined to another.
    """
    own = lines[index].text
    if _whole(own):
        yield own
        return
    if not is_title(own):
        after = [line.text for line in lines[index + 1 : index + 3]]
        begins = _may_begin_title(own) or bool(re.search(_SUBJECT, squeezed(own)))
        for count in range(1, len(after) + 1):
            if begins and not _SENTENCE.search(squeezed(own)) and not any(_whole(line) for line in after[:count]):
                yield "".join([own, *after[:count]])
        return
    if index and (_may_begin_title(lines[index - 1].text) or _set_alike(lines[index - 1], lines[index])):
        yield lines[index - 1].text + own
    yield own


def _set_alike(before: Line, own: Line) -> bool:
    """Whether two lines are set as one title: both centred, in one size, without the marks of a sentence."""
    same = before.centred and own.centred and before.size == own.size and before.size is not None
    return same and len(before.text) <= _LONGEST_TITLE and not _SENTENCE.search(squeezed(before.text))


def _whole(line: str) -> bool:
    """Whether the line alone is a title with its agency and year."""
    plain = squeezed(line)
    return is_title(line) and find_year(plain) is not None and agency_of(plain) is not None


def _may_begin_title(line: str) -> bool:
    plain = squeezed(line)
    return (
        2 < len(plain) <= 30
        and not _SENTENCE.search(plain)
        and bool(_AGENCY_END.search(plain) or find_year(plain))
        and not re.search(r"[>|/]|首页|当前位置", plain)
    )


def agency_of(title: str) -> str | None:
    """The agency that a title (squeezed) names: what is left before the subject without year and 关于."""
    matches = list(re.finditer(_SUBJECT, title))
    if not matches:
        return None
    before = title[: matches[-1].start()]
    if before.endswith("政府") and not before.endswith(
        ("人民政府", "市政府", "县政府", "区政府", "镇政府", "乡政府", "省政府")
    ):
        before = before.removesuffix("政府")
    before = re.sub(r"(?:(?:19|20)\d\d|[二一][〇○Oo0零一二三四五六七八九]{3})年?度?", "", before)
    before = re.sub(r"^(?:关于|附件\d*|\d+[.、])|[《》“”\"]|本级?$", "", before).removesuffix("的").strip("-—_·:：")
    return before if len(before) > 1 else None


def _fields(document: Document, lines: list[Line]) -> dict[str, str]:
    """What the page says of itself in meta data and in the fields of its header: published, publisher, title."""
    found: dict[str, str] = {}
    for grid in (block for block in document.blocks if isinstance(block, Grid)):
        cells = sorted(grid.cells, key=lambda cell: (cell.row, cell.column))
        for cell, after in zip(cells, cells[1:], strict=False):
            name = squeezed(cell.raw).rstrip(":：")
            for field, names in _FIELD_NAMES.items():
                if name in names and after.row == cell.row and after.raw:
                    found.setdefault(field, after.raw)
    for line in lines[:_OPENING_LINES]:
        plain = squeezed(line.text)
        if len(plain) < 150 and (date := _DATE_FIELD.search(plain)):
            found.setdefault("published", date[1])
        if len(plain) < 150 and (named := _TITLE_FIELD.match(plain)):
            found.setdefault("title", named[1])
        if len(plain) < 150 and (publisher := _PUBLISHER_FIELD.search(plain)):
            found.setdefault("publisher", publisher[1])
    for name, content in document.properties:
        found.setdefault(name, content)
    return found


def _titled(fields: dict[str, str]) -> str | None:
    for name in ("title", "page_title"):
        for part in [fields.get(name, ""), *re.split(r"[-_|—]", fields.get(name, ""))]:
            if is_title(part):
                return part.strip()
    return None


def _agency(title: str | None, lines: list[Line], fields: dict[str, str]) -> str | None:
    found = agency_of(squeezed(title)) if title else None
    if found:
        return _as_printed(found, title or "")
    opening = "".join(squeezed(line.text) for line in lines[:_OPENING_LINES])
    for pattern in (_MADE_BY, _PUBLISHED_BY):
        match = pattern.search(opening)
        if match and _AGENCY_END.search(match[1]) and not match[1].startswith(("我", "本")):
            return match[1]
    if fields.get("publisher"):
        return _SPACE.sub("", fields["publisher"])
    return _signature(lines)


def _as_printed(agency: str, title: str) -> str:
    """The agency in the title's own script (traditional stays traditional)."""
    bare = text.squeeze(title)
    start = text.simplified(bare).find(agency)
    return bare[start : start + len(agency)] if start >= 0 else agency


def _signature(lines: list[Line]) -> str | None:
    """The agency above the date at the document's end."""
    last = [squeezed(line.text) for line in lines[-_SIGNATURE_LINES:]]
    for line, after in zip(last, last[1:], strict=False):
        if find_date(after) and len(after) < 14 and _AGENCY_END.search(line) and len(line) < 30:
            return line
    return None


def _published(fields: dict[str, str], lines: list[Line], year: int | None) -> str | None:
    """A labelled date, else the date of the signature; never one before the end of the report's year."""
    signed = (squeezed(line.text) for line in reversed(lines[-_SIGNATURE_LINES:]))
    dates = [fields.get("published", ""), *(line for line in signed if len(line) < 16)]
    for candidate in dates:
        found = find_date(squeezed(candidate))
        if found and (year is None or int(found[:4]) > year or found[5:7] == "12"):
            return found
    return None


def year_of(line: str) -> int | None:
    """The year that a title names."""
    return find_year(squeezed(line))


def same_report(one: str, other: str) -> bool:
    """Whether two titles name the same agency and year."""
    left, right = squeezed(one), squeezed(other)
    near = labels.likeness(agency_of(left) or "", agency_of(right) or "") >= labels.SURE
    return find_year(left) == find_year(right) and (near or agency_of(left) is None or agency_of(right) is None)
