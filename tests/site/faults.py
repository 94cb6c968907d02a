"""What can go wrong on the wire, as answers that the server gives in place of a page."""

from __future__ import annotations

import time
import zlib
from typing import Any

from tests.site.server import Answer

_PIECE = 64 * 1024
_BLOCK = 16 * 2**20


def _head(handler: Any, *lines: str) -> None:
    handler.wfile.write(
        ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + "".join(f"{line}\r\n" for line in lines) + "\r\n").encode()
    )


def silent(seconds: float = 3.0) -> Answer:
    """Takes the request and never answers."""
    return Answer(raw=lambda handler: time.sleep(seconds))


def drip(step: float = 0.05, count: int = 60) -> Answer:
    """A byte every `step` seconds, with the right length announced."""

    def write(handler: Any) -> None:
        _head(handler, "Content-Length: 5000")
        try:
            for _ in range(count):
                handler.wfile.write(b"x")
                handler.wfile.flush()
                time.sleep(step)
        except OSError:
            return

    return Answer(raw=write)


def short(body: bytes) -> Answer:
    """Announces 50 kB, sends less, closes."""

    def write(handler: Any) -> None:
        _head(handler, "Content-Length: 50000")
        handler.wfile.write(body[:20_000])

    return Answer(raw=write)


def chunked_cut(body: bytes) -> Answer:
    """A chunked stream that ends without its end."""

    def write(handler: Any) -> None:
        _head(handler, "Transfer-Encoding: chunked")
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(body), body))

    return Answer(raw=write)


def huge(size: int, *, announced: bool) -> Answer:
    """So many bytes, with or without their number in the head."""

    def write(handler: Any) -> None:
        _head(handler, *([f"Content-Length: {size}"] if announced else []), "Connection: close")
        try:
            for _ in range(size // _PIECE):
                handler.wfile.write(b"\0" * _PIECE)
        except OSError:
            return

    return Answer(raw=write)


def bomb(size: int) -> Answer:
    """A thousandth of `size` that unpacks to it, sent as it is made: the same block again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(b"\0" * _BLOCK) + packer.flush(zlib.Z_FULL_FLUSH)

    def write(handler: Any) -> None:
        _head(handler, "Content-Encoding: gzip", "Connection: close")
        try:
            handler.wfile.write(b"\x1f\x8b\x08\0\0\0\0\0\0\3")
            for _ in range(size // _BLOCK):
                handler.wfile.write(block)
            handler.wfile.write(b"\3\0")
        except OSError:
            return

    return Answer(raw=write)


def redirect(target: str, status: int = 302) -> Answer:
    return Answer("", status, headers=(("Location", target),))


def flood() -> Answer:
    """A flood of cookies, and a header in raw UTF-8."""
    cookies = tuple(("Set-Cookie", f"c{number}={'x' * 80}") for number in range(200))
    return Answer(
        "<html><body><a href='/'>政府信息公开</a></body></html>",
        headers=(*cookies, ("X-Name", "年报".encode().decode("latin-1"))),
    )
