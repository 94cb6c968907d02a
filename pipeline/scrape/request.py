"""What to ask for, and its name in the journal."""

from __future__ import annotations

import hashlib

from pipeline.model import value
from pipeline.scrape.journal import Key


@value
class Request:
    """What to ask for. `bulk`: not a list page, so it may have to wait for the night."""

    url: str
    method: str = "GET"
    form: bytes = b""
    media: str = ""
    referer: str = ""
    bulk: bool = False

    @property
    def key(self) -> Key:
        """Its name in the journal."""
        return self.method, self.url, hashlib.sha256(self.form).hexdigest()[:16] if self.form else ""
