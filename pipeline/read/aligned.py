"""Words on a page without rulings → the grid that their alignment shows."""

from __future__ import annotations

from pipeline.model import Block
from pipeline.read.pdf_page import Char


def find_aligned(
    chars: list[Char], number: int, horizontal: list[tuple[float, float, float]]
) -> tuple[list[tuple[float, Block]], list[Char]]:
    """Grids (with their top edge) among characters that stand in no ruled grid, and the characters left over."""
    return [], chars
