"""Titles of annual reports: which lines are one, whose and of which year, also torn over two or three lines.

Patterns work on `squeezed` text: width folded, simplified, no white space. What is given back stays as printed.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from pipeline import divisions, text
from pipeline.model import Block, Line, value
from pipeline.parse import labels
from pipeline.parse.identity.dates import find_date, find_year

_SUBJECT = (
    r"(?:政府信息(?:与|和|及|、)政务公开|政府信息(?:主动)?公开|政务信息公开|政务公开"
    r"|公开政府信息|政府信息工作|信息公开)"
)
_KIND = r"(?:报告格式模板|报告书|报告|年报)"
_IN_TITLES = "报"
"""In every kind; most lines do not have it."""
_TAIL = (
    r"(?:[（(【\[][^（(【\[]{0,12}[)）】\]]|[》”\"]|全文|全本|正文|公示|公告"
    r"|的(?:公告|公示|通知|通告|报告|函)|\.(?:pdf|docx?|wps|ofd|html?))"
)
_TITLE = re.compile(rf"{_SUBJECT}.{{0,16}}{_KIND}{_TAIL}*$")
_PROSE = re.compile(
    r"[。；！？]|根据|按照|依据|编制(?!委|办)|下载|如下|附件|附:|点击|上一篇|下一篇|上一条|下一条|没有了|首页|当前位置|所在位置"
)
_HEADED = re.compile(r"^(?P<head>[^:]{2,30}):(?=.)")
_GLUED = re.compile(
    rf"^(.{{6,60}}?{_KIND})(?=根据|依据|按照|为贯彻|为进一步|本报告|本年度报告|本年报|现将|现公布|一、)"
)
_FURNITURE = re.compile(r"^\s*(?:[【\[]?(?:字体|字号)[:：]?|[【\[]?\s*大\s*中\s*小\s*[】\]]?|打印|收藏|分享)+\s*")
"""Words of a page's buttons that text dumps put before the title in one line."""
_SITE = re.compile(r"\s*[-_|—–]{1,2}\s*[^-_|—–]{2,24}$")
"""The site's name that a page's own title has after the report's."""
_ATTACHED = re.compile(r"^附件?\s*[\d一二三四五]{0,2}\s*[:：]?\s*")
_LONGEST = 70
_LONGEST_PRINTED = 160
_LONGEST_PART = 30
_AGENCY_END = re.compile(
    r"(?:人民政府|政府|办公室|办公厅|委员会|管委会|办事处|街道|大队|支队|总队|分局|中心|公司|科委|学校|大学|医院"
    r"|法院|集团|协会|联合会|基金会|银行|局|委|办|厅|署|处|院|所|部|站|会|行|社|馆|区|县|市|省|州|盟|旗|镇|乡|队)"
    r"(?:[（(].{2,25}[)）])?$"
)
_PLACE_END = re.compile(r"[省市州盟区县旗镇乡]$")
_OFFICES = ("办公室", "办公厅")
_YEAR_WORDS = re.compile(
    r"(?:(?:19|20)\d\d|[二一][〇○Oo0零一二三四五六七八九]{3})(?:年度?|(?=\D|$))(?:\d{1,2}(?:月?[-—~至]\d{1,2})?月份?)?"
)
_BEFORE_NAME = re.compile(
    r"^(?:【[^】]*】|\[[^\]]*\]|附件?\d*:|\d{1,2}[.、]|[《“\"]|关于(?:公布|发布|公开|报送|印发|编制|做好)?)+"
)
_AFTER_NAME = re.compile(
    r"(?:关于(?:公布|发布|公开|报送|印发|编制)?|(?:贯彻落实|贯彻执行|贯彻|落实|实施|执行)?《?(?:中华人民共和国)?)?[《“\"]?$"
)
_NO_NAME = re.compile(
    r"^(?:我|本(?:局|委|办|厅|机关|单位|部门|级|年|市|区|县|镇|乡|街|省|院|行)|全[国省市区县]|各|度?$|年度?$"
    r"|政府$|部门$|单位$|中华人民共和国)"
)


