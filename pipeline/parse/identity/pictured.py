"""The agency named in a picture, held against what else the document says of it: now and then a letter is misread.

A usual name stands, and one that stands elsewhere too. One that the report's own sentences give otherwise, or that is
one character off a usual name, is mended where that is plain, and flagged always; so is a name that nothing confirms.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import LCSseq, Levenshtein

from pipeline.divisions.names import is_usual, mended
from pipeline.model import Document, Finding, Line
from pipeline.parse.identity.titles import squeezed

_MISREAD = 5
"""Of so many characters of a name one may be misread."""
_ALIKE = 0.5
"""The least share of characters that a badly misread name has in common with the printed one."""


def judged(
    agency: str, title: str, statements: Sequence[str], document: Document, year: int | None
) -> tuple[str, Finding | None]:
    """The agency (squeezed, simplified) as it is most likely printed, and what makes that uncertain.

    `title`: the title that names it; `statements`: the agencies that sentences name as the report's own.
    """
    words = "".join(squeezed(block.text) for block in document.blocks if isinstance(block, Line))
    near = [name for name in statements if name != agency and _is_near(agency, name, year)]
    if near:
        best = max((agency, *near), key=lambda name: (is_usual(name, year), words.count(name)))
        other = best if best != agency else near[0]
        return best, _misread(agency, other, "another place of the document says")
    if is_usual(agency, year) or words.count(agency) > squeezed(title).count(agency):
        return agency, None
    usual = mended(agency, year)
    if usual:
        return usual, _misread(agency, usual, "the only usual name so near to it is")
    return agency, Finding(
        check="agency_unconfirmed",
        severity="note",
        cells=(),
        found=agency,
        message=f"{agency} was read from a picture, and nothing else in the document names it",
    )


def _is_near(read: str, told: str, year: int | None) -> bool:
    """Whether two names differ as a misreading does, and neither is the other's short form.

    A few letters may differ, or one be lacking; up to half where what was read is no usual name and the other is one.
    """
    if _in_order(told, read):
        return False
    if _in_order(read, told):
        return len(told) - len(read) == 1
    if Levenshtein.distance(read, told) <= max(1, len(read) // _MISREAD):
        return True
    alike = LCSseq.normalized_similarity(read, told) >= _ALIKE
    return alike and is_usual(told, year) and not is_usual(read, year)


def _in_order(few: str, many: str) -> bool:
    """Whether all characters of a name stand in another in the same order."""
    rest = iter(many)
    return all(letter in rest for letter in few)


def _misread(read: str, other: str, who: str) -> Finding:
    return Finding(
        check="agency_misread",
        severity="warning",
        cells=(),
        expected=other,
        found=read,
        message=f"the agency's name was read from a picture as {read}; {who} {other}",
    )
