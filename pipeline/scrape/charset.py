"""Bytes of a page → text. Headers and meta elements lie, so the bytes decide; what they decide against is noted.

Order: byte order mark, strict UTF-8, strict GB 18030 (what pages call gb2312 or gbk), then what is declared, with
replacement and a doubt.
"""

from __future__ import annotations

import codecs
import re

from pipeline.charset_names import DECLARED, is_known
from pipeline.model import value

_HEADER = re.compile(r"charset\s*=\s*[\"']?([-\w]+)", re.I)
_SAME = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "utf8": "utf-8"}
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEAD = 4096


@value
class Decoded:
    """Text, the charset that its bytes are in, and checks: `charset_lied`, `encoding_doubt@OFFSET`."""

    text: str
    encoding: str
    checks: tuple[str, ...] = ()


def decode(data: bytes, content_type: str) -> Decoded:
    """`data` as text; never fails."""
    declared = _declared(data, content_type)
    for bom, name in _BOMS:
        if data.startswith(bom):
            text = data[len(bom) :].decode(name, "replace")
            return Decoded(text=text, encoding=name, checks=_lied(declared, name))
    for name in ("utf-8", "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        return Decoded(text=text, encoding=name, checks=() if data.isascii() else _lied(declared, name))
    name = next((name for name in declared if is_known(name)), "utf-8")
    return Decoded(text=data.decode(name, "replace"), encoding=name, checks=(f"encoding_doubt@{_offset(data, name)}",))


def _declared(data: bytes, content_type: str) -> list[str]:
    header = _HEADER.search(content_type)
    meta = DECLARED.search(data[:_HEAD])
    names = [header[1]] if header else []
    names += [meta[1].decode("ascii")] if meta else []
    return [_SAME.get(name.lower(), name.lower()) for name in names]


def _lied(declared: list[str], found: str) -> tuple[str, ...]:
    return ("charset_lied",) if any(name != found for name in declared) else ()


def _offset(data: bytes, name: str) -> int:
    """The place of the first byte that does not fit."""
    try:
        data.decode(name)
    except UnicodeDecodeError as error:
        return error.start
    return 0
