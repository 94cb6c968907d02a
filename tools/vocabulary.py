"""jieba's dictionary → `pipeline/parse/figures/vocabulary.txt`, the common words that the reader of figures cuts by.

`python -m tools.vocabulary`. Each line: word, how often, `v` for a verb. Only Han words of two to four characters: nouns from
fifty occurrences on, verbs from ten, no persons, numbers or idioms. jieba is MIT licensed.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

TARGET = Path(__file__).parents[1] / "pipeline/parse/figures/vocabulary.txt"
_LEAST = {"v": 10, "n": 50, "a": 50, "d": 50, "b": 50, "j": 50, "s": 50, "t": 50, "f": 50}
_NOT = ("nr", "nt")


def main() -> None:
    """Writes the file."""
    kept: list[str] = []
    for line in resources.files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").splitlines():
        word, times, tag = line.split(" ")
        least = _LEAST.get(tag[0])
        if least is None or int(times) < least or tag.startswith(_NOT) or not 2 <= len(word) <= 4:
            continue
        if all("\u4e00" <= character <= "\u9fff" for character in word):
            kept.append(f"{word} {times}" + (" v" if tag in ("v", "vn") else ""))
    TARGET.write_text("\n".join(sorted(kept)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
