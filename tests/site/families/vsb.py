"""VSB: pages count down; attachments want a Referer and a session cookie; a PDF in the vendor's viewer."""

from __future__ import annotations

from tests.site import pages, reports
from tests.site.reports import Entry
from tests.site.server import Answer, Asked, Portal, PortalTown, Route

COLUMN = "/zfxxgk/zfxxgknb.htm"
DOWNLOAD = "/system/_content/download.jsp"
VIEWED = "/__local/A/BC/DE/2F9A.pdf"


def path(entry: Entry) -> str:
    return f"/info/1033/{5000 + entry.number}.htm"


def build_vsb(portal: Portal, town: PortalTown) -> None:
    pages.home(portal, COLUMN)
    parts = pages.chunks(portal.entries, 15)
    names = [COLUMN, *(f"/zfxxgk/zfxxgknb/{number}.htm" for number in range(len(parts) - 1, 0, -1))]
    for number, part in enumerate(parts):
        items = "".join(
            f'<li id="line_u13_{place}"><a href="..{path(entry)}" title="{entry.title}">{pages.short(entry.title)}</a>'
            f"<span>{entry.published}</span></li>"
            for place, entry in enumerate(part)
        )
        after = (
            f'<span class="p_next p_fun"><a href="{names[number + 1]}">下页</a></span>'
            if number + 1 < len(parts)
            else ""
        )
        pager = (
            f'<span class="p_pages"><span class="p_no">{number + 1}</span>{after}</span><span>共{len(parts)}页</span>'
        )
        # a deeper page lies in a folder of its own, so its links go up twice
        items = items if number == 0 else items.replace('href="../info', 'href="../../info')
        portal.routes[names[number]] = pages.document(portal, "政府信息公开年报", f"<ul>{items}</ul>{pager}")
    for entry in portal.entries:
        portal.routes[path(entry)] = _article(portal, entry)

    def download(asked: Asked) -> Answer:
        if "JSESSIONID=v5b" not in asked.headers.get("cookie", "") or "/info/1033/" not in asked.headers.get(
            "referer", ""
        ):
            return Answer("<html><body>请输入验证码</body></html>", 403)
        name = "年度报告.docx".encode("gb18030").decode("latin-1")
        return Answer(
            reports.docx(portal.reports[int(asked.query["wbfileid"]) - 1]),
            media="application/octet-stream",
            headers=(("Content-Disposition", f"attachment; filename={name}"),),
        )

    portal.routes[DOWNLOAD] = download
    portal.routes[VIEWED] = Answer(reports.pdf("vsb viewed"), media="application/pdf")


def _article(portal: Portal, entry: Entry) -> Route:
    body = '<div id="vsb_content"><div class="v_news_content">{}</div></div>'
    cookie = (("Set-Cookie", "JSESSIONID=v5b; Path=/; HttpOnly"),)
    if entry.report is None or entry.variant or entry.number not in (3, 4):
        return pages.article(portal, entry, body, headers=cookie)
    if entry.number == 3:
        link = f'<ul><li>附件【<a href="{DOWNLOAD}?urltype=news.DownloadAttachUrl&owner=1&wbfileid=3">{entry.title}.docx</a>】已下载<span>12</span>次</li></ul>'
        content = f"<p>见附件。</p></div></div>{link}"
    else:
        content = f'<script>showVsbpdfIframe("{VIEWED}","100%","600","0","",[])</script></div></div>'
    whole = f"<h2>{entry.title}</h2><div id='vsb_content'><div class='v_news_content'>{content}"
    meta = (("ArticleTitle", entry.title), ("PubDate", entry.published), ("ContentSource", entry.report.agency.name))
    return Answer(pages.document(portal, entry.title, whole, meta=meta), headers=cookie)
