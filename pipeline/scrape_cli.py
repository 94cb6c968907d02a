"""The commands of the scraper: scrape, coverage, check-catalogue, demo. Arguments and streams; no logic."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import TextColumn, TimeElapsedColumn

from pipeline import settings, sources
from pipeline.errors import ExitCode, UsageError
from pipeline.progress import progress

if TYPE_CHECKING:
    from pipeline.scrape.plan import Plan
    from pipeline.scrape.store import Store

_WIDE = 160
_PROGRESS_LINES = 20
"""How many lines tell of the progress where no one looks at a bar."""

_INTERRUPTED = 128 + 2
"""What a shell gives for a program that SIGINT ended."""

_Raw = Annotated[Path, typer.Option("--raw", help="Folder of what was fetched.")]
_Catalogue = Annotated[
    Path | None,
    typer.Option("--catalogue", help="Folder with sites.csv, agencies.csv, columns.csv; gongkai's own if not given."),
]
_Json = Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")]


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the application."""
    app.command()(scrape)
    app.command()(coverage)
    app.command("check-catalogue")(check_catalogue)
    app.command()(demo)


def scrape(
    raw: _Raw = Path("raw"),
    catalogue: _Catalogue = None,
    site: Annotated[
        list[str] | None, typer.Option("--site", help="Only this site (site_id); may be given again.")
    ] = None,
    agency: Annotated[
        str, typer.Option("--agency", help="Only list pages that may hold this agency (agency_id).")
    ] = "",
    year: Annotated[int | None, typer.Option("--year", help="Only reports of this year.")] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the run that was stopped; nothing is asked twice.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option("--limit", help="Fetch at most so many report pages from each site.")
    ] = None,
    due: Annotated[bool, typer.Option("--due", help="Only list pages whose next look has come.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be visited; ask for nothing.")] = False,
    todo: Annotated[bool, typer.Option("--todo", help="Show what a person has to do; ask for nothing.")] = False,
    warc: Annotated[
        Path | None, typer.Option("--warc", help="Write all captures so far to this WARC file; ask for nothing.")
    ] = None,
    contact: Annotated[
        str, typer.Option("--contact", envvar="GONGKAI_CONTACT", help="Your address: it goes with every request.")
    ] = "",
    as_json: _Json = False,
) -> None:
    """Fetch annual reports from the portals of the catalogue into RAW, with a state for every agency and year."""
    _need_libraries()
    from pipeline.scrape.plan import Plan
    from pipeline.scrape.store import Store

    known = _load(catalogue)
    plan = Plan(sites=tuple(site or ()), agency=agency, year=year, limit=limit, resume=resume, due=due)
    if todo:
        _print_tasks(Store(raw), known)
    elif warc is not None:
        _write_warc(Store(raw), warc)
    elif dry_run:
        _print_visits(known, Store(raw), plan)
    else:
        _scrape(known, raw, plan, contact, as_json)


def _need_libraries() -> None:
    try:
        import scrapy  # noqa: F401
    except ImportError as error:
        raise UsageError("scraping needs more libraries: pip install 'gongkai[scrape]'") from error


def _load(folder: Path | None) -> sources.Catalogue:
    """The catalogue; its bad rows are named and left out."""
    known = sources.load(folder)
    console = Console(stderr=True)
    for problem in known.problems:
        console.print(
            f"catalogue: {problem.file}, line {problem.line}: {problem.message}; the row is left out", markup=False
        )
    return known


