"""Files damaged at random: bits flipped, cut off, chunks of other files spliced in, parts of zipped formats changed.

A seed gives the same damage always.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_TEXT = (".txt", ".md", ".html", ".htm")
_CHUNK = 4096


@dataclass(frozen=True)
class Mutant:
    """A damaged file: the file it was, what was done, its bytes."""

    source: str
    kind: str
    data: bytes


def mutant(name: str, data: bytes, others: Sequence[bytes], draw: random.Random) -> Mutant:
    """One damaged copy of a file; `others` give the chunks that are spliced in."""
    kinds: dict[str, Callable[[bytes], bytes]] = {
        "bits": lambda whole: _bits(whole, draw),
        "cut": lambda whole: whole[: draw.randrange(1, max(2, len(whole)))],
        "splice": lambda whole: _splice(whole, draw.choice(others), draw),
    }
    if data.startswith(b"PK"):
        for kind in ("bits", "cut", "splice"):
            kinds[f"part-{kind}"] = lambda whole, change=kinds[kind]: _part(whole, change, draw)
    if name.endswith(_TEXT):
        kinds["lines"] = lambda whole: _lines(whole, draw)
    kind = draw.choice(sorted(kinds))
    return Mutant(source=name, kind=kind, data=kinds[kind](data))


def _bits(data: bytes, draw: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(draw.choice((1, 4, 16, 64))):
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def _splice(data: bytes, other: bytes, draw: random.Random) -> bytes:
    """A chunk of another file put in, over what stands there or between."""
    start = draw.randrange(len(other))
    chunk = other[start : start + draw.randrange(1, _CHUNK)]
    at = draw.randrange(len(data))
    return data[:at] + chunk + data[at + (len(chunk) if draw.random() < 0.5 else 0) :]


def _lines(data: bytes, draw: random.Random) -> bytes:
    lines = data.split(b"\n")
    for _ in range(draw.choice((1, 2, 5))):
        at = draw.randrange(len(lines))
        lines[at : at + 1] = [lines[at]] * draw.choice((0, 2)) or [b""]
    return b"\n".join(lines)


def _part(data: bytes, change: Callable[[bytes], bytes], draw: random.Random) -> bytes:
    """One part of a zipped format changed and packed again, so that its checksum is right."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        items = [item for item in old.infolist() if item.file_size]
        chosen = draw.choice(items).filename
        for item in items:
            body = old.read(item)
            new.writestr(item.filename, change(body) if item.filename == chosen else body)
    return buffer.getvalue()
