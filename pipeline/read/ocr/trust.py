"""Whether the readings of a value are to be trusted: by how often readings like them were right on the corpus.

`trust.csv` is measured by `tools/calibrate_ocr.py`: for each class of evidence and bin of scores how many values were
right and wrong.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from pipeline import package_data
from pipeline.read.ocr.cells import DIGITS, UPRIGHT, CellReading, said
from pipeline.read.ocr.engine import RINGS, Reading

_ENOUGH, _THIN = 100, 25
"""Values, all right, that a class must have had at its score or above (so that less than 3 % of such values are wrong,
with 95 % confidence, by the rule of three), and those in its lowest bin.
"""
_OPENS = frozenset("(（[〔")


def evidence(reading: CellReading) -> tuple[str, float]:
    """The class of what speaks for a value, and the probability of its weakest character in all that agrees."""
    firsts, others, thirds = (_without_note(part) for part in (reading.own, reading.page, reading.again))
    own, page, again = said(firsts), said(others), said(thirds)
    agreeing: list[Reading] = []
    if reading.is_slash or reading.is_dash:
        name = "a leaning stroke" if reading.is_slash else "a dash"
    elif own == page:
        name, agreeing = "cell and page", [*firsts, *others]
    elif own == again:
        name, agreeing = f"cell twice, {'page differs' if page else 'no page'}", [*firsts, *thirds]
    else:
        return "readings differ", 0.0
    name += "".join(f", {what}" for what in _disturbed(reading))
    return name, min((item.score for item in agreeing), default=1.0)


def _without_note(readings: list[Reading]) -> list[Reading]:
    """The readings without the words in brackets that follow a number: 27（其中修订 8 件）."""
    for line, item in enumerate(readings):
        at = next((index for index, character in enumerate(item.text) if character in _OPENS), None)
        if at is not None:
            kept = [*readings[:line], *([Reading(item.text[:at], item.scores[:at], item.middles[:at])] if at else [])]
            return kept if DIGITS.match(said(kept)) else readings
    return readings


def _disturbed(reading: CellReading) -> Iterator[str]:
    """What makes a reading less sure than its kind."""
    own = said(reading.own)
    if DIGITS.match(own) and not reading.is_slash:
        if sum(line.digits for line in reading.lines) != len(own):
            yield "a torn digit" if reading.soft and reading.soft.digits == len(own) else "marks differ"
        if any(line.dashes for line in reading.lines):
            yield "a dash unread"
    if reading.pale:
        yield "pale print"
    if reading.sealed:
        yield "under a seal" if said(reading.raw) == own else "hidden by a seal"
    if reading.apart:
        yield "apart"
    if reading.lean > UPRIGHT and not reading.is_slash:
        yield "leaning"


def closer_evidence(reading: CellReading) -> tuple[str, float] | None:
    """For a number that cell, page and closer readings say: the class, and the probability of the least sure one."""
    own = said(reading.own)
    if not reading.closer or any(said(item) != own for item in (reading.page, *([one] for one in reading.closer))):
        return None
    name = "cell and page, looked closer" + "".join(f", {what}" for what in _disturbed(reading))
    return name, min(item.score for item in reading.closer)


def shape_evidence(reading: CellReading) -> tuple[str, float] | None:
    """For a lone 0 that its shape and two readings confirm: the class, and the probability of the surer reading.

    A reading that takes it for the letter O or the sign 。 confirms it, too: they are rings.
    """
    round_ = [part for part in (reading.page, reading.again) if said(part) and said(part) in RINGS]
    hidden = reading.sealed and said(reading.raw) != "0"
    whole = all(line.ring for line in reading.lines)
    torn = reading.soft is not None and reading.soft.ring
    if said(reading.own) != "0" or not round_ or reading.pale or hidden or not (whole or torn):
        return None
    return "a ring" if whole else "a torn ring", max(item.score for item in [*reading.own, *round_[0]])


def doubt(reading: CellReading) -> str | None:
    """Why a cell's value is not certain; None for labels, blanks, and values with enough evidence."""
    if reading.pale and not reading.lines:
        return "it holds print much paler than the page's"
    if reading.sealed and not reading.lines:
        return "a seal lies over it and hides what may stand there"
    if not reading.value:
        return None
    name, score = evidence(reading)
    more = [found for found in (shape_evidence(reading), closer_evidence(reading)) if found]
    if any(of >= accepted_from().get(kind, 2.0) for kind, of in [(name, score), *more]):
        return None
    seen = " / ".join(
        said(part) or "nothing" for part in (reading.own, reading.page, reading.again, reading.raw) if part
    )
    kinds = "; ".join(f"{kind}, {of:.3f}" for kind, of in [(name, score), *more])
    return f"the readings of its picture are not enough ({kinds}: {seen})"


@functools.lru_cache(maxsize=1)
def accepted_from() -> dict[str, float]:
    """Class of evidence → the least score that is trusted; classes without enough values have none."""
    bins: dict[str, list[tuple[float, int, int]]] = {}
    for row in package_data.rows(__package__, "trust.csv"):
        bins.setdefault(row["evidence"], []).append((float(row["from"]), int(row["right"]), int(row["wrong"])))
    found = {name: _least(sorted(own, reverse=True)) for name, own in bins.items()}
    return {name: least for name, least in found.items() if least is not None}


def _least(bins: list[tuple[float, int, int]]) -> float | None:
    """Down from the highest bin, as far as all values were right and there were enough of them in all and in each.

    The lowest such bin is left out as a margin, where there is another above it.
    """
    accepted: list[float] = []
    seen = 0
    for edge, right, wrong in bins:
        seen += right
        if wrong or (seen >= _ENOUGH and right < _THIN):
            break
        if seen >= _ENOUGH:
            accepted.append(edge)
    return accepted[-2:][0] if accepted else None
