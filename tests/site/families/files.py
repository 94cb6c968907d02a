"""Reports that are files: linked from the list in many formats, or shown in viewers."""

from __future__ import annotations

import base64
import io
import zipfile

from tests.site import pages, reports
from tests.site.reports import Entry
from tests.site.server import Answer, Portal, PortalTown, Route

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
KINDS = ("pdf", "docx", "doc", "wps", "xls", "ofd", "scan", "png")
EXTENSION = {"scan": "pdf"}
MEDIA = {"pdf": "application/pdf", "scan": "application/octet-stream", "docx": "application/msword"}


def kind(entry: Entry) -> str:
    return KINDS[entry.number % len(KINDS)]


def path(entry: Entry) -> str:
    name = kind(entry)
    return f"/gk/nb/files/{entry.number}.{EXTENSION.get(name, name)}"


def content(entry: Entry) -> bytes:
    """The file: a real one for DOCX and PDF, else the signature of its kind and bytes of its own."""
    name, own = kind(entry), f"report {entry.number} ".encode() * 40
    if name == "docx" and entry.report:
        return reports.docx(entry.report)
    if name in ("pdf", "scan"):
        return reports.pdf(f"{name} {entry.number}")
    if name == "ofd":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(zipfile.ZipInfo("OFD.xml"), own)
        return packed.getvalue()
    return (b"\x89PNG\r\n\x1a\n" if name == "png" else _OLE) + own


def build_files(portal: Portal, town: PortalTown) -> None:
    portal.entries = tuple(entry for entry in portal.entries if entry.report and not entry.variant)
    pages.home(portal, "/gk/nb/")
    portal.routes["/gk/nb/"] = pages.document(
        portal, "政府信息公开年报", f"<ul>{pages.rows(portal.entries, path)}</ul>"
    )
    for entry in portal.entries:
        portal.routes[path(entry)] = _file(entry)


def _file(entry: Entry) -> Route:
    return lambda _: Answer(content(entry), media=MEDIA.get(kind(entry), "application/octet-stream"))


def build_viewer(portal: Portal, town: PortalTown) -> None:
    portal.entries = tuple(entry for entry in portal.entries if entry.report and not entry.variant)
    pages.home(portal, "/gk/nb/")
    listing = pages.rows(portal.entries, lambda entry: f"/gk/nb/{entry.number}.html")
    portal.routes["/gk/nb/"] = pages.document(portal, "政府信息公开年报", f"<ul>{listing}</ul>")
    for entry in portal.entries:
        file = f"/gk/nb/f/{entry.number}.pdf"
        data = reports.pdf(f"viewer {entry.number}")
        shown = (
            f'<iframe src="/pdfjs/web/viewer.html?file={file}"></iframe>',
            f'<iframe src="{file}"></iframe>',
            f'<embed src="{file}" type="application/pdf">',
            f"<script>var pdfData='{base64.b64encode(data).decode()}';</script>",
        )[entry.number % 4]
        portal.routes[f"/gk/nb/{entry.number}.html"] = pages.document(
            portal,
            entry.title,
            f"<h2>{entry.title}</h2><div class='content'>{shown}</div>",
            meta=(("PubDate", entry.published),),
        )
        portal.routes[file] = Answer(data, media="application/octet-stream")
    portal.routes["/pdfjs/web/viewer.html"] = "<html><body>viewer</body></html>"
