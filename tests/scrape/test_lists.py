"""Faults of list pages: moved, endless, lying, trapped, hijacked. Numbers: testsite.md."""

from __future__ import annotations

import dataclasses

import pytest

from pipeline.scrape import todo, walk
from pipeline.scrape.families.base import Family
from pipeline.scrape.page import Page
from tests.scrape.conftest import Crawl, Small
from tests.scrape.pages import LIST, entry_of, lists, portal_of, puts, shows
from tests.scrape.test_manners import states
from tests.scrape.test_transport import times
from tests.site import Answer, Asked, faults, pages
from tests.site.families.trs import COLUMN


def moved(crawl: Crawl, target: str) -> None:
    """The column of `trs` is gone; the menu leads to `target`."""
    portal = crawl.town.portals["trs"]
    crawl.town.fault("trs", COLUMN, Answer("", 404))
    portal.routes["/zwgk/zfxxgk/"] = pages.document(portal, "政府信息公开", f'<a href="{target}">政府信息公开年报</a>')


def test_2_a_list_that_moved_is_found_from_the_home_page_for_a_person_to_confirm(small: Small) -> None:
    crawl = small()
    portal = crawl.town.portals["trs"]
    old = {path: route for path, route in portal.routes.items() if path.startswith(COLUMN)}
    portal.routes.update({path.replace(COLUMN, "/new/nb/"): route for path, route in old.items()})
    moved(crawl, "/new/nb/")
    crawl.run()
    walk = crawl.walk("trs")
    assert walk["checks"] == [f"column_moved: {portal.base}/new/nb/"]
    assert walk["url"] == portal.column_urls[0]
    assert len(crawl.documents()) == 4
    assert len(crawl.town.asked("trs")) <= 15 + 3 + 8


def test_2_a_list_that_is_nowhere_is_moved_and_not_absent(small: Small) -> None:
    crawl = small()
    moved(crawl, "/nowhere/")
    crawl.run()
    assert states(crawl) == {"moved"}
    assert len(crawl.town.asked("trs")) <= 17


def test_a_portal_without_a_known_list_page_is_searched_from_its_home_page(small: Small) -> None:
    crawl = small()
    portal = crawl.town.portals["trs"]
    portal.column_urls.clear()
    crawl.run()
    assert crawl.walk("trs")["checks"] == [f"column_found: {portal.base}{COLUMN}"]
    assert len(crawl.documents()) == 4
    tasks = todo.tasks(crawl.store, crawl.catalogue)
    assert [(task.state, task.url) for task in tasks] == [("confirm", f"{portal.base}{COLUMN}")]
    assert {row["state"] for (_, year), row in crawl.coverage().items() if year < 2024} == {"not_looked"}


def test_a_portal_whose_menu_leads_nowhere_has_no_column(small: Small) -> None:
    crawl = small()
    crawl.town.portals["trs"].column_urls.clear()
    crawl.town.fault("trs", "/zwgk/", Answer("", 404))
    crawl.run()
    assert states(crawl) == {"no_column"}


def test_42_a_list_that_moved_to_another_catalogued_host_is_found(small: Small) -> None:
    crawl = small("trs", "generic")
    moved(crawl, crawl.town.portals["generic"].base + LIST)
    crawl.run()
    assert crawl.walk("trs")["checks"] == [f"column_moved: {crawl.town.portals['generic'].base}{LIST}"]


@pytest.mark.parametrize("kind", ["32a repeats", "32b shuffles"])
def test_32_pages_without_end_that_bring_nothing_new_end_the_walk(small: Small, kind: str) -> None:
    crawl = small("generic")
    entry = entry_of(crawl, "gov", 2023)
    shows(crawl, "/a.html", entry)
    rows = [(entry.title, "/a.html", entry.published), ("无关新闻", "/n.html", "2023-01-01")]

    def page(asked: Asked) -> Answer:
        number = int(asked.query.get("p", "1"))
        own = rows if kind == "32a repeats" or number % 2 else rows[::-1]
        listed = "".join(f'<li><a href="{href}">{title}</a><span>{day}</span></li>' for title, href, day in own)
        return Answer(
            pages.document(portal_of(crawl), "年报", f"<ul>{listed}</ul><a href='{LIST}?p={number + 1}'>下一页</a>")
        )

    puts(crawl, LIST, page)
    crawl.run()
    assert len([asked for asked in crawl.town.asked("generic") if asked.path == LIST]) <= 3
    assert crawl.walk("generic")["state"] == "complete"


def test_32_pages_without_end_of_new_addresses_stop_at_the_cap(small: Small) -> None:
    crawl = small("generic")
    crawl.manners = dataclasses.replace(crawl.manners, pages_of_a_column=20)

    def page(asked: Asked) -> Answer:
        number = int(asked.query.get("p", "1"))
        listed = f'<li><a href="/n{number}.html">新闻{number}</a></li><a href="{LIST}?p={number + 1}">下一页</a>'
        return Answer(pages.document(portal_of(crawl), "政府信息公开年报", f"<ul>{listed}</ul>"))

    puts(crawl, LIST, page)
    crawl.run()
    walk = crawl.walk("generic")
    assert (walk["state"], walk["pages"], walk["checks"]) == ("partial", 20, ["page_cap"])
    assert "absent" not in states(crawl)


