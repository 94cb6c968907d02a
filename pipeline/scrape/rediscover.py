"""A list page that is gone is looked for from the home page: 政务公开 → 政府信息公开 → 政府信息公开年报, in few
requests.
"""

from __future__ import annotations

from pipeline.scrape.fetch import Fetcher
from pipeline.scrape.lists import is_foreign
from pipeline.scrape.outcomes import Refused, Rests
from pipeline.scrape.page import Page, squeezed
from pipeline.scrape.request import Request
from pipeline.scrape.titles import sort_of
from pipeline.scrape.urls import canonical, host_of
from pipeline.scrape.words import words
from pipeline.sources import Column

_LEVELS = 3
_FEWEST_REPORTS = 1


async def rediscover(fetcher: Fetcher, column: Column, reason: str) -> Page:
    """The list page at its new place, for a person to confirm. Raises `Refused` (`moved`, `no_column`) where
    there is none.
    """
    left, home = fetcher.manners.requests_of_rediscovery, fetcher.site.home_url
    seen = {canonical(column.url)} - {canonical(home)}
    waiting = [(0, home, "")]
    while waiting and left:
        level, url, referer = waiting.pop(0)
        if canonical(url) in seen or host_of(url) not in fetcher.hosts.sites:
            continue
        seen.add(canonical(url))
        left -= 1
        try:
            page = await fetcher.get(Request(url=url, referer=referer))
        except Rests:
            raise
        except Refused:
            continue
        if level == 0 and is_foreign(page, fetcher.site.site_id_code):
            why = f"{url}: neither the site's code nor a word of a government's page, or a casino's"
            raise fetcher.left_alone(Rests("taken_over", why, fetcher.site.host))
        if level and _lists_reports(page):
            return page
        if level < _LEVELS:
            waiting += [(level + 1, link, page.url) for link in _menu(page)]
            waiting.sort(key=lambda item: item[0])
    raise Refused(
        "no_column" if column.url == home else "moved",
        f"{reason}; not found again from the home page in {fetcher.manners.requests_of_rediscovery - left} requests",
    )


def _lists_reports(page: Page) -> bool:
    return sum(sort_of(link.title) == "report" for link in page.links) > _FEWEST_REPORTS


def _menu(page: Page) -> list[str]:
    """The links that lead towards annual reports, the most telling label first."""
    order = words("menu")
    found = [(order.index(squeezed(link.title)), link.url) for link in page.links if squeezed(link.title) in order]
    return list(dict.fromkeys(url for _, url in sorted(found, key=lambda item: item[0])))
