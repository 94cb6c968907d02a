"""Coverage as markup: a map of tiles for one year, a heat table of provinces and years, states by year."""

from __future__ import annotations

from html import escape

from pipeline.explore.closed_lists import word
from pipeline.explore.layout import View, say
from pipeline.explore.provinces import short, tiles
from pipeline.explore.queries import overview as ask
from pipeline.explore.queries.overview import Covered
from pipeline.explore.tables import Cell, number, numeric, table

_Map = dict[tuple[str, int], Covered]
_STEPS = ("#eef3f8", "#d3e2f0", "#a9c7e0", "#75a3c8", "#3d78a8", "#1f4e79")
_DARK = 4
"""From this step on the text is light."""


def coverage(view: View) -> str:
    """The whole section."""
    covered = ask.covered(view.context.base)
    years = sorted({year for _, year in covered})
    if not years:
        return f"<p>{say(view, 'app.no_data')}</p>"
    asked = view.query.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else years[-1]
    help_ = "overview.coverage_help" if _has_roster(covered) else "overview.no_roster"
    return (
        f"<h2>{say(view, 'overview.coverage')}</h2><p class='g-help'>{say(view, help_)}</p>"
        f"<div class='g-two'><div>{_map(view, covered, years, year)}</div>"
        f"<div>{_heat(view, covered, years)}</div></div>"
        f"{_states(view, years)}"
    )


def _has_roster(covered: _Map) -> bool:
    return any(item.expected > item.have for item in covered.values())


def _map(view: View, covered: _Map, years: list[int], year: int) -> str:
    links = "".join(
        f'<a href="{escape(view.link("/", year=each))}"{" aria-current=true" if each == year else ""}>{each}</a>'
        for each in years
    )
    most = max((item.have for (_, own), item in covered.items() if own == year), default=0)
    roster = _has_roster(covered)
    squares = "".join(
        _square(view, covered.get((tile.province, year)), year, tile.province, most, roster)
        for tile in tiles().values()
    )
    return (
        f"<h3>{say(view, 'overview.map', year=year)}</h3>"
        f"<p class='g-years'>{say(view, 'overview.year')} {links}</p><ul class='g-tiles'>{squares}</ul>"
    )


def _square(view: View, item: Covered | None, year: int, province: str, most: int, roster: bool) -> str:
    tile = tiles()[province]
    name = escape(short(province, view.lang))
    drawn = name if view.lang == "zh" else f"<abbr title='{name}'>{tile.iso}</abbr>"
    place = f"grid-row:{tile.row};grid-column:{tile.column};{_shade(item, most, roster)}"
    text = f"<span>{drawn}</span><b>{escape(_count(item, roster))}</b>"
    if item is None or not item.have:
        return f"<li style='{place}' title='{name}'>{text}</li>"
    address = escape(view.link("/compare", province=province, years=year, show="rank"))
    return f"<li style='{place}'><a href='{address}' title='{name}'>{text}</a></li>"


def _count(item: Covered | None, roster: bool) -> str:
    if item is None:
        return "–"
    return f"{item.have}/{item.expected}" if roster else number(item.have)


def _shade(item: Covered | None, most: int, roster: bool) -> str:
    """Inline style: the share that is covered, or where that is not known the number against the largest."""
    whole = (item.expected if roster else most) if item else 0
    if item is None or not whole:
        return "background:#fff;color:#52606d"
    step = min(len(_STEPS) - 1, int(len(_STEPS) * item.have / whole)) if item.have else 0
    return f"background:{_STEPS[step]};color:{'#fff' if step >= _DARK else '#1d2733'}"


def _heat(view: View, covered: _Map, years: list[int]) -> str:
    order = {province: place for place, province in enumerate(tiles())}
    provinces = sorted({province for province, _ in covered}, key=lambda name: (not name, order.get(name, 99), name))
    most = max(item.have for item in covered.values())
    roster = _has_roster(covered)
    rows: list[list[Cell | str]] = []
    for province in provinces:
        name = short(province, view.lang) if province else view.say("overview.unknown_province")
        row: list[Cell | str] = [name]
        for year in years:
            item = covered.get((province, year))
            href = (
                view.link("/compare", province=province or "-", years=year, show="rank") if item and item.have else ""
            )
            row.append(numeric(_count(item, roster), href, _shade(item, most, roster)))
        rows.append(row)
    heads = [view.say("overview.province"), *(str(year) for year in years)]
    return f"<h3>{say(view, 'overview.heat')}</h3>" + table(view.say("overview.heat"), heads, rows, "g-heat")


def _states(view: View, years: list[int]) -> str:
    found: dict[str, dict[int, int]] = {}
    for row in ask.states(view.context.base):
        found.setdefault(row["state"], {})[row["year"]] = row["agencies"]
    rows: list[list[Cell | str]] = [
        [
            word("state", state, view.lang),
            *(numeric(number(own.get(year, 0))) for year in years),
            numeric(number(sum(own.values()))),
        ]
        for state, own in found.items()
    ]
    heads = [view.say("overview.state"), *(str(year) for year in years), view.say("overview.total")]
    return f"<h3>{say(view, 'overview.states')}</h3><p class='g-help'>{say(view, 'overview.states_help')}</p>" + table(
        view.say("overview.states"), heads, rows
    )
