"""Epoint: POST JSON, pages from 0, the site's id in webBuilderCommon.js."""

from __future__ import annotations

import json

from tests.site import pages
from tests.site.reports import Entry
from tests.site.server import Answer, Asked, Portal, PortalTown, as_json

_GUID = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"
_LIST = "/EWB-FRONT/rest/lightfrontaction/getgovinfolist"


def _path(entry: Entry) -> str:
    return f"/003/003017/{entry.published.replace('-', '')}/{entry.number:08x}-1.html"


def build_epoint(portal: Portal, town: PortalTown) -> None:
    pages.home(portal, "/dynamic/zwgk/govInfoPub.html?categorynum=003017002&deptcode=001001")
    for entry in portal.entries:
        portal.routes[_path(entry)] = pages.article(portal, entry, "<div class='ewb-article-content'>{}</div>")
    scripts = '<script src="/js/webBuilderCommon.js"></script><script src="/js/govInfoPub.js"></script>'
    portal.routes["/dynamic/zwgk/govInfoPub.html"] = pages.document(
        portal, "政府信息公开年报", f"<ul id='infolist'></ul>{scripts}"
    )
    info = f'var siteInfo={{"siteGuid":"{_GUID}","projectName":"/EWB-FRONT"}};'
    portal.routes["/js/webBuilderCommon.js"] = Answer(info, media="application/javascript")

    def listing(asked: Asked) -> Answer:
        form = json.loads(asked.form or b"{}")
        form = form.get("params", form)
        if form.get("siteGuid") != _GUID or form.get("categorynum") != "003017002":
            return as_json({"custom": {"total": 0, "data": []}})
        number, size = int(form["pageIndex"]), int(form["pageSize"])
        data = [
            {
                "infourl": _path(entry),
                "title": pages.short(entry.title),
                "realtitle": entry.title,
                "infodate": entry.published,
            }
            for entry in portal.entries[number * size : (number + 1) * size]
        ]
        return as_json({"custom": {"total": len(portal.entries), "data": data}})

    portal.routes[_LIST] = listing
