"""What is said of a number: by its own clause, and with what its sentence and section said before."""

from __future__ import annotations

import dataclasses

from pipeline.model import value


@value
class Said:
    """What is said of a number. `subject` None: the clause does not tell.

    `shared`: the verb stands before what it acts on, so that a list's other items share it. `part`: it is a part of
    another number.
    """

    subject: str | None
    action: str | None
    qualifier: str | None
    shared: bool = False
    part: bool = False


@value
class Own:
    """What a number's own clause says: subject and action, whether the verb stands before its subject, who did it.

    `apart`: it takes no action from a list before it, and nothing behind it is about its subject.
    """

    subject: str | None = None
    action: str | None = None
    shared: bool = False
    apart: bool = False
    agent: str | None = None


@dataclasses.dataclass
class SoFar:
    """What a sentence has said of its numbers so far.

    `local`: unit → the last main subject so counted, "" → the last whatever its unit; `lists`: number → its name in a
    list that stands before all its numbers; `beside`: unit → whether its last subject stands in a list with another;
    `within`: in the parts of a number before; `listing`: in a list that shares a verb.
    """

    said: list[Said] = dataclasses.field(default_factory=list)
    local: dict[str, str] = dataclasses.field(default_factory=dict)
    lists: dict[int, str | None] = dataclasses.field(default_factory=dict)
    beside: dict[str, bool] = dataclasses.field(default_factory=dict)
    within: bool = False
    listing: bool = False

    @property
    def last(self) -> Said | None:
        return self.said[-1] if self.said else None


@dataclasses.dataclass
class Memory:
    """What a section has said so far: unit → the last main subject so counted; the last count, and its unit."""

    topics: dict[str, str] = dataclasses.field(default_factory=dict)
    last: Said | None = None
    unit: str = ""
