"""Manners and challenges: robots, delays, limiters, shields, soft 404s, the night. Numbers: testsite.md."""

from __future__ import annotations

import dataclasses
import email.utils
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from pipeline.scrape.clock import CHINA
from tests.scrape.conftest import NIGHT, Crawl, Small
from tests.scrape.pages import LIST
from tests.scrape.test_transport import article, state, times
from tests.site import Answer, Asked, faults, pages
from tests.site.families.trs import COLUMN, path

_STUB = "<html><head><script>" + "var _0x='a1';" * 85 + "</script></head><body></body></html>"


def robots(text: str, media: str = "text/plain", status: int = 200) -> Answer:
    return Answer(text, status, media)


def states(crawl: Crawl) -> set[str]:
    return {row["state"] for (_, year), row in crawl.coverage().items() if year < 2025}


def test_18_a_host_that_forbids_all_is_asked_for_robots_only(small: Small) -> None:
    crawl = small()
    crawl.town.fault("trs", "/robots.txt", robots("User-agent: *\nDisallow: /\n"))
    crawl.run()
    assert [asked.path for asked in crawl.town.asked("trs")] == ["/robots.txt"]
    assert states(crawl) == {"robots"}
    assert "Disallow: /" in crawl.walk("trs")["evidence"]


def test_19_a_forbidden_list_page_is_not_asked(small: Small) -> None:
    crawl = small()
    crawl.town.fault("trs", "/robots.txt", robots(f"User-agent: *\nDisallow: {COLUMN}\n"))
    crawl.run()
    assert times(crawl, COLUMN) == 0
    assert states(crawl) == {"robots"}
    assert f"Disallow: {COLUMN}" in crawl.walk("trs")["evidence"]


def test_20_a_crawl_delay_is_kept(small: Small) -> None:
    crawl = small()
    crawl.town.fault("trs", "/robots.txt", robots("User-agent: *\nCrawl-delay: 30\nDisallow:\n"))
    crawl.run()
    asked = [item.t for item in crawl.town.asked("trs")][1:]
    assert len(asked) > 6
    assert min(later - earlier for earlier, later in pairwise(asked)) >= 30


@pytest.mark.parametrize("answer", [robots("", status=500), faults.silent()], ids=["500", "no answer"])
def test_21_no_robots_to_be_had_is_no_crawl_today(small: Small, answer: Answer) -> None:
    crawl = small()
    crawl.manners = dataclasses.replace(crawl.manners, seconds=0.4)
    crawl.town.fault("trs", "/robots.txt", answer)
    crawl.run()
    assert {asked.path for asked in crawl.town.asked("trs")} == {"/robots.txt"}
    assert "not crawled today" in crawl.walk("trs")["evidence"] or "rests for the day" in crawl.walk("trs")["evidence"]


def test_21_robots_as_a_page_are_no_rules(small: Small) -> None:
    crawl = small()
    crawl.town.fault("trs", "/robots.txt", robots("<html><body>Disallow: /</body></html>", "text/html"))
    crawl.run()
    assert len(crawl.documents()) == 4


@pytest.mark.parametrize(
    ("status", "body", "extra"),
    [(429, "wait", ()), (404, "", (("wzws-ray", "1-2"),))],
    ids=["22 429", "25 posing as 404"],
)
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_22_25_a_limiter_is_waited_for(
    small: Small, status: int, body: str, extra: tuple[tuple[str, str], ...], form: str
) -> None:
    crawl = small()

    def limited(asked: Asked) -> Answer:
        until = crawl.clock.now() + timedelta(seconds=120)
        given = "120" if form == "seconds" else email.utils.format_datetime(until)
        return Answer(body, status, headers=(("Retry-After", given), *extra))

    crawl.town.fault("trs", article(crawl), limited, times=1)
    crawl.run()
    asked = [item.t for item in crawl.town.asked("trs") if item.path == article(crawl)]
    assert asked[1] - asked[0] >= 119
    assert len(crawl.documents()) == 4


@pytest.mark.parametrize("extra", [(), (("wzws-ray", "1-2"),)], ids=["22 429", "25 posing as 404"])
def test_22_25_a_limiter_that_does_not_say_how_long_is_left_alone(
    small: Small, extra: tuple[tuple[str, str], ...]
) -> None:
    crawl = small()
    crawl.town.fault("trs", COLUMN, Answer("", 404 if extra else 429, headers=extra))
    crawl.run()
    assert times(crawl, COLUMN) == 1
    assert states(crawl) == {"blocked"}
    assert "rests for the day" in crawl.walk("trs")["evidence"]


