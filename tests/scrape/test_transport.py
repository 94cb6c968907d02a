"""Faults of the wire: what the scraper does is in its journal, what it asked in the server's log. Numbers: testsite.md."""

from __future__ import annotations

import dataclasses
import gzip
import io
import zipfile

import psutil
import pytest

from pipeline.scrape.plan import Plan
from tests.scrape.conftest import Crawl, Small
from tests.site import Answer, Asked, faults
from tests.site.families.trs import COLUMN, path
from tests.site.server import Route


def article(crawl: Crawl, place: int = 1) -> str:
    """The address of the portal's report at this place of its table."""
    report = crawl.town.portals["trs"].reports[place]
    entry = next(entry for entry in crawl.town.portals["trs"].entries if entry.report == report and not entry.variant)
    return COLUMN + path(entry)


def state(crawl: Crawl, place: int = 1) -> dict[str, str]:
    """The coverage row of the report at this place."""
    report = crawl.town.portals["trs"].reports[place]
    return crawl.coverage()[report.agency.agency_id, report.year]


def times(crawl: Crawl, path: str) -> int:
    return sum(asked.path == path for asked in crawl.town.asked("trs"))


def test_1_an_article_that_is_gone_is_noted_with_its_list_and_asked_again(small: Small) -> None:
    crawl = small()
    lost = article(crawl)
    crawl.town.fault("trs", lost, Answer("", 404), times=2)
    for expected in ("not_looked", "unreachable"):
        crawl.run()
        row = state(crawl)
        assert (row["state"], row["evidence"].split(":")[0]) == (expected, "gone?")
        assert COLUMN in row["evidence"]
        assert ("failed on one day so far" in row["evidence"]) == (expected == "not_looked")
        crawl.clock.forward(days=1)
    crawl.run()
    assert (times(crawl, lost), state(crawl)["state"]) == (3, "have")


def test_3_a_server_that_fails_once_gives_one_document_after_a_wait(small: Small) -> None:
    crawl = small()
    crawl.town.fault("trs", article(crawl), Answer("", 500), times=1)
    crawl.run()
    asked = [item.t for item in crawl.town.asked("trs") if item.path == article(crawl)]
    assert len(asked) == 2
    assert asked[1] - asked[0] >= 20
    assert len(crawl.documents()) == 4


def due(crawl: Crawl) -> list[dict[str, str]]:
    """The coverage rows of the years whose reports are due."""
    return [row for (_, year), row in crawl.coverage().items() if year < 2025]


def test_4_a_list_that_always_fails_is_unreachable_after_three_tries_on_each_of_two_days(small: Small) -> None:
    crawl = small()
    crawl.town.fault("trs", COLUMN, Answer("", 500))
    crawl.run()
    assert times(crawl, COLUMN) == 3
    assert crawl.walk("trs")["state"] == "unreachable"
    assert len(crawl.town.asked("trs")) == 4  # robots.txt and three tries: the host rests
    assert {row["state"] for row in due(crawl)} == {"not_looked"}
    assert all(row["evidence"].startswith("failed on one day so far") for row in due(crawl))
    assert all("answers 500" in row["evidence"] for row in due(crawl))
    crawl.clock.forward(days=1)
    crawl.run()
    assert times(crawl, COLUMN) == 6
    assert {(row["state"], "one day" in row["evidence"]) for row in due(crawl)} == {("unreachable", False)}


def test_what_was_known_stands_until_a_list_has_failed_on_two_days(small: Small) -> None:
    crawl = small()
    crawl.town.fault("trs", article(crawl), Answer("forbidden", 403), times=1)
    crawl.run()
    known = {row["state"] for row in due(crawl)} - {"have"}
    crawl.town.fault("trs", COLUMN, Answer("", 500))
    for expected in (known, {"unreachable"}):
        crawl.clock.forward(days=7)
        crawl.run()
        assert {row["state"] for row in due(crawl)} - {"have"} == expected
    assert known == {"blocked"}


def test_an_item_that_can_not_be_had_is_not_forgotten_when_its_list_fails_once(small: Small) -> None:
    crawl = small()
    crawl.town.fault("trs", article(crawl), Answer("", 404))
    for days in (0, 20):
        crawl.clock.forward(days=days)
        crawl.run()
    crawl.town.fault("trs", COLUMN, Answer("", 500))
    crawl.clock.forward(days=20)
    crawl.run()
    row = state(crawl)
    assert (row["state"], row["evidence"].split(":")[0]) == ("unreachable", "gone?")
    assert "failed on one day so far" in row["evidence"]


