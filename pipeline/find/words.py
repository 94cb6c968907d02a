"""The words of a question, cut as jieba cuts (without its model of unknown words), with the field's own dictionary.

jieba itself takes a second and more to load; its dictionary and its rule, the likeliest words that make up the whole,
are all that a question needs. A test holds both to the same cuts.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from importlib import resources, util
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.find.dictionary import Dictionary


@functools.cache
def _dictionary() -> Dictionary:
    found = util.find_spec("jieba")
    if found is None or found.origin is None:
        raise UsageError("jieba is not installed: pip install gongkai")
    return Dictionary(Path(found.origin).with_name("dict.txt"))


def cut(run: str) -> Iterator[str]:
    """A run of Chinese as words of the dictionary, single characters where it has none."""
    known = _dictionary()
    whole = math.log(known.total)
    best: list[tuple[float, int]] = [(0.0, 0)] * (len(run) + 1)
    for start in reversed(range(len(run))):
        ends = []
        for end in range(start + 1, len(run) + 1):
            if run[start:end] not in known:
                break
            if known.frequency(run[start:end]):
                ends.append(end)
        best[start] = max(
            (math.log(known.frequency(run[start:end]) or 1) - whole + best[end][0], end) for end in ends or [start + 1]
        )
    start = 0
    while start < len(run):
        yield run[start : best[start][1]]
        start = best[start][1]


@functools.cache
def _passed_over() -> frozenset[str]:
    lines = resources.files(__package__).joinpath("function_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(lines)


@functools.lru_cache(maxsize=4096)
def words(run: str) -> tuple[str, ...]:
    """The words of a folded run of Chinese, in order.

    Function words (的, 和, …) are passed over. Another single character says little alone, so it stays with what
    follows it (不|公开 → 不公开), the last ones with what is before them (公开|率 → 公开率). A run of nothing else is
    one word as it stands.
    """
    found: list[str] = []
    waiting = ""
    for word in cut(run):
        if word in _passed_over():
            found, waiting = _closed(found, waiting), ""
        elif len(word) == 1:
            waiting += word
        else:
            found.append(waiting + word)
            waiting = ""
    return tuple(_closed(found, waiting)) or (run,)


def _closed(found: list[str], waiting: str) -> list[str]:
    """The words with the single characters that nothing followed."""
    if not waiting:
        return found
    return [*found[:-1], found[-1] + waiting] if found and len(waiting) == 1 else [*found, waiting]
