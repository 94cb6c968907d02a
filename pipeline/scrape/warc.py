"""All captures as one WARC file, for archives: a response a capture, a revisit where the server said that
nothing changed.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.scrape.store import Line, Store

_SOFTWARE = "gongkai"
_OWN_LENGTH = frozenset(("content-length", "content-encoding", "transfer-encoding"))


def write(store: Store, path: Path) -> int:
    """Writes every capture whose bytes are kept, in the order of the journals; gives their number. `.gz` is packed."""
    count = 0
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.suffix == ".gz")
        writer.write_record(
            writer.create_warcinfo_record(path.name, {"software": _SOFTWARE, "format": "WARC File Format 1.0"})
        )
        for site_id in store.sites():
            for line in store.lines(site_id):
                if line["kind"] == "capture" and line["outcome"] == "ok":
                    writer.write_record(_record(writer, store, line))
                    count += 1
    return count


def _record(writer: WARCWriter, store: Store, line: Line) -> object:
    when = {"WARC-Date": _utc(line["at"])}
    if line["status"] == 304:
        digest = f"sha256:{line['sha256']}"
        return writer.create_revisit_record(
            line["final_url"], digest, line["url"], _utc(line["at"]), warc_headers_dict=when
        )
    data = store.load(line["sha256"])
    headers = [(name, given) for name, given in line["headers"] if name not in _OWN_LENGTH]
    headers.append(("content-length", str(len(data))))
    http = StatusAndHeaders(f"{line['status']} OK", headers, protocol="HTTP/1.1")
    return writer.create_warc_record(
        line["final_url"], "response", payload=io.BytesIO(data), http_headers=http, warc_headers_dict=when
    )


def _utc(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
