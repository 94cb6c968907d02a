"""A report as markup: identity, the form's tables with a link on every number, checks, text, figures, revisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from pipeline import forms
from pipeline.errors import UsageError
from pipeline.explore import cell_markup
from pipeline.explore.find_markup import marked
from pipeline.explore.form_layout import Heading, Table, beyond, tables
from pipeline.explore.layout import View, say
from pipeline.explore.report_data import ReportData
from pipeline.find import Query, parse, spans

Row = dict[str, Any]
_FACTS = ("year", "form", "title", "period_start", "period_end", "published", "division_code", "province")
_SOURCE = ("source_file", "source_sha256", "media_type", "page_count", "url", "revision")
ABSENT: Row = {"value": None, "status": "missing", "raw": None, "flags": []}


def identity(view: View, found: ReportData) -> str:
    """Whose report it is, and which file it was read from."""
    own = found.own
    heading = escape(f"{own['agency'] or own['title'] or own['source_file']} {own['year'] or ''}")
    counts = say(
        view,
        "report.counts",
        reported=own["cells_reported"],
        blank=own["cells_blank"],
        missing=own["cells_missing"],
        unreadable=own["cells_unreadable"],
        checks=own["checks_failed"],
    )
    facts, source = ("".join(_facts(view, own, names)) for names in (_FACTS, _SOURCE))
    return (
        f"<h1>{heading}</h1><p>{counts}</p><dl class='g-facts'>{facts}</dl>"
        f"<details><summary>{say(view, 'report.source')}</summary><dl class='g-facts'>{source}</dl></details>"
    )


def _facts(view: View, own: Row, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if own[name] is not None:
            yield f"<div><dt>{say(view, f'report.{name}')}</dt><dd>{escape(str(own[name]))}</dd></div>"


def form_tables(
    view: View, found: ReportData, chosen: str, other: Mapping[str, Row] | None = None, dataset: str = ""
) -> str:
    """The tables of the report's form, all or of one dataset.

    `other`: the cells of another revision, marked where they differ.
    """
    form = found.own["form"]
    parts, last = [], ""
    for table in (*tables(form), beyond(form, frozenset(found.cells))):
        if table is None or (dataset and table.dataset != dataset):
            continue
        if table.title == "" and table is not tables(form)[-1] and table.dataset == last and not table.heads:
            parts.append(f"<h2>{say(view, 'report.beyond')}</h2>")
        elif table.dataset != last:
            parts.append(f'<h2 id="{table.dataset}">{say(view, f"report.{table.dataset}")}</h2>')
        last = table.dataset
        parts.append(_table(view, table, found, chosen, other))
    return "".join(parts)


def _table(view: View, table: Table, found: ReportData, chosen: str, other: Mapping[str, Row] | None) -> str:
    caption = escape(_captioned(view, table.title)) or say(view, f"report.{table.dataset}")
    hidden = "" if table.title else ' class="g-hidden"'
    head = "".join(f"<tr>{''.join(_heading(view, item, 'col') for item in row.headings)}</tr>" for row in table.heads)
    rows = []
    for row in table.rows:
        cells = (f"<td>{_link(view, found, cell, chosen, other)}</td>" for cell in row.cells)
        rows.append(f"<tr>{''.join(_heading(view, item, 'row') for item in row.headings)}{''.join(cells)}</tr>")
    return (
        f'<div class="g-scroll" tabindex="0" role="region" aria-label="{caption}"><table class="g-paper">'
        f"<caption{hidden}>{caption}</caption><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _link(view: View, found: ReportData, cell: forms.CellSpec, chosen: str, other: Mapping[str, Row] | None) -> str:
    row = found.cells.get(cell.key, ABSENT)
    before = other.get(cell.key, ABSENT) if other is not None else None
    return cell_markup.link(view, found.own["report_id"], cell, row, cell.key == chosen, before)


def _heading(view: View, item: Heading, scope: str) -> str:
    spans = f' rowspan="{item.rows}"' if item.rows > 1 else ""
    spans += f' colspan="{item.columns}"' if item.columns > 1 else ""
    if not item.text:
        return f"<td{spans}></td>"
    group = "group" if (item.columns if scope == "col" else item.rows) > 1 else ""
    english = cell_markup.english(item.name) if item.name else cell_markup.heading(item.text)
    also = f"<small>{escape(english)}</small>" if view.lang != "zh" and english else ""
    return f'<th scope="{scope}{group}"{spans}>{escape(item.text)}{also}</th>'


def _captioned(view: View, title: str) -> str:
    """A table's title as printed; before it, in English, what it means."""
    return title if view.lang == "zh" or not title else f"{cell_markup.heading(title)} · {title}"


def checks(view: View, found: ReportData) -> str:
    """What did not pass, with links to the cells concerned."""
    if not found.checks:
        return f"<p>{say(view, 'report.no_checks')}</p>"
    return f'<ul class="g-checks">{"".join(_check(view, found, item, linked=True) for item in found.checks)}</ul>'


