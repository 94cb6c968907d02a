"""A draft → text as people paste it: Markdown, sheets, CSV, a browser's selection, wide spaces, a phone's article."""

from __future__ import annotations

import csv
import io
import random

from tests.deviations.draft import Draft, Table
from tests.deviations.flat import columns_by_spaces
from tests.deviations.layout import expanded

PASTED_FORMATS = ("markdown", "trimmed", "csv", "browser", "wide", "phone")


def pasted_table(table: Table, kind: str, draft: Draft) -> list[str]:
    """The table's lines; what the program at hand does with empty cells is drawn once a report."""
    draw = random.Random(f"{kind} {draft.sheet.agency} {draft.sheet.printed}")
    if kind == "markdown":
        return _markdown(table, draw.choice(("", "**")), draw.choice((" ", "&nbsp;")))
    if kind == "csv":
        return _csv(table, draw.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
    if kind == "browser":
        return _browser(table, draw.choice(("block", "inline", "double")))
    if kind == "wide":
        lines = columns_by_spaces(table, draw)
        return [line.replace("  ", "\u3000") for line in lines]
    if kind == "phone":
        return _phone(table, draw.random() < 0.5)
    return _trimmed(table)


def _fields(table: Table) -> list[list[str]]:
    """The rows with a field for each place of the grid; covered places are empty."""
    return [[cell.text if start else "" for cell, start in places] for places in expanded(table.rows)]


def _markdown(table: Table, strong: str, empty: str) -> list[str]:
    """A table of GitHub's kind: its first row is the heading, whatever the form's is."""
    rows = [[field.replace("\n", "<br>").replace("|", "\\|").strip() for field in row] for row in _fields(table)]
    width = max(map(len, rows))
    lines = []
    for at, row in enumerate(rows):
        mark = strong if at < table.head else ""
        shown = [f"{mark}{field}{mark}" if field else empty for field in row + [""] * (width - len(row))]
        lines.append("| " + " | ".join(shown) + " |")
        if not at:
            lines.append("|" + " --- |" * width)
    return lines


def _csv(table: Table, quoting: int) -> list[str]:
    stream = io.StringIO()
    csv.writer(stream, quoting=quoting, lineterminator="\n").writerows(_fields(table))  # type: ignore[arg-type]
    return stream.getvalue().splitlines()


def _trimmed(table: Table) -> list[str]:
    """A sheet's cells between tabs; the editor it was pasted in trimmed the ends of lines."""
    return ["\t".join(field.replace("\n", "") for field in row).rstrip() for row in _fields(table)]


def _browser(table: Table, kind: str) -> list[str]:
    """What a browser copies of a table: a tab between cells, and line breaks around the blocks inside them."""
    lines = []
    for row in table.rows:
        fields = [cell.text.replace("\n", "") for cell in row]
        if kind == "inline":
            lines.append("\t".join(fields))
        elif kind == "block":
            lines.extend("\n\t".join(fields).split("\n"))
        else:
            lines.extend(line for field in fields for line in (field, "\t"))
            lines.append("")
    return lines


def _phone(table: Table, joined: bool) -> list[str]:
    """A cell a line, as an article on a phone shows a table; lines without text are lost, labels may keep their break."""
    texts = [cell.text.replace("\n", "") if joined else cell.text for row in table.rows for cell in row]
    return [line.strip() for text in texts for line in text.split("\n") if line.strip()]
