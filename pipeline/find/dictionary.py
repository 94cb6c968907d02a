"""jieba's dictionary, looked up where it lies: its file is in order, so nothing of it is loaded."""

from __future__ import annotations

import mmap
from importlib import resources
from pathlib import Path

_OWN = ("pipeline.parse", "dictionary.txt")
_TOTAL = 60_101_967
"""Sum of the frequencies in jieba's dictionary, which it divides each by."""


_FIRST = "一"
"""The first Chinese character of all; the lines before it are of letters, in no order."""

_MISPLACED = tuple(f"{word} ".encode() for word in ("吉林人民出版社", "吉林大学", "吉林工业大学", "高富帅"))
"""Lines that stand before where they should: passed over, for the search would go astray at them."""


class Dictionary:
    """The words and their frequencies; what is only the beginning of a word is in it too.

    Loading the 500,000 entries takes a second, a question needs some dozens. The field's own words come first.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._lines = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._first = self._lines.find(f"\n{_FIRST} ".encode()) + 1
        self._own: dict[str, int] = {}
        self.total = _TOTAL
        package, name = _OWN
        for line in resources.files(package).joinpath(name).read_text(encoding="utf-8").splitlines():
            word, frequency, _ = line.split(" ")
            self._add(word, int(frequency))

    def _add(self, word: str, frequency: int) -> None:
        self._own[word] = frequency
        self.total += frequency
        for end in range(1, len(word)):
            if word[:end] not in self:
                self._own[word[:end]] = 0

    def __contains__(self, word: str) -> bool:
        return word in self._own or self._from(word).startswith(word.encode())

    def frequency(self, word: str) -> int:
        """How frequent a word is, 0 where it is none."""
        if word in self._own:
            return self._own[word]
        printed, frequency, *_ = (*self._from(word).split(b" "), b"0")
        return int(frequency) if printed == word.encode() else 0

    def _from(self, word: str) -> bytes:
        """The first line that does not stand before the word's, in the order of UTF-8."""
        sought = word.encode() + b" "
        low, high = self._first, len(self._lines)
        while low < high:
            start = self._lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
            line, end = self._line(start)
            if end <= high and line < sought:
                low = end
            else:
                high = start
        return self._line(low)[0]

    def _line(self, start: int) -> tuple[bytes, int]:
        """The line there, or the next one in its place, and where it ends."""
        end = self._lines.find(b"\n", start) + 1 or len(self._lines)
        line = self._lines[start:end]
        return self._line(end) if line.startswith(_MISPLACED) else (line, end)
