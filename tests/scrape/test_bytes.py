"""Faults of bytes: charsets that lie, files that are not what they are called, names, monstrous pages. Numbers: testsite.md."""

from __future__ import annotations

import time

import pytest

from pipeline.scrape.files import file_name
from pipeline.scrape.page import Page
from tests.scrape.conftest import Crawl, Small
from tests.scrape.pages import LIST, entry_of, lists, name_of, one, portal_of, puts, shows
from tests.site import Answer, reports


def data_of(crawl: Crawl, path: str) -> bytes:
    route = portal_of(crawl).routes[path]
    assert isinstance(route, Answer)
    return route.data


def with_article(small: Small, title_end: str = "") -> Crawl:
    """A portal whose list holds one report, at /a.html."""
    crawl = small("generic")
    entry = entry_of(crawl, "finance", 2023)
    title = entry.title + title_end
    lists(crawl, (title, "/a.html", entry.published))
    shows(crawl, "/a.html", entry, title=title)
    return crawl


@pytest.mark.parametrize("sign", ["㙍", "𠮷"])
def test_14_gb18030_under_a_header_that_says_utf8(small: Small, sign: str) -> None:
    crawl = with_article(small, f"（{sign}）")
    text = data_of(crawl, "/a.html").decode().replace('charset="utf-8"', 'charset="gb2312"')
    puts(crawl, "/a.html", Answer(text.encode("gb18030"), media="text/html; charset=utf-8"))
    crawl.run()
    row = one(crawl)
    assert row["title"].endswith(f"（{sign}）")
    assert (row["encoding"], row["checks"]) == ("gb18030", "charset_lied")


def test_15_utf8_with_a_mark_under_a_header_that_says_gbk(small: Small) -> None:
    crawl = with_article(small)
    puts(crawl, "/a.html", Answer(b"\xef\xbb\xbf" + data_of(crawl, "/a.html"), media="text/html; charset=gbk"))
    crawl.run()
    row = one(crawl)
    assert (row["title"], row["encoding"], row["checks"]) == (
        entry_of(crawl, "finance", 2023).title,
        "utf-8",
        "charset_lied",
    )
    page = Page(
        row["url"], 200, (("content-type", "text/html; charset=gbk"),), crawl.store.load(row["sha256"]), row["sha256"]
    )
    assert page.text == data_of(crawl, "/a.html").decode("utf-8-sig")
    assert not page.text.startswith("\ufeff")


def test_16_one_bad_byte_is_kept_and_its_place_noted(small: Small) -> None:
    crawl = with_article(small)
    data = data_of(crawl, "/a.html")
    offset = data.index("总体情况".encode()) - 30
    puts(crawl, "/a.html", Answer(data[:offset] + b"\xff" + data[offset + 1 :]))
    crawl.run()
    row = one(crawl)
    (check,) = [check for check in row["checks"].split("|") if check.startswith("encoding_doubt@")]
    assert abs(int(check.split("@")[1]) - offset) <= 3
    assert crawl.store.load(row["sha256"])[offset] == 0xFF


