"""A comparison as options of ECharts. A missing value is a gap, never 0; what a check doubts is drawn hollow."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from typing import Any

from pipeline.explore.comparison import Comparison
from pipeline.explore.measures import Measure
from pipeline.explore.queries.compare import Point

Options = dict[str, Any]
_Points = dict[tuple[str, int], Point]
COLOURS = ("#1f4e79", "#b3541e", "#3c7a57", "#7a5195", "#8c8c3a", "#2a8c9c", "#a23b5b", "#5c6b7a")
_INK, _SOFT, _LINE = "#1d2733", "#52606d", "#d9dee4"
_DOUBTED = {"opacity": 0.5, "borderType": "dashed", "borderWidth": 1, "borderColor": _INK}
NAMED = 12
"""So many agencies have their names in a legend; more are shown as a crowd."""
_LONE = {"symbol": "circle", "symbolSize": 4}
_SINGLE: Options = {"symbolSize": 7, "emphasis": {"focus": "series"}}
_OF_CROWD: Options = {
    "symbol": "none",
    "lineStyle": {"width": 1, "opacity": 0.5},
    "triggerLineEvent": True,
    "endLabel": {"show": False, "align": "right", "verticalAlign": "bottom", "backgroundColor": "#ffffffd0"},
    "emphasis": {"focus": "series", "lineStyle": {"width": 3}, "endLabel": {"show": True, "formatter": "{a}"}},
}
"""A line among many has no mark at each year, most of the time of drawing; pointed at, it says whose."""
RANKED = 40
"""So many agencies have a bar of their own."""
_THIN = 11
"""Height of a bar of one year among others, in pixels: a zero written there is legible."""
_AROUND = 136
"""Height of what stands above and below bars, in pixels."""
_ROW = 22
"""Height of a bar with its name, in pixels."""


def chart(found: Comparison, measure: Measure, points: _Points, source: str, lang: str) -> tuple[Options, int]:
    """Options and height in pixels of the picture of one measure. `source` stands beneath it."""
    draw = _DRAW[found.selection.show]
    options, height = draw(found, measure, points)
    title = f"{measure.label(lang)}{' (%)' if measure.is_rate else ''}"
    return {**_base(title, source), **options}, height


def _base(title: str, source: str) -> Options:
    small = {"color": _SOFT, "fontSize": 11, "fontWeight": "normal"}
    return {
        "color": list(COLOURS),
        "animation": False,
        "backgroundColor": "#ffffff",
        "textStyle": {"color": _INK, "fontFamily": "system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"},
        "title": [
            {
                "text": title,
                "left": 8,
                "top": 6,
                "textStyle": {"fontSize": 15, "color": _INK, "width": 900, "overflow": "truncate"},
            },
            {"text": source, "left": 8, "bottom": 4, "textStyle": {**small, "width": 1000, "overflow": "break"}},
        ],
        "aria": {"enabled": True},
        "tooltip": {"trigger": "item", "confine": True},
    }


def _shown(measure: Measure, point: Point | None) -> float | None:
    """The number as it is drawn: percent of a rate, to two decimals."""
    if point is None or point.number is None:
        return None
    return round(100 * point.number, 2) if measure.is_rate else point.number


def _grid(**other: Any) -> Options:
    return {"left": 12, "right": 24, "top": 48, "bottom": 34, "containLabel": True, **other}


def _axis(kind: str, **other: Any) -> Options:
    lines = {"axisLine": {"lineStyle": {"color": _LINE}}, "splitLine": {"lineStyle": {"color": "#eceff3"}}}
    return {"type": kind, "axisLabel": {"color": _SOFT, "hideOverlap": True}, **lines, **other}


def _datum(measure: Measure, point: Point | None) -> Any:
    """One number of a line: hollow where a check doubts it."""
    number = _shown(measure, point)
    if number is None or point is None or not point.flagged:
        return number
    return {"value": number, "symbol": "emptyDiamond", "symbolSize": 11, "itemStyle": _DOUBTED}


def _lone(data: list[Any]) -> list[Any]:
    """The numbers of a line; one between two gaps, where no line is, gets a mark."""
    around = [None, *data, None]
    return [
        {"value": number, **_LONE} if isinstance(number, int | float) and before is None and after is None else number
        for before, number, after in zip(around, data, around[2:], strict=False)
    ]


def _length(measure: Measure, point: Point | None) -> Any:
    """One bar. A zero has no length, so it is written: only what is missing shows nothing."""
    number = _shown(measure, point)
    if number is None or point is None:
        return None
    written = {"label": {"show": True, "position": "right", "color": _SOFT, "fontSize": 9}} if number == 0 else {}
    doubted = {"itemStyle": _DOUBTED} if point.flagged else {}
    return {"value": number, **written, **doubted} if written or doubted else number


def _legend(count: int) -> tuple[Options, int]:
    """The legend above the picture and the room it takes."""
    if count > NAMED:
        return {"show": False}, 0
    return {"type": "scroll", "top": 32, "left": 8, "textStyle": {"color": _INK}}, 28


def _line(found: Comparison, measure: Measure, points: _Points) -> tuple[Options, int]:
    legend, room = _legend(len(found.agencies))
    many = len(found.agencies) > NAMED
    series: list[Options] = []
    for row in found.agencies:
        data = [_datum(measure, points.get((row["agency_id"], year))) for year in found.years]
        line = {"type": "line", "name": row["agency"], "connectNulls": False}
        series.append({**line, "data": _lone(data), **_OF_CROWD} if many else {**line, "data": data, **_SINGLE})
    years = [str(year) for year in found.years]
    return {
        "legend": legend,
        "grid": _grid(top=48 + room),
        "xAxis": _axis("category", data=years),
        "yAxis": _axis("value"),
        "series": series,
    }, 400 + room


def _bar(found: Comparison, measure: Measure, points: _Points) -> tuple[Options, int]:
    shown = found.agencies[:RANKED]
    series = [
        {
            "type": "bar",
            "name": str(year),
            "data": [_length(measure, points.get((row["agency_id"], year))) for row in shown],
            "barMaxWidth": 18,
        }
        for year in found.years
    ]
    height = _AROUND + len(shown) * max(_ROW, _THIN * len(found.years) + 12)
    return _lying([row["agency"] for row in shown], series, _legend(len(found.years))), height


def _rank(found: Comparison, measure: Measure, points: _Points) -> tuple[Options, int]:
    """The last year's numbers, the largest above; agencies without a number are not in the picture."""
    year = found.years[-1] if found.years else 0
    known = [(row, points.get((row["agency_id"], year))) for row in found.agencies]
    ranked = [(row, point) for row, point in known if _shown(measure, point) is not None]
    ranked.sort(key=lambda item: (-(_shown(measure, item[1]) or 0.0), item[0]["agency_id"]))
    shown = ranked[:RANKED]
    series = [
        {
            "type": "bar",
            "name": str(year),
            "data": [_length(measure, point) for _, point in shown],
            "barMaxWidth": 16,
            "label": {"show": True, "position": "right", "color": _INK},
        }
    ]
    names = [f"{place}  {row['agency']}" for place, (row, _) in enumerate(shown, start=1)]
    return _lying(names, series, _legend(1)), _AROUND + len(shown) * _ROW