def checks_of(view: View, found: ReportData, key: str) -> str:
    """The checks that name a cell."""
    own = [item for item in found.checks if key in (item["cells"] or ())]
    return (
        f'<ul class="g-checks">{"".join(_check(view, found, item, linked=False) for item in own)}</ul>' if own else ""
    )


def _check(view: View, found: ReportData, item: Row, *, linked: bool) -> str:
    severity = cell_markup.word(view, "severity", item["severity"])
    suggestion = f" {say(view, 'report.suggestion', text=item['suggestion'])}" if item.get("suggestion") else ""
    cells = " ".join(_cell_link(view, found, key) for key in item["cells"] or ()) if linked else ""
    return (
        f'<li class="g-{item["severity"]}"><strong>{escape(severity)} · '
        f"{escape(cell_markup.word(view, 'check', item['check']))}</strong>: {_message(view, item)}"
        f"{suggestion} {cells}</li>"
    )


def _message(view: View, item: Row) -> str:
    """The finding's own sentence, which is English; before it what the check means in the visitor's language."""
    own = item["message"] or ""
    shown = cell_markup.explained(view, item["check"], own)
    return escape(shown) if shown == own else f'{escape(shown)} <small class="g-note" lang="en">{escape(own)}</small>'


def _cell_link(view: View, found: ReportData, key: str) -> str:
    dataset, _, cell = key.partition(".")
    spec = next(iter(forms.spec(dataset, cell)), None)
    address = view.link("/report", id=found.own["report_id"], cell=key)
    name = cell_markup.named(view, spec) if spec else key
    return f'<a class="g-cell" href="{escape(address)}" data-cell="{escape(key)}">{escape(name)}</a>'


def text(view: View, found: ReportData) -> str:
    """The sections, each to be opened; the one that the address names is open, the words sought in it marked."""
    parts = []
    words, chosen = sought(view), view.query.get("section", "")
    for item in found.sections:
        own = str(item["ordinal"]) == chosen
        lines = [line for line in (item["text"] or "").splitlines() if line.strip()]
        paragraphs = "".join(f"<p>{marked(line, spans(line, words) if own and words else ())}</p>" for line in lines)
        heading = f"{escape(item['heading'] or '')}{_pages(view, item)}"
        parts.append(
            f'<details class="g-section g-level{item["level"]}" id="section-{item["ordinal"]}"'
            f"{' open' if own else ''}><summary>"
            f"{heading}</summary>{paragraphs}</details>"
        )
    return "".join(parts) or f"<p>{say(view, 'report.no_text')}</p>"


def _pages(view: View, section: Row) -> str:
    first, last = section["page_first"], section["page_last"]
    if not first:
        return ""
    said = (
        say(view, "report.on_page", page=first) if first == last else say(view, "report.pages", first=first, last=last)
    )
    return f" <small>{said}</small>"


def sought(view: View) -> Query | None:
    """The question that led here; None where there is none that can be asked."""
    if not view.query.get("q"):
        return None
    try:
        return parse(view.query["q"])
    except UsageError:  # not typed on this page, so no reason to refuse the report
        return None


def figures(view: View, found: ReportData) -> str:
    """Numbers of the prose, each in its sentence."""
    if not found.figures:
        return f"<p>{say(view, 'report.no_figures')}</p>"
    rows = "".join(_figure(item) for item in found.figures)
    head = "".join(f'<th scope="col">{say(view, f"report.{name}")}</th>' for name in ("subject", "figure", "sentence"))
    return (
        f'<div class="g-scroll" tabindex="0" role="region" aria-label="{say(view, "report.figures")}">'
        f'<table class="g-paper g-left"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _figure(item: Row) -> str:
    sentence, start, end = item["sentence"] or "", item["char_start"] or 0, item["char_end"] or 0
    marked = f"{escape(sentence[:start])}<mark>{escape(sentence[start:end])}</mark>{escape(sentence[end:])}"
    what = " ".join(part for part in (item["subject"], item["action"]) if part)
    value = "" if item["value"] is None else cell_markup.number(item["value"])
    return f"<tr><td>{escape(what)}</td><td>{escape(value)} {escape(item['unit'] or '')}</td><td>{marked}</td></tr>"


def revisions(view: View, found: ReportData, known: list[Row], beside: str) -> str:
    """Links to the other revisions of the report, each to be set beside this one."""
    if len(known) < 2:
        return ""
    items = []
    for row in known:
        name = say(view, "report.revision_name", number=row["revision"], published=row["published"] or "?")
        if row["report_id"] == found.own["report_id"]:
            items.append(f"<li><strong>{name}</strong> {say(view, 'report.this_one')}</li>")
            continue
        query = {"id": found.own["report_id"], "beside": "" if row["report_id"] == beside else row["report_id"]}
        label = say(view, "report.not_beside" if row["report_id"] == beside else "report.beside")
        items.append(
            f'<li><a href="{escape(view.link("/report", id=row["report_id"]))}">{name}</a> · '
            f'<a href="{escape(view.link("/report", **query))}">{label}</a></li>'
        )
    return f'<h2>{say(view, "report.revisions")}</h2><ul class="g-revisions">{"".join(items)}</ul>'
