"""Coverage for a person at a terminal: a line a province and year, its agencies by what is known of them."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.table import Table
from rich.text import Text

from pipeline import divisions
from pipeline.errors import UsageError

_WIDTH = 24
_GROUPS = (
    ("have", ("have", "have_variant", "have_conflict"), "green"),
    ("absent", ("absent",), "red"),
    ("can't look", ("unreachable", "blocked", "robots", "needs_script"), "yellow"),
    ("not looked", ("not_looked", "no_site", "no_column"), "bright_black"),
    ("to check", ("moved", "unparsed", "taken_over"), "magenta"),
)
"""What the columns count. `absent` is a claim; nothing that is no evidence of absence may be counted with it."""

_SHADES = {"have": "█", "absent": "░", "can't look": "▒", "not looked": "·", "to check": "?"}
"""The groups in a bar, told apart without colours too."""

_MADE_UP = "99"


def read(raw: Path) -> list[dict[str, str]]:
    """The rows of raw/coverage.csv."""
    path = raw / "coverage.csv"
    if not path.is_file():
        raise UsageError(f"{path}: no such file; run `gongkai scrape` first")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counts(rows: Iterable[Mapping[str, str]]) -> dict[tuple[str, str], Counter[str]]:
    """Province and year → how many agencies are in each group; those not due or not bound are left out."""
    group_of = {state: name for name, states, _ in _GROUPS for state in states}
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row["state"] in group_of:
            found[_province(row["division_code"]), row["year"]][group_of[row["state"]]] += 1
    return dict(sorted(found.items()))


def table(rows: Iterable[Mapping[str, str]], year: str | None) -> Table:
    """The table, of one year or of all."""
    found = Table("province", "year", "", *(name for name, _, _ in _GROUPS), box=None, pad_edge=False)
    found.columns[2].no_wrap = True
    for column in found.columns[3:]:
        column.justify = "right"
    for (province, own), count in counts(rows).items():
        if year in (None, own):
            found.add_row(province, own, _bar(count), *(str(count[name] or "") for name, _, _ in _GROUPS))
    return found


def _bar(count: Counter[str]) -> Text:
    """The groups as lengths of one bar; a group that has any is seen."""
    total, bar = sum(count.values()), Text()
    for name, _, colour in _GROUPS:
        length = max(1, round(_WIDTH * count[name] / total)) if count[name] else 0
        bar.append(_SHADES[name] * length, style=colour)
    return bar


def _province(code: str) -> str:
    if not code:
        return "ministries"
    if code.startswith(_MADE_UP):
        return "测试省"
    return divisions.name_of(f"{code[:2]}0000") or code[:2]
