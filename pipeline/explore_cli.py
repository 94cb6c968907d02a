"""The command of the pages: explore. Arguments and one link; no logic."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import UsageError


def add_to(app: typer.Typer) -> None:
    """Adds this command to the application."""
    app.command()(explore)


def explore(
    source: Annotated[
        str, typer.Argument(metavar="DIR", help="Folder of datasets, a release, or a folder of releases.")
    ] = "extracted",
    release: Annotated[
        str | None, typer.Option("--release", help="Which release of the folder; the latest unless said otherwise.")
    ] = None,
    raw: Annotated[Path | None, typer.Option("--raw", help="Folder of the report files.")] = None,
    review: Annotated[Path, typer.Option("--review", help="Folder of people's decisions on cells.")] = Path("review"),
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; others reach it only if it is not loopback.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port; 0 takes a free one.")] = 8765,
    token: Annotated[
        str | None, typer.Option("--token", help="What opens the pages; a random one unless said otherwise.")
    ] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Nothing can be decided or written.")] = False,
    lang: Annotated[str, typer.Option("--lang", help="Language of a link that names none: zh or en.")] = "zh",
) -> None:
    """Show the data in the browser: coverage, comparisons, reports with the page behind each number."""
    try:
        import uvicorn

        from pipeline.explore.app import make
    except ImportError as error:
        raise UsageError(f"the pages need more libraries ({error}): pip install 'gongkai[explore]'") from error
    from pipeline.explore import start

    with start.listening(host, port) as listener:
        settings = start.settings(source, release, raw, review, host, listener.getsockname()[1], token, read_only, lang)
        typer.echo("Looking at the data; the first time this takes a while.", err=True)
        app = make(settings)
        typer.echo(f"Open {start.link(settings)}  (Ctrl+C ends it)")
        config = uvicorn.Config(app, log_level="warning", server_header=False, ws_max_size=1_000_000)
        uvicorn.Server(config).run(sockets=[listener])
