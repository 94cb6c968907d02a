"""The gold of figures: sections and, read by a person, what their prose counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

_HEAD = re.compile(r"= (\d+) (work|measure)$")
_FACT = re.compile(r"> (\S+) (\S+) \| (.+) \| (\S+)$")

Fact = tuple[Decimal, str, str | None, str | None]
"""Value, unit, subject, action; None where the prose does not tell."""


@dataclass
class Prose:
    """One section: `part` is `work` or `measure`."""

    number: int
    part: str
    text: str = ""
    facts: list[Fact] = field(default_factory=list)


def read(path: Path) -> list[Prose]:
    """The sections of the file, in order; a line that is none of its kinds is an error."""
    found: list[Prose] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if head := _HEAD.match(line):
            found.append(Prose(int(head[1]), head[2]))
        elif fact := _FACT.match(line):
            subject, action = (None if word == "-" else word for word in (fact[3], fact[4]))
            found[-1].facts.append((Decimal(fact[1]), fact[2], subject, action))
        elif line.startswith((">", "=")):
            raise ValueError(f"{path}: {line}")
        elif line and not line.startswith("#"):
            found[-1].text += line + "\n"
    return found
