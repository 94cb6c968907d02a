"""Whether a line begins a section: its heading, how it is numbered, and the text that runs on behind it."""

from __future__ import annotations

import re

from pipeline import forms
from pipeline.model import Line, value
from pipeline.parse.headings import bare, is_form_row, kind, known
from pipeline.parse.outline import before_space
from pipeline.parse.paragraphs import is_full

_LONGEST = 36
_LONGEST_NUMBERED = 48
_LONGEST_RUN_IN = 26
_LONGEST_BEFORE_COLON = 18
_SHORTEST_BEHIND_COLON = 12
_ITEM_END = ("；", ";")
_UPPER = ("han", "bracket")
_DENIED = re.compile(r"^(?:无|没有|暂无|未有|本)")
_CAPTION = re.compile(r"^[附图]?[表图]\s*[\d一二三四五六]")
_ROW = re.compile(r"\d\s+\d|\s\d+$")
"""Numbers that stand in columns: a flattened row, no heading."""
_CONTACT = re.compile(r"地址|电话|邮编|邮政编码|邮箱|传真|联系|网址|时间")
_LEADERS = re.compile(r"…|\.{3}|·{3}|⋯{2}|\s{2}|\t")
_DOTS = " \t\u3000\u00a0.…·⋯"
_PAGE = re.compile(r"(?<!\d)\d{1,3}$")
_LEAD = re.compile(rf"([\u4e00-\u9fff、]{{2,{_LONGEST_BEFORE_COLON}}})[。：:](.{{{_SHORTEST_BEHIND_COLON},}})")
"""What may be a heading in bold type and the text that runs on behind it."""
_SAYS_MORE = re.compile(r"[；;：:]|[，,、]$|，[^，]{0,3}(?:，|$)|[，,].*\d")
"""Marks that a heading has not; a comma between its halves it may have (完善制度，加强管理)."""


@value
class Head:
    """A heading: its text, the text behind it in its line, its numbering; `level` where no numbering tells it."""

    text: str
    rest: str
    kind: str | None
    level: int | None


def head_of(line: Line, inside: str | None, margin: int | None, main: str) -> Head | None:
    """The heading that the line begins with; `inside`: the section so far, empty before the first."""
    shown = _without_leaders(line.text.strip())
    numbering = kind(shown)
    lower = numbering is not None and numbering not in _UPPER and numbering != main
    if lower and (numbering == "spaced" or inside in forms.DATASETS or inside == ""):
        numbering = None
    parted = _parted(shown, numbering)
    if parted is not None:
        return Head(text=parted[0], rest=parted[1], kind=numbering, level=None)
    if line.bold and inside and numbering is None and (lead := _LEAD.match(shown)) and _is_part(lead[1]):
        return Head(text=lead[1], rest=lead[2], kind=None, level=2)
    first, _, rest = shown.partition("。")
    if rest.strip() or not first or _CAPTION.match(first) or (numbering is None and _DENIED.match(bare(first))):
        return None
    longest = _LONGEST_NUMBERED if numbering == main and first.endswith("情况") else _LONGEST
    return _alone(line, shown, first, numbering, inside, margin) if len(first) <= longest else None


def _parted(shown: str, numbering: str | None) -> tuple[str, str] | None:
    """A numbered heading and the text that a full stop, a colon or a space parts from it."""
    if numbering is None:
        return None
    first, _, rest = shown.partition("。")
    if rest.strip() and len(first) <= _LONGEST_RUN_IN and not _SAYS_MORE.search(first):
        return first, rest
    before, colon, behind = shown.replace(":", "：").partition("：")
    short = len(before) <= _LONGEST_BEFORE_COLON and not re.search("[，。；]", before) and not _CONTACT.search(before)
    item = behind.rstrip().endswith(_ITEM_END) and known(before) is None
    if (
        colon
        and short
        and not item
        and len(bare(before)) > 1
        and (len(behind) >= _SHORTEST_BEHIND_COLON or (behind.strip() and known(before)))
    ):
        return before, shown[len(before) + 1 :]
    return before_space(shown)


def _is_part(printed: str) -> bool:
    """Whether this is the name of a known sub-section (主动公开, 存在的主要问题)."""
    return "." in (known(printed) or "")


def _alone(
    line: Line, shown: str, first: str, numbering: str | None, inside: str | None, margin: int | None
) -> Head | None:
    """A heading that has its line for itself."""
    name = known(first)
    if name is not None and not (numbering is None and kind(shown) is not None and inside in forms.DATASETS):
        level = None if numbering is not None else 2 if "." in name else 1
        return Head(text=first, rest="", kind=numbering, level=level)
    whole = not _SAYS_MORE.search(first) and not ("，" in first and is_full(line.text, margin))
    if numbering in _UPPER and whole:
        return (
            None
            if inside in forms.DATASETS and is_form_row(first)
            else Head(text=first, rest="", kind=numbering, level=None)
        )
    short = (
        len(first) <= _LONGEST_RUN_IN
        and not _ROW.search(first)
        and not is_full(line.text, margin)
        and "。" not in shown
    )
    if numbering is not None and whole and short and "\t" not in shown:
        return Head(text=first, rest="", kind=numbering, level=None)
    styled = line.level is not None and inside != ""
    return Head(text=first, rest="", kind=None, level=min(line.level or 3, 3)) if styled else None


def _without_leaders(printed: str) -> str:
    """A line of a table of contents without its dots or spaces and the page's number; any other line as it is."""
    body = _PAGE.sub("", printed) if printed[-1:].isdecimal() else printed
    stem = body.rstrip(_DOTS)
    if len(body) < len(printed) and len(stem) < len(body) and kind(stem) is not None and known(bare(stem)) is not None:
        return stem
    return stem.rstrip(_DOTS + "-") if _LEADERS.search(body, len(stem)) else printed
