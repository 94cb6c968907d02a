"""Whose report a page is and of which year, from all that says so; two that agree are enough, the host alone
never is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model import value
from pipeline.scrape.body import Article
from pipeline.scrape.families.base import Item
from pipeline.scrape.names import Names
from pipeline.scrape.page import squeezed
from pipeline.scrape.titles import agency_of, year_of
from pipeline.sources import Agency, Catalogue, Column, Site

_LAST_MONTH = 6


@value
class Identity:
    """`agency_id` is empty where the catalogue lacks the agency; `checks` say what is weak or in conflict."""

    agency_id: str
    agency: str
    year: int | None
    checks: tuple[str, ...]


class Identifier:
    """Identifies the reports of one site."""

    def __init__(self, catalogue: Catalogue, names: Names, site: Site) -> None:
        self.catalogue = catalogue
        self.names = names
        self.site = site

    def identify(self, column: Column, item: Item, article: Article | None, migrated: bool) -> Identity:
        """`article` is None for a report that is a file; `migrated`: its date is shared by others, so it says
        nothing.
        """
        title = article.title if article and agency_of(article.title) else item.title
        year, checks = self._year(column, item, article, migrated)
        return self._agency(column, item, article, title, year, checks)

    def _year(
        self, column: Column, item: Item, article: Article | None, migrated: bool
    ) -> tuple[int | None, list[str]]:
        own = [title for title in (article.title if article else "", item.title) if year_of(title) is not None]
        named = year_of(own[0]) if own else None
        inner = (article.heading_year or article.period_year) if article else None
        checks = ["year_conflict"] if named and article and article.period_year not in (None, named) else []
        year = named or inner or column.year
        published = (article.published if article else None) or item.published
        if year is None and published and not migrated and int(published[5:7]) <= _LAST_MONTH:
            return int(published[:4]) - 1, [*checks, "year_from_date"]
        return year, checks

    def _agency(
        self, column: Column, item: Item, article: Article | None, title: str, year: int | None, checks: list[str]
    ) -> Identity:
        named = [
            (name, self.names.find(name, self.site.division_code, year))
            for name in self._names(column, item, article, title)
        ]
        sure = [(name, agency) for name, agency in named if agency is not None]
        own = named[0] if named and agency_of(title) else None
        if own is not None and own[1] is None and not _short_of(own[0], sure):
            agrees = any(squeezed(name) == squeezed(own[0]) for name, _ in named[1:])
            return self._made(None, own[0], year, [*checks, "agency_unknown", *([] if agrees else ["identity_weak"])])
        if not sure:
            return self._made(None, named[0][0] if named else "", year, [*checks, "identity_weak"])
        chosen = own[1] if own and own[1] else _best([agency for _, agency in sure])
        votes = sum(agency.agency_id == chosen.agency_id for _, agency in sure)
        return self._made(chosen, chosen.name, year, checks if votes > 1 else [*checks, "identity_weak"])

    def _names(self, column: Column, item: Item, article: Article | None, title: str) -> Iterator[str]:
        """Names in the order of their strength, empty ones left out."""
        own = [self.catalogue.agencies[agency_id].name for agency_id in column.agency_ids]
        found = [agency_of(title)]
        if article is not None:
            found += [article.made_by, article.source, *_crumbs(article.column)]
        found += [item.agency, *(own if len(own) == 1 else [])]
        return (name for name in found if len(name) > 1)

    @staticmethod
    def _made(agency: Agency | None, name: str, year: int | None, checks: list[str]) -> Identity:
        checks = checks if year is not None else [*checks, "year_unknown"]
        return Identity(
            agency_id=agency.agency_id if agency else "", agency=name, year=year, checks=tuple(dict.fromkeys(checks))
        )


def _best(agencies: list[Agency]) -> Agency:
    """The one most named, the strongest first among equals."""
    return max(agencies, key=lambda agency: (sum(other is agency for other in agencies), -agencies.index(agency)))


def _short_of(name: str, sure: list[tuple[str, Agency]]) -> bool:
    """Whether an unknown name is part of one that is known (财政局 of 示例市财政局)."""
    return any(squeezed(name) in squeezed(agency.name) for _, agency in sure)


def _crumbs(shown: str) -> list[str]:
    """The last parts of a breadcrumb: the nearest first."""
    return [part.strip() for part in reversed(re.split(r"[>»›→|/\\]", shown)) if part.strip()][:3]
