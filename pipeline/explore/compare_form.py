"""What is chosen on the page of comparisons, as markup: links and one plain form, so every choice is an address."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from pipeline.explore.base import Row
from pipeline.explore.closed_lists import word
from pipeline.explore.comparison import MOST_MEASURES, SHOWS, Comparison, Selection
from pipeline.explore.layout import View, say
from pipeline.explore.measures import GROUPS, measures
from pipeline.explore.provinces import short, tiles
from pipeline.explore.queries import agencies as ask
from pipeline.explore.queries import compare, figures

_CURRENT = ' aria-current="true"'
Options = Iterable[tuple[str, str]]


def chips(view: View, found: Comparison) -> str:
    """The agencies chosen one by one, each with a button of the form below that takes it out."""
    chosen = found.selection
    ids = set(chosen.ids)
    items = "".join(_chip(view, row["agency_id"], row["agency"]) for row in found.agencies if row["agency_id"] in ids)
    if not items:
        return ""
    clear = escape(chosen.address(view, a=()))
    return (
        f"<h2 class='g-small'>{say(view, 'compare.chosen')}</h2><ul class='g-chips'>{items}"
        f"<li><a href='{clear}'>{say(view, 'compare.clear')}</a></li></ul>"
    )


def _chip(view: View, name: str, agency: str) -> str:
    """A button, not a link: a link to the others for each agency would make the page grow with their square."""
    words = say(view, "compare.remove", agency=agency)
    button = f"<button form='choose' name='drop' value='{escape(name)}' title='{words}' aria-label='{words}'>×</button>"
    return f"<li>{escape(agency)} {button}</li>"


def results(view: View, chosen: Selection, typed: str) -> str:
    """What a search found, each agency a link that adds it."""
    found = ask.search(view.context.base, typed)
    if not typed.strip():
        return ""
    if not found:
        return f"<p role='status'>{say(view, 'compare.none_found', typed=typed[:60])}</p>"
    items = "".join(_found(view, chosen, row) for row in found)
    return f"<ul class='g-found' aria-label='{say(view, 'compare.found', count=len(found))}'>{items}</ul>"


def _found(view: View, chosen: Selection, row: Row) -> str:
    address = escape(chosen.address(view, a=(*chosen.ids, row["agency_id"])))
    beside = escape(" ".join(filter(None, (row["province"], row["division_code"]))))
    return f"<li><a href='{address}'>{escape(row['agency'])}</a> <span>{beside}</span></li>"


def form(view: View, chosen: Selection) -> str:
    """Group, measures and years."""
    base = view.context.base
    hidden = [("a", name) for name in chosen.ids] + [("show", chosen.show)]
    if view.lang != view.context.settings.lang:
        hidden.append(("lang", view.lang))
    kept = "".join(f'<input type="hidden" name="{name}" value="{escape(text)}">' for name, text in hidden)
    return (
        f'<form class="g-form" id="choose" method="get" action="/compare">{kept}'
        f"{_group(view, chosen)}{_measures(view, chosen)}"
        f'{_years(view, chosen, compare.years(base))}<button type="submit">{say(view, "compare.apply")}</button></form>'
    )


def _group(view: View, chosen: Selection) -> str:
    there = ask.choices(view.context.base)
    order = {province: place for place, province in enumerate(tiles())}
    provinces = sorted(there["province"], key=lambda name: (order.get(name, len(order)), name))
    any_ = [("", view.say("compare.any"))]
    named = [(name, short(name, view.lang)) for name in provinces] + [("-", view.say("compare.unknown"))]
    kinds = [(name, word("agency_type", name, view.lang)) for name in there["kind"]]
    levels = [(name, view.say(f"compare.level.{name}")) for name in ask.LEVELS]
    group = chosen.group
    return (
        f"<fieldset><legend>{say(view, 'compare.group')}</legend>"
        + select(view, "province", "compare.province", any_ + named, group.province)
        + select(view, "level", "compare.level", any_ + levels, group.level)
        + select(view, "kind", "compare.kind", any_ + kinds, group.kind)
        + "</fieldset>"
    )


def _measures(view: View, chosen: Selection) -> str:
    """One list for each measure chosen, and one that adds another.

    Each holds its own choice; lists.js fills in the rest, which is long and the same on every page.
    """
    parts = []
    address = escape(view.link("/compare/measures"))
    for place in range(min(len(chosen.measures) + 1, MOST_MEASURES)):
        own = chosen.measures[place] if place < len(chosen.measures) else None
        key = "compare.measure" if place == 0 else "compare.measure_more"
        listed = "" if place == 0 else f'<option value="">{say(view, "compare.no_more")}</option>'
        listed += options([(own.name, own.label(view.lang))], own.name) if own else ""
        parts.append(f'<label>{say(view, key)}<select name="m" data-fill="{address}">{listed}</select></label>')
    return f"<fieldset><legend>{say(view, 'compare.measure')}</legend>{''.join(parts)}</fieldset>"


def all_measures(view: View) -> str:
    """Every measure as options: the forms' by their groups, and the numbers of the text that most agencies state."""
    groups = {
        group: [(item.name, item.label(view.lang)) for item in measures().values() if item.group == group]
        for group in GROUPS
    }
    groups["text"] = [(item.name, item.label(view.lang)) for item in figures.common(view.context.base)]
    return "".join(
        f'<optgroup label="{say(view, f"compare.group.{group}")}">{options(listed, "")}</optgroup>'
        for group, listed in groups.items()
        if listed
    )


def _years(view: View, chosen: Selection, years: list[int]) -> str:
    span = chosen.span or ((years[0], years[-1]) if years else (0, 0))
    listed = [(str(year), str(year)) for year in years]
    return (
        f"<fieldset><legend>{say(view, 'overview.year')}</legend>"
        + select(view, "first", "compare.from", listed, str(span[0]))
        + select(view, "last", "compare.to", listed, str(span[1]))
        + "</fieldset>"
    )


def select(view: View, name: str, key: str, listed: Options, own: str) -> str:
    """A list to choose from, with its label."""
    return f'<label>{say(view, key)}<select name="{name}">{options(listed, own)}</select></label>'


def options(listed: Options, own: str) -> str:
    """Values and their texts as options, `own` selected."""
    return "".join(
        f'<option value="{escape(name)}"{" selected" if name == own else ""}>{escape(text)}</option>'
        for name, text in listed
    )


def shows(view: View, chosen: Selection) -> str:
    """Links to the other ways to see the same."""
    links = "".join(
        f'<a href="{escape(chosen.address(view, show=show))}"{_CURRENT if show == chosen.show else ""}>'
        f"{say(view, f'compare.show.{show}')}</a>"
        for show in SHOWS
    )
    return f'<nav class="g-shows" aria-label="{say(view, "compare.show")}">{links}</nav>'
