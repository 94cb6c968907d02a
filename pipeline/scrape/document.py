"""One document as it was fetched: the type that passes from the journals to the lists and states made from them."""

from __future__ import annotations

from pipeline.model import value


@value
class Document:
    """See `documents.COLUMNS`. `listed`: its address stands on its list page still, as far as is known."""

    site_id: str
    column_id: str
    url: str
    final_url: str
    list_url: str
    title: str
    name: str
    agency_id: str
    agency: str
    year: int | None
    role: str
    kind: str
    sha256: str
    text_sha256: str
    published: str
    content_source: str
    status: int
    etag: str
    last_modified: str
    bytes: int
    encoding: str
    source: str
    fetched_at: str
    last_looked: str
    checks: tuple[str, ...]
    revision: int = 1
    latest: bool = True
    listed: bool = True
    other_urls: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, int | None]:
        """The report: agency and year."""
        return self.agency_id or self.agency, self.year
