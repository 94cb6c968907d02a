"""Bytes of a Chinese text or page → str. Strict: bytes that fit no charset are damage, not replacement characters."""

from __future__ import annotations

import codecs

from pipeline.charset_names import DECLARED, is_known
from pipeline.errors import Damaged

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}
"""What pages call their charset → the superset that they in fact use (WHATWG Encoding Standard)."""

_TOLERATED = 0.001


def decode(data: bytes, *, declared: bool) -> str:
    """`data` as text. `declared`: a page, whose meta element or XML declaration may name its charset.

    A declaration that does not fit gives way to the charset that does. A few bad bytes (one in a thousand) are
    replaced, as browsers do; more is damage.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data.decode(name, "replace")
    found = DECLARED.search(data[:4096]) if declared else None
    names = [_WIDER.get(found[1].decode("ascii").lower(), found[1].decode("ascii"))] if found else []
    names += [name for name in ("utf-8", "gb18030", "big5hkscs") if name not in names]
    texts = [text for name in names if (text := _try(data, name)) is not None]
    if not texts:
        return _least_damaged(data, names)
    return min(texts, key=_strange)


def _strange(text: str) -> int:
    """Characters of private use, which no page prints: nearly all Big5 bytes are also some GB 18030."""
    return sum("\ue000" <= character <= "\uf8ff" for character in text)


def _try(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _least_damaged(data: bytes, names: list[str]) -> str:
    known = [name for name in names if is_known(name)]
    texts = [data.decode(name, "replace") for name in known]
    best = min(texts, key=lambda text: text.count("\ufffd"))
    if best.count("\ufffd") > max(1, _TOLERATED * len(best)):
        raise Damaged("the bytes are text in no charset that Chinese pages use; the file may be truncated or binary")
    return best
