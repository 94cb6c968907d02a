"""Pictures of a comparison: what is missing stays a gap, what is doubted is marked, nothing that is there is invisible."""

from __future__ import annotations

from typing import Any

from pipeline.explore.charts import chart
from pipeline.explore.comparison import Comparison, Selection
from pipeline.explore.measures import measures
from pipeline.explore.queries.agencies import Group
from pipeline.explore.queries.compare import Point

YEARS = (2021, 2022, 2023)
COUNT = measures()["requests.new.total"]


def _lines(numbers: list[tuple[float | None, ...]], doubted: tuple[int, int] | None = None) -> list[dict[str, Any]]:
    """The series of a picture of lines, one an agency."""
    rows = [{"agency_id": str(place), "agency": f"{place}县"} for place in range(len(numbers))]
    points = {
        (str(place), year): Point(
            agency_id=str(place),
            year=year,
            number=number,
            lacking="" if number is not None else "blank",
            flagged=(place, year) == doubted,
            report_id="x",
            state="have",
        )
        for place, line in enumerate(numbers)
        for year, number in zip(YEARS, line, strict=True)
    }
    chosen = Selection(ids=(), group=Group(), measures=(COUNT,), span=None, show="line")
    found = Comparison(selection=chosen, agencies=rows, of_all=len(rows), years=YEARS, points=[points])
    return list(chart(found, COUNT, points, "source", "zh")[0]["series"])


def test_a_number_between_gaps_is_seen_among_many_lines() -> None:
    series = _lines([(None, 5.0, None), (1.0, 2.0, None), (3.0, None, 0.0), *[(1.0, 2.0, 3.0)] * 20], (1, 2022))
    mark = {"symbol": "circle", "symbolSize": 4}
    assert series[0]["data"] == [None, {"value": 5.0, **mark}, None]
    assert series[1]["data"][0] == 1.0 and series[1]["data"][1]["symbol"] == "emptyDiamond"
    assert series[2]["data"] == [{"value": 3.0, **mark}, None, {"value": 0.0, **mark}]
    assert {one["symbol"] for one in series} == {"none"} and not any(one["connectNulls"] for one in series)
    assert series[3]["data"] == [1.0, 2.0, 3.0]


def test_few_lines_have_a_mark_at_every_year() -> None:
    series = _lines([(None, 5.0, None), (1.0, 2.0, 3.0)])
    assert series[0]["data"] == [None, 5.0, None] and "symbol" not in series[0]
