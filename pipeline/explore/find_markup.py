"""What was found, as markup: the form, each hit with its words marked and links to where it stands, further hits."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from pipeline.explore.closed_lists import word
from pipeline.explore.compare_form import options, select
from pipeline.explore.finding import AT_ONCE, Asked
from pipeline.explore.layout import View, say
from pipeline.explore.provinces import short, tiles
from pipeline.explore.queries import agencies as agencies_of
from pipeline.explore.queries import compare
from pipeline.explore.tables import number
from pipeline.find.relevance import JUDGED
from pipeline.find.search import COUNTED, Hit, Hits
from pipeline.find.snippets import WIDTH
from pipeline.parse.headings import canonical_names

FORMATS = ("csv", "jsonl", "xlsx")
MOST_SAVED = 50_000
"""Hits of one file."""


def form(view: View, asked: Asked) -> str:
    """The question, its filters and its order, as one plain form: every question is an address."""
    base = view.context.base
    order = {province: place for place, province in enumerate(tiles())}
    known = sorted(agencies_of.choices(base)["province"], key=lambda name: (order.get(name, len(order)), name))
    any_ = [("", view.say("compare.any"))]
    provinces = any_ + [(name, short(name, view.lang)) for name in known]
    sections = any_ + [(name, word("canonical", name, view.lang)) for name in canonical_names()]
    years = any_ + [(str(year), str(year)) for year in compare.years(base)]
    first, last = (str(year) for year in asked.span) if asked.span else ("", "")
    orders = [(name, view.say(f"find.order.{name}")) for name in ("newest", "relevance")]
    lang = f'<input type="hidden" name="lang" value="{view.lang}">' if view.lang != view.context.settings.lang else ""
    return (
        f'<form class="g-form" role="search" method="get" action="/find">{lang}'
        f'<label class="g-question">{say(view, "find.question")}<input type="search" name="q" maxlength="300" '
        f'value="{escape(asked.question)}" placeholder="{say(view, "find.hint")}"></label>'
        f'<button type="submit">{say(view, "find.submit")}</button>'
        + select(view, "province", "compare.province", provinces, asked.province)
        + select(view, "section", "find.section", sections, asked.section)
        + select(view, "first", "compare.from", years, first)
        + select(view, "last", "compare.to", years, last)
        + f'<label>{say(view, "find.agency")}<input name="agency" maxlength="60" '
        f'value="{escape(asked.agency)}"></label>'
        + f'<label>{say(view, "find.order")}<select name="order">{options(orders, asked.order)}</select></label>'
        + f"</form><p class='g-help'>{say(view, 'find.help')}</p>"
    )


def hits(view: View, asked: Asked, found: Hits) -> str:
    """How many there are, the files of all, and these."""
    total = say(view, "find.more" if found.more else "find.total", count=number(found.total))
    if not found.total:
        return f"<p role='status' class='g-empty'>{say(view, 'find.nothing')}</p>"
    if found.total > JUDGED and asked.order == "relevance":
        total += f" {say(view, 'find.ranked', count=number(JUDGED))}"
    listed = "".join(_hit(view, asked, hit) for hit in found.hits)
    first = (asked.place - 1) * AT_ONCE + 1
    return (
        f"<p role='status'>{total}</p>{_files(view, asked)}"
        f"<ol class='g-hits' start='{first}'>{listed}</ol>{_further(view, asked, found)}"
    )


def _hit(view: View, asked: Asked, hit: Hit) -> str:
    whose = f"{hit.agency or hit.title or hit.source_file or hit.report_id} {hit.year or ''}"
    there = {"id": hit.report_id, "section": hit.ordinal, "q": asked.question}
    report = escape(view.link("/report", **there))
    about = [short(hit.province, view.lang)] if hit.province else []
    if hit.canonical:
        about.append(word("canonical", hit.canonical, view.lang))
    label = say(view, "find.page", page=hit.page_first) if hit.page_first else say(view, "find.source")
    source = escape(view.link("/report", **there, page=hit.page_first or "text"))
    about_page = f' · <a href="{source}">{label}</a>'
    before, after = ("…" if cut else "" for cut in (hit.snippet.start, len(hit.snippet.text) >= WIDTH))
    return (
        f'<li><h2><a href="{report}">{escape(whose)}</a></h2>'
        f'<p class="g-note">{escape(" · ".join(about))}{about_page}</p>'
        f"<p><b>{marked(hit.heading, hit.marked_heading)}</b></p>"
        f"<p>{before}{marked(hit.snippet.text, hit.snippet.marked)}{after}</p></li>"
    )


def marked(printed: str, spans: Sequence[tuple[int, int]]) -> str:
    """A text with its spans marked, all of it escaped."""
    shown, last = "", 0
    for start, end in spans:
        shown += f"{escape(printed[last:start])}<mark>{escape(printed[start:end])}</mark>"
        last = end
    return shown + escape(printed[last:])


def _files(view: View, asked: Asked) -> str:
    links = " ".join(
        f'<a href="{escape(asked.address(view, f"/find/hits.{form}", page="", order=""))}" download>{form.upper()}</a>'
        for form in FORMATS
    )
    return f"<p class='g-files'>{say(view, 'find.save', count=number(MOST_SAVED))} {links}</p>"


def _further(view: View, asked: Asked, found: Hits) -> str:
    """Links to the hits before and after these."""
    last = min(found.total, COUNTED)
    parts = []
    if asked.place > 1:
        before = escape(asked.address(view, page=asked.place - 1 if asked.place > 2 else ""))
        parts.append(f'<a href="{before}" rel="prev">{say(view, "find.previous")}</a>')
    if asked.place * AT_ONCE < last:
        after = escape(asked.address(view, page=asked.place + 1))
        parts.append(f'<a href="{after}" rel="next">{say(view, "find.next")}</a>')
    return f'<nav class="g-files" aria-label="{say(view, "find.further")}">{" ".join(parts)}</nav>' if parts else ""
