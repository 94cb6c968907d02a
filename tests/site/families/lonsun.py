"""LonSun: one column an organ, `type=3`, rows from an AJAX endpoint."""

from __future__ import annotations

from tests.site import pages, reports
from tests.site.server import Answer, Asked, Portal, PortalTown

_SIZE = 4
_FILE = "/fuzzy/publicInfoList"


def build_lonsun(portal: Portal, town: PortalTown) -> None:
    organs = {str(101 + place): body for place, body in enumerate(reports.bodies(portal.index))}
    menu = "".join(
        f'<li><a href="/public/column/{organ}?type=4&action=list">{body.name}</a></li>'
        for organ, body in organs.items()
    )
    pages.home(portal, "/public/column/101?type=3&action=list")
    for organ, body in organs.items():
        own = [entry for entry in portal.entries if (entry.report.agency == body if entry.report else organ == "101")]
        count = -(-len(own) // _SIZE)
        script = (
            f"<script>$('#page').pagination({{pageCount:{count}}});var params = {{siteId:'7001',organId:'{organ}',type:'3',"
            f"pageSize:'{_SIZE}',file:'{_FILE}'}};var url='/site/label/8888?labelName=publicInfoList';</script>"
        )
        head = '<meta name="SiteId" content="7001">'
        shown = pages.document(
            portal, "政府信息公开年报", f"<ul class='menu'>{menu}</ul><div id='list'></div>{script}", head=head
        )
        portal.routes[f"/public/column/{organ}?type=3&action=list"] = shown
        for entry in own:
            portal.routes[f"/public/{organ}/{entry.number}.html"] = pages.article(portal, entry)

    def label(asked: Asked) -> Answer:
        organ, number = asked.query.get("organId", ""), int(asked.query.get("pageIndex", "1"))
        if asked.query.get("siteId") != "7001" or asked.query.get("file") != _FILE or organ not in organs:
            return Answer("")
        own = [
            entry
            for entry in portal.entries
            if (entry.report.agency == organs[organ] if entry.report else organ == "101")
        ]
        items = "".join(
            f'<li><a class="title" href="/public/{organ}/{entry.number}.html" title="{entry.title}">{pages.short(entry.title)}</a>'
            f'<span class="date">{entry.published}</span></li>'
            for entry in own[(number - 1) * _SIZE : number * _SIZE]
        )
        return Answer(f'<ul class="xxgk_nav_list">{items}</ul>' if items else "<ul class='xxgk_nav_list'></ul>")

    portal.routes["/site/label/8888"] = label
