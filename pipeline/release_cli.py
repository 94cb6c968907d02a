"""The commands of releases: release, diff, export. Arguments and streams; no logic."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.address import at, local
from pipeline.errors import UsageError

_WIDE = 200
"""Columns of a table that goes to a file or another program."""
_Json = Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")]


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the application."""
    app.command()(release)
    app.command()(export)
    app.command()(diff)


@contextmanager
def _installed() -> Iterator[None]:
    """Imports what only releases need; a part that is not there is named with the command that installs it."""
    try:
        yield
    except ImportError as error:
        raise UsageError(f"releases need more libraries ({error}): pip install 'gongkai[release]'") from error


def release(
    source: Annotated[str, typer.Option("--from", help="Folder or address of the datasets.")] = "extracted",
    to: Annotated[str, typer.Option("--to", help="Folder or address of the releases.")] = "releases",
    version: Annotated[
        str | None, typer.Option("--version", help="YYYY.MM.N; the next of this month unless said otherwise.")
    ] = None,
    review: Annotated[Path, typer.Option("--review", help="Folder of people's decisions on cells.")] = Path("review"),
    as_json: _Json = False,
) -> None:
    """Make a version of extracted/ that can be cited: datasets, codebook, caveats, data package, checksums."""
    with _installed():
        from pipeline.release.decided import Applied
        from pipeline.release.make import make

    made = make(at(source), at(to), version, review)
    rows: dict[str, int] = dict(made.counts.rows)
    if as_json:
        numbers = {"release": str(made.path), "version": made.about.version, "extractor": made.about.extractor}
        people = {"cells_decided": made.decided.cells, "decided_elsewhere": made.decided.elsewhere}
        typer.echo(json.dumps({**numbers, **people, "rows": rows}, ensure_ascii=False))
    else:
        typer.echo(
            f"Release {made.about.version}: {rows['reports']} reports, {rows['failures']} files without one. "
            f"It is in {made.path}/; begin with README.md."
        )
        if made.decided != Applied(cells=0, elsewhere=0):
            typer.echo(
                f"{made.decided.cells} cells are as people decided in {review}/; "
                f"decisions on {made.decided.elsewhere} cells are of files or cells that it does not hold."
            )


def export(
    source: Annotated[str, typer.Argument(metavar="RELEASE", help="A release, or a folder of them: its latest.")],
    form: Annotated[str, typer.Option("--format", help="csv, stata, sqlite, duckdb, xlsx or jsonl.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the files.")] = Path("exports"),
    dataset: Annotated[
        list[str] | None, typer.Option("--dataset", help="Only this dataset; may be given again.")
    ] = None,
) -> None:
    """Write a release as the files of other programs."""
    with _installed():
        from pipeline import export as exports
        from pipeline.release import folder

    with local(folder.release(at(source))) as release_:
        for path in exports.export(release_, form, out, dataset or ()):
            typer.echo(path)


def diff(
    a: Annotated[str, typer.Argument(help="The release to compare with, or a folder of them: its latest.")],
    b: Annotated[str, typer.Argument(help="The release to compare, or a folder of them: its latest.")],
    form: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    out: Annotated[Path | None, typer.Option("--out", help="File for csv or json, instead of standard output.")] = None,
) -> None:
    """Show every value that changed from release A to release B, with the reason."""
    with _installed():
        from pipeline.release import folder
        from pipeline.release.diff import diff as changes_of
        from pipeline.release.diff import show

    if form != "table" and form not in show.WRITERS:
        raise UsageError(f"no format {form!r}; there are table, {', '.join(show.WRITERS)}")
    with local(folder.release(at(a))) as before, local(folder.release(at(b))) as after:
        found = changes_of(before, after)
        if form == "table":
            console = Console()
            show.as_table(found, console if console.is_terminal else Console(width=_WIDE))
        elif out is None:
            show.WRITERS[form](found, sys.stdout)
        else:
            show.to_file(found, form, out)
