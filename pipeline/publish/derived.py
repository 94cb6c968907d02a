"""Datasets computed from those of the reports (panel, metrics, findings over years): each is declared once.

A release builds and holds every dataset that is registered here, with its part of codebook, data package and exports.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow as pa

from pipeline.model import value
from pipeline.publish.schemas import Column

Build = Callable[[Path], Iterable[tuple[int | None, pa.Table]]]
"""The folder with the datasets so far (`<dataset>/year=YYYY/*.parquet`) → the rows of each year, in a fixed order."""


@value
class Derived:
    """A derived dataset: its columns without `year`, the columns of its key, its words in both languages."""

    name: str
    key: tuple[str, ...]
    title: str
    title_zh: str
    description: str
    description_zh: str
    columns: tuple[Column, ...]
    build: Build


DERIVED: dict[str, Derived] = {}


def register(dataset: Derived) -> Derived:
    """Makes the dataset part of every release; one that needs another is registered after it."""
    DERIVED[dataset.name] = dataset
    return dataset
