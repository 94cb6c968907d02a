"""CMS families in other dress than the test site's portals wear: other quotes, paths, ids, templates. Facts: CMS.md."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence

import pytest

from tests.scrape.conftest import Crawl, Small
from tests.scrape.pages import entry_of, portal_of, puts, shows
from tests.site import Answer, Asked, pages
from tests.site.reports import Entry
from tests.site.server import Route, as_json

Path = Callable[[Entry], str]
KEYS = tuple((agency, year) for year in (2023, 2022, 2021) for agency in ("gov", "finance"))


def begin(small: Small, column: str, path: Path) -> tuple[Crawl, list[Entry]]:
    """A portal whose list page is at `column` and whose six reports are at `path`."""
    crawl = small("generic")
    portal = portal_of(crawl)
    portal.column_urls[:] = [portal.base + column]
    entries = [entry_of(crawl, *key) for key in KEYS]
    for entry in entries:
        shows(crawl, path(entry), entry)
    return crawl, entries


def page(crawl: Crawl, content: str, head: str = "") -> str:
    """A list page with a portal's navigation around it."""
    menu = "".join(
        f"<a href='/{name}/'>{name}</a>" for name in ("首页", "领导之窗", "新闻中心", "办事服务", "互动交流")
    )
    return pages.document(portal_of(crawl), "政府信息公开年报", f"<div class='nav'>{menu}</div>{content}", head=head)


def found(crawl: Crawl) -> list[tuple[str, int]]:
    crawl.run()
    return sorted((row["agency_id"].split("-")[1], int(row["year"])) for row in crawl.documents())


ALL = sorted(KEYS)


def test_gkmlpt_as_a_literal_under_an_agency_with_its_text_in_a_script(small: Small) -> None:
    crawl, entries = begin(small, "/czj/gkmlpt/annualreport#2629", lambda entry: f"/p/{entry.number}.html")
    for entry in entries:
        shown = portal_of(crawl).routes[f"/p/{entry.number}.html"]
        assert isinstance(shown, Answer)
        body = shown.data.decode().partition("<div id='zoom'>")[2].partition('<div class="foot">')[0]
        script = f"<script>window._CONFIG = {{DETAIL: {{id: 7, content: {json.dumps(body)}}}}}</script>"
        puts(crawl, f"/p/{entry.number}.html", page(crawl, f"<h2>{entry.title}</h2>{script}"))
    tree = "[{id: 1, name: '政策', children: [{id: 2629, name: '年度报告', parent: 1, jump_url: ''}], jump_url: ''}]"
    script = f"<script>window._CONFIG = {{'SID': '755001', 'TREE': {tree}, X: 1}}</script>"
    puts(crawl, "/czj/gkmlpt/annualreport", page(crawl, script))

    def api(asked: Asked) -> Answer:
        assert asked.query["sid"] == "755001"
        part = entries[:4] if asked.query["page"] in "01" else entries[4:] if asked.query["page"] == "2" else []
        return as_json(
            {
                "articles": [
                    {
                        "id": e.number,
                        "title": e.title,
                        "url": f"/p/{e.number}.html",
                        "display_publish_time": 1_700_000_000,
                    }
                    for e in part
                ]
            }
        )

    puts(crawl, "/czj/gkmlpt/api/all/2629", api)
    assert found(crawl) == ALL
    assert {row["final_url"].partition("#")[2] for row in crawl.documents()} == {"DETAIL"}


def jcms_proxy(crawl: Crawl, entries: Sequence[Entry], path: Path, first: int) -> Route:
    """dataproxy.jsp: two records a page, by `page` only; `first` is the number of the page that begins the list."""

    def answer(asked: Asked) -> Answer:
        if asked.query.get("unitid") != "5512" or asked.query.get("columnid") != "77" or "referer" not in asked.headers:
            return Answer("", 404)
        start = (int(asked.query["page"]) - first) * 2
        return Answer(store(entries[start : start + 2], len(entries), path), media="text/xml; charset=utf-8")

    return answer


