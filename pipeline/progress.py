"""How far a run is, on standard error while that is a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn


def progress(*more: ProgressColumn) -> Progress:
    """A bar with a description and what is done of how much, then `more`; it goes when the run ends."""
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        *more,
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
