"""Headings found against those a person read, by part: `python -m tests.headings.measure [--wrong work|measure]`."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import read as reader
from pipeline import text
from pipeline.model import Document, Section
from pipeline.parse.sections import sections
from tests.documents import make

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SHARED = ROOT.parent / "shared"
_HEAD = re.compile(r"= (\S+) (work|measure)$")
_FACT = re.compile(r"> (\d) (\S+) \| (.+)$")
Heading = tuple[int, str, str]
"""Level, canonical name (`-` for none) and matching key of the heading."""


@dataclass
class Gold:
    """A made document's lines, or a file's name with no lines, and its headings in order."""

    name: str
    part: str
    lines: list[str] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)

    def document(self, shared: Path) -> Document:
        """The made document, or the file read from the shared folder or the sample."""
        if self.lines:
            return make(*self.lines)
        path = next(root / self.name for root in (shared, ROOT) if (root / self.name).exists())
        return reader.read(path.read_bytes(), path.name)


@dataclass
class Score:
    """Counts of one part, and what is wrong in words; order counts, as headings are a tree."""

    right: int = 0
    found: int = 0
    wanted: int = 0
    wrong: list[str] = field(default_factory=list)

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
    found: list[Gold] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if head := _HEAD.match(line):
            found.append(Gold(head[1], head[2]))
        elif fact := _FACT.match(line):
            found[-1].headings.append((int(fact[1]), fact[2], text.key(fact[3])))
        elif line.startswith((">", "=")):
            raise ValueError(f"{path}: {line}")
        elif line and not line.startswith("#"):
            found[-1].lines.append(line)
    return found


def scores(name: str, shared: Path) -> dict[str, Score]:
    """The score of each part of a file of gold."""
    told = {"work": Score(), "measure": Score()}
    for gold in read(HERE / name):
        told[gold.part].add(gold, sections(gold.document(shared)))
    return told


def main() -> None:
    """Prints the scores, and what is wrong in one part when asked."""
    for name in ("gold.txt", "gold_files.txt"):
        for part, score in scores(name, SHARED).items():
            print(
                f"{name} {part}: precision {score.right / max(1, score.found):.1%} recall "
                f"{score.right / max(1, score.wanted):.1%} ({score.right} right, {score.found} found, {score.wanted} wanted)"
            )
            if sys.argv[2:] == [part]:
                print("\n".join(score.wrong))


if __name__ == "__main__":
    main()