def _scrape(known: sources.Catalogue, raw: Path, plan: Plan, contact: str, as_json: bool) -> None:
    from pipeline.scrape import run as scraper
    from pipeline.scrape.clock import RealClock
    from pipeline.scrape.manners import Manners

    if "@" not in contact and "://" not in contact:
        raise UsageError(
            "say who asks: --contact with a mail address or a page (or GONGKAI_CONTACT); it goes with every request"
        )
    with progress(TimeElapsedColumn(), TextColumn("{task.fields[site]}")) as bar:
        task = bar.add_task("sites", total=None, site="")

        def advance(site: str, done: int, of: int) -> None:
            bar.update(task, completed=done, total=of, site=site)
            if bar.disable and (done == of or done % max(1, of // _PROGRESS_LINES) == 0):
                typer.echo(f"{done} of {of} sites, the last one {site}", err=True)

        try:
            summary = scraper.run(known, raw, plan, RealClock(), Manners(contact=contact), advance)
        except KeyboardInterrupt as interrupt:
            typer.echo("gongkai: stopped; what was fetched is kept: go on with --resume", err=True)
            raise typer.Exit(_INTERRUPTED) from interrupt
    for refused in summary.inbox_refused:
        typer.echo(f"inbox: {refused}", err=True)
    if as_json:
        numbers = {
            "sites": summary.sites,
            "requests": summary.requests,
            "documents": summary.documents,
            "states": dict(summary.states),
        }
        typer.echo(json.dumps(numbers, ensure_ascii=False))
    else:
        shown = ", ".join(f"{count} {state}" for state, count in summary.states.most_common())
        typer.echo(
            f"{summary.sites} sites visited: {summary.documents} documents in {raw}/. Agencies and years: {shown}."
        )
        typer.echo(f"Next:  gongkai coverage --raw {raw}   gongkai scrape --raw {raw} --todo   gongkai run --raw {raw}")
    raise typer.Exit(ExitCode.SOME_FAILED if summary.inbox_refused else ExitCode.OK)


def _print_tasks(store: Store, known: sources.Catalogue) -> None:
    from pipeline.scrape import todo

    found = todo.tasks(store, known)
    for task in found:
        where = f"; save into {store.inbox / task.folder}/" if task.folder else ""
        typer.echo(f"{task.state:13} {task.url}\n              {task.reason}{where}")
    typer.echo(f"{len(found)} things to do.")


def _write_warc(store: Store, path: Path) -> None:
    from pipeline.scrape import warc

    typer.echo(f"{warc.write(store, path)} records in {path}.")


def _print_visits(known: sources.Catalogue, store: Store, plan: Plan) -> None:
    from pipeline.scrape.clock import RealClock
    from pipeline.scrape.plan import resting, visits

    now = RealClock().now()
    found = visits(known, store, plan, resting(known, store, plan, now), now)
    for site, columns in found:
        for column in columns:
            typer.echo(f"{site.site_id}  {column.url}")
    unchecked = sum(not sources.crawlable(site) for site in known.sites.values())
    typer.echo(
        f"{len(found)} sites would be visited; {unchecked} of the catalogue are not checked yet and are not asked."
    )


def coverage(
    raw: _Raw = Path("raw"),
    year: Annotated[str | None, typer.Option("--year", help="Only this year.")] = None,
    as_json: _Json = False,
) -> None:
    """Show what is known by province and year: found, absent, can't be looked at, not looked at."""
    from pipeline.scrape import show

    rows = show.read(raw)
    if as_json:
        typer.echo(json.dumps(_numbers(rows, year), ensure_ascii=False))
        return
    console = Console()
    (console if console.is_terminal else Console(width=_WIDE)).print(show.table(rows, year))


def _numbers(rows: list[dict[str, str]], year: str | None) -> dict[str, int]:
    return dict(Counter(row["state"] for row in rows if year in (None, row["year"])))


def check_catalogue(catalogue: _Catalogue = None) -> None:
    """Check sites.csv, agencies.csv and columns.csv; every error is named."""
    known = sources.load(catalogue)
    for problem in known.problems:
        typer.echo(f"{problem.file}, line {problem.line} ({problem.key}): {problem.message}")
    checked = len(known.hosts())
    typer.echo(
        f"{len(known.sites)} sites ({checked} checked, so fetched), {len(known.agencies)} agencies, "
        f"{len(known.columns)} list pages; {len(known.problems)} errors."
    )
    raise typer.Exit(ExitCode.USAGE if known.problems else ExitCode.OK)


def demo(
    folder: Annotated[
        Path | None, typer.Option("--folder", help="Keep what it makes here; a temporary folder if not given.")
    ] = None,
) -> None:
    """Play made-up portals on this machine, scrape them, read their reports, and show coverage and data: the
    whole way.
    """
    _need_libraries()
    from pipeline import demo as demo_run  # it loads pandas, which no worker of a run may

    _say(demo_run.run(folder, settings.load()))


def _say(lines: Iterable[object]) -> None:
    """Prints each step as it is done."""
    console = Console()
    for line in lines:
        console.print(line, highlight=False)
