"""The words of a question, cut as jieba does with the field's own dictionary.

jieba takes a second to load. So a question that is wholly made of common words is cut by the part of its dictionary
that the package ships (`tools/vocabulary.py`), in the same way: the likeliest words. Only others load jieba.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable

from pipeline import package_data
from pipeline.parse.dictionary import cutter

_FILES = ("find/compounds.txt", "parse/figures/vocabulary.txt", "parse/dictionary.txt")
_ALL_WORDS = 60_101_967
_FUNCTION_WORD = 10_000
"""Occurrences in jieba's dictionary: of all words, and of a function word, roughly."""
LONGEST = 8
"""Characters of the longest word that is shipped."""


@functools.cache
def _passed_over() -> frozenset[str]:
    return frozenset(package_data.lines(__package__, "function_words.txt"))


@functools.cache
def _costs() -> dict[str, float]:
    """Word → minus the logarithm of its share, for shipped words, the field's own, and those that are passed over."""
    rows = (line.split() for name in _FILES for line in package_data.lines("pipeline", name))
    common = dict.fromkeys(_passed_over(), math.log(_ALL_WORDS / _FUNCTION_WORD))
    return common | {word: math.log(_ALL_WORDS / int(times)) for word, times, *_ in rows}


def shipped(run: str) -> list[str] | None:
    """The run cut into the words that the package ships; None where they do not make up all of it."""
    costs = _costs()
    best: list[tuple[float, int]] = [(0.0, 0)] + [(math.inf, 0)] * len(run)
    for end in range(1, len(run) + 1):
        for begin in range(max(0, end - LONGEST), end):
            cost = costs.get(run[begin:end])
            if cost is not None and best[begin][0] + cost < best[end][0]:
                best[end] = (best[begin][0] + cost, begin)
    if math.isinf(best[-1][0]):
        return None
    found, end = [], len(run)
    while end:
        found.append(run[best[end][1] : end])
        end = best[end][1]
    return found[::-1]


def _cut(run: str) -> Iterable[str]:
    own = shipped(run)
    return cutter().cut(run, HMM=False) if own is None else own


@functools.lru_cache(maxsize=4096)
def words(run: str) -> tuple[str, ...]:
    """The words of a folded run of Chinese, in order.

    Function words (的, 和, …) are passed over. Another single character says little alone, so it stays with what
    follows it (不|公开 → 不公开), the last ones with what is before them (公开|率 → 公开率). A run of nothing else is
    one word as it stands.
    """
    found: list[str] = []
    waiting = ""
    for word in _cut(run):
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
