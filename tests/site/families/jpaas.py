"""jpaas: the list comes from build/unit with `paramJson`; a bare `pageNo` is ignored."""

from __future__ import annotations

import hashlib
import json

from tests.site import pages
from tests.site.reports import Entry
from tests.site.server import Answer, Asked, Portal, PortalTown, as_json

_UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_SIZE = 15


def _path(entry: Entry) -> str:
    return f"/art/{entry.published[:4]}/art_{hashlib.md5(f'jpaas{entry.number}'.encode()).hexdigest()}.html"


def build_jpaas(portal: Portal, town: PortalTown) -> None:
    column = "/col/col1660/index.html"
    pages.home(portal, column)
    for entry in portal.entries:
        portal.routes[_path(entry)] = pages.article(portal, entry, "<div class='wzzw-article'>{}</div>")
    query = "{'webId':'w1','pageId':'p1','tplSetId':'t1','tagId':'列表','parseType':'bulidstatic','pageType':'column','editType':'null'}"
    unit = f'<div class="page-content" queryData="{query}" url="{_UNIT}"></div>'
    portal.routes[column] = pages.document(portal, "政府信息公开年报", unit)

    def build(asked: Asked) -> Answer:
        if asked.query.get("webId") != "w1" or asked.query.get("parseType") != "bulidstatic":
            return as_json({"success": False, "data": None})
        number = int(json.loads(asked.query.get("paramJson", "{}")).get("pageNo", 1))
        part = portal.entries[(number - 1) * _SIZE : number * _SIZE]
        pager = f'<div class="pagination" rows="{_SIZE}" count="{len(portal.entries)}"></div>'
        return as_json({"success": True, "data": {"html": f"<ul>{pages.rows(part, _path)}</ul>{pager}"}})

    portal.routes[_UNIT] = build
