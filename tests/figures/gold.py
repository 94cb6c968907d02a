"""The gold of figures: what a person read in a section, or in a real report whose text stays out of the repository."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from pipeline.model import Figure
from tests.gold import Score, records

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
class FigureScore(Score):
    """The score of figures: value, unit, subject and action must all be right."""

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
    """The sections of the file, in order."""
    return [
        Prose(
            name=record.name,
            part=record.part,
            text="".join(f"{line}\n" for line in record.lines),
            facts=[_fact(match) for match in filter(None, map(_FACT.match, record.facts))],
        )
        for record in records(path, _FACT)
    ]


def _fact(match: re.Match[str]) -> Fact:
    return Fact(Decimal(match[1]), match[2], frozenset(match[3].split("/")), frozenset(match[4].split("/")))
