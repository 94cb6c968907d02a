"""Cells of Word that show something else than their text: doubted, so that no number is wrong and no cell blank."""

from __future__ import annotations

import copy
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_DRAWN = frozenset((_W + "drawing", _W + "pict", _W + "object"))
_TELLING = (_FORMULA, *(_W + name for name in ("sym", "drawing", "pict", "object", "strike", "dstrike", "color")))
_GONE = frozenset((_W + "del", _W + "moveFrom"))
_DRESSING = frozenset(_W + name for name in ("vertAlign", "position", "strike", "dstrike", "vanish"))
_OFF = ("0", "false", "off", "none")
_RAISED = 6
"""Half points above or below the line from which on a run is a note's mark; a line is evened out by less."""


def apply_styles(file: Any) -> None:
    """Gives runs of a character style what the style raises, strikes out or hides, as if they said it themselves."""
    styles = {style.get(_W + "styleId"): style.find(_W + "rPr") for style in file.styles.element.iter(_W + "style")}
    dressing = {name: _dress(properties) for name, properties in styles.items() if properties is not None}
    if not any(dressing.values()):
        return
    for used in list(file.element.body.iter(_W + "rStyle")):
        properties = used.getparent()
        for item in dressing.get(used.get(_W + "val"), ()):
            if properties.find(item.tag) is None:
                properties.append(copy.copy(item))


def _dress(properties: Any) -> list[Any]:
    return [item for item in properties if item.tag in _DRESSING]


def is_raised(properties: Any) -> bool:
    """Whether a run stands above or below its line; `properties` is its w:rPr or None."""
    if properties is None:
        return False
    aligned, position = properties.find(_W + "vertAlign"), properties.find(_W + "position")
    if aligned is not None:
        return aligned.get(_W + "val") in ("superscript", "subscript")
    shift = str(position.get(_W + "val")).lstrip("-") if position is not None else ""
    return shift.isdigit() and int(shift) >= _RAISED


def doubt_of(cell: Any) -> str | None:
    """Why the text of a w:tc is not all that it shows, or not shown; None where it is."""
    for element in cell.iter(*_TELLING):
        why = _why(element)
        if why is not None and not any(parent.tag in _GONE for parent in element.iterancestors()):
            return why
    return None


def _why(element: Any) -> str | None:
    if element.tag == _FORMULA:
        return "a formula stands in the cell"
    if element.tag == _W + "sym":
        return "a symbol stands in the cell"
    if element.tag in _DRAWN:
        boxed = element.find(f".//{_W}txbxContent") is not None
        return None if boxed else "a picture stands in the cell"
    return _why_of_run(element) if _has_text(element.getparent().getparent()) else None


def _has_text(run: Any) -> bool:
    return run.tag == _W + "r" and any(part.text for part in run.iter(_W + "t"))


def _why_of_run(item: Any) -> str | None:
    """What a property of a run (strike, dstrike, color) says of its text."""
    if item.tag != _W + "color":
        return None if item.get(_W + "val") in _OFF else "a part of its text is struck out"
    white = (item.get(_W + "val") or "").upper() == "FFFFFF" and item.getparent().find(_W + "shd") is None
    return "a part of its text can't be seen" if white else None
