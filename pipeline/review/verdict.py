"""All entries of the log → what people say of each cell now: one answer, or a disagreement."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model import Status, value
from pipeline.review.decision import Answer, Decision, answer

Cell = tuple[str, str]
"""The report's name and `dataset.cell`."""


@value
class Verdict:
    """What the last words of all people on a cell come to. `agreed`: whether all of them say the same, also of units.

    `answer` is `unreadable` where they don't agree.
    """

    answer: Answer
    decisions: tuple[Decision, ...]
    agreed: bool


def standing(entries: Iterable[Decision]) -> dict[Cell, tuple[Decision, ...]]:
    """The last decision of each person on each cell that was not taken back, in the order of the log."""
    entries = list(entries)
    undone = {entry.undoes for entry in entries if entry.kind == "undo"}
    last: dict[Cell, dict[str, Decision]] = {}
    for entry in entries:
        if entry.kind != "undo" and entry.id not in undone:
            said = last.setdefault((entry.report_id, entry.cell), {})
            said.pop(entry.person, None)
            said[entry.person] = entry
    return {cell: tuple(said.values()) for cell, said in last.items()}


def verdict(decisions: tuple[Decision, ...]) -> Verdict:
    """What the decisions on one cell (one a person, at least one) come to."""
    answers = [answer(decision) for decision in decisions]
    units = {found.unit for found in answers if found.unit is not None}
    if len({(found.status, found.value) for found in answers}) > 1 or len(units) > 1:
        return Verdict(answer=Answer(status=Status.UNREADABLE), decisions=decisions, agreed=False)
    named = next((found for found in answers if found.unit is not None), answers[0])
    return Verdict(answer=named, decisions=decisions, agreed=True)


def verdicts(entries: Iterable[Decision]) -> dict[Cell, Verdict]:
    """What people say of each cell that anyone decided."""
    return {cell: verdict(decisions) for cell, decisions in standing(entries).items()}
