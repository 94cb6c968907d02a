"""The command: one sub-command a stage. Arguments, exit status, what goes to which stream; no logic."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import TextColumn, TimeRemainingColumn

from pipeline import (
    captured,
    engine,
    explore_cli,
    find_cli,
    inputs,
    pool,
    release_cli,
    remote,
    scrape_cli,
    settings,
    show,
)
from pipeline.address import at
from pipeline.errors import DocumentError, ExitCode, GongkaiError, UsageError
from pipeline.progress import progress

app = typer.Typer(
    help="Annual reports on government information disclosure, read cell by cell into Parquet that can be trusted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
scrape_cli.add_to(app)
release_cli.add_to(app)
explore_cli.add_to(app)
find_cli.add_to(app)
_WIDE = 160
"""Columns of a table that goes to a file or another program."""
_Workers = Annotated[int | None, typer.Option("--workers", help="Processes; all cores unless said otherwise.")]
_Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", help="Dask scheduler (tcp://host:8786), or `local` for one on this machine."),
]
_Out = Annotated[str, typer.Option("--out", help="Folder for the datasets, or its address (s3://…).")]
_Json = Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")]


@app.command()
def extract(
    paths: Annotated[list[str], typer.Argument(help="Report files, or folders, which are walked whole.")],
    out: _Out,
    meta: Annotated[
        Path | None, typer.Option("--meta", help="CSV: file, agency, division_code, year, url, published.")
    ] = None,
    workers: _Workers = None,
    scheduler: _Scheduler = None,
    as_json: _Json = False,
) -> None:
    """Read report files and write the datasets under OUT."""
    _extract(paths, out, meta, workers, scheduler, as_json)


@app.command()
def run(
    raw: Annotated[str, typer.Option("--raw", help="Folder of report files, or its address (s3://…).")] = "raw",
    out: _Out = "extracted",
    workers: _Workers = None,
    scheduler: _Scheduler = None,
    as_json: _Json = False,
) -> None:
    """Read raw/ and write extracted/."""
    _extract([raw], out, None, workers, scheduler, as_json)


def _extract(
    addresses: list[str], out: str, meta: Path | None, workers: int | None, scheduler: str | None, as_json: bool
) -> None:
    paths, to = [at(item) for item in addresses], at(out)
    found = inputs.find(paths, meta)
    in_force = settings.load(workers)
    bar = progress(TextColumn("{task.fields[failed]} failed"), TimeRemainingColumn())
    with bar, _executor(scheduler, in_force) as execute, remote.working(to) as folder:
        task = bar.add_task("reading", total=len(found), failed=0)

        def advance(done: int, of: int, failed: int) -> None:
            bar.update(task, completed=done, total=of, failed=failed)

        summary = engine.run(found, folder, in_force, advance, captured.coverage(paths), remote.keeping(execute, to))
    totals = summary.totals
    numbers: dict[str, Any] = {
        "files": totals.files,
        "read": summary.read,
        "reports": totals.reports,
        "failures": totals.failures,
        "checks_failed": totals.checks,
        "out": out,
    }
    if as_json:
        typer.echo(json.dumps(numbers, ensure_ascii=False))
    else:
        typer.echo(
            f"{totals.files} files ({summary.read} read now): {totals.reports} reports, {totals.failures} failed, "
            f"{totals.checks} checks to look at. The data is in {out}/."
        )
        typer.echo(f"""Load it:  python -c "from pipeline import load; print(load('{out}', 'requests'))\"""")
        if totals.failures:
            typer.echo(f"What failed and why:  load('{out}', 'failures')")
    raise typer.Exit(ExitCode.SOME_FAILED if totals.failures else ExitCode.OK)


@contextmanager
def _executor(scheduler: str | None, in_force: settings.Settings) -> Iterator[engine.Execute]:
    """What documents are read on: the processes of this machine, or a Dask cluster."""
    if scheduler is None:
        yield pool.run
        return
    try:
        from pipeline import cluster
    except ImportError as error:
        raise UsageError(f"--scheduler needs Dask: pip install 'gongkai[dask]' ({error})") from error
    with cluster.executor(scheduler, in_force.workers) as execute:
        yield execute


@app.command("show")
def show_file(
    file: Annotated[Path, typer.Argument(help="One report file.")],
    as_json: _Json = False,
) -> None:
    """Show what is read in one file: every cell, its flags and where it stands."""
    if as_json:
        typer.echo(show.as_json(file))
    else:
        console = Console()
        show.as_table(file, console if console.is_terminal else Console(width=_WIDE))


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gongkai {metadata.version('gongkai')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Annual reports on government information disclosure, read cell by cell into Parquet that can be trusted."""


def main() -> None:
    """Runs the command; a fault of the user's is one sentence on standard error and exit status 2."""
    try:
        app()
    except DocumentError as error:
        sys.stderr.write(f"gongkai: {error}\n")
        sys.exit(ExitCode.SOME_FAILED)
    except GongkaiError as error:
        sys.stderr.write(f"gongkai: {error}\n")
        sys.exit(ExitCode.USAGE)
