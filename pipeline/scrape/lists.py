"""What a page is as a list: where its frames and sub-lists are, whether it is a shell, no page at all, a stranger's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from pipeline.scrape.families import recognise
from pipeline.scrape.families.base import Item
from pipeline.scrape.page import Page, squeezed
from pipeline.scrape.titles import sort_of
from pipeline.scrape.urls import canonical, host_of, joined
from pipeline.scrape.words import any_of, words

_SHELL_BYTES = 2000
_MOST_FRAMES = 3
_FEWEST_REPORTS = 3
_LONGEST_LABEL = 12
_YEAR_LABEL = re.compile(r"^(?:(?:19|20)\d\d)年?度?(?:年报|年度报告)?$")
_SHORTEST_FOREIGN = 20
_MOST_GAMBLING = 3


def sublists(page: Page) -> Iterator[Item]:
    """Links to folders below the page whose label is a year or a group of agencies."""
    folder = urlsplit(page.url).path.rsplit("/", 1)[0] + "/"
    seen = {canonical(page.url)}
    for link in page.links:
        path, label = urlsplit(link.url).path, squeezed(link.title)
        below = host_of(link.url) == host_of(page.url) and path.startswith(folder) and path != folder
        group = len(label) < _LONGEST_LABEL and any_of("sublist", label) and sort_of(label) == "other"
        if below and (group or _YEAR_LABEL.match(label)) and canonical(link.url) not in seen:
            seen.add(canonical(link.url))
            yield Item(url=link.url, title=link.title)


def frames(page: Page) -> list[str]:
    """The frames of the same host: one of them may hold the list."""
    sources = [joined(page.base, str(source)) for source in page.tree.xpath("//iframe/@src | //frame/@src")]
    own = [source for source in sources if source and host_of(source) == host_of(page.url)]
    return list(dict.fromkeys(own))[:_MOST_FRAMES]


def lists_reports(page: Page) -> bool:
    """Whether the page is a list of reports, though it was taken for one."""
    own = canonical(page.url)
    named = {canonical(link.url) for link in page.links if sort_of(link.title) == "report"}
    return len(named - {own}) >= _FEWEST_REPORTS


def needs_script(page: Page) -> bool:
    """Whether the page is a shell that only a script fills, with nothing that any family knows."""
    shell = page.kind == "html" and len(page.body) < _SHELL_BYTES and not page.links
    return shell and "<script" in page.text and recognise(page)[0].name == "generic" and not frames(page)


def is_foreign(page: Page, site_id_code: str) -> bool:
    """Whether a page that should be a government's shows neither its code nor any of its words, or is a casino's."""
    if page.kind != "html" or (site_id_code and site_id_code in page.text) or needs_script(page):
        return False
    shown = squeezed(f"{page.title} {page.visible}")
    if sum(word in shown for word in words("gambling")) >= _MOST_GAMBLING:
        return True
    return len(shown) >= _SHORTEST_FOREIGN and not any_of("government", shown) and not any_of("report", shown)


def is_soft_404(page: Page) -> bool:
    """Whether a page that answers 200 says that there is none."""
    shown = squeezed(f"{page.title} {page.visible[:500]}")
    return page.kind == "html" and len(page.visible) < 1500 and any(word in shown for word in words("soft_404"))
