"""How much can be trusted, as markup: cells by year and status, by method, and the checks that failed."""

from __future__ import annotations

from pipeline.explore.cell_markup import explained
from pipeline.explore.closed_lists import word
from pipeline.explore.layout import View, say
from pipeline.explore.queries import overview as ask
from pipeline.explore.tables import Cell, number, numeric, share, table


def trust(view: View) -> str:
    """The whole section."""
    return (
        f"<h2>{say(view, 'overview.trust')}</h2><p class='g-help'>{say(view, 'overview.trust_help')}</p>"
        f"{_by_year(view)}{_by_method(view)}{_checks(view)}"
    )


def _by_year(view: View) -> str:
    found: dict[int, dict[str, tuple[int, int]]] = {}
    for row in ask.cells(view.context.base, ["year", "status"]):
        found.setdefault(row["year"], {})[row["status"]] = (row["cells"], row["flagged"])
    rows: list[list[Cell | str]] = []
    for year, own in sorted(found.items(), key=lambda item: item[0] or 0):
        reported, flagged = own.get("reported", (0, 0))
        whole = sum(cells for cells, _ in own.values())
        unreadable = own.get("unreadable", (0, 0))[0]
        blank = own.get("blank", (0, 0))[0] + own.get("nil_mark", (0, 0))[0]
        shown = [number(reported), number(flagged), share(flagged, reported), number(blank)]
        shown += [number(own.get("missing", (0, 0))[0]), number(unreadable), share(unreadable, whole)]
        rows.append([str(year or "?"), *(numeric(text) for text in shown)])
    heads = ["overview.year", "overview.number", "overview.with_flag", "overview.share", "overview.blank"]
    heads += ["overview.missing", "overview.unread", "overview.share"]
    return f"<h3>{say(view, 'overview.by_year')}</h3>" + table(
        view.say("overview.by_year"), [view.say(key) for key in heads], rows
    )


def _by_method(view: View) -> str:
    found = [row for row in ask.cells(view.context.base, ["status", "method"]) if row["status"] == "reported"]
    whole = sum(row["cells"] for row in found)
    rows: list[list[Cell | str]] = [
        [
            word("method", row["method"], view.lang),
            numeric(number(row["cells"])),
            numeric(share(row["cells"], whole)),
            numeric(number(row["flagged"])),
            numeric(share(row["flagged"], row["cells"])),
        ]
        for row in sorted(found, key=lambda row: -row["cells"])
    ]
    heads = ["overview.method", "overview.number", "overview.share", "overview.with_flag", "overview.share"]
    return f"<h3>{say(view, 'overview.by_method')}</h3>" + table(
        view.say("overview.by_method"), [view.say(key) for key in heads], rows
    )


def _checks(view: View) -> str:
    rows: list[list[Cell | str]] = [
        [
            Cell(text=word("check", row["name"], view.lang), title=row["name"]),
            Cell(text=word("severity", row["severity"], view.lang), classes=f"g-{row['severity']}"),
            numeric(number(row["findings"])),
            numeric(number(row["reports"])),
            Cell(
                text=explained(view, row["name"], row["example"] or ""),
                classes="g-wide",
                title=row["example"] or "",
            ),
        ]
        for row in ask.doubts(view.context.base)
    ]
    title = f"<h3>{say(view, 'overview.checks')}</h3>"
    if not rows:
        return f"{title}<p>{say(view, 'overview.no_checks')}</p>"
    heads = ["overview.check", "overview.severity", "overview.findings", "overview.in_reports", "overview.example"]
    return title + table(view.say("overview.checks"), [view.say(key) for key in heads], rows)
