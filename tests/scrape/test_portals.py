"""All portals of the test site in one crawl: every report once, with agency and year; manners as the server's log shows."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

import pytest

from tests.scrape.conftest import Crawl, Small
from tests.site.families import BUILD
from tests.site.families.files import EXTENSION, kind

POSTED = {
    "/getFileListByCodeId",
    "/module/xxgk/search.jsp",
    "/EWB-FRONT/rest/lightfrontaction/getgovinfolist",
    "/module/web/jpage/dataproxy.jsp",  # of the portal whose ids are opaque: tried in vain
}
GOOD = [name for name in BUILD if name not in ("jcmsenc", "spa", "upper", "clone")]


@pytest.mark.parametrize("portal", GOOD)
def test_every_report_once_with_agency_and_year(whole: Crawl, portal: str) -> None:
    wanted = sorted((report.agency.agency_id, str(report.year)) for report in whole.town.portals[portal].reports)
    found = [row for row in whole.documents() if row["site_id"] == portal]
    assert sorted((row["agency_id"], row["year"]) for row in found) == wanted
    assert len(wanted) == (31 if portal == "ucapjson" else 36)
    assert {row["latest"] for row in found} == {"1"}
    assert whole.walk(portal)["state"] == "complete"


@pytest.mark.parametrize("portal", GOOD)
def test_titles_and_dates_are_the_portals(whole: Crawl, portal: str) -> None:
    made = {(report.agency.agency_id, str(report.year)): report for report in whole.town.portals[portal].reports}
    for row in whole.documents():
        if row["site_id"] == portal:
            report = made[row["agency_id"], row["year"]]
            assert (row["title"], row["published"]) == (report.title, report.published)


def test_nothing_is_asked_outside_the_catalogue(whole: Crawl) -> None:
    assert whole.town.asked("clone") == []
    assert whole.walk("trs")["offlist_links"] == [whole.town.portals["clone"].host]


def test_distractors_are_no_documents(whole: Crawl) -> None:
    titles = [row["title"] for role in ("main", "variant", "attachment") for row in whole.documents(role)]
    assert not [title for title in titles if "图解" in title or "报表" in title or "通知" in title or "推进会" in title]


def test_a_list_whose_total_lies_is_complete_and_says_so(whole: Crawl) -> None:
    assert whole.walk("ucapjson")["checks"] == ["total_mismatch: 44 stated, 35 listed"]


def test_a_list_that_can_not_be_walked_to_its_end_is_partial(whole: Crawl) -> None:
    walk = whole.walk("jcmsenc")
    assert (walk["state"], walk["evidence"]) == ("partial", "the portal states 40 records and gives 20")
    assert len([row for row in whole.documents() if row["site_id"] == "jcmsenc"]) == 17
    lacking = whole.coverage()["990600-gov", 2019]
    assert lacking["state"] == "not_looked"
    assert "was cut" in lacking["evidence"]


def test_a_page_that_only_a_script_fills_needs_one_and_a_person_is_told(whole: Crawl) -> None:
    assert {
        row["state"] for (agency, year), row in whole.coverage().items() if agency == "991800-gov" and year < 2025
    } == {"needs_script"}
    portal = whole.town.portals["spa"]
    wanted = whole.raw / "inbox" / portal.host / "spa-1" / "WANTED.txt"
    assert f"{portal.base}/cn/annual.html" in wanted.read_text(encoding="utf-8")


def test_reports_that_a_zone_publishes_again_are_those_of_their_agencies(whole: Crawl) -> None:
    zone = whole.town.portals["upper"]
    own = [row for row in whole.documents() if zone.host in row["url"]]
    assert {row["agency"] for row in own} == {"测试省人民政府"}
    city = [row for row in whole.documents() if row["agency_id"] == "990000-gov"]
    assert [row["site_id"] for row in city] == ["trs"] * 6
    assert all(zone.host in row["other_urls"] for row in city)


def test_files_are_kept_with_their_kind_by_content(whole: Crawl) -> None:
    kinds = {"doc": "ole", "wps": "ole", "xls": "ole", "scan": "pdf"}
    entries = {entry.title: kind(entry) for entry in whole.town.portals["files"].entries}
    found = [row for row in whole.documents() if row["site_id"] == "files"]
    assert {row["title"]: row["kind"] for row in found} == {
        title: kinds.get(own, own) for title, own in entries.items()
    }
    assert EXTENSION["scan"] == "pdf"


def test_viewers_give_the_pdf(whole: Crawl) -> None:
    for row in whole.documents():
        if row["site_id"] == "viewer":
            assert row["kind"] == "pdf"
            number = next(
                report.number for report in whole.town.portals["viewer"].reports if report.title == row["title"]
            )
            assert f"viewer {number}".encode() in whole.store.load(row["sha256"])


def test_an_attachment_comes_whole_with_referer_and_cookie(whole: Crawl) -> None:
    portal = whole.town.portals["vsb"]
    report = portal.reports[2]
    row = next(row for row in whole.documents() if row["title"] == report.title)
    from tests.site.reports import docx

    assert (row["kind"], whole.store.load(row["sha256"])) == ("docx", docx(report))


def test_requests_to_a_host_never_overlap_and_keep_their_delay(whole: Crawl) -> None:
    times: dict[str, list[float]] = defaultdict(list)
    for asked in whole.town.asked():
        times[asked.portal].append(asked.t)
    assert sum(map(len, times.values())) > 800
    for portal, own in times.items():
        assert min((later - earlier for earlier, later in pairwise(own)), default=5) >= 4.999, portal


def test_every_request_says_who_asks(whole: Crawl) -> None:
    assert {asked.headers["user-agent"] for asked in whole.town.asked()} == {whole.manners.user_agent}
    assert "tests@example.org" in whole.manners.user_agent


def test_coverage_has_one_row_for_each_agency_and_year(whole: Crawl) -> None:
    rows = whole.coverage()
    assert len(rows) == 20 * 6 * 7
    have = {(row["agency_id"], int(row["year"])) for row in whole.documents() if row["agency_id"]}
    assert {key for key, row in rows.items() if row["state"] == "have"} == have
    assert {row["state"] for (_, year), row in rows.items() if year == 2025} == {"not_due"}


def test_a_second_run_asks_only_for_lists_and_stores_nothing(whole: Crawl) -> None:
    sent = sum(item.sent for item in whole.town.log)
    before, documents = len(whole.town.log), (whole.raw / "documents.csv").read_bytes()
    stored = sorted(path.name for path in whole.raw.joinpath("store").rglob("*.bin"))
    whole.clock.forward(hours=2)
    whole.run()
    again = whole.town.log[before:]
    assert sum(item.sent for item in again) < 0.05 * sent
    assert not [item.asked.path for item in again if item.asked.path.endswith((".pdf", ".docx"))]
    assert {item.status for item in again if item.asked.method == "GET"} == {304}
    assert {
        item.asked.path for item in again if item.asked.method == "POST"
    } == POSTED  # HTTP knows no conditional POST
    columns = {path.split("#")[0] for portal in whole.town.portals.values() for path in portal.column_urls}
    assert len(
        [item for item in again if f"{whole.town.portals[item.asked.portal].base}{item.asked.target}" in columns]
    ) == len(columns)
    assert not [item.asked.path for item in again if "/t20" in item.asked.path or "/content/" in item.asked.path]
    assert (whole.raw / "documents.csv").read_bytes() == documents
    assert sorted(path.name for path in whole.raw.joinpath("store").rglob("*.bin")) == stored


def test_a_list_that_a_get_endpoint_fills_is_walked_too(small: Small) -> None:
    crawl = small("ucapjson", reports=31)
    routes = crawl.town.portals["ucapjson"].routes
    for path, route in routes.items():
        if isinstance(route, str):
            routes[path] = re.sub(r"\$\.post\(.*?\)</script>", "$.get('/common/search/'+channelId)</script>", route)
    crawl.run()
    assert len(crawl.documents()) == 31
    assert {asked.method for asked in crawl.town.asked("ucapjson")} == {"GET"}