def test_5_a_listener_that_never_accepts_is_unreachable_within_the_limit(small: Small) -> None:
    crawl = small("trs", "generic")
    crawl.manners = dataclasses.replace(crawl.manners, seconds=0.3)
    crawl.town.accept_nothing("trs")
    crawl.run()
    assert crawl.town.asked("trs") == []
    assert (crawl.walk("trs")["state"], crawl.walk("generic")["state"]) == ("unreachable", "complete")
    assert "imeout" in crawl.walk("trs")["evidence"]
    crawl.clock.forward(days=1)
    crawl.run()
    assert {row["state"] for row in due(crawl) if row["agency_id"] == "990000-gov"} == {"unreachable"}


@pytest.mark.parametrize("fault", [faults.silent(), faults.drip()], ids=["5 never answers", "6 drips"])
def test_5_6_time_limits_are_on_the_whole_request(small: Small, fault: Answer) -> None:
    crawl = small()
    crawl.manners = dataclasses.replace(crawl.manners, seconds=0.4)
    crawl.town.fault("trs", COLUMN, fault)
    crawl.run()
    assert crawl.walk("trs")["state"] == "unreachable"
    assert "imeout" in crawl.walk("trs")["evidence"]
    assert not [
        line for line in crawl.lines("trs", "capture") if line["outcome"] == "ok" and line["url"].endswith(COLUMN)
    ]


@pytest.mark.parametrize("cut", [faults.short, faults.chunked_cut], ids=["7 short body", "8 chunked cut"])
def test_7_8_a_body_that_was_cut_is_asked_again_and_never_taken_for_whole(small: Small, cut: type) -> None:
    crawl = small()
    page = crawl.town.portals["trs"].routes[article(crawl)](None).data  # type: ignore[operator, arg-type]
    crawl.town.fault("trs", article(crawl), cut(page[:6000]), times=1)
    crawl.run()
    row = next(row for row in crawl.documents() if row["url"].endswith(article(crawl)))
    assert crawl.store.load(row["sha256"]) == page
    assert times(crawl, article(crawl)) == 2


def test_9_redirects_without_end_stop_and_their_chain_is_noted(small: Small) -> None:
    crawl = small()
    crawl.town.fault("trs", article(crawl), faults.redirect("/b.html"))
    crawl.town.fault("trs", "/b.html", faults.redirect(article(crawl)))
    crawl.run()
    assert times(crawl, "/b.html") <= 3
    crawl.clock.forward(days=1)
    crawl.run()
    row = state(crawl)
    assert row["state"] == "unreachable"
    assert row["evidence"].count("/b.html") >= 2


def test_10_a_redirect_to_the_home_page_is_no_document(small: Small) -> None:
    crawl = small()
    crawl.town.fault("trs", article(crawl), faults.redirect("/"))
    crawl.run()
    crawl.clock.forward(days=1)
    crawl.run()
    assert state(crawl)["state"] == "unreachable"
    assert "redirects to the home page" in state(crawl)["evidence"]
    assert len(crawl.documents()) == 3


def test_11_a_redirect_to_a_host_outside_the_catalogue_is_not_followed(small: Small) -> None:
    crawl = small("trs", "clone")
    crawl.town.fault("trs", article(crawl), faults.redirect(crawl.town.portals["clone"].base + "/zfxxgk/2.html"))
    crawl.run()
    assert crawl.town.asked("clone") == []
    missed = crawl.lines("trs", "missed")
    assert [(line["state"], "not in the catalogue" in line["reason"]) for line in missed] == [("offlist", True)]


def test_12_a_certificate_that_does_not_fit_needs_the_catalogue_s_word(secure: Crawl) -> None:
    secure.run()
    assert "tls_invalid" in secure.walk("trs")["evidence"]
    assert secure.town.asked("trs") == []
    secure.site = {"tls": "invalid_ok"}
    secure.clock.forward(days=1)
    secure.run()
    assert len(secure.documents()) == 4
    assert "tls=invalid" in secure.lines("trs", "capture")[-1]["checks"]


