"""One decision of a person on one cell, checked, and as a line of the log."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from decimal import Decimal
from typing import Any

from pipeline.errors import GongkaiError
from pipeline.model import Status, value
from pipeline.parse.number import read_number

KINDS = ("as_printed", "value", "blank", "unreadable", "undo")
"""Right as printed; this value read by eye; the cell is empty; can't be read; takes back an earlier decision."""
_LONGEST = {"who": 80, "typed": 40, "cell": 120, "report_id": 40, "source_sha256": 64, "extractor": 64}


class Refused(GongkaiError):
    """A decision that can't stand; the sentence says why."""


@value
class Answer:
    """What a cell holds by a person's word. `unit`: only where the person gave one."""

    status: Status
    value: Decimal | None = None
    unit: str | None = None


@value
class Decision:
    """Who decided what on which cell, when, and what stood there then.

    `cell`: `dataset.cell`; `at`: ISO 8601 in UTC; `seen_…`: status, value and raw text that the person was shown;
    `typed`: the number or mark read by eye; `undoes`: the id of the decision taken back.
    """

    id: str
    kind: str
    who: str
    at: str
    report_id: str
    cell: str
    source_sha256: str
    extractor: str
    year: int | None = None
    seen_status: str = "missing"
    seen_value: str | None = None
    seen_raw: str | None = None
    typed: str | None = None
    undoes: str | None = None

    @property
    def person(self) -> str:
        """The name by which a person is known again: without regard to case and outer spaces."""
        return self.who.strip().casefold()


def now() -> str:
    """The time as the log has it."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def checked(decision: Decision) -> Decision:
    """The decision where it can stand. Raises `Refused`."""
    for name, most in _LONGEST.items():
        if len(getattr(decision, name) or "") > most:
            raise Refused(f"{name} is longer than {most} characters")
    try:
        uuid.UUID(decision.id)
    except ValueError as error:
        raise Refused(f"{decision.id[:60]!r} is no id of a decision: it must be a UUID") from error
    if decision.kind not in KINDS:
        raise Refused(f"no kind of decision {decision.kind[:40]!r}; there are {', '.join(KINDS)}")
    if not decision.who.strip() or not decision.who.isprintable():
        raise Refused("a decision needs the name of who decides")
    if (decision.kind == "undo") != bool(decision.undoes):
        raise Refused("an undo names the decision that it takes back, and only an undo does")
    if decision.kind != "undo":
        answer(decision)
    return decision


def answer(decision: Decision) -> Answer:
    """What the cell holds by this decision. Raises `Refused` where it does not tell."""
    if decision.kind == "value":
        return _typed(decision)
    if decision.kind == "blank":
        return Answer(status=Status.BLANK)
    if decision.kind == "unreadable":
        return Answer(status=Status.UNREADABLE)
    return _seen(decision)


def _seen(decision: Decision) -> Answer:
    try:
        status = Status(decision.seen_status)
        number = None if decision.seen_value is None else Decimal(decision.seen_value)
    except (ValueError, ArithmeticError) as error:
        raise Refused("what was seen in the cell is no status and number") from error
    if status is Status.UNREADABLE or (status is Status.REPORTED) != (number is not None):
        raise Refused("nothing was read in this cell, so it can't be right as printed: type what it shows")
    return Answer(status=status, value=number)


def _typed(decision: Decision) -> Answer:
    number = read_number(decision.typed or "", signed=decision.cell.endswith(".change"))
    if number.status not in (Status.REPORTED, Status.NIL_MARK) or number.doubt:
        raise Refused(f"{decision.typed!r} is not one number: {number.doubt or 'nothing was typed'}")
    return Answer(status=number.status, value=number.value, unit=number.unit)


def as_line(decision: Decision) -> dict[str, Any]:
    """The decision as a JSON object; what is not known is left out."""
    return {name: item for name, item in dataclasses.asdict(decision).items() if item is not None}


def of_line(line: dict[str, Any]) -> Decision:
    """The decision in a line. Raises `TypeError` where it is none."""
    return Decision(**line)