@value
class Title:
    """A title as printed, joined, and the blocks it stands on: `first`, and `end`, the one past its last."""

    text: str
    first: int
    end: int

    @property
    def year(self) -> int | None:
        """The year it names."""
        return find_year(squeezed(self.text))

    @property
    def agency(self) -> str | None:
        """The agency it names, squeezed and simplified."""
        return agency_of(squeezed(self.text))

    @property
    def whole(self) -> bool:
        """Whether it names both an agency and a year."""
        return self.year is not None and self.agency is not None


def squeezed(line: str) -> str:
    """Matching form of a line: width folded, simplified, no white space."""
    return text.squeeze(text.simplified(line))


def is_title(line: str) -> bool:
    """Whether a line by itself is the title of an annual report."""
    return len(line) <= _LONGEST_PRINTED and _is_title(line)


@functools.lru_cache(maxsize=2048)
def _is_title(line: str) -> bool:
    plain = squeezed(line)
    if len(plain) > _LONGEST or not _TITLE.search(plain) or _PROSE.search(plain):
        return False
    headed = _HEADED.match(plain)
    return ":" not in plain or bool(headed and is_agency(headed["head"]))


def is_agency(name: str) -> bool:
    """Whether a squeezed name ends as agencies' names do and is none of the words that stand for any agency."""
    return len(name) > 2 and bool(_AGENCY_END.search(name)) and not _NO_NAME.search(name)


def agency_of(title: str) -> str | None:
    """The agency that a squeezed title names: what is left before the subject without year and connecting words."""
    found = list(re.finditer(_SUBJECT, title))
    if not found:
        return None
    name = _before_subject(_YEAR_WORDS.sub("", title[: found[-1].start()]).strip("-—_·:,"), found[-1][0])
    name = _AFTER_NAME.sub("", _BEFORE_NAME.sub("", name)).removesuffix("的").removesuffix("本级").strip("-—_·:,")
    return name if len(name) > 1 and not _NO_NAME.search(name) else None


def _before_subject(before: str, subject: str) -> str:
    """The words before the subject where 政府 is shared or doubled (X人民|政府信息公开, X局政府|信息公开)."""
    if before.endswith("人民") and subject.startswith("政府"):
        return before + "政府"
    if before.endswith("政府") and not re.search(r"(?:人民|[省市州区县旗镇乡])政府$", before):
        return before.removesuffix("政府")
    return before


def titles(blocks: Sequence[Block]) -> tuple[Title, ...]:
    """Every title in order; one that is torn over several lines is given once, joined."""
    found: list[Title] = []
    index = 0
    while index < len(blocks):
        title = _title_at(blocks, index, found[-1].end if found else 0)
        if title:
            found.append(title)
        index = title.end if title else index + 1
    return tuple(found)


def _title_at(blocks: Sequence[Block], index: int, free: int) -> Title | None:
    """The title that begins on this line, or that this line ends; `free` is the first block no title has taken."""
    own = blocks[index]
    if not isinstance(own, Line):
        return None
    if bare := _bare_title(own.text):
        return _with_lines_before(blocks, _grown(blocks, Title(text=bare, first=index, end=index + 1)), free)
    if not _may_begin(own.text):
        return None
    for end in (index + 2, index + 3):
        lines = [block for block in blocks[index:end] if isinstance(block, Line)]
        joined = "".join(line.text for line in lines)
        if len(lines) != end - index or _complete(lines[-1].text):
            return None
        if is_title(joined) and not (is_title(lines[-1].text) and agency_of(squeezed(lines[-1].text))):
            return _with_lines_before(blocks, _grown(blocks, Title(text=joined, first=index, end=end)), free)
    return None