def store(entries: Sequence[Entry], total: int, path: Path, group: str = "") -> str:
    rows = "".join(
        f"<record><![CDATA[<li><a href='{path(e)}' title='{e.title}'>{e.title[:9]}…</a><span>{e.published}</span></li>]]></record>"
        for e in entries
    )
    return f"<datastore>{group}<totalrecord>{total}</totalrecord><recordset>{rows}</recordset></datastore>"


def jcms_path(entry: Entry) -> str:
    return f"/art/2024/art_{entry.number:032x}.html"


def test_jcms_whose_first_group_repeats_the_page(small: Small) -> None:
    crawl, entries = begin(small, "/col/col77/index.html", jcms_path)
    group = "<nextgroup><![CDATA[<a href='/module/jpage/morecolumndataproxy.jsp?page=1&amp;columnid=77&amp;unitid=5512'></a>]]></nextgroup>"
    script = f"<ul></ul><script type='text/xml'>{store(entries[:2], 6, jcms_path, group)}</script>"
    puts(crawl, "/col/col77/index.html", page(crawl, script))
    puts(crawl, "/module/jpage/morecolumndataproxy.jsp", jcms_proxy(crawl, entries, jcms_path, 1))
    assert found(crawl) == ALL
    assert crawl.walk("generic")["state"] == "complete"


def test_jcms_whose_ids_stand_in_the_script_only(small: Small) -> None:
    crawl, entries = begin(small, "/col/col77/index.html", jcms_path)
    call = "$('#5512').jpage({proxyUrl:'/module/web/jpage/dataproxy.jsp',ajaxParam:{col:1,webid:3,path:'/',columnid:77,unitid:'5512',webname:'示例市'}})"
    puts(
        crawl,
        "/col/col77/index.html",
        page(crawl, f"<script type='text/xml'>{store(entries[:2], 6, jcms_path)}</script><script>{call}</script>"),
    )
    puts(crawl, "/module/web/jpage/dataproxy.jsp", jcms_proxy(crawl, entries, jcms_path, 1))
    assert found(crawl) == ALL


def test_jcms_that_ignores_every_number_but_the_window_s_size(small: Small) -> None:
    crawl, entries = begin(small, "/col/col77/index.html", jcms_path)
    call = "{url:'/module/web/jpage/dataproxy.jsp',data:{col:1,webid:3,columnid:77,unitid:'5512'}}"
    content = f"<script type='text/xml'>{store(entries[:2], 6, jcms_path)}</script><script>$.ajax({call})</script>"
    puts(crawl, "/col/col77/index.html", page(crawl, content))

    def answer(asked: Asked) -> Answer:
        if asked.method != "POST" or b"columnid=77" not in asked.form:
            return Answer("", 404)
        return Answer(store(entries[: min(int(asked.query["perpage"]), 100)], 6, jcms_path), media="text/xml")

    puts(crawl, "/module/web/jpage/dataproxy.jsp", answer)
    assert found(crawl) == ALL
    assert crawl.walk("generic")["state"] == "complete"


def test_jpaas_with_its_query_escaped(small: Small) -> None:
    crawl, entries = begin(small, "/zwgk/nb/index.html", lambda entry: f"/art/{entry.number}.html")
    query = html.escape(json.dumps({"webId": "9", "pageId": "p1", "parseType": "bulidstatic"}), quote=True)
    unit = "/jpaas-publish-server/front/page/build/unit"
    puts(crawl, "/zwgk/nb/index.html", page(crawl, f'<div class="ajax" queryData="{query}" url="{unit}"></div>'))

    def answer(asked: Asked) -> Answer:
        number = json.loads(asked.query.get("paramJson", "{}")).get("pageNo", 1)
        part = entries[(number - 1) * 4 : number * 4] if asked.query.get("pageId") == "p1" else []
        listed = pages.rows(part, lambda entry: f"/art/{entry.number}.html")
        return as_json(
            {"success": True, "data": {"html": f'<ul>{listed}</ul><div class="pagination" rows="4" count="6">'}}
        )

    puts(crawl, unit, answer)
    assert found(crawl) == ALL


