"""Hanweb JCMS: records in a datastore in the page and behind dataproxy.jsp; the information-disclosure module."""

from __future__ import annotations

from urllib.parse import parse_qsl

from tests.site import pages
from tests.site.reports import Entry
from tests.site.server import Answer, Asked, Portal, PortalTown

_COLUMN = "1229214366"
_GROUP = 20


def _path(entry: Entry, column: str = _COLUMN) -> str:
    year, month, day = entry.published.split("-")
    return f"/art/{year}/{int(month)}/{int(day)}/art_{column}_{1834000 + entry.number}.html"


def _record(entry: Entry) -> str:
    debris = "<li style=<br/>" if entry.number % 7 == 0 else "<li>"
    return (
        f"<record><![CDATA[{debris}<a href='{_path(entry)}' title='{entry.title}' target='_blank'>{pages.short(entry.title)}</a>"
        f"<span>{entry.published}</span></li>]]></record>"
    )


def _store(portal: Portal, start: int, following: str) -> str:
    records = "".join(map(_record, portal.entries[start : start + _GROUP]))
    total = len(portal.entries)
    group = f'<nextgroup><![CDATA[<a href="{following}"></a>]]></nextgroup>' if following else "<nextgroup></nextgroup>"
    return f"<datastore>{group}<totalrecord>{total}</totalrecord><totalpage>{-(-total // 10)}</totalpage><recordset>{records}</recordset></datastore>"


def _articles(portal: Portal, column: str = _COLUMN) -> None:
    body = "<!--<$[标题]>begin-->{title}<!--<$[标题]>end--><div id='zoom'><!--ZJEG_RSS.content.begin-->{{}}<!--ZJEG_RSS.content.end--></div>"
    for entry in portal.entries:
        portal.routes[_path(entry, column)] = pages.article(
            portal, entry, body.replace("{title}", entry.title).replace("{{}}", "{}")
        )


def _following(ids: str, page: int) -> str:
    return f"/module/web/jpage/dataproxy.jsp?page={page}&appid=1&appid=1&webid=3290&path=/&columnid={_COLUMN}&unitid={ids}&webname=%E7%A4%BA%E4%BE%8B&permissiontype=0"


def build_jcms(portal: Portal, town: PortalTown) -> None:
    """The first group of records is in the page; `startrecord` is ignored, `page` obeyed; the proxy wants a Referer."""
    column = f"/col/col{_COLUMN}/index.html"
    pages.home(portal, column)
    _articles(portal)

    def proxy(asked: Asked) -> Answer:
        if "referer" not in asked.headers:
            return Answer("", 404)
        number = int(asked.query.get("page", dict(parse_qsl(asked.form.decode())).get("page", "1")))
        more = number * _GROUP < len(portal.entries)
        store = _store(portal, (number - 1) * _GROUP, _following("5512", number + 1) if more else "")
        return Answer(f'<?xml version="1.0" encoding="UTF-8"?>{store}', media="text/xml; charset=utf-8")

    script = (
        f"<div id='5512'><ul></ul><script type=\"text/xml\">{_store(portal, 0, _following('5512', 2))}</script></div>"
    )
    portal.routes[column] = pages.document(portal, "政府信息公开年报", script)
    portal.routes["/module/web/jpage/dataproxy.jsp"] = proxy


def build_jcmsenc(portal: Portal, town: PortalTown) -> None:
    """The ids of the following group are opaque, and what they lead to is empty."""
    column = f"/col/col{_COLUMN}/index.html"
    pages.home(portal, column)
    _articles(portal)
    store = _store(portal, 0, _following("a8f1c2e9d0", 2) + "&enc=8f1de2")
    portal.routes[column] = pages.document(
        portal, "政府信息公开年报", f'<ul></ul><script type="text/xml">{store}</script>'
    )
    portal.routes["/module/web/jpage/dataproxy.jsp"] = Answer(
        '<?xml version="1.0" encoding="UTF-8"?><datastore/>', media="text/xml"
    )


def build_jcmsxxgk(portal: Portal, town: PortalTown) -> None:
    """The disclosure module: tree.jsp names the categories, search.jsp ignores them and gives the whole area."""
    own, other = "1229500001", "1229500009"
    column = f"/col/col{own}/index.html?area=11990700"
    pages.home(portal, f"/col/col{own}/index.html")
    portal.column_urls[:] = [portal.base + column]
    _articles(portal, own)
    frame = "<script>$.get('/module/xxgk/tree.jsp?standardXxgk=1&area=11990700&divid=div4')</script>"
    portal.routes[f"/col/col{own}/index.html"] = pages.document(
        portal, "政府信息公开年报", f"<div id='div4'></div>{frame}"
    )
    portal.routes["/module/xxgk/tree.jsp"] = (
        "<a href=\"javascript:funclick('A0203')\">政府信息公开年报</a><a href=\"javascript:funclick('A0101')\">领导信息</a>"
    )

    def search(asked: Asked) -> Answer:
        number = int(asked.query.get("currpage", "1"))
        part = portal.entries[(number - 1) * 15 : number * 15]
        mine = "".join(_row(entry.title, _path(entry, own), entry.published) for entry in part)
        foreign = _row(
            f"示例别市{2010 + number}年政府信息公开工作年度报告",
            f"/art/2020/1/2/art_{other}_{number}.html",
            "2020-01-02",
        )
        return Answer(f"<table>{mine}{foreign if part else ''}</table>")

    portal.routes["/module/xxgk/search.jsp"] = search


def _row(title: str, href: str, day: str) -> str:
    return f"<tr class='tr_main_value_odd'><td><a href='{href}' title='{title}'>{title}</a></td><td>{day}</td></tr>"
