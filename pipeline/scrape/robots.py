"""robots.txt of one origin: which rule forbids a path, and how far apart requests must be."""

from __future__ import annotations

import functools

from protego import Protego

from pipeline.model import value
from pipeline.scrape.page import Page


@value
class Robots:
    """The file's text; empty: no rules."""

    text: str

    def forbids(self, user_agent: str, path: str) -> str | None:
        """The rule that forbids this path, for a person; None where it may be asked."""
        if not self.text or _parsed(self.text).can_fetch(path, user_agent):
            return None
        rules = [line.strip() for line in self.text.splitlines() if line.strip().lower().startswith("disallow")]
        fits = [rule for rule in rules if path.startswith(rule.partition(":")[2].strip().rstrip("*") or "\n")]
        return max(fits, key=len, default="a rule with a pattern")

    def delay_of(self, user_agent: str) -> float:
        """Its Crawl-delay in seconds, 0 where there is none."""
        return float(_parsed(self.text).crawl_delay(user_agent) or 0) if self.text else 0.0


@functools.lru_cache(maxsize=64)
def _parsed(text: str) -> Protego:
    return Protego.parse(text)


def rules_of(page: Page) -> Robots:
    """The rules in an answer; a page of HTML in place of the file has none."""
    return Robots(text="" if page.kind in ("html", "json", "empty") else page.text)
