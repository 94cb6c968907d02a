"""Guangdong's gkmlpt: `_CONFIG` in the page, an API whose pages 0 and 1 are the same, twins for phones."""

from __future__ import annotations

import json

from tests.site import pages, reports
from tests.site.reports import Entry
from tests.site.server import Answer, Asked, Portal, PortalTown, as_json

_SID = "990012"
_SIZE = 15
_FILE = "/attachment/7/7387/7387273/7756059.pdf"


def path(entry: Entry, twin: str = "post") -> str:
    return f"/gkmlpt/content/10/{10000 + entry.number}/{twin}_{10690000 + entry.number}.html"


def build_gkmlpt(portal: Portal, town: PortalTown) -> None:
    pages.home(portal, "/gkmlpt/annualreport")
    tree = [
        {"id": 2629, "name": "政府信息公开年度报告", "parent": 0, "children": [], "jump_url": ""},
        {
            "id": 2630,
            "name": "历年年报",
            "parent": 0,
            "children": [],
            "jump_url": f"{portal.base}/zwgk/xxgknb/index.html",
        },
        {"id": 2700, "name": "领导信息", "parent": 0, "children": [], "jump_url": ""},
    ]
    config = f"<script>window._CONFIG = {{ SID: '{_SID}', TREE: {json.dumps(tree, ensure_ascii=False)}, THEME: 1 }};</script>"
    portal.routes["/gkmlpt/annualreport"] = pages.document(portal, "政府信息公开年报", f"<div id='app'></div>{config}")
    new = [entry for entry in portal.entries if entry.report is None or entry.report.year > 2019]
    old = [entry for entry in portal.entries if entry not in new]
    nfcms = "".join(
        f'<li><a href="/zwgk/xxgknb/content/post_{entry.number}.html" title="{entry.title}">{entry.title}</a></li>'
        for entry in old
    )
    script = "<script>var NFCMS_SITE_ID = 755001;</script>"
    portal.routes["/zwgk/xxgknb/index.html"] = pages.document(portal, "历年年报", f"<ul>{nfcms}</ul>{script}")
    for entry in old:
        portal.routes[f"/zwgk/xxgknb/content/post_{entry.number}.html"] = pages.article(
            portal, entry, "<div class='news_cont_d_wrap'>{}</div>"
        )
    for entry in new:
        shown = pages.article(portal, entry, "<div class='article-content'>{}</div>")
        portal.routes[path(entry)] = portal.routes[path(entry, "mpost")] = shown

    def api(asked: Asked) -> Answer:
        number = max(int(asked.query.get("page", "1")), 1)
        part = new[(number - 1) * _SIZE : number * _SIZE]
        articles = [_article(portal, entry) for entry in part]
        if number == 1:  # the twin of the first one, as the list of a phone has it
            articles.append({**articles[0], "id": 99, "url": portal.base + path(new[0], "mpost")})
        return as_json({"classify": {"post_count": len(new)}, "total": len(new), "articles": articles})

    portal.routes["/gkmlpt/api/all/2629"] = api
    portal.routes[_FILE] = Answer(reports.pdf("gkmlpt"), media="application/pdf")


def _article(portal: Portal, entry: Entry) -> dict[str, object]:
    file = {"id": 1, "name": f"{entry.title}.pdf", "type": "pdf", "url": portal.base + _FILE, "size": 900}
    return {
        "id": entry.number,
        "title": entry.title,
        "url": portal.base + path(entry),
        "publisher": entry.report.agency.name if entry.report else "",
        "display_publish_time": 1_700_000_000,
        "date": entry.published,
        "attachment": [file] if entry.number == 1 else [],
    }
