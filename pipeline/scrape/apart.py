"""The documents of one agency and year told from each other: copies, forms of one report, revisions, conflicts.

Same bytes or same text: one report with several addresses. A page and a file of one day on one list: one report in two
forms. Other text at the same address, or later on the same list: the next revision. Other text elsewhere, or on the
same day: a conflict, both kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.scrape.document import Document
from pipeline.scrape.urls import canonical
from pipeline.sources import Catalogue

_PAGES = ("html", "text")


def told_apart(found: Iterable[Document], catalogue: Catalogue) -> Iterator[Document]:
    """The documents with their revision, `latest`, other addresses and conflicts; each text and file once."""
    reports: dict[tuple[str, int | None], list[Document]] = defaultdict(list)
    beside: list[Document] = []
    for document in found:
        (reports[document.key] if document.role == "main" else beside).append(document)
    for own in reports.values():
        forms = [document for document in own if _is_other_form(document, own)]
        beside += [replace(document, role="attachment") for document in forms]
        yield from _numbered([document for document in own if document not in forms], catalogue)
    yield from _beside(beside, set(reports))


def _is_other_form(document: Document, own: list[Document]) -> bool:
    """Whether a file is listed beside a page of the same agency, year and day: the same report once more."""
    return document.kind not in _PAGES and any(
        other.kind in _PAGES
        and other.column_id == document.column_id
        and document.published in ("", other.published)
        and canonical(other.url) != canonical(document.url)
        for other in own
    )


def _numbered(own: list[Document], catalogue: Catalogue) -> Iterator[Document]:
    """The main documents of one agency and year: copies joined, revisions numbered, conflicts named."""
    texts: dict[str, list[Document]] = defaultdict(list)
    for document in own:
        texts[document.text_sha256].append(document)
    joined = [_joined(copies, catalogue) for copies in texts.values()]
    chains = _chains(sorted(joined, key=lambda document: (document.fetched_at, document.url)))
    conflict = len(chains) > 1
    for chain in chains:
        for number, document in enumerate(chain, start=1):
            last = number == len(chain)
            checks = (*document.checks, "conflicting_reports") if conflict and last else document.checks
            yield replace(document, revision=number, latest=last and not conflict, checks=checks)


def _chains(joined: list[Document]) -> list[list[Document]]:
    """Revisions in order: at one address, then from one list on different days."""
    chains: list[list[Document]] = []
    for document in joined:
        chain = next((chain for chain in chains if _addresses(document) & _addresses(chain[-1])), None)
        if chain is None:
            chains.append([document])
        else:
            chain.append(document)
    following: list[list[Document]] = []
    for chain in sorted(chains, key=lambda chain: chain[-1].published):
        before = next((other for other in following if _follows(chain[0], other[-1])), None)
        if before is None:
            following.append(chain)
        else:
            before.extend(chain)
    return following


def _follows(later: Document, earlier: Document) -> bool:
    if not later.agency_id and "identity_weak" in later.checks:
        return False  # it may be another agency's
    same = later.column_id == earlier.column_id
    return same and bool(earlier.published) and earlier.published < later.published


def _addresses(document: Document) -> set[str]:
    return {canonical(url) for url in (document.url, *document.other_urls)}


def _joined(copies: list[Document], catalogue: Catalogue) -> Document:
    """One of the copies, with the others' addresses: that of the agency's own site first, then its division's; an
    address that is listed still before one that is not.
    """

    def rank(document: Document) -> tuple[bool, bool, bool, str, str]:
        site = catalogue.sites.get(document.site_id)
        agency = catalogue.agencies.get(document.agency_id)
        own = site is not None and site.operator_agency_id == document.agency_id != ""
        near = site is not None and agency is not None and site.division_code == agency.division_code
        return not own, not near, not document.listed, document.fetched_at, document.url

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
