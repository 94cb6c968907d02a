"""The list of deviations, by the stage at which they change a report."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.deviations.draft import Draft

Change = Callable[[Draft, random.Random], None]
STAGES = ("numbers", "structure", "tables", "document")
FORMATS = ("html", "docx", "tab", "pipe")


@dataclass(frozen=True)
class Deviation:
    """One way in which agencies' reports differ from the form."""

    name: str
    stage: str
    change: Change
    formats: tuple[str, ...]


DEVIATIONS: dict[str, Deviation] = {}


def deviation(stage: str, *formats: str) -> Callable[[Change], Change]:
    """Registers a deviation, by default for every format."""

    def register(change: Change) -> Change:
        name = change.__name__
        DEVIATIONS[name] = Deviation(name, stage, change, formats or FORMATS)
        return change

    return register
