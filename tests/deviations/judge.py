"""Makes a report of one seed, reads it with the pipeline, and sorts its cells as the shared scorer does."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pipeline import forms, task
from tests.deviations import (
    decoys,
    document,
    dressed_cells,
    garbled,
    numbers,
    odd_tables,
    odd_values,
    structure,
    tables,
)
from tests.deviations.draft import Draft, Gold, fresh
from tests.deviations.flat import FLAT_FORMATS
from tests.deviations.layout import lay_out
from tests.deviations.pasted import PASTED_FORMATS
from tests.deviations.pdf import PDF_FORMATS
from tests.deviations.registry import DEVIATIONS, FORMATS, STAGES
from tests.deviations.render import render

__all__ = [
    "decoys",
    "document",
    "dressed_cells",
    "garbled",
    "numbers",
    "odd_tables",
    "odd_values",
    "structure",
    "tables",
]


PLACED_FORMATS = (*PDF_FORMATS, "xlsx")
"""Formats in which every word has its place."""


@dataclass
class Result:
    """One report read: every cell that is not plainly right, by class."""

    seed: int
    kind: str
    names: tuple[str, ...]
    cells: int = 0
    silent: list[str] = field(default_factory=list)
    flagged: list[str] = field(default_factory=list)
    soft: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)
    lost: bool = False


def drawn(seed: int) -> tuple[str, tuple[str, ...]]:
    """A seed's format and deviations."""
    draw = random.Random(f"drawn {seed}")
    kind = draw.choice(FORMATS)
    able = [name for name, item in DEVIATIONS.items() if kind in item.formats]
    return kind, tuple(sorted(draw.sample(able, draw.choice((1, 1, 2, 2, 3, 4, 6)))))


def drawn_flat(seed: int) -> tuple[str, tuple[str, ...]]:
    """A seed's kind of text without cell marks, and its deviations: those that text with tabs can have.

    Where places tell the columns, a row whose cells have moved along shows them under the wrong headings: no fault of
    the reader's.
    """
    draw = random.Random(f"flat {seed}")
    able = [name for name, item in DEVIATIONS.items() if "tab" in item.formats]
    kind = draw.choice(FLAT_FORMATS)
    names = draw.sample(able, draw.choice((0, 1, 1, 2, 2, 3, 4)))
    return kind, tuple(sorted(name for name in names if (kind, name) != ("layout", "cells_lost")))


def drawn_placed(seed: int) -> tuple[str, tuple[str, ...]]:
    """A seed's kind of PDF or a workbook, and its deviations: those that text with tabs can have.

    Places tell the columns, so a row whose cells have moved along shows them under the wrong headings.
    """
    draw = random.Random(f"placed {seed}")
    left_out = ("second_report", "cells_lost")
    able = [name for name, item in DEVIATIONS.items() if "tab" in item.formats and name not in left_out]
    kind = draw.choice(PLACED_FORMATS)
    return kind, tuple(sorted(draw.sample(able, draw.choice((0, 1, 1, 2, 2, 3)))))


def drawn_pasted(seed: int) -> tuple[str, tuple[str, ...]]:
    """A seed's kind of pasted text and its deviations: those that text with pipes can have.

    Where programs fill up short rows, a row whose cells have moved along shows them under the wrong headings.
    """
    draw = random.Random(f"pasted {seed}")
    able = [name for name, item in DEVIATIONS.items() if "pipe" in item.formats and "tab" in item.formats]
    kind = draw.choice(PASTED_FORMATS)
    names = draw.sample(able, draw.choice((0, 1, 1, 2, 2, 3, 4)))
    return kind, tuple(sorted(name for name in names if name != "cells_lost" or kind not in ("wide", "markdown")))


def made(seed: int, names: Iterable[str]) -> Draft:
    """The report of a seed with these deviations; each draws for itself, so that dropping one changes no other."""
    draft = fresh(seed)
    chosen = [DEVIATIONS[name] for name in sorted(names)]
    for stage in STAGES:
        if stage == "tables":
            draft.tables = lay_out(draft)
        if stage == "document":
            draft.sections = document.sections(draft)
        for item in chosen:
            if item.stage == stage:
                item.change(draft, random.Random(f"{item.name} {seed}"))
    return draft


def read(draft: Draft, kind: str) -> dict[str, Any] | None:
    """The rows of the draft's report, by key; None where the file gave none."""
    suffix = {
        "tab": "txt",
        "pipe": "md",
        "markdown": "md",
        **dict.fromkeys(FLAT_FORMATS, "txt"),
        **dict.fromkeys(PDF_FORMATS, "pdf"),
    }.get(kind, "txt" if kind in PASTED_FORMATS else kind)
    outcome = task.outcome(render(draft, kind), f"made.{suffix}", {})
    reports = outcome.get("reports", [])
    if not reports:
        return None

    def fits(report: dict[str, Any]) -> tuple[bool, bool]:
        head = report["reports"][0]
        return head["year"] == draft.sheet.year, head["agency"] == draft.sheet.agency

    best = max(reports, key=fits)
    return {f"{name}.{row['cell']}": row for name in forms.DATASETS for row in best[name]}


def judged(seed: int, kind: str, names: Iterable[str]) -> Result:
    """The report of the seed with these deviations, read and sorted."""
    names = tuple(names)
    draft = made(seed, names)
    result = Result(seed, kind, names, len(draft.gold))
    rows = read(draft, kind)
    if rows is None:
        result.lost = True
        return result
    for key, gold in draft.gold.items():
        _sort(result, key, gold, rows.get(key), key in draft.printed_errors)
    result.silent += _wrong_units(draft, rows)
    return result


def _wrong_units(draft: Draft, rows: dict[str, Any]) -> Iterator[str]:
    """Amounts that are given in another unit than the printed one, without a flag."""
    for key, unit in draft.units.items():
        row = rows.get(key)
        if row and row["status"] == "reported" and not row["flags"] and row["unit"] != unit:
            yield f"{key}: shown in {unit}, read in {row['unit']}, {row['raw']!r}"


def _sort(result: Result, key: str, gold: Gold, row: dict[str, Any] | None, error: bool) -> None:
    status, value, flags = (row["status"], row["value"], row["flags"]) if row else ("missing", None, [])
    answers = [(gold.status, gold.value), *gold.accept]
    got = f"{key}: shown {gold.status} {gold.value}, read {status} {value} {row and row['raw']!r} {flags}"
    if any(status == s and (s != "reported" or _same(value, v)) for s, v in answers):
        if flags and not error and status != "unreadable":
            result.over.append(got)
    elif flags or status == "unreadable":
        result.flagged.append(got)
    elif status != "reported" and gold.status != "reported":
        result.soft.append(got)
    else:
        result.silent.append(got)


def _same(value: str | None, gold: str | None) -> bool:
    return value is not None and gold is not None and Decimal(value) == Decimal(gold)


def minimised(result: Result) -> Result:
    """The same failure with as few deviations as keep it."""
    best = result
    for name in result.names:
        fewer = judged(best.seed, best.kind, [other for other in best.names if other != name])
        if fewer.silent:
            best = fewer
    return best
