"""Faults of what is published: copies, conflicts, revisions, moves, identity, years, titles. Numbers: testsite.md."""

from __future__ import annotations

import re

import pytest

from pipeline import load
from pipeline.scrape.plan import Plan
from tests.conftest import gongkai
from tests.scrape.conftest import Crawl, Small
from tests.scrape.pages import Rows, entry_of, lists, name_of, one, portal_of, puts, reforms, shows
from tests.scrape.test_transport import article, times
from tests.site import Answer, pages, reports
from tests.site.families.trs import COLUMN

OTHER = "<p>一、总体情况</p><p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p><p>四、行政复议</p><p>五、存在的主要问题</p>"


def later(crawl: Crawl, days: int = 31) -> None:
    """The second crawl, when known reports are due to be looked at again."""
    crawl.clock.forward(days=days)
    crawl.run()


def stored(crawl: Crawl) -> list[str]:
    return sorted(path.name for path in (crawl.raw / "store").rglob("*.bin"))


def test_35_one_report_at_many_addresses_is_one_and_its_agency_s_own_site_comes_first(small: Small) -> None:
    crawl = small("generic", "trs")
    entry = entry_of(crawl, "gov", 2023)
    assert entry.report
    shown = reports.body_html(entry.report)
    rows = [(entry.title, href, entry.published) for href in ("/post_1.html", "/mpost_1.html", "/copy.html")]
    for path in ("/post_1.html", "/mpost_1.html", "/copy.html"):
        shows(crawl, path, entry, body=shown)
    lists(crawl, *rows)
    other = crawl.town.portals["trs"]
    other.routes[COLUMN] = pages.document(other, "年报", f"<ul><li><a href='/x.html'>{entry.title}</a></li></ul>")
    other.routes["/x.html"] = pages.document(other, entry.title, f"<h2>{entry.title}</h2><div id='zoom'>{shown}</div>")
    crawl.run()
    row = one(crawl)
    base, elsewhere = portal_of(crawl).base, other.base
    assert row["site_id"] == "generic"
    assert {row["url"], *row["other_urls"].split("|")} == {
        f"{base}/post_1.html",
        f"{base}/copy.html",
        f"{elsewhere}/x.html",
    }
    assert row["latest"] == "1"
    assert not [asked for asked in crawl.town.asked("generic") if asked.path == "/mpost_1.html"]


def test_36_a_page_and_its_pdf_are_one_report_in_two_forms(small: Small) -> None:
    crawl = small("generic")
    entry = entry_of(crawl, "gov", 2023)
    assert entry.report
    body = reports.body_html(entry.report) + "<p><a href='/f/1.pdf'>附件：报告.pdf</a></p>"
    lists(crawl, (entry.title, "/a.html", entry.published))
    shows(crawl, "/a.html", entry, body=body)
    puts(crawl, "/f/1.pdf", Answer(reports.pdf("same")))
    crawl.run()
    assert one(crawl)["kind"] == "html"
    assert [(row["kind"], row["agency_id"], row["year"]) for row in crawl.documents("attachment")] == [
        ("pdf", one(crawl)["agency_id"], "2023")
    ]


def test_37_two_differing_reports_are_a_conflict_and_none_is_the_latest(small: Small) -> None:
    crawl = small("generic")
    entry = entry_of(crawl, "gov", 2023)
    assert entry.report
    lists(crawl, (entry.title, "/a.html", entry.published), (entry.title, "/b.html", entry.published))
    shows(crawl, "/a.html", entry)
    shows(crawl, "/b.html", entry, body=reports.body_html(entry.report, plus=7))
    crawl.run()
    rows = crawl.documents()
    assert [(row["latest"], row["checks"], row["revision"]) for row in rows] == [("0", "conflicting_reports", "1")] * 2
    assert crawl.coverage()[rows[0]["agency_id"], 2023]["state"] == "have_conflict"
    done = gongkai("run", "--raw", str(crawl.raw), "--out", str(crawl.folder / "out"))
    assert done.returncode == 0, done.stderr
    assert list(load(crawl.folder / "out", "reports")["latest"]) == [False, False]
    checks = load(crawl.folder / "out", "checks")
    assert list(checks["check"]).count("conflicting_reports") == 2


