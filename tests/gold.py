"""What a person read, as records of a file, and counts of what was found against it.

A record begins with `= NAME work|measure`; `> ` is before a fact, `#` before a remark, and all else is its text.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_HEAD = re.compile(r"= (\S+) (work|measure)$")


@dataclass
class Record:
    """One text with its facts as they are written: `part` is `work` or `measure`."""

    name: str
    part: str
    lines: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)


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


def records(path: Path, fact: re.Pattern[str]) -> list[Record]:
    """The records of a file, in order; a line that is none of its kinds, or no `fact`, is an error."""
    found: list[Record] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if head := _HEAD.match(line):
            found.append(Record(head[1], head[2]))
        elif fact.match(line):
            found[-1].facts.append(line)
        elif line.startswith((">", "=")):
            raise ValueError(f"{path}: {line}")
        elif line and not line.startswith("#"):
            found[-1].lines.append(line)
    return found


def show(name: str, scores: Mapping[str, Score]) -> None:
    """Prints the scores of the parts, and after `--wrong PART` what is wrong in that one."""
    for part, score in scores.items():
        print(
            f"{name} {part}: precision {score.precision:.1%} recall {score.recall:.1%} "
            f"({score.right} right, {score.found} found, {score.wanted} wanted)"
        )
        if sys.argv[2:] == [part]:
            print("\n".join(score.wrong))
