"""The pieces that pages of all families share: the national meta elements, lists, articles, home."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from tests.site import reports
from tests.site.reports import Entry
from tests.site.server import Answer, Portal, Route

Href = Callable[[Entry], str]
_ZOOM = '<div id="zoom">{}</div>'


def document(portal: Portal, title: str, content: str, *, head: str = "", meta: Sequence[tuple[str, str]] = ()) -> str:
    """A page with the national meta elements."""
    shared = (("SiteName", f"{reports.city(portal.index)}人民政府"), ("SiteIDCode", f"{portal.code}0001"), *meta)
    tags = "".join(f'<meta name="{name}" content="{given}">' for name, given in shared)
    return (
        f'<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>{title}</title>{tags}{head}</head><body>'
        f'<div class="top"><a href="/">首页</a> <a href="/zwgk/">政务公开</a></div>{content}'
        f'<div class="foot">{reports.city(portal.index)}人民政府办公室主办 网站标识码 {portal.code}0001</div></body></html>'
    )


def article(
    portal: Portal, entry: Entry, container: str = _ZOOM, *, headers: tuple[tuple[str, str], ...] = ()
) -> Route:
    """An article's page, made when it is asked for: a revision changes it."""
    return lambda _: Answer(article_html(portal, entry, container), headers=headers)


def article_html(portal: Portal, entry: Entry, container: str = _ZOOM, after: str = "") -> str:
    """An article's page: the content in the family's container."""
    source = entry.report.agency.name if entry.report else reports.bodies(portal.index)[0].name
    meta = (
        ("ColumnName", "政府信息公开年报"),
        ("ArticleTitle", entry.title),
        ("PubDate", f"{entry.published} 09:30"),
        ("ContentSource", source),
    )
    place = '<div class="path"><a href="/">首页</a> &gt; <a class="CurrChnlCls">政府信息公开年报</a></div>'
    content = f"<h2>{entry.title}</h2><p>发布日期：{entry.published} 来源：{source}</p>{container.format(portal.article_html(entry))}{after}"
    return document(portal, entry.title, place + content, meta=meta)


def rows(entries: Iterable[Entry], href: Href) -> str:
    """`<li>` rows: link with its title, a date beside it."""
    return "".join(
        f'<li><a href="{href(entry)}" title="{entry.title}">{short(entry.title)}</a><span>{entry.published}</span></li>'
        for entry in entries
    )


def short(title: str) -> str:
    """The text of a link as lists cut it."""
    return title if len(title) < 26 else f"{title[:24]}…"


def chunks(entries: Sequence[Entry], size: int) -> list[Sequence[Entry]]:
    return [entries[start : start + size] for start in range(0, len(entries), size)]


def home(portal: Portal, column: str) -> None:
    """The home page and the way to the column: 政务公开 → 政府信息公开 → 政府信息公开年报."""
    portal.routes["/"] = document(portal, f"{reports.city(portal.index)}人民政府", '<a href="/zwgk/">政务公开</a>')
    portal.routes["/zwgk/"] = document(portal, "政务公开", '<a href="/zwgk/zfxxgk/">政府信息公开</a>')
    portal.routes["/zwgk/zfxxgk/"] = document(portal, "政府信息公开", f'<a href="{column}">政府信息公开年报</a>')
    portal.column_urls.append(portal.base + column)
    portal.listed = True
