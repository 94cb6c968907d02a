"""A comparison as its address says it: which agencies, measures and years, shown how."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.errors import UsageError
from pipeline.explore.base import Base, Row
from pipeline.explore.closed_lists import word
from pipeline.explore.layout import View
from pipeline.explore.measures import DEFAULT, Measure, label, measures
from pipeline.explore.queries import agencies as ask
from pipeline.explore.queries import compare, figures
from pipeline.explore.queries.compare import Point
from pipeline.explore.years import said_span
from pipeline.model import value

SHOWS = ("line", "bar", "rank", "distribution", "table")
MOST_MEASURES = 4


@value
class Selection:
    """`ids`: agencies one by one, `group`: all of a group; `span`: first and last year."""

    ids: tuple[str, ...]
    group: ask.Group
    measures: tuple[Measure, ...]
    span: tuple[int, int] | None
    show: str

    def address(self, view: View, **other: object) -> str:
        """The link to this comparison, with what is given otherwise."""
        return view.link("/compare", **{**self.query(), **other})

    def query(self) -> dict[str, object]:
        """The address's parts."""
        span = f"{self.span[0]}-{self.span[1]}" if self.span else ""
        group = {"province": self.group.province, "kind": self.group.kind, "level": self.group.level}
        return {
            "a": self.ids,
            **group,
            "m": tuple(item.name for item in self.measures),
            "years": span,
            "show": self.show,
        }


@value
class Comparison:
    """What a selection gives: its agencies (`of_all`: how many the group has), years and, by measure, the points."""

    selection: Selection
    agencies: Sequence[Row]
    of_all: int
    years: Sequence[int]
    points: Sequence[dict[tuple[str, int], Point]]


def selection(view: View) -> Selection:
    """What the address says. Raises `UsageError` where it says what there is not."""
    names = tuple(filter(None, view.lists.get("m", ()))) or (DEFAULT,)
    found = tuple(_measure(view, name) for name in tuple(dict.fromkeys(names))[:MOST_MEASURES])
    show = view.query.get("show", "line")
    if show not in SHOWS:
        raise UsageError(view.say("compare.no_show", name=show[:80], shows=", ".join(SHOWS)))
    dropped = view.lists.get("drop", ())
    level = view.query.get("level", "")
    if level and level not in ask.LEVELS:
        raise UsageError(view.say("compare.no_level", name=level[:80]))
    return Selection(
        ids=tuple(name for name in dict.fromkeys(view.lists.get("a", ())) if name not in dropped)[: ask.MOST],
        group=ask.Group(province=view.query.get("province", ""), kind=view.query.get("kind", ""), level=level),
        measures=found,
        span=said_span(view),
        show=show,
    )


def _measure(view: View, name: str) -> Measure:
    found = measures().get(name) or figures.measure(view.context.base, name)
    if found is None:
        raise UsageError(view.say("compare.no_measure", name=name[:80]))
    return found


def compared(base: Base, chosen: Selection) -> Comparison:
    """Asks the data for all of a selection."""
    single = ask.named(base, chosen.ids)
    group, of_group = ([], 0) if chosen.group.is_empty else ask.of_group(base, chosen.group)
    known = {row["agency_id"]: row for row in (*single, *group)}
    found = list(known.values())[: ask.MOST]
    all_years = compare.years(base)
    span = chosen.span or ((all_years[0], all_years[-1]) if all_years else (0, 0))
    ids = [row["agency_id"] for row in found]
    return Comparison(
        selection=chosen,
        agencies=found,
        of_all=max(of_group, len(known)),
        years=[year for year in all_years if span[0] <= year <= span[1]],
        points=[compare.points(base, ids, span, measure) if ids else {} for measure in chosen.measures],
    )


_OF_TEXT = ("not_stated", "statements_differ")
"""Why a number of the text is not there."""


def why_lacking(view: View, point: Point | None) -> str:
    """Words in the place of a number: the state of an agency without a report, a status, or a metric's reason."""
    if point is None:
        return view.say("compare.nothing_known")
    if point.state != "have":
        return word("state", point.state, view.lang)
    if point.report_id is None:
        return view.say("compare.conflict")
    if not point.lacking:
        return view.say("compare.no_number")
    if point.lacking in _OF_TEXT:
        return view.say(f"compare.{point.lacking}")
    status = word("status", point.lacking, view.lang)
    return status if status != point.lacking else view.say("compare.not_computable")


_REASON = re.compile(r"([a-z0-9_]+\.[a-z0-9_.]+) is ([a-z_]+)")


def reason(view: View, point: Point | None) -> str:
    """Why a metric has no value, in full: which cells lack a number; empty where one word says it."""
    if point is None or not point.lacking or " is " not in point.lacking:
        return ""
    found = _REASON.findall(point.lacking)
    if not found:
        return view.say("compare.denominator_zero")
    return "; ".join(f"{label(name, view.lang)}: {word('status', status, view.lang)}" for name, status in found)
