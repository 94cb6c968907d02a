"""Precision and recall of figures on the gold, by part: `python -m tests.figures.measure [--wrong work|measure]`."""

from __future__ import annotations

from pathlib import Path

from pipeline import read as reader
from pipeline.model import Section
from pipeline.parse.figures import figures
from pipeline.parse.sections import sections
from tests.figures.gold import FigureScore, read
from tests.gold import show

HERE = Path(__file__).parent
SHARED = HERE.parents[1].parent / "shared"


def made(file: str = "gold.txt") -> dict[str, FigureScore]:
    """The score of each part of the made sections of a file of gold."""
    scores = {"work": FigureScore(), "measure": FigureScore()}
    for prose in read(HERE / file):
        section = Section(ordinal=1, level=1, heading="一、总体情况", canonical="overview", text=prose.text)
        scores[prose.part].add(prose, figures((section,)))
    return scores


def real(shared: Path) -> dict[str, FigureScore]:
    """The score of each part of the real reports."""
    scores = {"work": FigureScore(), "measure": FigureScore()}
    for prose in read(HERE / "gold_real.txt"):
        path = shared / "real" / prose.name
        told = sections(reader.read(path.read_bytes(), path.name))
        scores[prose.part].add(prose, figures(told))
    return scores


def main() -> None:
    """Prints the scores, and what is wrong in one part when asked."""
    fresh, long = made("gold_fresh.txt"), made("gold_long.txt")
    for name, scores in (("made", made()), ("fresh", fresh), ("long", long), ("real", real(SHARED))):
        show(name, scores)


if __name__ == "__main__":
    main()
