"""Whether a cell's readings are to be trusted."""

from __future__ import annotations

from pipeline import text
from pipeline.read.ocr.cells import CellReading, may_be_value


def doubt(reading: CellReading) -> str | None:
    """Why a cell's value is not certain; None for labels, blanks, and values that both readings give."""
    if reading.pale:
        return "it holds print much paler than the page's"
    if not reading.lines or not may_be_value(reading.text):
        return None
    own = text.squeeze(reading.text)
    page = text.squeeze("".join(item.text for item in reading.page or []))
    if own != page:
        return f"two readings of its picture differ ({own or 'nothing'}, {page or 'nothing'})"
    return None