def test_38_a_changed_number_is_a_revision_and_the_first_one_is_kept(small: Small) -> None:
    crawl = small()
    crawl.run()
    first = stored(crawl)
    number = crawl.town.portals["trs"].reports[1].number
    crawl.town.portals["trs"].revised[number] = 5
    later(crawl)
    rows = [row for row in crawl.documents() if row["url"].endswith(article(crawl))]
    assert [(row["revision"], row["latest"], row["checks"]) for row in rows] == [("1", "0", ""), ("2", "1", "")]
    assert set(first) < set(stored(crawl))
    assert len(crawl.documents()) == 5
    done = gongkai("run", "--raw", str(crawl.raw), "--out", str(crawl.folder / "out"))
    assert done.returncode == 0, done.stderr
    table = load(crawl.folder / "out", "reports")
    revised = table[table["agency"] == rows[0]["agency"]].sort_values("revision")
    assert list(zip(revised["revision"], revised["latest"], revised["source_sha256"], strict=True)) == [
        (1, False, rows[0]["sha256"]),
        (2, True, rows[1]["sha256"]),
    ]


def test_39_a_counter_and_the_day_are_no_revision(small: Small) -> None:
    crawl = small("generic")
    entry = entry_of(crawl, "gov", 2023)
    assert entry.report
    lists(crawl, (entry.title, "/a.html", entry.published))
    for day, count in (("2026年1月10日", 17), ("2026年2月10日", 4211)):
        noise = f"<p>今天是{day} 浏览次数：{count}次</p>"
        shows(crawl, "/a.html", entry, body=reports.body_html(entry.report) + noise)
        later(crawl)
    assert (one(crawl)["revision"], one(crawl)["latest"]) == ("1", "1")
    fetched = [line for line in crawl.lines("generic", "capture") if line["url"].endswith("/a.html")]
    assert [line["status"] for line in fetched] == [200, 200]


def test_40_what_the_server_says_is_unchanged_is_stored_once_and_looked_at(small: Small) -> None:
    crawl = small()
    crawl.run()
    before, looked = stored(crawl), {row["url"]: row["last_looked"] for row in crawl.documents()}
    later(crawl)
    assert stored(crawl) == before
    assert {line["status"] for line in crawl.lines("trs", "capture")[-4:] if line["outcome"] == "ok"} == {304}
    assert all(row["last_looked"] > looked[row["url"]] for row in crawl.documents())
    assert times(crawl, article(crawl)) == 2


def test_41_a_report_that_moved_is_the_same_report_with_its_old_address(small: Small) -> None:
    crawl = small("generic")
    entry = entry_of(crawl, "gov", 2023)
    lists(crawl, (entry.title, "/a.html", entry.published))
    shows(crawl, "/a.html", entry)
    crawl.run()
    lists(crawl, (entry.title, "/new.html", entry.published))
    shows(crawl, "/new.html", entry)
    later(crawl)
    row, base = one(crawl), portal_of(crawl).base
    assert (row["url"], row["other_urls"]) == (f"{base}/new.html", f"{base}/a.html")
    assert row["latest"] == "1"


def test_43_a_report_that_left_its_list_is_kept_and_noted(small: Small) -> None:
    crawl = small("generic")
    kept, lost = entry_of(crawl, "gov", 2023), entry_of(crawl, "gov", 2022)
    lists(crawl, (kept.title, "/a.html", kept.published), (lost.title, "/b.html", lost.published))
    shows(crawl, "/a.html", kept)
    shows(crawl, "/b.html", lost)
    crawl.run()
    lists(crawl, (kept.title, "/a.html", kept.published))
    later(crawl)
    code = portal_of(crawl).code
    assert crawl.coverage()[f"{code}-gov", 2022]["state"] == "have"
    assert crawl.coverage()[f"{code}-gov", 2022]["note"].startswith("delisted")
    assert crawl.coverage()[f"{code}-gov", 2023]["note"] == ""


