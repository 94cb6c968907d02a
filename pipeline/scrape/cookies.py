"""Session cookies of one host, as a browser would send them back; a challenge's never get here, since it stops
the host.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from pipeline.scrape.page import Headers

_MOST = 50


class Cookies:
    """Name → content."""

    def __init__(self) -> None:
        self._held: dict[str, str] = {}

    def take(self, headers: Headers) -> None:
        """Keeps what an answer sets, as long as it is not a flood."""
        for name, content in headers:
            if name != "set-cookie" or len(self._held) >= _MOST:
                continue
            try:
                for morsel in SimpleCookie(content).values():
                    self._held[morsel.key] = morsel.value
            except CookieError:
                continue

    def header(self) -> Headers:
        """The header to send, none where there is nothing."""
        shown = "; ".join(f"{name}={content}" for name, content in self._held.items())
        return (("cookie", shown),) if shown else ()