def test_truecms_whose_records_are_rows(small: Small) -> None:
    path: Path = lambda entry: f"/sfs/nb/content/{entry.number}.html"  # noqa: E731
    crawl, entries = begin(small, "/sfs/nb/nb.html", path)
    script = "<script>load({url:'/TrueCMS/messageController/getMessage.do',columnId:'0a1b2c3d-aaaa-bbbb-cccc-0123456789ab'})</script>"
    puts(crawl, "/sfs/nb/nb.html", page(crawl, script))

    def answer(asked: Asked) -> Answer:
        start, end = int(asked.query["startrecord"]), int(asked.query["endrecord"])
        part = entries[start - 1 : end] if end - start < 10 and "referer" in asked.headers else []
        return Answer(f"cb({json.dumps({'result': store(part, 6, path)})});", media="text/javascript")

    puts(crawl, "/TrueCMS/messageController/getMessage.do", answer)
    assert found(crawl) == ALL


def test_truecms_whose_endpoint_is_dead_has_rows_in_the_page(small: Small) -> None:
    path: Path = lambda entry: f"/sfs/nb/content/{entry.number}.html"  # noqa: E731
    crawl, entries = begin(small, "/sfs/nb/nb.html", path)
    hidden = f"<div id='initData' style='display:none'><ul>{pages.rows(entries, path)}</ul></div>"
    puts(
        crawl,
        "/sfs/nb/nb.html",
        page(crawl, f"{hidden}<script>var u='/truecms/messageController/getMessage.do'</script>"),
    )
    assert found(crawl) == ALL


def test_lonsun_whose_call_is_an_address(small: Small) -> None:
    path: Path = lambda entry: f"/xxgk/public/101/{entry.number}.html"  # noqa: E731
    crawl, entries = begin(small, "/xxgk/public/column/101?type=3&action=list", path)
    call = "/xxgk/site/label/8888?IsAjax=1&labelName=publicInfoList&siteId=6788&organId=101&pageSize=4&file=/c2/newest"
    puts(crawl, "/xxgk/public/column/101", page(crawl, f"<div id='list'></div><script>$.get(\"{call}\")</script>"))

    def answer(asked: Asked) -> Answer:
        query = asked.query
        right = (query["siteId"], query["organId"], query["type"], query["file"]) == ("6788", "101", "3", "/c2/newest")
        number = int(query["pageIndex"])
        rows = pages.rows(entries[(number - 1) * 4 : number * 4] if right else [], path)
        return Answer(f"<ul class='xxgk_nav_list'>{rows}</ul>")

    puts(crawl, "/xxgk/site/label/8888", answer)
    assert found(crawl) == ALL


def test_epoint_that_wants_its_parameters_wrapped(small: Small) -> None:
    path: Path = lambda entry: f"/003/{entry.number}.html"  # noqa: E731
    crawl, entries = begin(small, "/zwgk/nb.html", path)
    puts(
        crawl,
        "/zwgk/nb.html",
        page(
            crawl,
            "<script>var categorynum='003017002';</script><script src='/tpl/js/webBuilderCommon.js?v=3'></script>",
        ),
    )
    puts(
        crawl,
        "/tpl/js/webBuilderCommon.js",
        Answer("siteInfo={projectName:'EpointFront','siteGuid':'7eb5-11'}", media="text/javascript"),
    )

    def answer(asked: Asked) -> Answer:
        form = json.loads(asked.form).get("params", {})
        start = max(0, form.get("pageIndex", 1) - 1) * 15
        part = (
            entries[start : start + 15]
            if (form.get("siteGuid"), form.get("categorynum")) == ("7eb5-11", "003017002")
            else []
        )
        rows = [{"infourl": path(e), "title": e.title, "infodate": e.published} for e in part]
        shown = as_json({"custom": {"total": "6", "data": rows}})
        return Answer(shown.data, media=shown.media, headers=(("ETag", '"e1"'),))

    puts(crawl, "/EpointFront/rest/lightfrontaction/getgovinfolist", answer)
    assert found(crawl) == ALL
    crawl.clock.forward(hours=2)
    assert found(crawl) == ALL
    assert not [
        asked for asked in crawl.town.asked("generic") if asked.method == "POST" and "if-none-match" in asked.headers
    ]


