"""The checks that a release holds on a cell that people decided: who and when, a disagreement, another reading."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pipeline.model import Status
from pipeline.review.decision import Answer, Decision, answer
from pipeline.review.verdict import Verdict

_SAYS = {
    "as_printed": "right as printed",
    "value": "read by eye",
    "blank": "the cell is empty",
    "unreadable": "can't be read",
}


def remarks(row: dict[str, Any], verdict: Verdict) -> list[dict[str, Any]]:
    """What to say of a cell, given as the program read it, and what people say: rows of `checks` without the cell."""
    read = Answer(status=Status(row["status"]), value=row["value"])
    found = [_decided(row, verdict, read)]
    if verdict.agreed and not _same(read, verdict.answer):
        found.extend(_reread(item, read) for item in verdict.decisions[-1:] if not _same(read, _seen(item)))
    return found


def _decided(row: dict[str, Any], verdict: Verdict, read: Answer) -> dict[str, Any]:
    was = f"the program read {_shown(read)} by {row['method'] or 'nothing'}, printed {row['raw']!r}"
    if not verdict.agreed:
        said = "; ".join(f"{_shown(answer(item))} {_by(item)}" for item in verdict.decisions)
        message = f"people read this cell differently ({said}), so it is unreadable until they agree; {was}"
        return _check("people_disagree", "error", None, _shown(read), message)
    said = "; ".join(f"{_SAYS[item.kind]} {_by(item)}" for item in verdict.decisions)
    return _check("person_decided", "note", _shown(verdict.answer), _shown(read), f"{said}; {was}")


def _reread(decision: Decision, read: Answer) -> dict[str, Any]:
    seen = _shown(_seen(decision))
    message = f"read differently now than when a person decided: {seen} {_by(decision)}; look at the cell again"
    return _check("person_saw_other", "warning", seen, _shown(read), message)


def _seen(decision: Decision) -> Answer:
    number = None if decision.seen_value is None else Decimal(decision.seen_value)
    return Answer(status=Status(decision.seen_status), value=number)


def _same(one: Answer, other: Answer) -> bool:
    return (one.status, one.value) == (other.status, other.value)


def _by(decision: Decision) -> str:
    return f"(by {decision.who.strip()} at {decision.at}, decision {decision.id})"


def _shown(found: Answer) -> str:
    return found.status.value if found.value is None else format(found.value.normalize(), "f")


def _check(name: str, severity: str, expected: str | None, found: str, message: str) -> dict[str, Any]:
    return {
        "check": name,
        "severity": severity,
        "expected": expected,
        "found": found,
        "message": message,
        "suggestion": None,
    }
