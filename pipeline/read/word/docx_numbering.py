"""Word's automatic numbers and outline levels: what Word shows before a heading but does not store in its text."""

from __future__ import annotations

from typing import Any

import docx.document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HAN = "零一二三四五六七八九"
_CHINESE = (
    "chineseCounting",
    "chineseCountingThousand",
    "ideographTraditional",
    "japaneseCounting",
    "taiwaneseCounting",
    "chineseLegalSimplified",
    "taiwaneseCountingThousand",
)


class Numbering:
    """Counts the numbered paragraphs of one document in order; `next` must be called once for each paragraph."""

    def __init__(self, file: docx.document.Document) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._styles = {style.get(_W + "styleId"): style for style in file.styles.element.iter(_W + "style")}
        part = next((rel.target_part for rel in file.part.rels.values() if rel.reltype.endswith("/numbering")), None)
        if part is not None and hasattr(part, "element"):
            self._load(part.element)

    def _load(self, root: Any) -> None:
        abstract = {item.get(_W + "abstractNumId"): item for item in root.iter(_W + "abstractNum")}
        for number in root.iter(_W + "num"):
            link = number.find(_W + "abstractNumId")
            source = abstract.get(link.get(_W + "val")) if link is not None else None
            for level in source.iter(_W + "lvl") if source is not None else ():
                key = (str(number.get(_W + "numId")), int(level.get(_W + "ilvl") or 0))
                self._levels[key] = (
                    _val(level, "numFmt", "decimal"),
                    _val(level, "lvlText", ""),
                    int(_val(level, "start", "1")),
                )

    def next(self, paragraph: Any) -> str:
        """The number that Word shows before this paragraph, or an empty string."""
        found = self._property(paragraph, "numPr")
        if found is None:
            return ""
        number, level = _val(found, "numId", "0"), int(_val(found, "ilvl", "0"))
        if (number, level) not in self._levels:
            return ""
        kind, pattern, start = self._levels[number, level]
        self._counts[number, level] = self._counts.get((number, level), start - 1) + 1
        for key in list(self._counts):
            if key[0] == number and key[1] > level:
                del self._counts[key]
        if kind in ("bullet", "none"):
            return ""
        for deeper in range(level + 1):
            other = self._levels.get((number, deeper), ("decimal", "", 1))
            count = self._counts.get((number, deeper), other[2])
            pattern = pattern.replace(f"%{deeper + 1}", numeral(count, other[0]))
        return pattern

    def outline_level(self, paragraph: Any) -> int | None:
        """1 for the outermost heading level, None for body text."""
        found = self._property(paragraph, "outlineLvl")
        level = int(found.get(_W + "val") or 9) if found is not None else 9
        return level + 1 if level < 6 else None

    def _property(self, paragraph: Any, name: str) -> Any:
        """A paragraph property of its own or of its styles, the nearest first."""
        found = paragraph.find(f"{_W}pPr/{_W}{name}")
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        identifier = style.get(_W + "val") if style is not None else None
        for _ in range(10):
            if found is not None or identifier not in self._styles:
                break
            element = self._styles[identifier]
            found = element.find(f"{_W}pPr/{_W}{name}")
            base = element.find(_W + "basedOn")
            identifier = base.get(_W + "val") if base is not None else None
        return found


def _val(element: Any, name: str, default: str) -> str:
    found = element.find(_W + name)
    return str(found.get(_W + "val", default)) if found is not None else default


def numeral(count: int, kind: str) -> str:
    """A count as Word shows it: in digits, or in Chinese numerals up to ninety-nine."""
    if kind not in _CHINESE or not 0 < count < 100:
        return str(count)
    tens, ones = divmod(count, 10)
    lead = "" if tens == 0 else ("" if tens == 1 else _HAN[tens]) + "十"
    return lead + (_HAN[ones] if ones else "")
