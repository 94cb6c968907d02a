"""A script shell without a list, a zone that re-publishes its city's and province's reports, a clone outside the catalogue."""

from __future__ import annotations

from dataclasses import replace

from tests.site import pages, reports
from tests.site.server import Answer, Portal, PortalTown


def build_spa(portal: Portal, town: PortalTown) -> None:
    pages.home(portal, "/cn/annual.html")
    shell = (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>政府信息公开</title></head><body><div id="app"></div>'
    )
    portal.routes["/cn/annual.html"] = (
        shell
        + "<script src='/static/js/chunk-vendors.8e1.js'></script><script src='/static/js/app.77a.js'></script></body></html>"
    )


def build_upper(portal: Portal, town: PortalTown) -> None:
    """The zone's own reports are those of no agency here: all entries are the city's (portal 0) and the province's."""
    city, province = reports.bodies(0)[0], "测试省人民政府"
    own = tuple(
        entry for entry in reports.entries(0) if entry.report and entry.report.agency == city and not entry.variant
    )
    upper = tuple(
        replace(
            entry,
            number=entry.number + 500,
            title=entry.title.replace(city.name, province),
            report=replace(entry.report, agency=replace(city, agency_id="990000-province", name=province)),
        )
        for entry in own
        if entry.report
    )
    portal.entries = own + upper
    pages.home(portal, "/gk/nb/")
    portal.routes["/gk/nb/"] = pages.document(
        portal,
        "政府信息公开年报",
        f"<ul>{pages.rows(portal.entries, lambda entry: f'/gk/nb/{entry.number}.html')}</ul>",
    )
    for entry in portal.entries:
        portal.routes[f"/gk/nb/{entry.number}.html"] = pages.article(portal, entry)


def build_clone(portal: Portal, town: PortalTown) -> None:
    """Not in the catalogue (no column): copies the reports of `trs` with one number changed, and `trs` links to it."""
    portal.entries = reports.entries(0)
    for entry in portal.entries:
        if entry.report:
            portal.routes[f"/zfxxgk/{entry.number}.html"] = lambda _, report=entry.report: Answer(
                reports.body_html(report, plus=1)
            )  # type: ignore[misc]
    if "trs" in town.portals:
        column = town.portals["trs"].routes
        for path, shown in column.items():
            if isinstance(shown, str):
                column[path] = shown.replace("http://127.0.0.30:9/zfxxgk/t1.html", f"{portal.base}/zfxxgk/1.html")
