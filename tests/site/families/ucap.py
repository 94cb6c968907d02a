"""UCAP: static lists `list_N.shtml`, and lists that a JSON endpoint fills."""

from __future__ import annotations

import hashlib
from urllib.parse import parse_qsl

from tests.site import pages
from tests.site.reports import Entry
from tests.site.server import Answer, Asked, Portal, PortalTown, as_json

_CHANNEL = hashlib.md5(b"channel").hexdigest()
_SHOWN = 31


def _path(entry: Entry) -> str:
    return f"/sfxx/c100034/{entry.published[:4]}{entry.published[5:7]}/{hashlib.md5(str(entry.number).encode()).hexdigest()}.shtml"


def _articles(portal: Portal) -> None:
    for entry in portal.entries:
        title = f"<UCAPTITLE>{entry.title}</UCAPTITLE>"
        container = f"{title}<div id='UCAP-CONTENT'><UCAPCONTENT>{{}}</UCAPCONTENT></div>"
        portal.routes[_path(entry)] = pages.article(portal, entry, container)


def build_ucap(portal: Portal, town: PortalTown) -> None:
    """Page N is `list_N.shtml`; the pager's script has an extra first argument."""
    column = "/sfxx/c100034/list.shtml"
    pages.home(portal, column)
    _articles(portal)
    parts = pages.chunks(portal.entries, 20)
    for number, part in enumerate(parts, start=1):
        pager = f"<div id='page_div'></div><script>createPageHTML('page_div',{len(parts)},{number},'list','shtml',{len(portal.entries)});</script>"
        shown = pages.document(portal, "政府信息公开年报", f"<ul>{pages.rows(part, _path)}</ul>{pager}")
        portal.routes[column if number == 1 else f"/sfxx/c100034/list_{number}.shtml"] = shown


def build_ucapjson(portal: Portal, town: PortalTown) -> None:
    """The list is empty; POST `/getFileListByCodeId` and GET `/common/search/<id>` fill it; `total` says more than there is."""
    column = "/sfxx/c100034/zfxxgk_list.shtml"
    portal.entries = portal.entries[: _SHOWN + 4]
    pages.home(portal, column)
    _articles(portal)
    script = "<script>$.post('/getFileListByCodeId',{channelId:channelId,page:1,size:10})</script>"
    head = f'<meta name="channelId" content="{_CHANNEL}">'
    portal.routes[column] = pages.document(portal, "政府信息公开年报", f"<ul id='list'></ul>{script}", head=head)
    portal.routes["/getFileListByCodeId"] = lambda asked: _listing(
        portal, dict(parse_qsl(asked.form.decode())), "page", "size", nested=True
    )
    portal.routes[f"/common/search/{_CHANNEL}"] = lambda asked: _searched(portal, asked)


def _searched(portal: Portal, asked: Asked) -> Answer:
    return _listing(portal, dict(asked.query), "page", "_pageSize", nested=False)


def _listing(portal: Portal, form: dict[str, str], page: str, size: str, *, nested: bool) -> Answer:
    if form.get("channelId", _CHANNEL) != _CHANNEL:
        return as_json({"data": {"results": []}})
    number, rows = int(form.get(page) or 1), min(int(form.get(size) or 10), 20)
    part = portal.entries[(number - 1) * rows : number * rows]
    results = [
        {
            "title": f"<em>{entry.title[:4]}</em>{entry.title[4:]}",
            "url": _path(entry),
            "publishedTimeStr": f"{entry.published} 09:30:00",
            "channelName": "政府信息公开年报",
            "domainMetaList": [{"resultList": [{"key": "publisher", "name": "发布机构", "value": "null"}]}],
        }
        for entry in part
    ]
    data = {"page": number, "rows": rows, "total": 44, "channelId": _CHANNEL}
    return as_json(
        {"results": {"data": {**data, "results": results}}} if nested else {"data": {**data, "results": results}}
    )
