"""Portals of no known family: links in `onclick`, a 下一页 pager; a list that stands only in a frame of the same host."""

from __future__ import annotations

from tests.site import pages
from tests.site.reports import Entry
from tests.site.server import Portal, PortalTown


def _path(entry: Entry) -> str:
    return f"/gk/nb/{entry.number}.html"


def build_generic(portal: Portal, town: PortalTown) -> None:
    pages.home(portal, "/gk/nb/")
    _lists(portal, "/gk/nb/")


def build_iframe(portal: Portal, town: PortalTown) -> None:
    pages.home(portal, "/gk/index.html")
    portal.routes["/gk/index.html"] = pages.document(
        portal, "政府信息公开年报", '<iframe src="/gk/nb/list.html" width="100%"></iframe>'
    )
    _lists(portal, "/gk/nb/list.html")


def _lists(portal: Portal, first: str) -> None:
    parts = pages.chunks(portal.entries, 12)
    names = [first, *(f"/gk/nb/p{number}.html" for number in range(2, len(parts) + 1))]
    for number, part in enumerate(parts):
        rows = "".join(
            f"<div class='row'><a href=\"javascript:void(0)\" onclick=\"openUrl('{_path(entry)}')\">{entry.title}</a><i>{entry.published}</i></div>"
            for entry in part
        )
        after = f'<a href="{names[number + 1]}">下一页</a>' if number + 1 < len(parts) else "<a>下一页</a>"
        portal.routes[names[number]] = pages.document(portal, "政府信息公开年报", f"{rows}<div>{after}</div>")
    for entry in portal.entries:
        portal.routes[_path(entry)] = pages.article(portal, entry, "<div class='x'>{}</div>")
