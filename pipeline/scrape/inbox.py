"""Files that a person saved into raw/inbox/ → documents like those fetched, once each, with `source=handin`.

raw/inbox/<host>/<list page>/   what WANTED.txt asks for. The address comes from the page's own "saved from" mark, a
                                .url file beside it, or a line of inbox.csv (file, url, agency_id, year)
raw/inbox/<agency_id>/2023.pdf  a report of this agency and year, wherever it came from
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import GongkaiError
from pipeline.model import value
from pipeline.scrape.body import Article, article_of
from pipeline.scrape.documents import document_fields
from pipeline.scrape.families.base import Item
from pipeline.scrape.identity import Identifier, Identity
from pipeline.scrape.kinds import FILES
from pipeline.scrape.names import Names
from pipeline.scrape.page import Page
from pipeline.scrape.saved import Part, parts_of
from pipeline.scrape.store import Appender, Line, Store
from pipeline.scrape.titles import year_of
from pipeline.scrape.urls import host_of
from pipeline.sources import Catalogue, Column, Site, home_column

_NO_REPORTS = frozenset(("WANTED.txt", "inbox.csv"))
_ANYWHERE = "handin"


class _NotTaken(GongkaiError):
    """This file can't be taken in; the sentence says why."""


@value
class _Given:
    """What a line of inbox.csv says of a file."""

    url: str = ""
    agency_id: str = ""
    year: str = ""


def take_in(store: Store, catalogue: Catalogue, run: str, at: str) -> tuple[str, ...]:
    """Takes in what is new; gives one sentence for each file that is refused."""
    taker = _Taker(store, catalogue, run, at)
    refused = []
    for path in _files(store.inbox):
        try:
            taker.take(path)
        except (_NotTaken, OSError, zipfile.BadZipFile, RuntimeError) as error:
            refused.append(f"{path.relative_to(store.inbox)}: {error}")
    return tuple(refused)


def _files(inbox: Path) -> Iterator[Path]:
    """The files, without the lists, shortcuts and the folders of pictures that browsers save beside a page."""
    for path in sorted(inbox.rglob("*")):
        parts = path.relative_to(inbox).parts
        beside = any(part.endswith(("_files", ".files")) or part.startswith(".") for part in parts)
        if path.is_file() and not beside and path.name not in _NO_REPORTS and path.suffix != ".url":
            yield path


class _Taker:
    def __init__(self, store: Store, catalogue: Catalogue, run: str, at: str) -> None:
        self.store = store
        self.catalogue = catalogue
        self.run = run
        self.at = at
        self.names = Names(catalogue)
        self.sites = {site.host: site for site in catalogue.sites.values()}

    def take(self, path: Path) -> None:
        folders = path.relative_to(self.store.inbox).parts[:-1]
        for part in parts_of(path):
            if folders and folders[0] in self.catalogue.agencies:
                self._of_agency(path, part, folders[0])
            else:
                self._of_host(path, part, folders)

    def _of_agency(self, path: Path, part: Part, agency_id: str) -> None:
        year = year_of(path.stem)
        if year is None:
            raise _NotTaken("its name does not begin with the report's year; rename it, for example 2023.pdf")
        agency = self.catalogue.agencies[agency_id]
        checks = () if part.url else ("handin_without_url",)
        identity = Identity(agency_id=agency_id, agency=agency.name, year=year, checks=checks)
        self._write(_ANYWHERE, "", part, identity, _page(part))

    def _of_host(self, path: Path, part: Part, folders: tuple[str, ...]) -> None:
        given = _listed(path)
        site = self.sites.get(folders[0]) if folders else None
        if site is None:
            raise _NotTaken("it lies in no folder of a host of the catalogue, nor of an agency_id")
        url = given.url or part.url
        if not url:
            raise _NotTaken(
                "no address: add a line to inbox.csv beside it (file,url) or save a .url file with the same name"
            )
        if host_of(url) != site.host:
            raise _NotTaken(f"it was saved from {host_of(url)}, its folder is that of {site.host}")
        column = self.catalogue.columns.get(folders[1]) if len(folders) > 1 else None
        page = _page(Part(name=part.name, url=url, data=part.data))
        self._write(
            site.site_id,
            column.column_id if column else "",
            part,
            self._identity(site, column, page, part, given),
            page,
        )

    def _identity(self, site: Site, column: Column | None, page: Page, part: Part, given: _Given) -> Identity:
        if given.agency_id and given.agency_id not in self.catalogue.agencies:
            raise _NotTaken(f"inbox.csv gives the agency {given.agency_id}, which is not in the catalogue")
        article = _article(page)
        identifier = Identifier(self.catalogue, self.names, site)
        found = identifier.identify(column or home_column(site), Item(url=page.url, title=part.title), article, True)
        agency_id = given.agency_id or found.agency_id
        name = self.catalogue.agencies[agency_id].name if agency_id else found.agency
        year = int(given.year) if given.year.isdigit() else found.year
        if not name or year is None:
            raise _NotTaken("it does not say whose report it is and of which year: add agency_id and year to inbox.csv")
        return Identity(agency_id=agency_id, agency=name, year=year, checks=found.checks)

    def _write(self, journal: str, column_id: str, part: Part, identity: Identity, page: Page) -> None:
        article = _article(page)
        if any(line.get("sha256") == page.sha256 for line in self.store.lines(journal) if line["kind"] == "document"):
            return
        self.store.keep(part.data)
        line: Line = {
            "kind": "document",
            "run": self.run,
            "at": self.at,
            "column": column_id,
            "url": page.url,
            "list_url": "",
            "title": article.title if article else part.title,
            "published": (article.published if article else None) or "",
            "role": "main",
            "source": "handin",
            **document_fields(page, identity, article, name=part.name),
        }
        file = Appender(self.store.captures / f"{journal}.jsonl")
        file.add(line)
        file.close()


def _page(part: Part) -> Page:
    """The part as a page; refused where it is neither a report's page nor a file."""
    page = Page(part.url or f"file:{part.name}", 200, (), part.data, part.sha256)
    if page.kind in FILES or (article := _article(page)) and article.holds_report:
        return page
    raise _NotTaken(f"it holds no report ({page.kind}, {len(part.data)} bytes)")


def _article(page: Page) -> Article | None:
    return article_of(page) if page.kind in ("html", "text") else None


def _listed(path: Path) -> _Given:
    """What inbox.csv beside the file, or a .url file of its name, says."""
    listing = path.parent / "inbox.csv"
    if listing.is_file():
        with listing.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if row.get("file") == path.name:
                    return _Given(
                        url=row.get("url") or "", agency_id=row.get("agency_id") or "", year=row.get("year") or ""
                    )
    for shortcut in (path.with_suffix(".url"), path.with_name(f"{path.name}.url")):
        if shortcut.is_file():
            found = re.search(r"^URL=(\S+)", shortcut.read_text(encoding="utf-8", errors="replace"), re.M)
            return _Given(url=found[1] if found else "")
    return _Given()
