"""`--due`: each state of an agency and year is looked at again when `catalogue.md` says, no sooner and no later."""

from __future__ import annotations

import pytest

from pipeline.scrape.plan import Plan
from tests.scrape.conftest import Crawl, Small
from tests.scrape.pages import entry_of, lists, portal_of, reforms, shows
from tests.scrape.test_transport import article
from tests.site import Answer


def looked(crawl: Crawl, days: int) -> bool:
    """Whether a run of what is due, so many days later, looks at the only site."""
    crawl.clock.forward(days=days)
    return crawl.run(Plan(due=True)).sites == 1


def test_absent_is_looked_at_again_each_quarter_for_two_years(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    crawl = small("generic")
    entry, own = entry_of(crawl, "gov", 2023), f"{portal_of(crawl).code}-gov"
    lists(crawl, (entry.title, "/a.html", entry.published))
    shows(crawl, "/a.html", entry)
    portal_of(crawl).column["agency_ids"] = own
    reforms(crawl, monkeypatch, lambda rows: [row | {"must_report_to": "2024"} for row in rows])
    crawl.run()
    crawl.clock.forward(days=15)
    crawl.run()
    states = {year: row["state"] for (agency, year), row in crawl.coverage().items() if agency == own}
    assert states == {**dict.fromkeys((2019, 2020, 2021, 2022, 2024), "absent"), 2023: "have", 2025: "closed"}
    assert [looked(crawl, days) for days in (29, 2)] == [False, True]  # the report of 2023, monthly for a year
    assert looked(crawl, 366)
    assert [looked(crawl, days) for days in (31, 58, 4)] == [False, False, True]  # the absent years, quarterly
    assert [looked(crawl, days) for days in (300, 70)] == [False, True]  # over; the report of 2023, yearly


def test_a_year_waits_for_its_deadline_and_no_longer(small: Small) -> None:
    crawl = small()
    crawl.run()  # on 10 January; departments report by 31 January
    assert [looked(crawl, days) for days in (20, 2)] == [False, True]


def test_an_item_that_can_not_be_had_is_tried_again_each_week(small: Small) -> None:
    crawl = small()
    crawl.town.fault("trs", article(crawl), Answer("", 404))
    crawl.run()
    assert [looked(crawl, days) for days in (5, 3, 5, 3)] == [False, True, False, True]