def _lying(names: Sequence[str], series: list[Options], legend: tuple[Options, int]) -> Options:
    """Bars from left to right, the first above."""
    label = {"color": _INK, "width": 220, "overflow": "truncate", "interval": 0}
    return {
        "legend": legend[0],
        "grid": _grid(top=48 + legend[1], right=60),
        "xAxis": _axis("value"),
        "yAxis": _axis("category", data=list(names), inverse=True, axisLabel=label),
        "series": series,
    }


def _distribution(found: Comparison, measure: Measure, points: _Points) -> tuple[Options, int]:
    """A box of quartiles for each year, and each agency as a dot."""
    boxes, dots = [], []
    for place, year in enumerate(found.years):
        known = [(row["agency"], _shown(measure, points.get((row["agency_id"], year)))) for row in found.agencies]
        numbers = sorted(number for _, number in known if number is not None)
        boxes.append(_box(numbers))
        dots += [
            {"name": name, "value": [place + _beside(index, len(known)), number]}
            for index, (name, number) in enumerate(known)
            if number is not None
        ]
    years = [str(year) for year in found.years]
    last = len(years) - 0.5
    return {
        "legend": {"show": False},
        "grid": _grid(),
        "xAxis": [_axis("category", data=years), {"type": "value", "min": -0.5, "max": last, "show": False}],
        "yAxis": _axis("value", axisLine={"show": False, "onZero": False}, axisTick={"show": False}),
        "series": [
            {
                "type": "boxplot",
                "data": boxes,
                "itemStyle": {"color": "#e6eef6", "borderColor": COLOURS[0]},
                "boxWidth": [20, 60],
            },
            {
                "type": "scatter",
                "xAxisIndex": 1,
                "data": dots,
                "symbolSize": 5,
                "itemStyle": {"color": COLOURS[1], "opacity": 0.6},
            },
        ],
    }, 400


def _box(numbers: Sequence[float]) -> list[float | str]:
    """Least, quartiles, largest; nothing for fewer than two."""
    if len(numbers) < 2:
        return ["-"] * 5
    low, middle, high = statistics.quantiles(numbers, n=4, method="inclusive")
    return [numbers[0], low, middle, high, numbers[-1]]


def _beside(index: int, count: int) -> float:
    """Where a dot of so many stands beside the middle of its year: the wider the more there are, the same each time."""
    return min(0.3, count / 100) * math.sin(12.9898 * (index + 1))


_DRAW: dict[str, Callable[[Comparison, Measure, _Points], tuple[Options, int]]] = {
    "line": _line,
    "bar": _bar,
    "rank": _rank,
    "distribution": _distribution,
}
