"""TrueCMS: JSONP that holds XML; a window of 50 records is empty, one of 20 works; no Referer, no answer."""

from __future__ import annotations

import json
import uuid

from tests.site import pages
from tests.site.reports import Entry
from tests.site.server import Answer, Asked, Portal, PortalTown

_COLUMN = str(uuid.uuid5(uuid.NAMESPACE_URL, "truecms"))
_PROXY = "/truecms/messageController/getMessage.do"


def _path(entry: Entry) -> str:
    return f"/sfs/xxgknb/content/{uuid.uuid5(uuid.NAMESPACE_URL, str(entry.number))}.html"


def build_truecms(portal: Portal, town: PortalTown) -> None:
    pages.home(portal, "/sfs/xxgknb/xxgknb.html")
    for entry in portal.entries:
        portal.routes[_path(entry)] = pages.article(portal, entry, "<div class='content'>{}</div>")
    script = (
        f"<script>var url='{_PROXY}?startrecord=1&endrecord=50&perpage=50&columnId={_COLUMN}&callback=cb';</script>"
    )
    portal.routes["/sfs/xxgknb/xxgknb.html"] = pages.document(
        portal, "政府信息公开年报", f"<ul id='list'></ul>{script}"
    )

    def message(asked: Asked) -> Answer:
        if "referer" not in asked.headers:
            return Answer("", 404)
        start, end = int(asked.query["startrecord"]), int(asked.query["endrecord"])
        part = portal.entries[start - 1 : end] if end - start < 20 and asked.query.get("columnId") == _COLUMN else ()
        records = "".join(
            f"<record><title>{entry.title}</title><url>{_path(entry)}</url><date>{entry.published}</date></record>"
            for entry in part
        )
        xml = f"<datastore><totalrecord>{len(portal.entries)}</totalrecord><recordset>{records}</recordset></datastore>"
        callback = asked.query.get("callback", "cb")
        return Answer(f"{callback}({json.dumps({'result': xml}, ensure_ascii=False)})", media="application/javascript")

    portal.routes[_PROXY] = message
