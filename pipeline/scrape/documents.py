"""Journals → raw/documents.csv: one row a document that was fetched, with its report, its revision, its addresses."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import IO

from pipeline.scrape.body import Article
from pipeline.scrape.document import Document
from pipeline.scrape.identity import Identity
from pipeline.scrape.page import Page
from pipeline.scrape.store import Line, Store
from pipeline.scrape.urls import canonical
from pipeline.sources import Catalogue

COLUMNS = (
    "file",
    "agency",
    "division_code",
    "year",
    "url",
    "published",
    "agency_id",
    "revision",
    "latest",
    "kind",
    "role",
    "sha256",
    "text_sha256",
    "final_url",
    "list_url",
    "title",
    "name",
    "content_source",
    "site_id",
    "column_id",
    "fetched_at",
    "last_looked",
    "status",
    "etag",
    "last_modified",
    "bytes",
    "encoding",
    "source",
    "other_urls",
    "checks",
)
"""The first six are what `gongkai extract --meta` takes; `file` is relative to raw/."""


def document_fields(page: Page, identity: Identity, article: Article | None, *, name: str) -> Line:
    """What a document's line in the journal says of its bytes and whose report they are; `name`: a file's own."""
    read = article is not None and page.kind in ("html", "text")
    return {
        "final_url": page.url,
        "agency_id": identity.agency_id,
        "agency": identity.agency,
        "year": identity.year,
        "media": page.kind,
        "name": name,
        "sha256": page.sha256,
        "text_sha256": article.text_sha256 if article and read else page.sha256,
        "content_source": article.source if article else "",
        "encoding": page.decoded.encoding if read else "",
        "checks": sorted({*identity.checks, *(page.decoded.checks if read else ())}),
        "status": page.status,
        "etag": page.header("etag"),
        "last_modified": page.header("last-modified"),
        "bytes": len(page.body),
    }


def each(store: Store) -> Iterator[Document]:
    """All documents of all journals, not yet told from each other."""
    for site_id in store.sites():
        yield from _of_site(site_id, store.lines(site_id))


def order(document: Document) -> tuple[object, ...]:
    """Where a document stands in the list."""
    return document.key[0], document.year or 0, document.role, document.revision, document.url, document.sha256


def _of_site(site_id: str, lines: Iterable[Line]) -> Iterator[Document]:
    """The documents of one journal; `last_looked` moves with every look, `listed` is as of the last whole walk."""
    found: dict[tuple[str, str, str], Document] = {}
    listed: dict[str, frozenset[str]] = {}
    for line in lines:
        if line["kind"] == "looked":
            name = canonical(line["url"])
            found.update({key: replace(own, last_looked=line["at"]) for key, own in found.items() if key[0] == name})
        elif line["kind"] == "walk" and line["state"] == "complete":
            listed[line["column"]] = frozenset(line["listed"])
        elif line["kind"] == "document":
            key = (canonical(line["url"]), line["role"], line["text_sha256"])
            made = _document(site_id, line)
            # an address whose report is of another agency or year now was read better: the old reading goes
            if key in found and found[key].key != made.key:
                del found[key]
            found.setdefault(key, made)
    for (name, _, _), document in found.items():
        column = listed.get(document.column_id)
        yield replace(document, listed=column is None or name in column or document.source == "handin")


def _document(site_id: str, line: Line) -> Document:
    same = {name: line[name] for name in _SAME_NAMES}
    return Document(
        site_id=site_id,
        column_id=line["column"],
        kind=line["media"],
        fetched_at=line["at"],
        last_looked=line["at"],
        checks=tuple(line["checks"]),
        **same,
    )


_SAME_NAMES = (
    "url",
    "final_url",
    "list_url",
    "title",
    "name",
    "agency_id",
    "agency",
    "year",
    "role",
    "sha256",
    "text_sha256",
    "published",
    "content_source",
    "status",
    "etag",
    "last_modified",
    "bytes",
    "encoding",
    "source",
)
"""What a line of the journal and a `Document` call the same."""


class Writer:
    """raw/documents.csv while it is written."""

    def __init__(self, file: IO[str], catalogue: Catalogue) -> None:
        self._csv = csv.writer(file, lineterminator="\n")
        self._csv.writerow(COLUMNS)
        self._catalogue = catalogue

    def add(self, documents: Iterable[Document]) -> None:
        """Adds these."""
        for document in documents:
            row = _row(document, self._catalogue)
            self._csv.writerow([row[name] for name in COLUMNS])


def _row(document: Document, catalogue: Catalogue) -> Mapping[str, object]:
    agency = catalogue.agencies.get(document.agency_id)
    return {
        **{name: getattr(document, name) for name in COLUMNS if hasattr(document, name)},
        "file": f"store/{document.sha256[:2]}/{document.sha256}.bin",
        "division_code": agency.division_code if agency else "",
        "year": document.year or "",
        "latest": int(document.latest),
        "other_urls": "|".join(document.other_urls),
        "checks": "|".join(document.checks),
    }
