"""The report in an article's page: its container, whether it holds a report, what it says of itself."""

from __future__ import annotations

import hashlib
import re

import lxml.html

from pipeline.model import value
from pipeline.scrape.page import Page, find_date, squeezed, visible_text
from pipeline.scrape.titles import sort_of, year_of
from pipeline.scrape.words import any_of, words

_FEWEST_SECTIONS = 4
_DAY = r"20\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}日?"
_COUNTER = r"(?:浏览|点击|访问|阅读|查看|已阅)(?:次数|人次|人数|量|数)?"
_CLOCK = r"(?:今天是?|今日|现在是?|当前(?:日期|时间)|系统时间)[:：]?"
_NOISE = re.compile(
    rf"{_COUNTER}[:：\[(（【]+\d+[\])）】]*(?:人次|次)?|^{_COUNTER}\d+(?:人次|次)?$"
    r"|您是第\d+位(?:访客|访问者|浏览者|读者)?|已(?:下载|浏览|阅读)\d*次|分享到?[:：]?"
    rf"|{_CLOCK}(?:{_DAY})?(?:星期[一二三四五六日天])?(?:\d{{1,2}}:\d\d(?::\d\d)?)?|{_DAY}星期[一二三四五六日天]"
)
_ATTACHED = re.compile(r"\s*(?:附件|附)[\d一二三]?\s*[:：【]")
_PERIOD = re.compile(r"((?:19|20)\d\d)年1月1日.{0,4}?(?:至|到|—|-|~|起).{0,8}?(\d{4})?年?12月31日")
_MADE_BY = re.compile(r"(?:本?(?:年度)?报告|年报)(?:系|是)?由([^，。；,:：]{2,30}?)(?:根据|按照|依据|编制|编写)")
_SIGNED = re.compile(r"^(.{2,30}?)(?:20\d\d年\d{1,2}月\d{1,2}日)?$")
_SIGNER = re.compile(r"(?:政府|办公室|局|委员会|厅|委|部|署|管委会|办事处|中心|院)$")
_NUMBERED = re.compile(r"vsb_content_\d+$")
_CRUMBS = (
    "//*["
    + " or ".join(f"contains(@class, '{name}')" for name in ("path", "position", "crumb", "location", "weizhi", "dqwz"))
    + "]"
)
_NO_CONTAINER = frozenset(("table", "script", "style", "head"))
_LAST_LINES = 6


@value
class Article:
    """What an article's page holds. `sections`: how many headings of a report; `text_sha256`: of its text
    without counters.
    """

    title: str
    text: str
    sections: int
    text_sha256: str
    heading_year: int | None
    period_year: int | None
    made_by: str
    published: str | None
    source: str
    column: str

    @property
    def holds_report(self) -> bool:
        """Whether the page's own text is a report."""
        return self.sections >= _FEWEST_SECTIONS


def article_of(page: Page) -> Article:
    """Reads an article's page."""
    container = container_of(page.tree)
    text = visible_text(container)
    plain = squeezed(text)
    sections = _sections(plain)
    title = _title(page)
    heading = next((line for line in text.split("\n")[:5] if sort_of(line) == "report"), "")
    period = _PERIOD.search(plain)
    return Article(
        title=title,
        text=text,
        sections=sections,
        text_sha256=text_hash(text),
        heading_year=year_of(heading),
        period_year=int(period[2] or period[1]) if period else None,
        made_by=_made_by(plain, text),
        published=find_date(page.metas.get("pubdate", "")) or _shown_date(page),
        source=_source(page),
        column=_breadcrumb(page),
    )


def text_hash(text: str) -> str:
    """The digest of a text without what changes at each visit."""
    lines = (line for line in text.split("\n") if not _ATTACHED.match(line))
    return hashlib.sha256("".join(_NOISE.sub("", squeezed(line)) for line in lines).encode()).hexdigest()


def container_of(tree: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """The smallest element that holds enough of a report's headings, else a container by name, else the page."""
    best = tree
    fits = [tree] if _holds_report(tree) else []
    while len(fits) == 1:
        best = fits[0]
        inner = [child for child in best if isinstance(child.tag, str) and child.tag not in _NO_CONTAINER]
        # of a single child nothing has to be counted: pages nest hundreds of them
        only = len(best) == len(inner) == 1 and not (best.text or inner[0].tail or "").strip()
        fits = inner if only else [child for child in inner if _holds_report(child)]
    if best is not tree and best.tag != "body":
        return best
    named = (element for element in tree.iter("div", "section", "article", "td", "ucapcontent") if _names(element))
    return next(named, best)


def _holds_report(element: lxml.html.HtmlElement) -> bool:
    """Whether enough headings stand in it; as they are written first, since folding a long text is dear."""
    shown = element.text_content()
    return _sections(shown) >= _FEWEST_SECTIONS or _sections(squeezed(shown)) >= _FEWEST_SECTIONS


def _sections(plain: str) -> int:
    return sum(word in plain for word in words("section"))


def _names(element: lxml.html.HtmlElement) -> bool:
    own = {str(element.get("id") or ""), *str(element.get("class") or "").split()}
    return element.tag == "ucapcontent" or not own.isdisjoint(words("container")) or any(map(_NUMBERED.match, own))


def _title(page: Page) -> str:
    marked = re.search(r"<UCAPTITLE>(.*?)</UCAPTITLE>", page.text, re.S | re.I)
    shown = [element.text_content().strip() for element in page.tree.iter("h1", "h2", "h3")][:6]
    named = [
        page.metas.get("articletitle", ""),
        re.sub(r"<[^>]+>", "", marked[1]) if marked else "",
        *shown,
        page.title,
    ]
    candidates = [" ".join(title.split()) for title in named if title.strip()]
    return next(
        (title for title in candidates if sort_of(title) in ("report", "variant")), candidates[0] if candidates else ""
    )


def _made_by(plain: str, text: str) -> str:
    """Who says to have made it: in the opening, else the signing line."""
    found = _MADE_BY.search(plain[:1500])
    if found:
        return found[1]
    for line in reversed(text.split("\n")[-_LAST_LINES:]):
        signed = _SIGNED.match(squeezed(line))
        if signed and _SIGNER.search(signed[1]):
            return signed[1]
    return ""


def _shown_date(page: Page) -> str | None:
    found = re.search(r"(?:发布|发文|公开)(?:日期|时间)[:：\s]*([\d年月/.-]{8,11})", page.visible)
    return find_date(found[1]) if found else None


def _source(page: Page) -> str:
    shown = re.search(r"(?:来源|发布机构|公开主体|信息来源)[:：]\s*(\S{2,30})", page.visible)
    source = page.metas.get("contentsource") or (shown[1] if shown else "")
    return "" if any_of("no_source", source) else source


def _breadcrumb(page: Page) -> str:
    path = page.tree.xpath(_CRUMBS)
    shown = squeezed(path[0].text_content()) if path else ""
    return f"{page.metas.get('columnname', '')}>{shown}"