def test_23_a_ban_ends_the_run_for_the_host(small: Small) -> None:
    crawl = small()
    crawl.town.fault("trs", article(crawl), Answer("forbidden", 403))
    crawl.run()
    assert crawl.town.asked("trs")[-1].path == article(crawl)
    assert len({asked.headers["user-agent"] for asked in crawl.town.asked("trs")}) == 1
    assert state(crawl)["state"] == "blocked"


@pytest.mark.parametrize(
    "answer",
    [
        Answer("<script>$_ts={};</script>", 412),
        Answer("<script>x</script>", 521, headers=(("Set-Cookie", "__jsluid_s=1; Path=/"),)),
        Answer("no", 468),
        Answer(_STUB),
        Answer("<script>setTimeout(1)</script>", 202),
        Answer("", 302, headers=(("Set-Cookie", "__tst_status=1#"), ("Location", COLUMN))),
    ],
    ids=["412", "521", "468", "stub", "202", "302 with a cookie"],
)
def test_24_a_challenge_is_never_forced(small: Small, answer: Answer) -> None:
    crawl = small()
    crawl.town.fault("trs", COLUMN, answer)
    crawl.run()
    assert times(crawl, COLUMN) == 1
    assert not [asked for asked in crawl.town.asked("trs") if "cookie" in asked.headers]
    assert states(crawl) == {"blocked"}
    portal = crawl.town.portals["trs"]
    assert portal.column_urls[0] in (crawl.raw / "inbox" / portal.host / "trs-1" / "WANTED.txt").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize(
    "body",
    [
        "<html><title>提示</title><body>您访问的页面不存在或已删除</body></html>",
        "HOME",
        "<html><body><p>欢迎光临，今天天气很好，请从这里进入各个栏目查看内容。</p><a href='/'>返回</a></body></html>",
    ],
    ids=["says so", "the home page", "as any address"],
)
def test_26_soft_404s_are_no_documents(small: Small, body: str) -> None:
    crawl = small()
    portal = crawl.town.portals["trs"]
    shown = str(portal.routes["/"]) if body == "HOME" else body
    for place in (1, 2):
        crawl.town.fault("trs", article(crawl, place), Answer(shown))
    if body not in ("HOME",):
        crawl.town.fault("trs", "/gongkai-no-such-page-7f3a.html", Answer(shown))
    crawl.run()
    assert len(crawl.documents()) == 2
    assert state(crawl)["evidence"].startswith("gone?")
    assert times(crawl, "/gongkai-no-such-page-7f3a.html") <= 1


def test_26_a_list_that_says_there_is_no_page_is_looked_for_again(small: Small) -> None:
    crawl = small()
    crawl.town.fault("trs", COLUMN, Answer("<html><title>404</title><body>页面不存在</body></html>"))
    crawl.run()
    assert states(crawl) == {"moved"}


def test_55_a_site_for_the_night_gives_its_reports_from_22(small: Small) -> None:
    crawl = small()
    crawl.site = {"night_only": "1"}
    crawl.clock.forward(hours=-8, minutes=-30)  # 14:00
    crawl.run()
    clock = {asked.path: datetime.fromtimestamp(asked.t, CHINA) for asked in crawl.town.asked("trs")}
    assert clock[COLUMN].hour == 14
    reports = [when for path, when in clock.items() if "/t20" in path]
    assert len(reports) >= 4
    assert min(reports) >= NIGHT.replace(hour=22, minute=0)


def test_a_host_rests_a_week_after_a_challenge_and_a_day_after_errors(small: Small) -> None:
    for answer, days in ((Answer("no", 468), 7), (Answer("", 500), 1)):
        crawl = small()
        crawl.town.fault("trs", COLUMN, answer)
        crawl.run()
        before = len(crawl.town.log)
        crawl.clock.forward(days=days, hours=-3)
        crawl.run()
        assert len(crawl.town.log) == before
        crawl.clock.forward(hours=4)
        crawl.run()
        assert len(crawl.town.log) > before


def test_requests_are_further_apart_in_working_hours(small: Small) -> None:
    crawl = small()
    crawl.clock.forward(hours=-8)
    crawl.run()
    asked = [item.t for item in crawl.town.asked("trs")]
    assert min(later - earlier for earlier, later in pairwise(asked)) >= 10


def crossing(small: Small) -> Crawl:
    """Two portals, visited at the same time; the list of `generic` leads to the reports of `trs` besides its own."""
    crawl = small("generic", "trs")
    own, other = crawl.town.portals["generic"], crawl.town.portals["trs"]
    rows = pages.rows(other.entries, lambda entry: other.base + COLUMN + path(entry))
    own.routes[LIST] = str(own.routes[LIST]).replace("<div class='row'>", f"<ul>{rows}</ul><div class='row'>", 1)
    return crawl


def test_a_host_that_two_visits_ask_keeps_its_delay(small: Small) -> None:
    crawl = crossing(small)
    crawl.run()
    asked = [item.t for item in crawl.town.asked("trs")]
    assert len(asked) >= 9
    assert min(later - earlier for earlier, later in pairwise(asked)) >= 4.999
    assert len(crawl.documents()) == 8


