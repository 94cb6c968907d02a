"""Agencies × years × metrics: the address holds the whole view, so a link is a view."""

from __future__ import annotations

from pipeline.explore.layout import Context, View, markup, page, say


def register(context: Context) -> None:
    """Adds the page."""
    context.navigation.append(("/compare", "nav.compare"))

    @page(context, "/compare", "nav.compare")
    async def compare(view: View) -> None:
        markup(f"<h1>{say(view, 'nav.compare')}</h1>")
