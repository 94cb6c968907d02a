"""The first page: what the data hold, how far they cover who should report, how much can be trusted."""

from __future__ import annotations

from nicegui import ui

from pipeline.explore.layout import Context, View, page


def register(context: Context) -> None:
    """Adds the page."""
    context.navigation.append(("/", "nav.overview"))

    @page(context, "/", "nav.overview")
    async def overview(view: View) -> None:
        counted = await view.ask(view.context.base.rows, "SELECT count(*) AS agencies FROM agencies")
        ui.label(str(counted[0]["agencies"]))
