"""Journals → raw/documents.csv: one row a document that was fetched, with its report, its revision and where it stands.

Same bytes or same text, same agency and year: one report with several addresses. Other text at the same
address: the next
revision. Other text at another address: a conflict, both kept.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pipeline.model import value
from pipeline.scrape.kinds import EXTENSIONS
from pipeline.scrape.store import Line, Store
from pipeline.scrape.store import replace as write_whole
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
    "content_source",
    "site_id",
    "column_id",
    "fetched_at",
    "last_looked",
    "encoding",
    "source",
    "other_urls",
    "checks",
)
"""The first six are what `gongkai extract --meta` takes; `file` is relative to raw/."""


@value
class Document:
    """One document as fetched; see `COLUMNS`."""

    site_id: str
    column_id: str
    url: str
    final_url: str
    list_url: str
    title: str
    agency_id: str
    agency: str
    year: int | None
    role: str
    kind: str
    sha256: str
    text_sha256: str
    published: str
    content_source: str
    encoding: str
    source: str
    fetched_at: str
    last_looked: str
    checks: tuple[str, ...]
    revision: int = 1
    latest: bool = True
    other_urls: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, int | None]:
        """The report: agency and year."""
        return self.agency_id or self.agency, self.year


def collect(store: Store, catalogue: Catalogue) -> tuple[Document, ...]:
    """All documents of all journals, those of one report told from each other, in a fixed order."""
    reports: dict[tuple[str, int | None], list[Document]] = defaultdict(list)
    beside: list[Document] = []
    for site_id in store.sites():
        for document in _of_site(site_id, store.lines(site_id)):
            if document.role == "main":
                reports[document.key].append(document)
            else:
                beside.append(document)
    found = [document for own in reports.values() for document in _told_apart(own, catalogue)]
    have = {document.key for document in found}
    return tuple(sorted([*found, *_beside(beside, have)], key=_order))


def _order(document: Document) -> tuple[object, ...]:
    return document.key[0], document.year or 0, document.role, document.revision, document.url, document.sha256


def _of_site(site_id: str, lines: Iterable[Line]) -> Iterator[Document]:
    """The documents of one journal; `last_looked` moves with every look."""
    found: dict[tuple[str, str, str], Document] = {}
    for line in lines:
        if line["kind"] == "looked":
            name = canonical(line["url"])
            found.update({key: replace(own, last_looked=line["at"]) for key, own in found.items() if key[0] == name})
        elif line["kind"] == "document":
            key = (canonical(line["url"]), line["role"], line["text_sha256"])
            made = _document(site_id, line)
            # an address whose report is of another agency or year now was read better: the old reading goes
            stale = [other for other in found if other == key and found[other].key != made.key]
            for other in stale:
                del found[other]
            found.setdefault(key, made)
    yield from found.values()


def _document(site_id: str, line: Line) -> Document:
    return Document(
        site_id=site_id,
        column_id=line["column"],
        url=line["url"],
        final_url=line["final_url"],
        list_url=line["list_url"],
        title=line["title"],
        agency_id=line["agency_id"],
        agency=line["agency"],
        year=line["year"],
        role=line["role"],
        kind=line["media"],
        sha256=line["sha256"],
        text_sha256=line["text_sha256"],
        published=line["published"],
        content_source=line["content_source"],
        encoding=line["encoding"],
        source=line["source"],
        fetched_at=line["at"],
        last_looked=line["at"],
        checks=tuple(line["checks"]),
    )


def _told_apart(own: list[Document], catalogue: Catalogue) -> Iterator[Document]:
    """The main documents of one agency and year: copies joined, revisions numbered, conflicts named."""
    texts: dict[str, list[Document]] = defaultdict(list)
    for document in own:
        texts[document.text_sha256].append(document)
    joined = [_joined(copies, catalogue) for copies in texts.values()]
    joined.sort(key=lambda document: (document.fetched_at, document.url))
    chains: list[list[Document]] = []
    for document in joined:
        chain = next((chain for chain in chains if _addresses(document) & _addresses(chain[-1])), None)
        if chain is None:
            chains.append([document])
        else:
            chain.append(document)
    conflict = len({chain[-1].text_sha256 for chain in chains}) > 1
    for chain in chains:
        for number, document in enumerate(chain, start=1):
            checks = (*document.checks, "conflicting_reports") if conflict and number == len(chain) else document.checks
            yield replace(document, revision=number, latest=number == len(chain) and not conflict, checks=checks)


def _addresses(document: Document) -> set[str]:
    return {canonical(url) for url in (document.url, *document.other_urls)}


def _joined(copies: list[Document], catalogue: Catalogue) -> Document:
    """One of the copies, with the others' addresses: that of the agency's own site first, then its division's."""

    def rank(document: Document) -> tuple[bool, bool, str, str]:
        site = catalogue.sites.get(document.site_id)
        agency = catalogue.agencies.get(document.agency_id)
        own = site is not None and site.operator_agency_id == document.agency_id != ""
        near = site is not None and agency is not None and site.division_code == agency.division_code
        return not own, not near, document.fetched_at, document.url

    best, *rest = sorted(copies, key=rank)
    first = min(document.fetched_at for document in copies)
    others = tuple(sorted({document.url for document in rest} - {best.url}))
    looked = max(document.last_looked for document in copies)
    return replace(best, other_urls=others, fetched_at=first, last_looked=looked)


def _beside(found: list[Document], have: set[tuple[str, int | None]]) -> Iterator[Document]:
    """Attachments as they are; a variant only where no plain version is known."""
    once: dict[tuple[object, ...], Document] = {}
    for document in found:
        if document.role != "variant" or document.key not in have:
            once.setdefault((document.key, document.role, document.sha256), document)
    yield from once.values()


def as_csv(documents: Iterable[Document], catalogue: Catalogue) -> bytes:
    """The documents as raw/documents.csv."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for document in documents:
        row = _row(document, catalogue)
        writer.writerow([row[name] for name in COLUMNS])
    return text.getvalue().encode()


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


def write(store: Store, documents: Iterable[Document], catalogue: Catalogue) -> None:
    """Writes raw/documents.csv."""
    write_whole(store.raw / "documents.csv", as_csv(documents, catalogue))


def extension(kind: str) -> str:
    """The file extension of a kind, for a name that a person sees."""
    return EXTENSIONS.get(kind, kind)
