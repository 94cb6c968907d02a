"""What can come of asking for a page besides the page. Each has the coverage state that it leads to."""

from __future__ import annotations

import lxml.etree

UNFORESEEN = (ValueError, TypeError, LookupError, AttributeError, RecursionError, lxml.etree.LxmlError)
"""What a page that no one thought of may raise in here: it costs that page, or that list, and never the crawl."""


class Refused(Exception):
    """This address gives nothing now. `state` says why in one word, str() in one sentence."""

    def __init__(self, state: str, reason: str) -> None:
        super().__init__(reason)
        self.state = state
        self.reason = reason


class Rests(Refused):
    """`host` gives nothing more in this run, and is left alone for so many days."""

    def __init__(self, state: str, reason: str, host: str, days: int = 1) -> None:
        super().__init__(state, reason)
        self.host = host
        self.days = days


class DownloadFailed(Exception):
    """No whole answer came: no connection, a time limit, a short body. Worth another try, unless `final`."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final
