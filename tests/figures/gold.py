"""The gold of figures: what a person read in a section, or in a real report whose text stays out of the repository."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from pipeline.model import Figure

_HEAD = re.compile(r"= (\S+) (work|measure)$")
_FACT = re.compile(r"> (\S+) (\S+) \| (.+) \| (\S+)$")


@dataclass(frozen=True)
class Fact:
    """One figure; `-` among the right words: the prose does not tell."""

    value: Decimal
    unit: str
    subjects: frozenset[str]
    actions: frozenset[str]

    def is_said_by(self, figure: Figure) -> bool:
        """Whether value, unit, subject and action are all right."""
        return (
            (figure.value, figure.unit) == (self.value, self.unit)
            and (figure.subject or "-") in self.subjects
            and (figure.action or "-") in self.actions
        )


@dataclass
class Prose:
    """One section, or one file: `part` is `work` or `measure`."""

    name: str
    part: str
    text: str = ""
    facts: list[Fact] = field(default_factory=list)


@dataclass
class Score:
    """Counts of one part, and what is wrong in words."""

    right: int = 0
    found: int = 0
    wanted: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.wanted)

    def add(self, prose: Prose, figures: Iterable[Figure]) -> None:
        """Each fact takes the first figure that says it; a subject that the prose does not tell asks for no figure."""
        left = list(figures)
        self.found += len(left)
        for fact in prose.facts:
            hit = next((figure for figure in left if fact.is_said_by(figure)), None)
            self.right += hit is not None
            self.wanted += hit is not None or "-" not in fact.subjects
            if hit is not None:
                left.remove(hit)
            elif "-" not in fact.subjects:
                self.wrong.append(
                    f"{prose.name} wanted {fact.value} {fact.unit} {set(fact.subjects)} {set(fact.actions)}"
                )
        self.wrong += [f"{prose.name} got    {item.value} {item.unit} {item.subject} | {item.action}" for item in left]


def read(path: Path) -> list[Prose]:
    """The sections of the file, in order; a line that is none of its kinds is an error."""
    found: list[Prose] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if head := _HEAD.match(line):
            found.append(Prose(head[1], head[2]))
        elif fact := _FACT.match(line):
            found[-1].facts.append(
                Fact(Decimal(fact[1]), fact[2], frozenset(fact[3].split("/")), frozenset(fact[4].split("/")))
            )
        elif line.startswith((">", "=")):
            raise ValueError(f"{path}: {line}")
        elif line and not line.startswith("#"):
            found[-1].text += line + "\n"
    return found