@pytest.mark.parametrize("stated", ["50", "1"])
def test_33_counts_that_lie_change_nothing(small: Small, stated: str) -> None:
    crawl = small(reports=36)
    portal = crawl.town.portals["trs"]
    for path, route in portal.routes.items():
        if isinstance(route, str):
            portal.routes[path] = route.replace("createPageHTML(3,", f"createPageHTML({stated},")
    crawl.run()
    assert len(crawl.documents()) == 36
    assert crawl.walk("trs")["state"] == "complete"
    assert crawl.walk("trs")["checks"] == [f"count_lied: {stated} pages stated, 3 found"]
    assert times(crawl, f"{COLUMN}index_4.shtml") <= 1


def test_34_calendars_are_not_followed_and_session_ids_are_no_new_pages(small: Small) -> None:
    crawl = small("generic")
    entry = entry_of(crawl, "gov", 2023)
    shows(crawl, "/a.html", entry)
    calendar = "".join(f"<a href='{LIST}?date=2023-01-{day:02d}'>{day}</a>" for day in range(1, 29))
    portal = portal_of(crawl)
    portal.routes["/a.html;jsessionid=A1"] = portal.routes["/a.html;jsessionid=B2"] = portal.routes["/a.html"]
    rows = [(entry.title, f"/a.html;jsessionid={sid}", entry.published) for sid in ("A1", "B2")]
    lists(crawl, *rows, after=calendar)
    crawl.run()
    assert len(crawl.documents()) == 1
    assert not [asked for asked in crawl.town.asked("generic") if "date" in asked.query]
    assert len([asked for asked in crawl.town.asked("generic") if asked.path.startswith("/a.html")]) == 1


def test_45_link_farms_and_hidden_links_are_never_asked(small: Small) -> None:
    crawl = small("generic", "clone")
    entry = entry_of(crawl, "gov", 2023)
    shows(crawl, "/a.html", entry)
    farm = crawl.town.portals["clone"].base
    title = "某某市2023年政府信息公开工作年度报告"
    hidden = (
        f"<div style='display: none'><a href='{LIST}casino.html'>{title}</a></div><a href='{farm}/x.html'>{title}</a>"
    )
    lists(crawl, (entry.title, "/a.html", entry.published), after=hidden)
    crawl.run()
    assert crawl.town.asked("clone") == []
    assert not [asked for asked in crawl.town.asked("generic") if "casino" in asked.path]
    assert len(crawl.documents()) == 1


def test_46_a_host_that_was_taken_over_gives_nothing(small: Small) -> None:
    crawl = small()
    casino = (
        "<html><head><title>澳门娱乐</title></head><body>"
        + "<a href='/b/1.html'>注册送彩金，真人荷官在线发牌</a>" * 30
        + "</body></html>"
    )
    crawl.town.fault("trs", COLUMN, Answer(casino))
    crawl.run()
    assert states(crawl) == {"taken_over"}
    assert crawl.documents() == []


def test_a_list_that_redirects_to_the_home_page_is_looked_for_again(small: Small) -> None:
    crawl = small()
    crawl.town.fault("trs", COLUMN, faults.redirect("/"))
    crawl.run()
    assert states(crawl) == {"moved"}


def test_a_list_that_lost_its_reports_is_looked_for_again(small: Small) -> None:
    crawl = small()
    crawl.run()
    portal = crawl.town.portals["trs"]
    shown = str(portal.routes[COLUMN])
    portal.routes["/new/nb/"] = shown.replace('"./', f'"{COLUMN}')
    portal.routes[COLUMN] = pages.document(portal, "政府信息公开", "<p>栏目正在建设中，欢迎留言。</p>")
    portal.routes["/zwgk/zfxxgk/"] = pages.document(portal, "政府信息公开", '<a href="/new/nb/">政府信息公开年报</a>')
    crawl.clock.forward(days=20)
    crawl.run()
    assert crawl.walk("trs")["checks"] == [f"column_moved: {portal.base}/new/nb/"]
    assert crawl.walk("trs")["state"] == "moved"
    assert states(crawl) == {"have", "moved"}


def test_a_list_without_any_report_is_a_developer_s_and_proves_no_absence(small: Small) -> None:
    crawl = small()
    crawl.run()
    portal = crawl.town.portals["trs"]
    portal.routes[COLUMN] = pages.document(portal, "政府信息公开", "<div id='list'></div><p>本栏目暂无内容</p>")
    for _ in range(2):
        crawl.clock.forward(days=20)
        crawl.run()
    assert states(crawl) == {"have", "unparsed"}
    assert "names a report" in crawl.walk("trs")["evidence"]
    assert not [row for row in crawl.coverage().values() if "delisted" in row["note"]]


def test_a_page_that_no_one_thought_of_costs_its_list_and_not_the_crawl(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawl = small("trs", "generic")
    known = walk.recognise

    def fails(page: Page) -> tuple[Family, str]:
        if page.url.endswith(COLUMN):
            raise KeyError("infourl")
        return known(page)

    monkeypatch.setattr(walk, "recognise", fails)
    crawl.run()
    assert crawl.walk("trs")["state"] == "unparsed"
    assert "KeyError" in crawl.walk("trs")["evidence"]
    assert len(crawl.documents()) == 4
