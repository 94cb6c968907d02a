"""The hand-in folder (fault 56): what a person saved is taken in once, with the same checks; what does not fit is refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.scrape.conftest import Crawl, Small
from tests.scrape.pages import entry_of, portal_of
from tests.site import Answer, reports


@pytest.fixture
def blocked(small: Small) -> Crawl:
    """A portal whose list is behind a shield."""
    crawl = small("generic")
    crawl.town.fault("generic", "/gk/nb/", Answer("<script>$_ts={};</script>", 412))
    crawl.run()
    assert crawl.documents() == []
    return crawl


def folder(crawl: Crawl) -> Path:
    return crawl.raw / "inbox" / portal_of(crawl).host / "generic-1"


def page(crawl: Crawl, agency: str, year: int, host: str = "") -> bytes:
    """A page as a browser saves it, with the mark of where it comes from."""
    entry = entry_of(crawl, agency, year)
    assert entry.report
    url = f"{host or portal_of(crawl).base}/a/{entry.number}.html"
    mark = f"<!-- saved from url=({len(url):04d}){url} -->"
    return f"<!DOCTYPE html>\n{mark}\n<html><head><meta charset='utf-8'></head><body>{reports.body_html(entry.report)}</body></html>".encode()


def taken(crawl: Crawl) -> list[tuple[str, str, str, str]]:
    return [(row["agency_id"].split("-")[1], row["year"], row["kind"], row["source"]) for row in crawl.documents()]


def test_a_saved_page_is_taken_in_once_and_its_agency_and_year_are_had(blocked: Crawl) -> None:
    own = folder(blocked)
    (own / "report.html").write_bytes(page(blocked, "finance", 2023))
    (own / "report_files").mkdir()
    (own / "report_files" / "x.html").write_bytes(b"<html><body>frame</body></html>")
    (own / "again.html").write_bytes(page(blocked, "finance", 2023))
    for _ in range(2):
        summary = blocked.run()
        assert summary.inbox_refused == ()
        assert taken(blocked) == [("finance", "2023", "html", "handin")]
    row = blocked.coverage()[f"{portal_of(blocked).code}-finance", 2023]
    assert row["state"] == "have"
    assert row["url"].startswith(portal_of(blocked).base)


def test_files_get_their_address_from_the_list_beside_them(blocked: Crawl) -> None:
    own, base = folder(blocked), portal_of(blocked).base
    code = portal_of(blocked).code
    (own / "a.pdf").write_bytes(reports.pdf("by hand"))
    (own / "inbox.csv").write_text(f"file,url,agency_id,year\na.pdf,{base}/f/a.pdf,{code}-gov,2022\n", encoding="utf-8")
    (own / "b.pdf").write_bytes(reports.pdf("shortcut"))
    (own / "b.url").write_text(f"[InternetShortcut]\nURL={base}/f/b.pdf\n", encoding="utf-8")
    summary = blocked.run()
    assert taken(blocked) == [("gov", "2022", "pdf", "handin")]
    assert [line.split(": ")[0].rsplit("/", 1)[1] for line in summary.inbox_refused] == ["b.pdf"]
    assert "add agency_id and year" in summary.inbox_refused[0]


def test_a_web_archive_and_a_zip_are_unpacked(blocked: Crawl) -> None:
    own, base = folder(blocked), portal_of(blocked).base
    html = page(blocked, "education", 2021)
    head = f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {base}/a/9.html\r\nMIME-Version: 1.0\r\n"
    part = 'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    (own / "page.mhtml").write_bytes((head + part).encode() + html + b"\r\n--b--\r\n")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("2020.html", page(blocked, "civil", 2020))
        archive.writestr("2020_files/frame.html", b"<html></html>")
    (own / "pages.zip").write_bytes(packed.getvalue())
    assert blocked.run().inbox_refused == ()
    assert sorted(taken(blocked)) == [("civil", "2020", "html", "handin"), ("education", "2021", "html", "handin")]


def test_what_does_not_fit_is_refused_with_a_sentence(blocked: Crawl) -> None:
    own = folder(blocked)
    (own / "wrong-host.html").write_bytes(page(blocked, "gov", 2023, host="http://casino.test"))
    (own / "no-address.pdf").write_bytes(reports.pdf("?"))
    (own / "news.html").write_bytes(
        f"<!-- saved from url=(0010){portal_of(blocked).base}/n.html --><html><body>新闻</body></html>".encode()
    )
    (blocked.raw / "inbox" / "elsewhere").mkdir()
    (blocked.raw / "inbox" / "elsewhere" / "x.pdf").write_bytes(reports.pdf("!"))
    refused = "\n".join(blocked.run().inbox_refused)
    for words in ("was saved from casino.test", "no address", "holds no report", "in no folder of a host"):
        assert words in refused
    assert blocked.documents() == []


def test_a_report_in_its_agency_s_folder_needs_no_address(blocked: Crawl) -> None:
    code = portal_of(blocked).code
    own = blocked.raw / "inbox" / f"{code}-gov"
    own.mkdir()
    (own / "2019.pdf").write_bytes(reports.pdf("by mail"))
    blocked.run()
    assert taken(blocked) == [("gov", "2019", "pdf", "handin")]
    assert blocked.documents()[0]["checks"] == "handin_without_url"
