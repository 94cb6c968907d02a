"""Who may ask and what a page may do: token, host, origin and limits of every request, headers of every answer."""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes, urlencode, urlsplit

from pipeline.explore.sentences import told
from pipeline.explore.settings import Settings
from pipeline.model import value

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LONGEST_ADDRESS = 8_000
"""Bytes of path and query: a view of 200 agencies fits."""
LARGEST_BODY = 1_000_000
METHODS = frozenset(("GET", "HEAD", "POST"))
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_ODD = re.compile(rb"[\x00-\x1f\x7f\\]")
_SCRIPT = re.compile(rb"<script(?=[\s>])")
_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "frame-src 'self'; frame-ancestors 'self'; object-src 'none'; base-uri 'none'; form-action 'self'"
)
"""No source but this server. Vue compiles templates (`unsafe-eval`); scripts in texts have no nonce and don't run."""
_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"SAMEORIGIN",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
}


@value
class Refusal:
    """An answer that ends a request: status and one sentence for a person."""

    status: int
    sentence: str


@value
class Asked:
    """What decides over a request."""

    method: str
    path: bytes
    query: bytes
    headers: dict[bytes, bytes]
    websocket: bool


def cookie_name(settings: Settings) -> str:
    """Cookies are shared by the ports of a host, so each explorer has its own."""
    return f"gongkai-{settings.port}"


def refusal(asked: Asked, settings: Settings) -> Refusal | None:
    """Why the request can't be answered, whoever asks; None where it can."""
    if asked.method not in METHODS:
        return Refusal(status=405, sentence="Only GET, HEAD and POST are answered.")
    if len(asked.path) + len(asked.query) > LONGEST_ADDRESS:
        return Refusal(
            status=414, sentence=f"The address is longer than {LONGEST_ADDRESS} bytes; choose fewer agencies."
        )
    if not _is_plain(asked.path) or not _is_plain(asked.query):
        return Refusal(status=400, sentence="The address holds characters that no page has.")
    if b".." in unquote_to_bytes(asked.path).split(b"/"):
        return Refusal(status=400, sentence="The address leaves its folder.")
    length = asked.headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length[:20]) > LARGEST_BODY:
        return Refusal(status=413, sentence=f"More than {LARGEST_BODY} bytes were sent.")
    if b"transfer-encoding" in asked.headers:
        return Refusal(status=411, sentence="A request must say how many bytes it sends.")
    host = asked.headers.get(b"host", b"").decode("latin-1")
    if not _is_own(host, settings):
        return Refusal(status=421, sentence="The host of the address is not this explorer's; open the link it printed.")
    origin = asked.headers.get(b"origin")
    if origin is not None and urlsplit(origin.decode("latin-1")).netloc != host:
        return Refusal(status=403, sentence="Another site asked; only pages of this explorer may.")
    return None


def _is_plain(part: bytes) -> bool:
    """Whether part of an address holds no control characters or backslashes and is UTF-8, also behind its percents."""
    decoded = unquote_to_bytes(part)
    try:
        decoded.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not _ODD.search(decoded)


def _is_own(host: str, settings: Settings) -> bool:
    """Whether the host header names this server: against names that another's DNS points here."""
    try:
        parts = urlsplit(f"//{host}")
        name, port = (parts.hostname or "").rstrip("."), parts.port or 80
    except ValueError:
        return False
    if port != settings.port or parts.username is not None or parts.path:
        return False
    if settings.host in LOOPBACK:
        return name in LOOPBACK
    return name == settings.host or name in LOOPBACK or name == socket.gethostname().lower() or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode(), token.encode())


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: App, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        asked = Asked(
            method=scope.get("method", "GET"),
            path=scope.get("raw_path") or scope["path"].encode(),
            query=scope["query_string"],
            headers=dict(scope["headers"]),
            websocket=scope["type"] == "websocket",
        )
        refused = refusal(asked, self._settings)
        if refused is None and not self._knows(asked):
            if not asked.websocket and (target := self._entered(asked)) is not None:
                await _enter(target, f"{cookie_name(self._settings)}={self._settings.token}", send)
                return
            refused = Refusal(status=403, sentence="Open the link that gongkai explore printed: it holds the token.")
        if refused is None:
            await self._app(scope, receive, _Answer(send).send)
        elif asked.websocket:
            await send({"type": "websocket.close", "code": 1008, "reason": refused.sentence})
        else:
            await _refuse(refused.status, told(refused.sentence, self._settings.lang), send)

    def _knows(self, asked: Asked) -> bool:
        """Whether the cookie holds the token."""
        try:
            cookies = SimpleCookie(asked.headers.get(b"cookie", b"").decode("latin-1"))
        except CookieError:
            return False
        own = cookies.get(cookie_name(self._settings))
        return own is not None and _same(own.value, self._settings.token)

    def _entered(self, asked: Asked) -> str | None:
        """The address without its token where that is right."""
        given = parse_qsl(asked.query.decode(), keep_blank_values=True)
        tokens = [text for name, text in given if name == "token"]
        if asked.method != "GET" or len(tokens) != 1 or not _same(tokens[0], self._settings.token):
            return None
        rest = urlencode([(name, text) for name, text in given if name != "token"])
        path = "/" + asked.path.decode("latin-1").lstrip("/")
        return f"{path}?{rest}" if rest else path


async def _enter(target: str, cookie: str, send: Send) -> None:
    headers = [
        (b"location", target.encode("latin-1")),
        (b"set-cookie", f"{cookie}; Path=/; HttpOnly; SameSite=Strict".encode()),
        (b"cache-control", b"no-store"),
        *_HEADERS.items(),
    ]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _refuse(status: int, sentence: str, send: Send) -> None:
    body = f"gongkai: {sentence}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"cache-control", b"no-store"),
        *_HEADERS.items(),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class _Answer:
    """An answer on its way: it gets the headers, and a page's own scripts get the nonce that lets them run.

    An answer that has a policy of its own (a served document) keeps it.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._nonce = secrets.token_urlsafe(16)
        self._page: list[bytes] | None = None
        self._start: Message = {}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *self._added(dict(message["headers"]))]
            if self._page is not None:
                self._start = message
                return
        elif message["type"] == "http.response.body" and self._page is not None:
            self._page.append(message.get("body", b""))
            if message.get("more_body"):
                return
            message = await self._started()
        await self._send(message)

    def _added(self, headers: dict[bytes, bytes]) -> list[tuple[bytes, bytes]]:
        added = [(name, text) for name, text in _HEADERS.items() if name not in headers]
        if b"content-security-policy" not in headers:
            added.append((b"content-security-policy", _POLICY.format(nonce=self._nonce).encode()))
            if headers.get(b"content-type", b"").startswith(b"text/html"):
                self._page = []
        if b"cache-control" not in headers:
            added.append((b"cache-control", b"no-store"))
        return added

    async def _started(self) -> Message:
        """Sends the head of a page whose body is whole, and gives the body; texts in it are escaped, so have no `<`."""
        body = _SCRIPT.sub(b'<script nonce="' + self._nonce.encode() + b'"', b"".join(self._page or ()))
        headers = [item for item in self._start["headers"] if item[0] != b"content-length"]
        self._start["headers"] = [*headers, (b"content-length", str(len(body)).encode())]
        await self._send(self._start)
        return {"type": "http.response.body", "body": body}
