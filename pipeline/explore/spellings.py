"""How an agency may be asked for: its name in pinyin, whole and by initials."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
from pypinyin import lazy_pinyin

from pipeline import text


def pinyin(name: str) -> tuple[str, str]:
    """A name's syllables joined, and their initials, in small letters (临澜市 → linlanshi, lls)."""
    syllables = lazy_pinyin(text.simplified(name))
    return "".join(syllables).lower(), "".join(item[0] for item in syllables if item).lower()


def table(names: Iterable[tuple[str, str]]) -> pa.Table:
    """`agency_id`, `pinyin`, `initials` of each agency."""
    rows = [(name, *pinyin(agency)) for name, agency in names]
    columns = [pa.array([row[place] for row in rows], pa.string()) for place in range(3)]
    return pa.Table.from_arrays(columns, names=["agency_id", "pinyin", "initials"])
