"""The tables and lists that the package brings along: files that stand beside the code they are for."""

from __future__ import annotations

import csv
from importlib import resources
from importlib.resources.abc import Traversable


def rows(package: str, name: str) -> list[dict[str, str]]:
    """The rows of a CSV file of a package (`name` may have folders), by the names of its columns.

    It is read at each call: callers keep what they make of it. A row with more or fewer fields than there are columns
    is an error of ours: ValueError.
    """
    with _folder(package).joinpath(name).open(encoding="utf-8") as file:
        columns, *found = csv.reader(file, strict=True)
    return [dict(zip(columns, row, strict=True)) for row in found if row]


def lines(package: str, name: str) -> list[str]:
    """The lines of a text file of a package (`name` may have folders), without their ends; read at each call."""
    return _folder(package).joinpath(name).read_text(encoding="utf-8").splitlines()


def _folder(package: str) -> Traversable:
    """A package's folder, by the outermost one: compiled, an inner one has no right place while it is imported."""
    outermost, *inner = package.split(".")
    folder = resources.files(outermost)
    return folder.joinpath(*inner) if inner else folder
