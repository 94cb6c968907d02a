"""TRS-like static directories: script pagers from 0 and from 1, sub-columns by year."""

from __future__ import annotations

from tests.site import pages, reports
from tests.site.reports import Entry
from tests.site.server import Answer, Portal, PortalTown, Route

COLUMN = "/zfxxgk/zfxxgknb/"
_EDITOR = '<div class="TRS_Editor">{}</div>'


def path(entry: Entry) -> str:
    day = entry.published.replace("-", "")
    return f"{day[:6]}/t{day}_{2000 + entry.number}.html"


def attachment(entry: Entry) -> str:
    return f"P02025{entry.number:015d}.pdf"


def build_trs(portal: Portal, town: PortalTown) -> None:
    """Page 2 is `index_1.shtml`; past the end a meta refresh to `./`; one article with a PDF beside it."""
    pages.home(portal, COLUMN)
    _articles(portal, COLUMN)
    parts = pages.chunks(portal.entries, 15)
    for number, part in enumerate(parts):
        pager = f'<script>createPageHTML({len(parts)}, {number}, "index", "shtml");</script>'
        clone = '<div class="link"><a href="http://127.0.0.30:9/zfxxgk/t1.html">友情链接</a></div>'
        listing = f'<ul class="list">{pages.rows(part, lambda entry: "./" + path(entry))}</ul>{pager}{clone}'
        shown = pages.document(portal, "政府信息公开年报", listing)
        portal.routes[COLUMN if number == 0 else f"{COLUMN}index_{number}.shtml"] = shown
    past = '<html><head><meta http-equiv="refresh" content="0;url=./"></head><body></body></html>'
    portal.routes[f"{COLUMN}index_{len(parts)}.shtml"] = past


def build_trs2(portal: Portal, town: PortalTown) -> None:
    """Page 2 is `index_2.html`; `index_1.html` is page 1 again; past the end 404."""
    pages.home(portal, COLUMN)
    _articles(portal, COLUMN)
    parts = pages.chunks(portal.entries, 15)
    for number, part in enumerate(parts, start=1):
        pager = f"<script>var countPage = {len(parts)}; var currentPage = {number - 1};</script>"
        listing = f"<ul>{pages.rows(part, lambda entry: './' + path(entry))}</ul>{pager}"
        shown = pages.document(portal, "政府信息公开年报", listing)
        portal.routes[f"{COLUMN}index_{number}.html"] = shown
        if number == 1:
            portal.routes[COLUMN] = shown


def build_trsyear(portal: Portal, town: PortalTown) -> None:
    """The column lists years; each year's page lists reports and, under `xzjd/`, those of townships."""
    pages.home(portal, COLUMN)
    years = "".join(f'<li><a href="./nb_{year}n/">{year}年</a></li>' for year in reversed(reports.YEARS))
    pager = '<script>createPageHTML(1, 0, "index", "html");</script>'
    portal.routes[COLUMN] = pages.document(portal, "政府信息公开年报", f"<ul>{years}</ul>{pager}")
    for year in reports.YEARS:
        folder = f"{COLUMN}nb_{year}n/"
        own = [entry for entry in portal.entries if entry.report and not entry.variant and entry.report.year == year]
        towns = [entry for entry in own if entry.report and entry.report.agency.kind == "town"]
        rest = [entry for entry in own if entry not in towns]
        down = '<li><a href="./xzjd/">乡镇街道</a></li>'
        portal.routes[folder] = pages.document(portal, f"{year}年", f"<ul>{pages.rows(rest, path)}{down}</ul>{pager}")
        portal.routes[f"{folder}xzjd/"] = pages.document(
            portal, "乡镇街道", f"<ul>{pages.rows(towns, path)}</ul>{pager}"
        )
        for base, part in ((folder, rest), (f"{folder}xzjd/", towns)):
            for entry in part:
                portal.routes[base + path(entry)] = _article(portal, entry)


def _articles(portal: Portal, folder: str) -> None:
    for entry in portal.entries:
        portal.routes[folder + path(entry)] = _article(portal, entry)
    first = portal.entries[0]
    place = f"{folder}{path(first).split('/')[0]}/{attachment(first)}"
    portal.routes[place] = Answer(reports.pdf(f"trs {first.number}"), media="application/octet-stream")


def _article(portal: Portal, entry: Entry) -> Route:
    link = f'<p><a href="./{attachment(entry)}">附件：{entry.title}.pdf</a></p>' if entry.number == 1 else ""
    return pages.article(portal, entry, f'<div class="TRS_Editor">{{}}{link}</div>' if link else _EDITOR)