def test_27_an_attachment_gets_its_article_as_referer_and_a_page_in_its_place_is_for_a_person(small: Small) -> None:
    crawl = small("generic")
    entry = entry_of(crawl, "finance", 2023)
    lists(crawl, (entry.title, "/a.html", entry.published))
    shows(crawl, "/a.html", entry, body="<a href='/f/1.pdf'>报告.pdf</a><a href='/f/2.pdf'>附表.pdf</a>")
    portal = portal_of(crawl)
    puts(
        crawl,
        "/f/1.pdf",
        lambda asked: (
            Answer(reports.pdf("x")) if asked.headers.get("referer") == f"{portal.base}/a.html" else Answer("", 403)
        ),
    )
    puts(crawl, "/f/2.pdf", Answer("<html><body>请输入验证码<input></body></html>", media="application/pdf"))
    crawl.run()
    assert (one(crawl)["kind"], one(crawl)["final_url"]) == ("pdf", f"{portal.base}/f/1.pdf")
    assert [line["state"] for line in crawl.lines("generic", "missed_file")] == ["hand_in"]
    assert "/f/2.pdf" in (crawl.raw / "inbox" / portal.host / "generic-1" / "WANTED.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attachment; filename=" + "年度报告.pdf".encode("gb18030").decode("latin-1"), "年度报告.pdf"),
        ("attachment; filename*=UTF-8''%E5%B9%B4%E6%8A%A5.pdf", "年报.pdf"),
        ('attachment; filename="%E5%B9%B4%E6%8A%A5.pdf"', "年报.pdf"),
        ('attachment; filename="../../x.pdf"', "x.pdf"),
        (f'attachment; filename="{"长" * 400}.pdf"'.encode().decode("latin-1"), "长" * 116 + ".pdf"),
        ("", "P0202.pdf"),
    ],
    ids=["raw GB18030", "RFC 5987", "percent UTF-8", "climbing", "400 characters", "none"],
)
def test_28_names_of_files_are_read_and_safe(header: str, name: str) -> None:
    headers = (("content-disposition", header),) if header else ()
    assert file_name(Page("http://a.gov.cn/f/P0202.pdf", 200, headers, b"%PDF-1.4", "0")) == name


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(reports.pdf("a"), media="text/html"), "pdf"),
        (Answer(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"1" * 600, media="application/octet-stream"), "ole"),
        (Answer("<html><body>出错了</body></html>", media="application/pdf"), None),
        (Answer(b"", media="application/pdf"), None),
        (Answer(b"x", media="application/pdf"), None),
    ],
    ids=["PDF as text", "DOC as octets", "page as PDF", "empty", "one byte"],
)
def test_29_files_are_what_their_bytes_are(small: Small, answer: Answer, kind: str | None) -> None:
    crawl = small("generic")
    lists(crawl, (f"{name_of(crawl, 'gov')}2023年政府信息公开工作年度报告", "/f/1.pdf", "2024-03-11"))
    puts(crawl, "/f/1.pdf", answer)
    crawl.run()
    assert [row["kind"] for row in crawl.documents()] == ([kind] if kind else [])
    row = crawl.coverage()[f"{portal_of(crawl).code}-gov", 2023]
    assert row["state"] == ("have" if kind else "unparsed")


def test_29_docx_named_doc_is_docx(small: Small) -> None:
    crawl = small("generic")
    entry = entry_of(crawl, "gov", 2023)
    assert entry.report
    lists(crawl, (entry.title, "/f/1.doc", entry.published))
    puts(crawl, "/f/1.doc", Answer(reports.docx(entry.report), media="application/msword"))
    crawl.run()
    assert one(crawl)["kind"] == "docx"


@pytest.mark.parametrize(
    "wrap",
    [
        lambda page: page.replace("<ul>", "<!--" + "x" * 5_000_000 + "--><ul>"),
        lambda page: page.replace("<ul>", "<div><b><i>" * 300 + "<ul>"),
        lambda page: page.replace("<ul>", "<table><tr><td>" * 200 + "<ul>"),
        lambda page: page.replace("<ul>", "\0<ul>\0"),
        lambda page: page.replace("<head>", "<head><base href='/other/folder/'>").replace("a.html", "../../a.html"),
    ],
    ids=["5 MB line", "unclosed tags", "nested tables", "NUL bytes", "base elsewhere"],
)
def test_52_monstrous_lists_give_the_right_link_in_bounded_time(small: Small, wrap: object) -> None:
    crawl = with_article(small)
    page = str(portal_of(crawl).routes[LIST]).replace('"/a.html"', '"a.html"')
    puts(crawl, LIST, wrap(page))  # type: ignore[operator]
    if "<base" not in wrap(page):  # type: ignore[operator]
        puts(crawl, LIST + "a.html", portal_of(crawl).routes["/a.html"])
    begun = time.process_time()
    crawl.run()
    assert time.process_time() - begun < 10
    assert one(crawl)["agency_id"].endswith("-finance")


@pytest.mark.parametrize("around", ["<p>{}", "<div><p>x</p>" * 200 + "{}", "<table><tr><td>" * 150 + "{}"])
def test_52_a_monstrous_article_is_read_in_bounded_time(small: Small, around: str) -> None:
    crawl = with_article(small)
    entry = entry_of(crawl, "finance", 2023)
    assert entry.report
    shows(crawl, "/a.html", entry, body=around.format(reports.body_html(entry.report) + "公开内容" * 400_000))
    begun = time.process_time()
    crawl.run()
    assert time.process_time() - begun < 10
    assert one(crawl)["agency_id"].endswith("-finance")
