"""Files that a person saved into raw/inbox/ → documents like those fetched, once each, with `source=handin`."""

from __future__ import annotations

from pipeline.scrape.store import Store
from pipeline.sources import Catalogue


def take_in(store: Store, catalogue: Catalogue, run: str, at: str) -> tuple[str, ...]:
    """Takes in what is new; gives one sentence for each file that is refused."""
    return ()
