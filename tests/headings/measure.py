"""Headings found against those a person read, by part: `python -m tests.headings.measure [--wrong work|measure]`."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import docx

from pipeline import read as reader
from pipeline import text
from pipeline.model import Document, Section
from pipeline.parse.sections import sections
from tests.documents import make
from tests.gold import Score, records, show

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SHARED = ROOT.parent / "shared"
_STYLED = re.compile(r"\[([1-6b])\] ")
_FACT = re.compile(r"> (\d) (\S+) \| (.+)$")
Heading = tuple[int, str, str]
"""Level, canonical name (`-` for none) and matching key of the heading."""


def _text(lines: Sequence[str]) -> bytes:
    return "\n".join(lines).encode()


def _docx(lines: Sequence[str]) -> bytes:
    """A Word file; `[2] ` before a line is the style "Heading 2", `[b] ` a bold paragraph."""
    document, file = docx.Document(), io.BytesIO()
    for line in lines:
        styled = _STYLED.match(line)
        style = f"Heading {styled[1]}" if styled and styled[1] != "b" else None
        document.add_paragraph(style=style).add_run(line[styled.end() :] if styled else line).bold = bool(
            styled and styled[1] == "b"
        )
    document.save(file)
    return file.getvalue()


_WRITERS: dict[str, Callable[[Sequence[str]], bytes]] = {".html": _text, ".txt": _text, ".docx": _docx}


@dataclass
class Gold:
    """A made document's lines, or a file's name with no lines, and its headings in order."""

    name: str
    part: str
    lines: list[str] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)

    def document(self, shared: Path) -> Document:
        """The made document, written in its format and read, or the file read from the shared folder or the sample."""
        if self.lines and self.lines[0] in _WRITERS:
            kind, *lines = self.lines
            return reader.read(_WRITERS[kind](lines), self.name + kind)
        if self.lines:
            return make(*self.lines)
        path = next(root / self.name for root in (shared, ROOT) if (root / self.name).exists())
        return reader.read(path.read_bytes(), path.name)


@dataclass
class HeadingScore(Score):
    """The score of headings; order counts, as headings are a tree."""

    def add(self, gold: Gold, told: Iterable[Section]) -> None:
        """Counts what both have."""
        got = [(item.level, item.canonical or "-", text.key(item.heading)) for item in told]
        both = Counter(got) & Counter(gold.headings)
        self.right += both.total()
        self.found += len(got)
        self.wanted += len(gold.headings)
        self.wrong += [f"{gold.name} wanted {item}" for item in (Counter(gold.headings) - both).elements()]
        self.wrong += [f"{gold.name} got    {item}" for item in (Counter(got) - both).elements()]


def read(path: Path) -> list[Gold]:
    """The documents of a file of gold, in order."""
    return [
        Gold(
            name=record.name,
            part=record.part,
            lines=record.lines,
            headings=[(int(m[1]), m[2], text.key(m[3])) for m in filter(None, map(_FACT.match, record.facts))],
        )
        for record in records(path, _FACT)
    ]


def scores(name: str, shared: Path) -> dict[str, HeadingScore]:
    """The score of each part of a file of gold."""
    told = {"work": HeadingScore(), "measure": HeadingScore()}
    for gold in read(HERE / name):
        told[gold.part].add(gold, sections(gold.document(shared)))
    return told


def main() -> None:
    """Prints the scores, and what is wrong in one part when asked."""
    for name in ("gold.txt", "gold_files.txt", "gold_styles.txt"):
        show(name, scores(name, SHARED))


if __name__ == "__main__":
    main()