def test_ucap_whose_pages_are_named_like_the_list(small: Small) -> None:
    path: Path = lambda entry: f"/sf/xxgknb/202401/c05_{entry.number}.shtml"  # noqa: E731
    crawl, entries = begin(small, "/sf/xxgknb/common_list.shtml", path)
    for number, name in enumerate(("common_list", "common_list_2"), start=0):
        part = entries[number * 4 : number * 4 + 4]
        script = f"<ul>{pages.rows(part, path)}</ul><div id='UCAP-CONTENT'></div>"
        puts(crawl, f"/sf/xxgknb/{name}.shtml", page(crawl, script))
    assert found(crawl) == ALL


def test_ucap_whose_newer_endpoint_is_gone_is_asked_by_the_older(small: Small) -> None:
    path: Path = lambda entry: f"/sf/c1/202401/{entry.number:032x}.shtml"  # noqa: E731
    crawl, entries = begin(small, "/sf/c1/xxgk_list.shtml", path)
    channel = "ab" * 16
    script = f"<script>var channelId='{channel}'; var a='/getFileListByCodeId', b='/searchList/{channel}?_isJson=true';</script>"
    puts(crawl, "/sf/c1/xxgk_list.shtml", page(crawl, script))

    def answer(asked: Asked) -> Answer:
        start = (int(asked.query["page"]) - 1) * 4
        rows = [
            {"titleHtml": f"<em>{e.title}</em>", "url": path(e), "publishedTimeStr": e.published}
            for e in entries[start : start + 4]
        ]
        return as_json({"data": {"total": 6, "results": rows}})

    puts(crawl, f"/searchList/{channel}", answer)
    assert found(crawl) == ALL


def test_vsb_with_other_quotes_and_its_class_on_the_link(small: Small) -> None:
    path: Path = lambda entry: f"/info/1033/{entry.number}.htm"  # noqa: E731
    crawl, entries = begin(small, "/gk/nb.htm", path)
    more = "<span class='p_pages'><a class='p_next p_fun' href='nb/1.htm'>下页</a></span>"
    puts(crawl, "/gk/nb.htm", page(crawl, f"<ul>{pages.rows(entries[:4], path)}</ul>{more}"))
    puts(crawl, "/gk/nb/1.htm", page(crawl, f"<ul>{pages.rows(entries[4:], path)}</ul><span class='p_pages'></span>"))
    assert found(crawl) == ALL


@pytest.mark.parametrize(
    ("pager", "second"),
    [
        ("<script>var countPage = 1;</script>", "index_1.html"),
        ("<script>createPageHTML('2', '0', 'index', 'htm');</script>", "index_1.htm"),
        ("<script>Pager({size:2, current:0, prefix:'list',suffix:'shtml'})</script>", "list_2.shtml"),
    ],
    ids=["count that lies", "quoted numbers", "pager object"],
)
def test_trs_with_other_pagers(small: Small, pager: str, second: str) -> None:
    path: Path = lambda entry: f"/XXGK/GKNB/202401/t20240119_{entry.number}.html"  # noqa: E731
    crawl, entries = begin(small, "/XXGK/GKNB/", path)
    puts(crawl, "/XXGK/GKNB/", page(crawl, f"<ul>{pages.rows(entries[:4], path)}</ul>{pager}"))
    puts(crawl, f"/XXGK/GKNB/{second}", page(crawl, f"<ul>{pages.rows(entries[4:], path)}</ul>{pager}"))
    assert found(crawl) == ALL
    assert crawl.walk("generic")["family"].startswith("trs")


def own(entry: Entry) -> str:
    return f"/gk/nb/{entry.number}.html"


def test_a_pager_of_numbers_is_followed(small: Small) -> None:
    crawl, entries = begin(small, "/gk/nb/list-1.html", own)
    for number in (1, 2, 3):
        part = pages.rows(entries[(number - 1) * 2 : number * 2], own)
        links = "".join(f"<a href='/gk/nb/list-{other}.html'>{other}</a>" for other in (1, 2, 3) if other != number)
        puts(crawl, f"/gk/nb/list-{number}.html", page(crawl, f"<ul>{part}</ul><div>{links}</div>"))
    assert found(crawl) == ALL
    assert crawl.walk("generic")["state"] == "complete"


