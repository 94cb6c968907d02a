"""A release → the files of other programs. A format is one file here; all read the release's Parquet, none changes it.

Every file is written beside and renamed, so a reader never sees half of one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.release.registry import Dataset, datasets

Export = Callable[[Path, Path, Sequence[Dataset]], list[Path]]
"""The release, the folder for the files, the datasets wanted → the files written."""

FORMATS = ("csv", "stata", "sqlite", "duckdb", "xlsx", "jsonl")
"""Each is `write` of its file here, loaded only when it is asked for: some need libraries that are slow to load."""


def export(release: Path, form: str, out: Path, wanted: Sequence[str] = ()) -> list[Path]:
    """Writes a release in one format under `out`; only the datasets `wanted`, where any are named."""
    if form not in FORMATS:
        raise UsageError(f"no format {form!r}; there are {', '.join(FORMATS)}")
    known = datasets()
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise UsageError(f"no dataset {unknown[0]!r}; there are {', '.join(known)}")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{out}: can't be written to ({error.strerror})") from error
    write: Export = import_module(f"{__name__}.as_{form}").write
    return write(release, out, [known[name] for name in wanted or known])
