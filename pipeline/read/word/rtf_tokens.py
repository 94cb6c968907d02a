"""The tokens of an RTF file: groups, control words with their numbers, text as bytes, skipped binary data."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?(?P<gap> )?"
    rb"|\\'(?P<hex>[0-9a-fA-F]{2})"
    rb"|\\(?P<symbol>[^a-zA-Z])"
    rb"|(?P<group>[{}])"
    rb"|(?P<newline>[\r\n]+)"
    rb"|(?P<text>[^\\{}\r\n]+)",
    re.S,
)
_SYMBOLS = {b"~": "\u00a0", b"_": "-", b"-": "", b"\\": "\\", b"{": "{", b"}": "}", b"\t": "\t"}

Token = tuple[str, str, int | None]
"""`open`, `close`, `ignorable` (the group may be skipped), `word` with its number, `byte` with its value, `text`."""


def tokens(data: bytes) -> Iterator[Token]:
    """The tokens in order; what `\\bin` announces is skipped."""
    at = 0
    while at < len(data):
        found = _TOKEN.match(data, at)
        if found is None:
            return
        at = found.end()
        word = found["word"]
        if word is not None:
            number = int(found["number"]) if found["number"] is not None else None
            if word == b"bin":
                at += max(number or 0, 0)
            yield "word", word.decode("ascii"), number
        elif found["hex"] is not None:
            yield "byte", "", int(found["hex"], 16)
        elif found["text"] is not None:
            yield from (("byte", "", code) for code in found["text"])
        elif found["group"] is not None:
            yield ("open" if found["group"] == b"{" else "close"), "", None
        elif found["symbol"] is not None:
            yield _symbol(found["symbol"])


def _symbol(symbol: bytes) -> Token:
    if symbol == b"*":
        return "ignorable", "", None
    if symbol in (b"\r", b"\n"):
        return "word", "par", None
    return "text", _SYMBOLS.get(symbol, ""), None