def _bare_title(line: str) -> str | None:
    """The title that a line is, without what the page put around it; None where it is none."""
    if _IN_TITLES not in squeezed(line):
        return None
    bare = _FURNITURE.sub("", line)
    return next((title for title in (bare, _SITE.sub("", bare)) if is_title(title)), None)


def _grown(blocks: Sequence[Block], title: Title) -> Title:
    """The title with a line in brackets after it, where that names the year: （2021年度）."""
    after = blocks[title.end] if title.end < len(blocks) else None
    if title.year is None and isinstance(after, Line) and re.fullmatch(r"[（(].{4,8}[)）]", squeezed(after.text)):
        grown = Title(text=title.text + after.text, first=title.first, end=title.end + 1)
        return grown if grown.year is not None else title
    return title


def _with_lines_before(blocks: Sequence[Block], title: Title, free: int) -> Title:
    """The title with up to two lines before it that carry the rest of it: an agency, a year, half a name."""
    for index in range(title.first - 1, max(title.first - 3, free - 1), -1):
        before = blocks[index]
        if not isinstance(before, Line) or not _belongs_before(before, title):
            break
        title = Title(text=before.text + title.text, first=index, end=title.end)
    return title


def _belongs_before(before: Line, title: Title) -> bool:
    """Whether a line is the beginning of the title under it: the agency or year that lacks, or half a name."""
    if len(before.text) > _LONGEST_PRINTED:
        return False
    plain = squeezed(before.text)
    if not 0 < len(plain) <= _LONGEST_PART or _PROSE.search(plain) or re.search(r"[>|/:;,]", plain):
        return False
    year, agency = find_year(plain), title.agency
    if is_title(before.text) or find_date(plain) or (year is not None and title.year is not None):
        return False
    if agency is None:
        return is_agency(plain) or year is not None or is_agency(agency_of(plain + squeezed(title.text)) or "")
    return (year is not None and len(plain) <= len("二〇二一年度")) or _half_name(plain, agency)


def _half_name(before: str, agency: str) -> bool:
    """Whether a name was torn: only with the line before does it begin with a division's name.

    The name of a government above the title of its bureau is a banner, whole by itself.
    """
    if is_agency(before) and not _PLACE_END.search(before) and agency not in _OFFICES and len(agency) > 2:
        return False
    joined, alone = divisions.lookup(before + agency, None), divisions.lookup(agency, None)
    return bool(joined and joined.division_code) and not (alone and alone.division_code)


@functools.lru_cache(maxsize=2048)
def _may_begin(line: str) -> bool:
    """Whether a line that is no title by itself may be the first part of one."""
    if len(line) > _LONGEST_PRINTED:
        return False
    plain = squeezed(line)
    if not 2 < len(plain) <= _LONGEST or _PROSE.search(plain) or find_date(plain) or re.search(r"[>|/:]", plain):
        return False
    part = len(plain) <= _LONGEST_PART and (is_agency(plain) or find_year(plain) is not None)
    return part or bool(re.search(_SUBJECT, plain))


def _complete(line: str) -> bool:
    """Whether a line names agency and year by itself, so that it is nobody's second half."""
    plain = squeezed(line)
    return is_title(line) and find_year(plain) is not None and agency_of(plain) is not None


def glued_title(line: str) -> str | None:
    """The title that a line begins with where the report's prose goes on after it without a break."""
    glued = _GLUED.match(squeezed(line[:_LONGEST_PRINTED]))
    return text.squeeze(line)[: len(glued[1])] if glued and is_title(glued[1]) else None


def attached_title(line: str) -> str | None:
    """The title in a line that names the report as an attachment (附件：…)."""
    bare = _ATTACHED.sub("", line.strip())
    return bare if bare != line.strip() and is_title(bare) else None


def same_report(one: Title, other: Title) -> bool:
    """Whether two titles name the same agency and year; what one does not name is no difference."""
    near = labels.likeness(one.agency or "", other.agency or "") >= labels.SURE
    same_agency = near or one.agency is None or other.agency is None
    return same_agency and (one.year == other.year or one.year is None or other.year is None)