@pytest.mark.parametrize(
    ("row", "state", "evidence"),
    [
        ({"schemes": "http"}, "moved", "allows this host by http only"),
        ({"schemes": "both"}, "unreachable", "tls_invalid"),
        ({"schemes": "both", "tls": "invalid_ok"}, "complete", ""),
    ],
    ids=["http only", "certificate not accepted", "allowed"],
)
def test_12_from_http_to_https_of_the_same_host(secure: Crawl, row: dict[str, str], state: str, evidence: str) -> None:
    portal = secure.town.portals["trs"]
    plain, secured = portal.base.replace("https", "http"), portal.base
    portal.column_urls[:] = [plain + COLUMN]
    secure.site = {"home_url": f"{plain}/", **row}

    def upgraded(asked: Asked) -> Answer:
        if not asked.secure:
            return faults.redirect(secured + asked.target, 301)
        route = portal.routes.get(asked.path, Answer("", 404))
        return route(asked) if callable(route) else route if isinstance(route, Answer) else Answer(route)

    secure.town.fault("trs", "*", upgraded)
    secure.run()
    walk = secure.walk("trs")
    assert walk["state"] == state
    assert evidence in walk["evidence"]
    assert any(asked.secure for asked in secure.town.asked("trs")) == (state == "complete")
    assert len(secure.documents()) == (4 if state == "complete" else 0)
    if state == "complete":
        line = next(line for line in secure.lines("trs", "capture") if line["url"] == plain + COLUMN)
        assert (line["chain"], line["checks"]) == ([plain + COLUMN, secured + COLUMN], ["tls=invalid"])


def test_12_from_http_to_https_of_another_row_only_where_the_catalogue_allows_it(small: Small, secure: Crawl) -> None:
    crawl = small()
    target = secure.town.portals["trs"].base + article(secure)
    crawl.town.fault("trs", article(crawl), faults.redirect(target, 301))
    crawl.run()
    assert secure.town.asked("trs") == []
    assert [line["state"] for line in crawl.lines("trs", "missed")] == ["offlist"]


def test_13_old_tls_works(secure: Crawl) -> None:
    secure.site = {"tls": "invalid_ok"}
    secure.run()
    assert secure.town.tls_version == "TLSv1.2"
    assert len(secure.documents()) == 4


@pytest.mark.parametrize(
    "pack",
    [
        lambda data: Answer(gzip.compress(data), headers=(("Content-Encoding", "gzip"),)),
        lambda data: Answer(gzip.compress(data), headers=(("Content-Encoding", "identity"),)),
        lambda data: Answer(gzip.compress(gzip.compress(data)), headers=(("Content-Encoding", "gzip"),)),
    ],
    ids=["unasked", "labelled identity", "twice"],
)
def test_17_packed_bodies_are_unpacked(small: Small, pack: object) -> None:
    crawl = small()
    page = crawl.town.portals["trs"].routes[article(crawl)](None).data  # type: ignore[operator, arg-type]
    crawl.town.fault("trs", article(crawl), pack(page))  # type: ignore[operator]
    crawl.run()
    row = next(row for row in crawl.documents() if row["url"].endswith(article(crawl)))
    assert crawl.store.load(row["sha256"]) == page


@pytest.mark.parametrize(
    "fault",
    [faults.huge(200 * 2**20, announced=True), faults.huge(200 * 2**20, announced=False), faults.bomb(10 * 2**30)],
    ids=["30 announced", "30 not announced", "31 gzip bomb"],
)
def test_30_31_what_is_too_large_is_cut_and_memory_stays_flat(small: Small, fault: Route) -> None:
    crawl = small()
    crawl.town.fault("trs", article(crawl), fault)
    before = psutil.Process().memory_info().rss
    crawl.run()
    assert psutil.Process().memory_info().rss - before < 100 * 2**20
    assert [line["state"] for line in crawl.lines("trs", "missed")] == ["too_large"]
    assert len(crawl.documents()) == 3
    assert not list(crawl.raw.rglob("*.part"))
    assert max(path.stat().st_size for path in crawl.raw.rglob("*") if path.is_file()) < 2**20


def test_31_an_archive_that_unpacks_to_much_is_kept_as_it_is(small: Small) -> None:
    crawl = small()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (150 * 2**20))
    crawl.town.fault("trs", article(crawl), Answer(packed.getvalue(), media="application/msword"))
    del archive
    before = psutil.Process().memory_info().rss
    crawl.run()
    assert psutil.Process().memory_info().rss - before < 100 * 2**20
    row = next(row for row in crawl.documents() if row["url"].endswith(article(crawl)))
    assert (row["kind"], crawl.store.load(row["sha256"])) == ("docx", packed.getvalue())


def test_51_a_flood_of_headers_is_survived(small: Small) -> None:
    crawl = small()
    crawl.town.fault("trs", "/robots.txt", faults.flood())
    long = Answer("", 200, headers=(("X-Long", "x" * 40_000),))
    crawl.town.fault("trs", article(crawl), long, times=1)
    crawl.run()
    assert len(crawl.documents()) == 4


def test_the_limit_on_reports_of_a_site_is_kept(small: Small) -> None:
    crawl = small()
    crawl.run(Plan(limit=2))
    assert len([asked for asked in crawl.town.asked("trs") if "/t20" in asked.path]) == 2
