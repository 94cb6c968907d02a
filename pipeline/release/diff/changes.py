"""The rows of two reports that belong together → their changes, column by column, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pipeline.model import value
from pipeline.release.diff.pairs import Pair
from pipeline.release.registry import CELLS, Dataset

Row = Mapping[str, Any]
_OF_METADATA = frozenset(
    ("agency", "agency_type", "division_code", "division_name", "province", "year", "published", "url")
)
_OF_COLLECTION = frozenset(("revision", "latest", "source_file"))
_CHECKS_OF = {
    "same_file_twice": "collection",
    "conflicting_reports": "collection",
    "meta_differs": "metadata",
    "person_decided": "person",
    "people_disagree": "person",
    "person_saw_other": "person",
}
_COUNTS = frozenset(("cells_reported", "cells_blank", "cells_missing", "cells_unreadable", "checks_failed"))
_SHOWN = {
    "reports": "source_file",
    "sections": "heading",
    "figures": "sentence",
    "checks": "message",
    "coverage": "state",
    "failures": "detail",
}
"""The column that stands for a row which is there on one side only."""

WHY = "(why)"
"""In rows that are no report's: the reason for which they may differ."""


@value
class Change:
    """One value that differs. `cell` names the row within its report; `change` is changed, added, removed or replaced.

    `added` and `removed` speak of a whole row (of a whole report where `column` is `report_id`), `replaced` of a report
    that has another name now. `reason` is one of the codebook's (`change`).
    """

    dataset: str
    agency: str | None
    division_code: str | None
    year: int | None
    cell: str
    column: str
    change: str
    old: str | None
    new: str | None
    reason: str
    report_old: str | None
    report_new: str | None


COLUMNS = tuple(Change.__slots__)  # type: ignore[attr-defined]


def changes(pair: Pair, item: Dataset, old: Sequence[Row], new: Sequence[Row]) -> Iterator[Change]:
    """The changes of one dataset between the two sides of a pair."""
    before, after = _keyed(pair, item, old), _keyed(pair, item, new)
    for key in [*after, *(key for key in before if key not in after)]:
        was, is_ = before.get(key), after.get(key)
        if was is None or is_ is None:
            yield _one_side(pair, item, key, was, is_)
            continue
        for column in ("year", *(column.name for column in item.columns if column.name != "report_id")):
            if was[column] != is_[column]:
                reason = _reason(pair, item, column, was, is_)
                yield change(pair, item.name, key[0], column, "changed", was[column], is_[column], reason, is_)


def change(
    pair: Pair,
    dataset: str,
    cell: str,
    column: str,
    kind: str,
    old: object,
    new: object,
    reason: str,
    row: Row,
) -> Change:
    """A change between the two sides of a pair; `row` says whose it is where they are no reports."""
    facts = pair.new or pair.old
    return Change(
        dataset=dataset,
        agency=facts.agency if facts else row.get("agency"),
        division_code=facts.division_code if facts else row.get("division_code"),
        year=facts.year if facts else row["year"],
        cell=cell,
        column=column,
        change=kind,
        old=_text(old),
        new=_text(new),
        reason=reason,
        report_old=pair.old.report_id if pair.old else None,
        report_new=pair.new.report_id if pair.new else None,
    )


def _keyed(pair: Pair, item: Dataset, rows: Sequence[Row]) -> dict[tuple[str, int], Row]:
    """The rows by their key within the report (where there is one), and their turn among those with the same."""
    found: dict[tuple[str, int], Row] = {}
    for row in rows:
        name = _name(item, row) if pair.old or pair.new else f"{row['year'] or ''} {_name(item, row)}".strip()
        turn = 0
        while (name, turn) in found:
            turn += 1
        found[name, turn] = row
    return found


def _name(item: Dataset, row: Row) -> str:
    """The key without the report, which the pair knows, and without the form where the cell tells enough."""
    parts = [_text(row[name]) or "" for name in item.key if name not in ("report_id", "year")]
    if item.name in CELLS:
        return f"{row['cell']} ({row['form']})"
    return " ".join(part for part in parts if part)


def _one_side(pair: Pair, item: Dataset, key: tuple[str, int], was: Row | None, is_: Row | None) -> Change:
    row = was or is_ or {}
    column = _shown(item, row)
    reason = _reason(pair, item, "", was or {}, is_ or {})
    old, new = (was[column] if was else None), (is_[column] if is_ else None)
    return change(pair, item.name, key[0], column, "removed" if is_ is None else "added", old, new, reason, row)


def _shown(item: Dataset, row: Row) -> str:
    if item.name in CELLS:
        return "status" if row["value"] is None else "value"
    others = [column.name for column in item.columns if column.name not in item.key]
    return _SHOWN.get(item.name) or ("value" if "value" in others else [*others, *item.key][0])


def _reason(pair: Pair, item: Dataset, column: str, was: Row, is_: Row) -> str:
    if item.derived:
        return "derived"
    if pair.old is pair.new is None:
        return str({**was, **is_}[WHY])
    if "person" in (was.get("method"), is_.get("method")) or (pair.person and column in _COUNTS):
        return "person"
    named = _CHECKS_OF.get(str(is_.get("check") or was.get("check"))) if item.name == "checks" else None
    if named == "person":
        return named
    if column in _OF_COLLECTION or named == "collection":
        return "collection"
    if pair.reason == "metadata":
        known = column in _OF_METADATA or item.name == "coverage" or named == "metadata"
        return "metadata" if known else pair.reading
    return pair.reason


def _text(item: object) -> str | None:
    if item is None:
        return None
    if isinstance(item, Decimal):
        return format(item.normalize(), "f")
    if isinstance(item, list):
        return "; ".join(map(str, item))
    return str(item).lower() if isinstance(item, bool) else str(item)
