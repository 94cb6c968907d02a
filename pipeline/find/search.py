"""Questions → hits: a page of them for people, or every one for a file."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from pipeline.errors import UsageError
from pipeline.find.builder import AGENCY, facet
from pipeline.find.fold import RUN, folded
from pipeline.find.index import Index
from pipeline.find.query import Query, parse, phrase
from pipeline.find.relevance import ranked
from pipeline.find.snippets import Snippet, snippet, spans
from pipeline.model import value
from pipeline.parse.headings import canonical_names, known

COUNTED = 10_000
"""More hits than this are not counted one by one."""
_MOST = 10**9
Order = Literal["newest", "relevance"]
_ORDERS = ("newest", "relevance")
_COLUMNS = """
    SELECT s.ordinal, s.level, s.canonical, s.heading, s.text, s.page_first, s.page_last,
        r.report_id, r.year, r.agency, r.province, r.url, r.source_file, r.title
    FROM sections s JOIN reports r ON r.id = s.report WHERE s.id = ?
"""


@value
class Filters:
    """What else must hold; one of several given. `agency`: words of its name. `sections`: canonical, or a heading."""

    years: tuple[int, ...] = ()
    provinces: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    agency: str | None = None


@value
class Hit:
    """A section that was found, the piece that shows the words, and where to read it.

    `marked_heading`: spans of the words within the heading. Pages count from 1, None where the source has none.
    """

    report_id: str
    year: int | None
    agency: str | None
    province: str | None
    title: str | None
    ordinal: int
    level: int
    canonical: str | None
    heading: str
    marked_heading: tuple[tuple[int, int], ...]
    snippet: Snippet
    page_first: int | None
    page_last: int | None
    source_file: str | None
    url: str | None


@value
class Hits:
    """`hits`: the page asked for. `total`: how many there are; `more`: there are more than that (`COUNTED`)."""

    total: int
    more: bool
    hits: tuple[Hit, ...]
    query: Query


def search(
    index: Index,
    question: str,
    filters: Filters | None = None,
    limit: int = 20,
    offset: int = 0,
    order: Order = "newest",
) -> Hits:
    """The sections that `question` finds: the newest year first, or by relevance. Raises `UsageError`.

    Of more than `relevance.JUDGED` hits only the newest so many are put in the order of relevance; the others follow.
    """
    if not (1 <= limit <= _MOST and 0 <= offset <= _MOST) or order not in _ORDERS:
        raise UsageError(f"limit must be 1 to {_MOST}, offset 0 to {_MOST}, order newest or relevance")
    query = parse(question)
    match = _match(index, query, filters or Filters())
    with _one_state(index.base) as base:
        if order == "relevance":
            count, found = ranked(base, match, query, COUNTED)
            found = found[offset : offset + limit]
        else:
            count, found = _newest(base, match, limit, offset)
        hits = tuple(_hit(base, number, query) for number in found)
    return Hits(total=min(count, COUNTED), more=count > COUNTED, hits=hits, query=query)


def _newest(base: sqlite3.Connection, match: str, limit: int, offset: int) -> tuple[int, list[int]]:
    """How many there are, counted no further than one beyond `COUNTED`, and the numbers of those asked for."""
    counting = "SELECT count(*) FROM (SELECT rowid FROM words WHERE words MATCH ? LIMIT ?)"
    count = base.execute(counting, (match, COUNTED + 1)).fetchone()[0]
    chosen = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid LIMIT ? OFFSET ?"
    return count, [number for (number,) in base.execute(chosen, (match, limit, offset))]


def every(index: Index, question: str, filters: Filters | None = None) -> Iterator[Hit]:
    """Every hit, the newest year first, few at a time."""
    query = parse(question)
    match = _match(index, query, filters or Filters())
    with _one_state(index.base) as base:
        for (number,) in base.execute("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid", (match,)):
            yield _hit(base, number, query)


@contextmanager
def _one_state(base: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """All questions within are answered from one state of the index, whoever changes it meanwhile."""
    if base.in_transaction:
        yield base
        return
    base.execute("BEGIN")
    try:
        yield base
    finally:
        base.execute("COMMIT")


def _match(index: Index, query: Query, filters: Filters) -> str:
    parts = [query.match]
    groups = (
        [facet("year", str(year)) for year in filters.years],
        [facet("province", name) for given in filters.provinces for name in _provinces(index, given)],
        [facet("section", _section(given)) for given in filters.sections],
    )
    parts += [f"({' OR '.join(_quoted(item) for item in group)})" for group in groups if group]
    if filters.agency is not None:
        plain = folded(filters.agency)
        if not RUN.search(plain):
            raise UsageError(f"--agency {filters.agency!r}: give a word of the agency's name")
        parts.append(phrase(plain, AGENCY))
    return " AND ".join(parts)


def _quoted(term: str) -> str:
    return '"' + term.replace('"', "") + '"'


def _provinces(index: Index, given: str) -> list[str]:
    plain = folded(given)
    found = [name for name in index.provinces if plain and folded(name).startswith(plain)]
    if not found:
        raise UsageError(f"no province {given!r} in the index; there are {', '.join(index.provinces) or 'none'}")
    return found


def _section(given: str) -> str:
    names = canonical_names()
    name = given if given in names else known(given)
    if name is None:
        raise UsageError(f"no section {given!r}; there are {', '.join(names)}")
    return name


def _hit(base: sqlite3.Connection, number: int, query: Query) -> Hit:
    row = base.execute(_COLUMNS, (number,)).fetchone()
    ordinal, level, canonical, heading, packed, page_first, page_last, report_id, year, agency, province, *rest = row
    url, source_file, title = rest
    return Hit(
        report_id=report_id,
        year=year,
        agency=agency,
        province=province,
        title=title,
        ordinal=ordinal,
        level=level,
        canonical=canonical,
        heading=heading,
        marked_heading=spans(heading, query),
        snippet=snippet(zlib.decompress(packed).decode(), query),
        page_first=page_first,
        page_last=page_last,
        source_file=source_file,
        url=url,
    )
