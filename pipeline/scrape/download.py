"""One request through Scrapy's downloader: HTTP, TLS, compression and limits on size are its, all decisions are not."""

from __future__ import annotations

import asyncio
import concurrent.futures
import gzip
import io
import logging
import threading
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Protocol

from pipeline.model import value
from pipeline.scrape.outcomes import DownloadFailed
from pipeline.scrape.page import Headers

_GZIP = b"\x1f\x8b\x08"
_MOST_LAYERS = 2
_SECONDS_TO_END = 10.0
_CUT = frozenset(("CancelledError", "DownloadCancelledError"))
"""What Scrapy raises where it stops a download itself, at its limit on size."""


@value
class Wanted:
    """One request. `seconds` limits the whole of it, `most` the bytes of its body, packed or not."""

    method: str
    url: str
    headers: Headers
    body: bytes
    seconds: float
    most: int


@value
class Got:
    """One answer as it came: header names in lower case, body unpacked."""

    status: int
    headers: Headers
    body: bytes


class Download(Protocol):
    """Asks for one address; follows nothing, retries nothing. Raises `DownloadFailed`."""

    async def __call__(self, wanted: Wanted) -> Got:
        """The answer."""


_OFF = (
    "redirect.RedirectMiddleware",
    "redirect.MetaRefreshMiddleware",
    "retry.RetryMiddleware",
    "cookies.CookiesMiddleware",
    "robotstxt.RobotsTxtMiddleware",
    "httpproxy.HttpProxyMiddleware",
    "offsite.OffsiteMiddleware",
    "httpauth.HttpAuthMiddleware",
    "httpcache.HttpCacheMiddleware",
)
_SETTINGS: dict[str, Any] = {
    "DOWNLOADER_MIDDLEWARES": {f"scrapy.downloadermiddlewares.{name}": None for name in _OFF},
    "DOWNLOAD_DELAY": 0,
    "CONCURRENT_REQUESTS": 10_000,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_WARNSIZE": 0,
    "DOWNLOAD_FAIL_ON_DATALOSS": True,
    "DOWNLOADER_CLIENT_TLS_CIPHERS": "DEFAULT:@SECLEVEL=1",
    "LOG_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "COOKIES_ENABLED": False,
    "EXTENSIONS": {"scrapy.extensions.memusage.MemoryUsage": None, "scrapy.extensions.logstats.LogStats": None},
}
"""Scrapy without all that would decide by itself: redirects, retries, cookies, robots and delays are this package's."""


async def _download(engine: Any, wanted: Wanted) -> Got:
    import scrapy
    from scrapy.exceptions import IgnoreRequest

    request = scrapy.Request(
        wanted.url,
        method=wanted.method,
        headers=dict(wanted.headers),
        body=wanted.body,
        dont_filter=True,
        meta={"download_timeout": wanted.seconds, "download_maxsize": wanted.most, "handle_httpstatus_all": True},
    )
    try:
        response = await engine.download_async(request)
    except IgnoreRequest as error:
        raise DownloadFailed(f"too large when unpacked ({error})", final=True) from error
    except Exception as error:  # noqa: BLE001 - Twisted's and Scrapy's failures have no common root
        final = "larger than download max size" in str(error) or type(error).__name__ in _CUT
        raise DownloadFailed(_reason(error), final=final) from error
    headers = tuple(
        (name.decode("latin-1").lower(), content.decode("latin-1"))
        for name, contents in response.headers.items()
        for content in contents
    )
    return Got(status=response.status, headers=headers, body=_unpacked(response.body, wanted.most))


def _reason(error: Exception) -> str:
    inner = getattr(error, "reasons", None)
    names = [type(item.value).__name__ for item in inner] if inner else []
    return f"{type(error).__name__}{' of ' + ', '.join(names) if names else ''}: {error}"[:300]


def _unpacked(body: bytes, most: int) -> bytes:
    """The body without gzip that the headers kept quiet about."""
    for _ in range(_MOST_LAYERS):
        if not body.startswith(_GZIP):
            return body
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(body)) as file:
                body = file.read(most + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise DownloadFailed(f"packed bytes that can't be unpacked ({error})") from error
        if len(body) > most:
            raise DownloadFailed(f"larger than {most} bytes when unpacked", final=True)
    return body


def run(work: Callable[[Download], Awaitable[None]]) -> None:
    """Runs `work` with a downloader and returns when it has ended; an interrupt ends it before it is raised.

    Twisted has one reactor a process, which can't be started twice: it runs in a thread of its own, and so does the one
    Scrapy engine, which serves all crawls of the process.
    """
    loop, engine = _engine()

    async def download(wanted: Wanted) -> Got:
        return await _download(engine, wanted)

    ended = threading.Event()

    async def whole() -> None:
        try:
            await work(download)
        finally:
            ended.set()

    future = asyncio.run_coroutine_threadsafe(whole(), loop)
    try:
        future.result()
    except KeyboardInterrupt:
        future.cancel()
        ended.wait(_SECONDS_TO_END)
        raise


_started: list[tuple[asyncio.AbstractEventLoop, Any]] = []
_starting = threading.Lock()


def _engine() -> tuple[asyncio.AbstractEventLoop, Any]:
    with _starting:
        if not _started:
            loop = _reactor_loop()
            ready: concurrent.futures.Future[Any] = concurrent.futures.Future()
            asyncio.run_coroutine_threadsafe(_open(ready), loop)
            _started.append((loop, ready.result(timeout=60)))
    return _started[0]


async def _open(ready: concurrent.futures.Future[Any]) -> None:
    """Opens a spider that asks for nothing by itself; `ready` gets its engine."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerRunner

    logging.getLogger("scrapy").setLevel(logging.CRITICAL)  # what happens to each request stands in the journal

    class Portals(scrapy.Spider):
        name = "portals"

        async def start(self) -> AsyncIterator[Any]:
            ready.set_result(self.crawler.engine)
            await asyncio.Event().wait()
            yield None  # never reached: a spider's start must be a generator

    await AsyncCrawlerRunner(_SETTINGS).crawl(Portals)


def _reactor_loop() -> asyncio.AbstractEventLoop:
    from scrapy.utils.reactor import install_reactor

    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor

    running: Any = reactor
    loop: asyncio.AbstractEventLoop = running._asyncioEventloop
    threading.Thread(target=running.run, kwargs={"installSignalHandlers": False}, daemon=True).start()
    return loop