def test_44_reports_of_an_agency_that_was_merged_stay_its_own(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    crawl = small("generic")
    old, new = entry_of(crawl, "finance", 2021), entry_of(crawl, "finance", 2023)
    lists(crawl, (old.title, "/a.html", old.published), (new.title, "/b.html", new.published))
    shows(crawl, "/a.html", old)
    shows(crawl, "/b.html", new)

    def reformed(rows: Rows) -> Rows:
        row = next(row for row in rows if row["agency_id"].endswith("-finance"))
        merged = {
            **row,
            "agency_id": row["agency_id"] + "2",
            "must_report_from": "2022",
            "predecessors": row["agency_id"],
        }
        row |= {"must_report_to": "2021", "successors": merged["agency_id"]}
        return [*rows, merged]

    reforms(crawl, monkeypatch, reformed)
    crawl.run()
    code = portal_of(crawl).code
    assert {(row["agency_id"], row["year"]) for row in crawl.documents()} == {
        (f"{code}-finance", "2021"),
        (f"{code}-finance2", "2023"),
    }
    assert crawl.coverage()[f"{code}-finance", 2023]["state"] == "closed"
    assert crawl.catalogue.agencies[f"{code}-finance"].successors == (f"{code}-finance2",)


def test_47_residue_in_the_meta_elements_is_no_identity(small: Small) -> None:
    crawl = small("generic")
    entry = entry_of(crawl, "finance", 2023)
    assert entry.report
    lists(crawl, (entry.title, "/a.html", entry.published))
    nameless = re.sub("示例.市财政局", "本机关", reports.body_html(entry.report))
    shows(crawl, "/a.html", entry, body=nameless, SiteName="齐齐哈尔市人民政府", ContentSource="本站")
    crawl.run()
    assert one(crawl)["agency_id"].endswith("-finance")
    assert one(crawl)["checks"] == "identity_weak"


@pytest.mark.parametrize(
    ("title", "body_year", "year", "check"),
    [
        ("{}2022年政府信息公开工作年度报告", 2022, "2022", ""),
        ("{}政府信息公开工作年度报告", 2021, "2021", ""),
        ("{}2021年度政府信息公开工作年度报告", 2020, "2021", "year_conflict"),
        ("{}２０２３年政府信息公开工作年度报告", 2023, "2023", ""),
        ("{}二〇二三年政府信息公开工作年度报告", 2023, "2023", ""),
        ("{} 2023 年 政府信息公开工作年度报告", 2023, "2023", ""),
    ],
    ids=["48 title", "48 period", "48 conflict", "49 full width", "49 Chinese", "49 spaced"],
)
def test_48_49_years_come_from_the_title_then_the_period_never_from_the_address(
    small: Small, title: str, body_year: int, year: str, check: str
) -> None:
    crawl = small("generic")
    entry, other = entry_of(crawl, "finance", body_year), entry_of(crawl, "gov", 2019)
    named = title.format(name_of(crawl, "finance"))
    assert entry.report
    untitled = re.sub("<h1>.*?</h1>", "", reports.body_html(entry.report))
    others = [(f"第{number}条无关", f"/2020/n{number}.html", "2023-07-01") for number in range(5)]
    lists(crawl, (named, "/2020/a.html", "2023-07-01"), *others)
    shows(crawl, "/2020/a.html", other, title=named, body=untitled, PubDate="2023-07-01")
    crawl.run()
    row = one(crawl)
    assert (row["agency_id"].split("-")[1], row["year"], row["checks"]) == ("finance", year, check)


@pytest.mark.parametrize(("shared", "year"), [(1, "2022"), (6, "")], ids=["its own date", "a migration day"])
def test_48_a_date_gives_the_year_only_where_no_other_report_shares_it(small: Small, shared: int, year: str) -> None:
    crawl = small("generic")
    entry, title = entry_of(crawl, "finance", 2022), "政府信息公开工作年度报告"
    assert entry.report
    timeless = re.sub("<h1>.*?</h1>", "", re.sub("所列数据的统计期限自.*?止。", "", reports.body_html(entry.report)))
    rows = [(f"{name_of(crawl, 'finance')}{title}", "/a.html", "2023-01-20")]
    rows += [(f"某某局{2010 + place}年{title}", f"/n{place}.html", "2023-01-20") for place in range(1, shared)]
    lists(crawl, *rows)
    shows(crawl, "/a.html", entry, title=rows[0][0], body=timeless, PubDate="2023-01-20")
    crawl.run()
    row = one(crawl)
    assert row["year"] == year
    assert row["checks"] == ("year_from_date" if year else "year_unknown")


def test_49_a_title_that_the_list_cut_is_read_in_the_article(small: Small) -> None:
    crawl = small("generic")
    entry = entry_of(crawl, "finance", 2023)
    cut = entry.title[:18] + "…"
    portal = portal_of(crawl)
    puts(crawl, "/gk/nb/", pages.document(portal, "年报", f"<ul><li><a href='/a.html'>{cut}</a></li></ul>"))
    shows(crawl, "/a.html", entry)
    crawl.run()
    assert (one(crawl)["title"], one(crawl)["year"]) == (entry.title, "2023")


def test_a_notice_that_publishes_a_report_is_one_and_one_that_asks_for_reports_is_none(small: Small) -> None:
    crawl = small("generic")
    entry = entry_of(crawl, "gov", 2023)
    title = f"关于公布{entry.title}的通知"
    asks = f"关于做好{entry.title}编制工作的通知"
    lists(crawl, (title, "/a.html", entry.published), (asks, "/b.html", entry.published))
    shows(crawl, "/a.html", entry, title=title)
    crawl.run()
    row = one(crawl)
    assert (row["agency_id"].split("-")[1], row["year"]) == ("gov", "2023")
    assert not [asked for asked in crawl.town.asked("generic") if asked.path == "/b.html"]


@pytest.mark.parametrize("told", [True, False], ids=["by the breadcrumb", "by nothing"])
def test_50_the_same_title_for_twelve_townships_is_never_one_agency(
    small: Small, monkeypatch: pytest.MonkeyPatch, told: bool
) -> None:
    crawl = small("generic")
    title, entry = "2023年政府信息公开工作年度报告", entry_of(crawl, "east", 2023)
    assert entry.report
    report, code = entry.report, portal_of(crawl).code
    towns = {f"{code}-town{number}": f"{name}河镇人民政府" for number, name in enumerate("一二三四五六七八九十百千")}

    def with_towns(rows: Rows) -> Rows:
        east = next(row for row in rows if row["agency_id"].endswith("-east"))
        return [*rows, *(east | {"agency_id": agency_id, "name": name} for agency_id, name in towns.items())]

    reforms(crawl, monkeypatch, with_towns)
    days = dict(zip(towns, (f"2024-01-{day}" for day in range(10, 22)), strict=True))
    lists(crawl, *((title, f"/{agency_id}.html", day) for agency_id, day in days.items()))
    for place, (agency_id, name) in enumerate(towns.items()):
        nameless = reports.body_html(report, plus=place).replace(report.agency.name, "本机关")
        crumbs = f"首页 &gt; 乡镇 &gt; {name}" if told else "首页 &gt; 乡镇"
        path, day = f"/{agency_id}.html", days[agency_id]
        shows(crawl, path, entry, title=title, body=nameless, crumbs=crumbs, PubDate=day)
    crawl.run()
    rows = {row["url"].rsplit("/", 1)[1]: row for row in crawl.documents()}
    assert {path: row["agency_id"] for path, row in rows.items()} == {
        f"{agency_id}.html": agency_id if told else "" for agency_id in towns
    }
    checks = "identity_weak" if told else "identity_weak|conflicting_reports"
    assert {(row["checks"], row["revision"]) for row in rows.values()} == {(checks, "1")}


def test_absent_needs_two_whole_looks_and_another_year(small: Small) -> None:
    crawl = small("generic")
    entry = entry_of(crawl, "gov", 2023)
    lists(crawl, (entry.title, "/a.html", entry.published))
    shows(crawl, "/a.html", entry)
    crawl.run()
    code = portal_of(crawl).code
    once = crawl.coverage()[f"{code}-gov", 2022]
    assert (once["state"], "1 whole walks" in once["evidence"]) == ("not_looked", True)
    later(crawl, 15)
    twice = crawl.coverage()
    assert twice[f"{code}-gov", 2022]["state"] == "absent"
    assert twice[f"{code}-finance", 2022]["state"] == "not_looked"
    assert "no other year" in twice[f"{code}-finance", 2022]["evidence"]


@pytest.mark.parametrize(
    ("more", "plan", "words"),
    [
        (None, Plan(limit=0), "the limit on reports was reached"),
        (None, Plan(year=2023), "only reports of one agency or year"),
        ("2022年年度报告", Plan(), "has a report of 2022"),
        ("测试别省人民政府2022年政府信息公开工作年度报告", Plan(), "whose agency the catalogue does not know"),
    ],
    ids=["limited", "one year asked", "title that does not say", "agency unknown"],
)
def test_absent_is_not_said_where_the_report_may_have_been_passed_over(
    small: Small, more: str | None, plan: Plan, words: str
) -> None:
    crawl = small("generic")
    rows = [
        (entry.title, f"/{entry.report.year}.html", entry.published)
        for year in (2023, 2020)
        if (entry := entry_of(crawl, "gov", year)).report
    ]
    for year in (2023, 2020):
        shows(crawl, f"/{year}.html", entry_of(crawl, "gov", year))
    if more:
        rows.append((more, "/more.html", "2023-01-20"))
        shows(crawl, "/more.html", entry_of(crawl, "east", 2022), title=more, body=OTHER)
    lists(crawl, *rows)
    crawl.run(Plan(limit=1) if plan.limit == 0 else plan)
    crawl.clock.forward(days=15)
    crawl.run(plan)
    row = crawl.coverage()[f"{portal_of(crawl).code}-gov", 2022]
    assert row["state"] == "not_looked"
    assert words in row["evidence"]


def test_a_second_list_page_that_was_never_walked_leaves_absence_open(small: Small) -> None:
    crawl = small("generic")
    entry = entry_of(crawl, "gov", 2023)
    lists(crawl, (entry.title, "/a.html", entry.published))
    shows(crawl, "/a.html", entry)
    portal_of(crawl).column_urls.append(f"{portal_of(crawl).base}/other/")
    puts(crawl, "/other/", Answer("", 500))
    crawl.run()
    later(crawl, 15)
    assert crawl.coverage()[f"{portal_of(crawl).code}-gov", 2022]["state"] == "unreachable"


def listed_once(crawl: Crawl, title: str, path: str = "/a.html", day: str = "2024-01-20") -> None:
    """The list holds one item besides a report of the government for another year."""
    other = entry_of(crawl, "gov", 2020)
    shows(crawl, "/2020.html", other)
    lists(crawl, (title, path, day), (other.title, "/2020.html", other.published))


def of_2023(crawl: Crawl) -> list[dict[str, str]]:
    return [row for row in crawl.documents() if row["year"] == "2023"]


def test_36_a_page_and_a_file_in_two_rows_of_a_list_are_one_report(small: Small) -> None:
    crawl = small("generic")
    entry = entry_of(crawl, "gov", 2023)
    lists(crawl, (entry.title, "/a.html", entry.published), (f"{entry.title}.pdf", "/a.pdf", entry.published))
    shows(crawl, "/a.html", entry)
    puts(crawl, "/a.pdf", Answer(reports.pdf("same report")))
    crawl.run()
    assert (one(crawl)["kind"], one(crawl)["latest"], one(crawl)["checks"]) == ("html", "1", "")
    assert [row["kind"] for row in crawl.documents("attachment")] == ["pdf"]


def test_a_report_published_again_later_on_the_same_list_is_its_revision(small: Small) -> None:
    crawl = small("generic")
    entry = entry_of(crawl, "gov", 2023)
    assert entry.report
    shows(crawl, "/a.html", entry)
    shows(crawl, "/b.html", entry, body=reports.body_html(entry.report, plus=7), PubDate="2024-06-01")
    lists(crawl, (f"{entry.title}（更正）", "/b.html", "2024-06-01"), (entry.title, "/a.html", entry.published))
    crawl.run()
    rows = {row["url"].rsplit("/", 1)[1]: (row["revision"], row["latest"], row["checks"]) for row in crawl.documents()}
    assert rows == {"a.html": ("1", "0", ""), "b.html": ("2", "1", "")}
    assert crawl.coverage()[f"{portal_of(crawl).code}-gov", 2023]["state"] == "have"


@pytest.mark.parametrize(
    "title", ["2023年年报", "示例市2023年度工作报告", "某某培训中心2023年政府信息公开工作年度报告"]
)
def test_a_title_that_names_no_report_is_one_by_its_text(small: Small, title: str) -> None:
    crawl = small("generic")
    listed_once(crawl, title)
    shows(crawl, "/a.html", entry_of(crawl, "finance", 2023), title=title)
    crawl.run()
    assert [row["year"] for row in of_2023(crawl)] == ["2023"]


def test_what_was_looked_at_and_is_no_report_is_left_until_the_next_look(small: Small) -> None:
    crawl = small("generic")
    listed_once(crawl, "2023年政务公开工作专题")
    puts(crawl, "/a.html", pages.document(portal_of(crawl), "专题", "<h2>2023年政务公开工作专题</h2><p>欢迎浏览。</p>"))
    crawl.run()
    crawl.clock.forward(days=15)
    crawl.run()
    assert len([asked for asked in crawl.town.asked("generic") if asked.path == "/a.html"]) == 1
    assert of_2023(crawl) == []
    assert crawl.coverage()[f"{portal_of(crawl).code}-gov", 2023]["state"] == "absent"


def test_a_page_with_the_portal_s_logo_only_is_no_report(small: Small) -> None:
    crawl = small("generic")
    entry = entry_of(crawl, "gov", 2023)
    listed_once(crawl, entry.title)
    around = "<div class='header'><img src='/img/top.png'></div><p>正文加载中</p><img src='/img/logo.png'>"
    puts(crawl, "/a.html", pages.document(portal_of(crawl), entry.title, f"{around}<h2>{entry.title}</h2>"))
    for name in ("top", "logo"):
        puts(crawl, f"/img/{name}.png", Answer(b"\x89PNG\r\n\x1a\n" + b"0" * 500))
    crawl.run()
    assert of_2023(crawl) == []
    assert crawl.coverage()[f"{portal_of(crawl).code}-gov", 2023]["state"] == "unparsed"


def test_a_report_of_pictures_only_is_kept_with_all_of_them(small: Small) -> None:
    crawl = small("generic")
    entry = entry_of(crawl, "gov", 2023)
    listed_once(crawl, entry.title)
    shown = "".join(f"<p><img src='/f/W0202{number}.jpg'></p>" for number in range(3))
    shows(crawl, "/a.html", entry, body=shown)
    for number in range(3):
        puts(crawl, f"/f/W0202{number}.jpg", Answer(b"\xff\xd8\xff" + bytes([number]) * 900, media="image/jpeg"))
    crawl.run()
    assert [row["kind"] for row in of_2023(crawl)] == ["jpeg"]
    assert len(crawl.documents("attachment")) == 2


def test_a_report_whose_only_file_hides_behind_a_captcha_is_for_a_person(small: Small) -> None:
    crawl = small("generic")
    entry = entry_of(crawl, "gov", 2023)
    listed_once(crawl, entry.title)
    shows(crawl, "/a.html", entry, body="<p><a href='/attach.do?id=7'>附件：年度报告</a></p>")
    puts(crawl, "/attach.do", Answer("<html><body>请输入验证码<input></body></html>"))
    crawl.run()
    row = crawl.coverage()[f"{portal_of(crawl).code}-gov", 2023]
    assert (row["state"], "in place of a file" in row["evidence"]) == ("blocked", True)


@pytest.mark.parametrize(
    "title", ["政府信息公开工作年度报告", "某某局政府信息公开工作年度报告"], ids=["no name", "no such agency"]
)
def test_absent_is_not_said_while_an_item_of_no_known_year_can_not_be_had(small: Small, title: str) -> None:
    crawl = small("generic")
    listed_once(crawl, title)
    puts(crawl, "/a.html", Answer("", 404))
    crawl.run()
    crawl.clock.forward(days=15)
    crawl.run()
    row = crawl.coverage()[f"{portal_of(crawl).code}-gov", 2022]
    assert (row["state"], "could not be had" in row["evidence"]) == ("not_looked", True)


def test_a_report_from_before_the_forms_has_its_row_too(small: Small) -> None:
    crawl = small("generic")
    name = name_of(crawl, "gov")
    listed_once(crawl, f"{name}2012年政府信息公开工作年度报告", day="2013-03-20")
    shows(crawl, "/a.html", entry_of(crawl, "gov", 2019), title=f"{name}2012年政府信息公开工作年度报告", body=OTHER)
    crawl.run()
    rows = crawl.coverage()
    assert rows[f"{portal_of(crawl).code}-gov", 2012]["state"] == "have"
    assert {key for key, row in rows.items() if row["state"] == "have"} == {
        (row["agency_id"], int(row["year"])) for row in crawl.documents()
    }


def test_documents_bear_what_the_server_said_of_them(small: Small) -> None:
    crawl = small("generic")
    entry = entry_of(crawl, "gov", 2023)
    shows(crawl, "/a.html", entry)
    shown = portal_of(crawl).routes["/a.html"]
    assert isinstance(shown, Answer)
    stamp = "Tue, 12 Mar 2024 01:30:00 GMT"
    puts(crawl, "/a.html", Answer(shown.data, headers=(("Last-Modified", stamp),)))
    lists(crawl, (entry.title, "/a.html", entry.published))
    crawl.run()
    row = one(crawl)
    assert (row["status"], row["bytes"], row["last_modified"]) == ("200", str(len(shown.data)), stamp)
    assert len(row["etag"]) == 18
    later(crawl)
    again = [asked for asked in crawl.town.asked("generic") if asked.path == "/a.html"][-1]
    assert (again.headers["if-none-match"], again.headers["if-modified-since"]) == (row["etag"], stamp)
