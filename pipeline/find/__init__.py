"""The words of all reports: what stands where, found in a moment. `search` is what a command or a page calls.

    index = refreshed(folder)                          # built or brought up to date, then opened
    hits = search(index, '依申请公开 -复议', Filters(year=2023, section="problems"))

`fold` says what counts as the same text, `query` what a question means, `index` keeps the words in SQLite's FTS5,
`snippets` marks the words in the text as printed.
"""

from pipeline.find.index import Index, build, is_current, opened, place, refreshed
from pipeline.find.query import Query, parse
from pipeline.find.search import Filters, Hit, Hits, every, search
from pipeline.find.snippets import Snippet, spans

__all__ = [
    "Filters",
    "Hit",
    "Hits",
    "Index",
    "Query",
    "Snippet",
    "build",
    "every",
    "is_current",
    "opened",
    "parse",
    "place",
    "refreshed",
    "search",
    "spans",
]
