"""jieba's dictionary → `pipeline/parse/figures/vocabulary.txt`, the common words that the reader of figures cuts by, and
`pipeline/find/compounds.txt`, jieba's other words that are made of those, so that questions of common words are cut as
jieba cuts them.

`python -m tools.vocabulary`. Each line: word, how often, `v` for a verb. Only Han words of two to four characters: nouns from
fifty occurrences on, verbs from ten, no persons, numbers or idioms. jieba is MIT licensed.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from pipeline.find.words import LONGEST, shipped

TARGET = Path(__file__).parents[1] / "pipeline/parse/figures/vocabulary.txt"
COMPOUNDS = Path(__file__).parents[1] / "pipeline/find/compounds.txt"
_LEAST = {"v": 10, "n": 50, "a": 50, "d": 50, "b": 50, "j": 50, "s": 50, "t": 50, "f": 50}
_NOT = ("nr", "nt")


def main() -> None:
    """Writes both files."""
    lines = resources.files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").splitlines()
    TARGET.write_text("\n".join(sorted(_common(lines))) + "\n", encoding="utf-8")
    COMPOUNDS.write_text("", encoding="utf-8")
    COMPOUNDS.write_text("\n".join(_compounds(lines)) + "\n", encoding="utf-8")


def _compounds(lines: list[str]) -> list[str]:
    """Longer words that the shipped ones make up."""
    kept = []
    for word, times, _ in (line.split(" ") for line in lines):
        if 3 <= len(word) <= LONGEST and len(shipped(word) or ()) > 1:
            kept.append(f"{word} {times}")
    return kept


def _common(lines: list[str]) -> list[str]:
    kept: list[str] = []
    for line in lines:
        word, times, tag = line.split(" ")
        least = _LEAST.get(tag[0])
        if least is None or int(times) < least or tag.startswith(_NOT) or not 2 <= len(word) <= 4:
            continue
        if all("\u4e00" <= character <= "\u9fff" for character in word):
            kept.append(f"{word} {times}" + (" v" if tag in ("v", "vn") else ""))
    return kept


if __name__ == "__main__":
    main()
