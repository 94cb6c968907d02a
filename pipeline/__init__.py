"""gongkai: annual reports on government information disclosure, read cell by cell into Parquet.

from pipeline import extract, load
requests = load("extracted", "requests")
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import compiled

if compiled.is_edited(Path(__file__).parent):
    compiled.prefer_sources(Path(__file__).parent)

if TYPE_CHECKING:
    from pipeline.explore.load import extract, load

__all__ = ["extract", "load"]


def __getattr__(name: str) -> Any:
    """`extract` and `load` on first use: a worker that reads documents needs no pandas."""
    if name in __all__:
        from pipeline.explore import load as loaders

        return getattr(loaders, name)
    raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