@pytest.mark.parametrize(
    "pager",
    [
        "<a href='javascript:goPage(2)'>下一页</a>",
        "<a href='#' onclick=\"__doPostBack('p','2')\">下一页</a>",
        "<span>共3页</span>",
    ],
)
def test_a_list_that_only_a_script_turns_is_partial_and_nobody_is_absent(small: Small, pager: str) -> None:
    crawl, entries = begin(small, "/gk/nb/", own)
    puts(crawl, "/gk/nb/", page(crawl, f"<ul>{pages.rows(entries[:4], own)}</ul>{pager}"))
    assert len(found(crawl)) == 4
    crawl.clock.forward(days=20)
    crawl.run()
    assert crawl.walk("generic")["state"] == "partial"
    assert {row["state"] for (_, year), row in crawl.coverage().items() if year < 2025} == {"have", "not_looked"}


def test_a_frame_on_a_page_full_of_navigation_is_followed(small: Small) -> None:
    crawl, entries = begin(small, "/gk/index.html", own)
    puts(
        crawl,
        "/gk/index.html",
        page(crawl, "<iframe src='/weather.html'></iframe><iframe src='nb/frame.html'></iframe>"),
    )
    puts(crawl, "/weather.html", "<html><body>晴</body></html>")
    puts(crawl, "/gk/nb/frame.html", page(crawl, f"<ul>{pages.rows(entries, own)}</ul>"))
    assert found(crawl) == ALL


def test_years_that_are_named_like_reports_are_lists(small: Small) -> None:
    crawl, entries = begin(small, "/gk/nb/", own)
    years = "".join(f"<li><a href='/gk/n{year}/'>{year}年政府信息公开工作年度报告</a></li>" for year in (2023, 2022))
    puts(crawl, "/gk/nb/", page(crawl, f"<ul>{years}</ul>"))
    more = [entry_of(crawl, agency, year) for year in (2023, 2022) for agency in ("education", "civil")]
    for entry in more:
        shows(crawl, own(entry), entry)
    for year in (2023, 2022):
        part = [entry for entry in (*entries, *more) if entry.report and entry.report.year == year]
        puts(crawl, f"/gk/n{year}/", page(crawl, f"<ul>{pages.rows(part, own)}</ul>"))
    assert found(crawl) == sorted(
        (agency, year) for year in (2023, 2022) for agency in ("gov", "finance", "education", "civil")
    )
    assert crawl.walk("generic")["state"] == "complete"


@pytest.mark.parametrize(
    "row",
    [
        "<li onclick=\"location.href='{0}'\">{1}<span>{2}</span></li>",
        "<li><a href=\"javascript:jumpToDetail('.{0}')\">{2} {1}</a></li>",
        "<tr><td><a href='{0}' title='{1}'>{3}…</a></td><td>[{2}]</td></tr>",
    ],
    ids=["location in a row", "script with the date in the text", "table of cut titles"],
)
def test_rows_in_other_dress(small: Small, row: str) -> None:
    crawl, entries = begin(small, "/list.html", own)
    rows = "".join(row.format(own(e), e.title, e.published, e.title[:8]) for e in entries)
    puts(crawl, "/list.html", page(crawl, f"<table>{rows}</table>" if row.startswith("<tr") else f"<ul>{rows}</ul>"))
    assert found(crawl) == ALL


def test_an_application_that_says_it_needs_scripts_is_not_taken_for_a_stranger(small: Small) -> None:
    crawl, _ = begin(small, "/gk/", own)
    shell = "<html><head><title>Portal</title><script src='/static/app.js'></script></head><body><noscript>We are sorry, but this page does not work without JavaScript.</noscript><div id='root'></div></body></html>"
    puts(crawl, "/gk/", Answer(shell))
    assert found(crawl) == []
    assert crawl.walk("generic")["state"] == "needs_script"
