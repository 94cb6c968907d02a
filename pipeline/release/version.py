"""Versions of releases by the calendar: YYYY.MM.N, the N-th of its month from 0; ordered as numbers, not as text."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from pipeline.errors import UsageError

Version = tuple[int, int, int]
_PATTERN = re.compile(r"(20\d\d)\.(0[1-9]|1[0-2])\.(0|[1-9]\d*)")


def parsed(name: str) -> Version | None:
    """The version that a name is, None where it is none."""
    found = _PATTERN.fullmatch(name)
    return None if found is None else (int(found[1]), int(found[2]), int(found[3]))


def month(name: str) -> datetime.datetime:
    """The first day of a version's month: when a file of it says it was made; 2000 where the name is no version."""
    year, number, _ = parsed(name) or (2000, 1, 0)
    return datetime.datetime(year, number, 1)


def checked(name: str) -> str:
    """The name, where it is a version. Raises `UsageError`."""
    if parsed(name) is None:
        raise UsageError(f"{name!r} is no version: write YYYY.MM.N, such as 2026.11.0")
    return name


def following(known: Iterable[str], today: datetime.date) -> str:
    """The next version of this month."""
    month = (today.year, today.month)
    numbers = [found[2] for name in known if (found := parsed(name)) and found[:2] == month]
    return f"{today:%Y.%m}.{max(numbers, default=-1) + 1}"
