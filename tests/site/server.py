"""The server: one listener a portal on its own loopback address, a log of every request, faults, phases, one clock."""

from __future__ import annotations

import csv
import hashlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pipeline.sources.columns import AGENCY_COLUMNS, COLUMN_COLUMNS, SITE_COLUMNS
from tests.site import reports


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it; `t` is the shared clock's time in seconds."""

    t: float
    portal: str
    method: str
    path: str
    query: Mapping[str, str]
    target: str
    headers: Mapping[str, str]
    form: bytes = b""
    secure: bool = False


@dataclass(frozen=True)
class Answer:
    """What the server sends. `raw`, if given, writes to the connection by itself, which is closed after it."""

    body: bytes | str = b""
    status: int = 200
    media: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    raw: Callable[[Any], None] | None = None

    @property
    def data(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body


Route = str | bytes | Answer | Callable[[Asked], Answer]
Routes = dict[str, Route]


def as_json(content: object) -> Answer:
    return Answer(json.dumps(content, ensure_ascii=False), media="application/json; charset=utf-8")


@dataclass
class Logged:
    """One request with what it got."""

    asked: Asked
    status: int
    sent: int


@dataclass
class Portal:
    """One portal: where it listens, what it publishes, its pages by path (or path?query)."""

    name: str
    index: int
    base: str = ""
    column_urls: list[str] = field(default_factory=list)
    routes: Routes = field(default_factory=dict)
    entries: tuple[reports.Entry, ...] = ()
    listed: bool = False
    revised: dict[int, int] = field(default_factory=dict)
    site: dict[str, str] = field(default_factory=dict)
    column: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return urlsplit(self.base).netloc

    @property
    def code(self) -> str:
        return reports.division(self.index)

    @property
    def reports(self) -> tuple[reports.Made, ...]:
        return tuple(entry.report for entry in self.entries if entry.report and not entry.variant)

    def article_html(self, entry: reports.Entry) -> str:
        """What stands in the article's container."""
        if entry.report is None:
            return f"<h1>{entry.title}</h1><p>各单位要按时完成各项工作，认真抓好落实。</p>"
        if entry.variant:
            return f"<h1>{entry.title}</h1><p><img src='/images/{entry.number}.png' alt='图解'></p>"
        return reports.body_html(entry.report, self.revised.get(entry.number, 0))


class PortalTown:
    """All portals of a test. Use as a context manager; `now` is the clock that server and scraper share.

    `count`: each portal lists only so many reports; `secure`: they speak old TLS with a certificate that does not fit, and
    plain HTTP at the same port.
    """

    def __init__(
        self, names: Iterable[str], now: Callable[[], float], count: int | None = None, *, secure: bool = False
    ) -> None:
        from tests.site.families import BUILD, INDEX

        self.now = now
        self.secure = secure
        self.tls_version = ""
        self.log: list[Logged] = []
        self._faults: dict[tuple[str, str], list[tuple[Route, int]]] = {}
        self._lock = threading.Lock()
        self.portals: dict[str, Portal] = {}
        self._servers: list[_Quiet] = []
        self._queued: list[socket.socket] = []
        for name in names:
            portal = Portal(name=name, index=INDEX[name], entries=reports.entries(INDEX[name], count))
            self._listen(portal)
            self.portals[name] = portal
        for portal in self.portals.values():
            BUILD[portal.name](portal, self)

    def __enter__(self) -> PortalTown:
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        for waiting in self._queued:
            waiting.close()

    def _listen(self, portal: Portal) -> None:
        server = _Quiet((f"127.0.0.{10 + portal.index}", 0), _handler(self, portal))
        server.daemon_threads = True
        if self.secure:
            from tests.site import tls

            server.context = tls.context()
        portal.base = f"{'https' if self.secure else 'http'}://127.0.0.{10 + portal.index}:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self._servers.append(server)

    def accept_nothing(self, portal: str) -> None:
        """The portal listens, but takes no connection any more, and its queue is full."""
        server = next(
            own
            for own in self._servers
            if own.server_address[0] == self.portals[portal].base.split("/")[2].split(":")[0]
        )
        server.shutdown()
        for _ in range(server.request_queue_size * 4):
            self._queued.append(socket.socket())
            self._queued[-1].setblocking(False)
            self._queued[-1].connect_ex(server.server_address)

    def fault(self, portal: str, path: str, route: Route, times: int = 1_000_000) -> None:
        """The next `times` requests of this path (`*`: any path) get `route` instead of the page."""
        self._faults.setdefault((portal, path), []).append((route, times))

    def answer(self, portal: Portal, asked: Asked) -> Answer:
        """The answer to one request, noted in the log."""
        route = self._fault(portal.name, asked)
        if route is None:
            route = portal.routes.get(asked.target, portal.routes.get(asked.path))
        if callable(route):
            answer = route(asked)
        elif isinstance(route, Answer):
            answer = route
        else:
            answer = (
                Answer("<html><head><title>404</title></head><body>Not Found</body></html>", 404)
                if route is None
                else Answer(route)
            )
        return _conditional(asked, answer)

    def _fault(self, portal: str, asked: Asked) -> Route | None:
        with self._lock:
            for path in (asked.target, asked.path, "*"):
                waiting = self._faults.get((portal, path), [])
                if waiting:
                    route, times = waiting.pop(0)
                    if times > 1:
                        waiting.insert(0, (route, times - 1))
                    return route
        return None

    def note(self, asked: Asked, answer: Answer) -> None:
        with self._lock:
            self.log.append(Logged(asked, answer.status, len(answer.data)))

    def asked(self, portal: str | None = None) -> list[Asked]:
        """The requests so far, of one portal or of all."""
        return [item.asked for item in list(self.log) if portal in (None, item.asked.portal)]

    def catalogue(self, folder: Path, **site: str) -> Path:
        """Writes the catalogue of these portals; `site` gives columns of sites.csv for all of them."""
        folder.mkdir(parents=True, exist_ok=True)
        listed = [portal for portal in self.portals.values() if portal.listed]
        sites = [_site_row(portal) | portal.site | site for portal in listed]
        bodies = {body.agency_id: (portal, body) for portal in listed for body in reports.bodies(portal.index)}
        agencies = [_agency_row(portal, body) for portal, body in bodies.values()]
        columns = [row for portal in listed for row in _column_rows(portal)]
        for name, header, rows in (
            ("sites.csv", SITE_COLUMNS, sites),
            ("agencies.csv", AGENCY_COLUMNS, agencies),
            ("columns.csv", COLUMN_COLUMNS, columns),
        ):
            with (folder / name).open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
                writer.writeheader()
                writer.writerows(sorted(rows, key=lambda row: row[header[0]]))
        return folder


class _Quiet(ThreadingHTTPServer):
    """A client that goes away is no news; one that begins with a TLS handshake is answered in TLS."""

    context: ssl.SSLContext | None = None

    def finish_request(self, request: Any, client_address: Any) -> None:
        if self.context is None or request.recv(1, socket.MSG_PEEK) != b"\x16":
            super().finish_request(request, client_address)
            return
        with self.context.wrap_socket(request, server_side=True) as secured:
            super().finish_request(secured, client_address)

    def handle_error(self, *_: object) -> None:
        """Nothing on standard error."""


def _site_row(portal: Portal) -> dict[str, str]:
    return {
        "site_id": portal.name,
        "host": portal.host,
        "schemes": urlsplit(portal.base).scheme,
        "name": f"{reports.city(portal.index)}人民政府",
        "operator_agency_id": f"{portal.code}-gov",
        "division_code": portal.code,
        "site_id_code": f"{portal.code}0001",
        "home_url": f"{portal.base}/",
        "delay_s": "5",
        "access": "ok",
        "checked_by": "person",
    }


def _agency_row(portal: Portal, body: reports.Body) -> dict[str, str]:
    return {
        "agency_id": body.agency_id,
        "name": body.name,
        "agency_type": body.kind,
        "division_code": portal.code,
        "parent_agency_id": "" if body.kind == "government" else f"{portal.code}-gov",
        "must_report_from": "2019",
        "basis": "portal's own list",
    }


def _column_rows(portal: Portal) -> list[dict[str, str]]:
    return [
        {
            "column_id": f"{portal.name}-{number}",
            "site_id": portal.name,
            "url": url,
            "kind": "mixed",
            "found_by": "person",
        }
        | portal.column
        for number, url in enumerate(portal.column_urls, start=1)
    ]


def _conditional(asked: Asked, answer: Answer) -> Answer:
    """The answer with its ETag, or 304 where the client has it already."""
    if asked.method != "GET" or answer.status != 200 or answer.raw or not answer.data:
        return answer
    etag = f'"{hashlib.sha1(answer.data).hexdigest()[:16]}"'
    if asked.headers.get("if-none-match") == etag:
        return Answer(b"", 304, answer.media, (("ETag", etag),))
    return Answer(answer.data, 200, answer.media, (*answer.headers, ("ETag", etag)))


def _handler(town: PortalTown, portal: Portal) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            asked = Asked(
                t=town.now(),
                portal=portal.name,
                method=self.command,
                path=parts.path,
                query=dict(parse_qsl(parts.query, keep_blank_values=True)),
                target=self.path,
                headers={name.lower(): content for name, content in self.headers.items()},
                form=self.rfile.read(length),
                secure=isinstance(self.connection, ssl.SSLSocket),
            )
            if asked.secure:
                town.tls_version = self.connection.version()
            answer = town.answer(portal, asked)
            town.note(asked, answer)
            if answer.raw:
                self.close_connection = True
                answer.raw(self)
                return
            self._send(answer)

        def do_POST(self) -> None:
            self.do_GET()

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            if answer.media:
                self.send_header("Content-Type", answer.media)
            for name, content in answer.headers:
                self.send_header(name, content)
            if answer.status != 304:
                self.send_header("Content-Length", str(len(answer.data)))
            self.end_headers()
            if answer.status != 304:
                self.wfile.write(answer.data)

        def log_message(self, *_: object) -> None:
            """Nothing on standard error: `town.log` has it."""

    return Handler
