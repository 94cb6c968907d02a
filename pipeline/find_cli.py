"""The command find: arguments and streams; no logic."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from pipeline.errors import UsageError
from pipeline.find import Filters, Hit, Hits, every, refreshed, search
from pipeline.find.save import row, save
from pipeline.find.search import COUNTED
from pipeline.progress import progress

_WIDE = 160
"""Columns of what goes to a file or another program."""


def add_to(app: typer.Typer) -> None:
    """Adds the command to the application."""
    app.command()(find)


def find(
    question: Annotated[
        str | None,
        typer.Argument(help='Words, "phrases", AND, OR, NOT, ( ). Without any, only the index is brought up to date.'),
    ] = None,
    source: Annotated[str, typer.Option("--in", help="extracted/, a release, or a folder of releases.")] = "extracted",
    year: Annotated[list[int] | None, typer.Option("--year", help="Only this year; may be given again.")] = None,
    province: Annotated[list[str] | None, typer.Option("--province", help="Only this province; again.")] = None,
    section: Annotated[
        list[str] | None, typer.Option("--section", help="Only this section: problems, overview, …; again.")
    ] = None,
    agency: Annotated[str | None, typer.Option("--agency", help="Words of the agency's name.")] = None,
    limit: Annotated[int, typer.Option("--limit", help="Hits shown.")] = 20,
    offset: Annotated[int, typer.Option("--offset", help="Hits passed over first.")] = 0,
    order: Annotated[str, typer.Option("--order", help="newest or relevance.")] = "newest",
    out: Annotated[
        Path | None, typer.Option("--out", help="File for every hit: its name ends with .csv, .jsonl or .xlsx.")
    ] = None,
    index: Annotated[
        Path | None, typer.Option("--index", help="File of the index, instead of beside the data.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the hits as JSON.")] = False,
) -> None:
    """Find words in the text of all reports, by agency, year and section; marks them and says where to read on."""
    if order not in ("newest", "relevance"):
        raise UsageError(f"no order {order!r}; there are newest, relevance")
    filters = Filters(
        years=tuple(year or ()), provinces=tuple(province or ()), sections=tuple(section or ()), agency=agency
    )
    bar = progress()
    with bar:
        task = bar.add_task("indexing", total=None)
        opened = refreshed(source, index, lambda done, of: bar.update(task, completed=done, total=of))
    try:
        if question is None:
            typer.echo(f"The index is up to date. It is in {opened.path}.")
        elif out is not None:
            count = save(every(opened, question, filters), out.suffix.removeprefix("."), out)
            typer.echo(f"{count} sections found. They are in {out}.")
        else:
            _show(
                search(opened, question, filters, limit, offset, "newest" if order == "newest" else "relevance"),
                as_json,
            )
    finally:
        opened.close()


def _show(found: Hits, as_json: bool) -> None:
    if as_json:
        numbers = {"total": found.total, "more": found.more}
        typer.echo(json.dumps({**numbers, "hits": [row(hit) for hit in found.hits]}, ensure_ascii=False))
        return
    screen = Console()
    console = screen if screen.is_terminal else Console(width=_WIDE)
    for hit in found.hits:
        console.print(_shown(hit), soft_wrap=True)
    typer.echo(f"{f'more than {COUNTED}' if found.more else found.total} sections found, {len(found.hits)} shown.")


def _shown(hit: Hit) -> Text:
    """A hit for people: whose and where, the piece with its words marked (【】 too, for what has no colours)."""
    where = f"page {hit.page_first}" if hit.page_first else f"section {hit.ordinal}"
    shown = Text(f"{hit.year or '?'} {hit.agency or '?'} · {hit.heading} · {where}\n", style="bold")
    shown.append_text(_marked(hit.snippet.text, hit.snippet.marked))
    shown.append(f"\n  {hit.report_id} {hit.source_file or ''} {hit.url or ''}\n", style="dim")
    return shown


def _marked(printed: str, marked: tuple[tuple[int, int], ...]) -> Text:
    shown, last = Text(style="not bold"), 0
    for start, end in marked:
        shown.append(printed[last:start]).append(f"【{printed[start:end]}】", style="reverse")
        last = end
    return shown.append(printed[last:])
