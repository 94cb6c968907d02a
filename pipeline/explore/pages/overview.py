"""The first page: what the data hold, how far they cover who should report, how much can be trusted."""

from __future__ import annotations

from pipeline.explore.coverage_view import coverage
from pipeline.explore.layout import Context, View, markup, page, say
from pipeline.explore.queries import overview as ask
from pipeline.explore.releases_view import releases
from pipeline.explore.tables import figures, number, share
from pipeline.explore.trust_view import trust


def register(context: Context) -> None:
    """Adds the page. What it shows never changes while the explorer runs, so it is asked for once."""
    context.navigation.append(("/", "nav.overview"))
    made: dict[tuple[str, str], list[str]] = {}

    @page(context, "/", "nav.overview")
    async def overview(view: View) -> None:
        key = (view.lang, view.query.get("year", "")[:4])
        if key not in made:
            made[key] = await view.ask(_parts, view)
        for part in made[key]:
            markup(part, classes="g-part")


def _parts(view: View) -> list[str]:
    return [f"<h1>{say(view, 'overview.title')}</h1>{_figures(view)}", coverage(view), trust(view), releases(view)]


def _figures(view: View) -> str:
    base = view.context.base
    totals, by_status = ask.totals(base), {row["status"]: row for row in ask.cells(base, ["status"])}
    cells = sum(row["cells"] for row in by_status.values())
    reported = by_status.get("reported", {"cells": 0, "flagged": 0})
    unreadable = by_status.get("unreadable", {"cells": 0})
    years = view.say("overview.years", first=totals["first"], last=totals["last"]) if totals["first"] else ""
    return figures(
        [
            (view.say("overview.reports"), number(totals["reports"]), years),
            (view.say("overview.agencies"), number(totals["agencies"]), ""),
            (
                view.say("overview.cells"),
                number(reported["cells"]),
                view.say("overview.of_cells", cells=number(cells)),
            ),
            (
                view.say("overview.flagged"),
                number(reported["flagged"]),
                share(reported["flagged"], reported["cells"]),
            ),
            (view.say("overview.unreadable"), number(unreadable["cells"]), share(unreadable["cells"], cells)),
            (
                view.say("overview.failures"),
                number(totals["failures"]),
                view.say("overview.doubted", count=number(totals["doubted"])),
            ),
        ]
    )