def test_cookies_of_one_host_are_never_sent_to_another(small: Small) -> None:
    crawl = crossing(small)
    body = crawl.town.portals["generic"].routes[LIST]
    crawl.town.portals["generic"].routes[LIST] = Answer(str(body), headers=(("Set-Cookie", "sid=generic; Path=/"),))
    crawl.run()
    assert {asked.headers.get("cookie") for asked in crawl.town.asked("trs")} == {None}
    assert "sid=generic" in {asked.headers.get("cookie") for asked in crawl.town.asked("generic")}


def test_a_host_that_rests_is_asked_by_no_visit_and_the_others_go_on(small: Small) -> None:
    crawl = crossing(small)
    crawl.manners = dataclasses.replace(crawl.manners, hosts_at_once=1)
    crawl.town.fault("trs", article(crawl, 0), Answer("<script>$_ts={};</script>", 412))
    crawl.run()
    assert crawl.town.asked("trs")[-1].path == article(crawl, 0)
    assert crawl.walk("trs")["state"] == "blocked"
    assert len([row for row in crawl.documents() if row["site_id"] == "generic"]) == 4
    before = len(crawl.town.asked("trs"))
    crawl.clock.forward(days=2)
    crawl.run()
    assert len(crawl.town.asked("trs")) == before


@pytest.mark.parametrize("target", ["/zwgk/robots.txt", "/404.html", "http://127.0.0.99:9/robots.txt"])
def test_robots_that_redirects_is_followed_on_checked_hosts_only(small: Small, target: str) -> None:
    crawl = small()
    crawl.town.portals["trs"].routes["/zwgk/robots.txt"] = robots(f"User-agent: *\nDisallow: {COLUMN}\n")
    crawl.town.portals["trs"].routes["/404.html"] = Answer("<html><body>404</body></html>")
    crawl.town.fault("trs", "/robots.txt", faults.redirect(target))
    crawl.run()
    assert len(crawl.documents()) == (0 if target == "/zwgk/robots.txt" else 4)


@pytest.mark.parametrize("status", [400, 401, 405, 410])
def test_robots_that_is_not_to_be_had_by_anyone_is_no_rules(small: Small, status: int) -> None:
    crawl = small()
    crawl.town.fault("trs", "/robots.txt", Answer("no", status))
    crawl.run()
    assert len(crawl.documents()) == 4


def test_a_503_that_says_how_long_is_waited_for(small: Small) -> None:
    crawl = small()
    crawl.town.fault("trs", COLUMN, Answer("busy", 503, headers=(("Retry-After", "300"),)), times=1)
    crawl.run()
    asked = [item.t for item in crawl.town.asked("trs") if item.path == COLUMN]
    assert asked[1] - asked[0] >= 300
    assert len(crawl.documents()) == 4


def test_a_limiter_that_never_ends_is_left_for_the_day(small: Small) -> None:
    crawl = small()
    crawl.town.fault("trs", COLUMN, Answer("wait", 429, headers=(("Retry-After", "60"),)))
    crawl.run()
    assert times(crawl, COLUMN) == 3
    assert states(crawl) == {"blocked"}
    assert crawl.walk("trs")["rest_days"] == 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer("", 302, headers=(("Set-Cookie", "wzws_cid=8f1d; Path=/"), ("Location", COLUMN))),
        Answer(_STUB, 503),
        Answer("<html><head><script>" + "x();" * 200 + "</script></head></html>", 400),
    ],
    ids=["a cookie and the way back", "script with 503", "script with 400"],
)
def test_24_challenges_of_no_known_make_are_seen_by_what_they_do(small: Small, answer: Answer) -> None:
    crawl = small()
    crawl.town.fault("trs", COLUMN, answer)
    crawl.run()
    assert times(crawl, COLUMN) == 1
    assert states(crawl) == {"blocked"}


def test_46_a_casino_with_words_of_the_government_is_one(small: Small) -> None:
    crawl = small()
    words = "示例甲市人民政府 政务公开 百家乐 真人荷官 注册送彩金 棋牌 " * 20
    crawl.town.fault(
        "trs", COLUMN, Answer(f"<html><title>人民政府</title><body><a href='/x'>{words}</a></body></html>")
    )
    crawl.run()
    assert states(crawl) == {"taken_over"}


def test_what_is_settled_is_looked_at_once_a_year(small: Small) -> None:
    crawl = small()
    crawl.run()
    for days, looks in ((31, 2), (340, 2), (31, 3), (340, 3), (31, 4)):
        crawl.clock.forward(days=days)
        crawl.run()
        assert times(crawl, article(crawl)) == looks
