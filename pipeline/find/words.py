"""The words of a question, cut by jieba with the field's own dictionary. Loaded at the first question (a second)."""

from __future__ import annotations

import functools
from importlib import resources

from pipeline.parse.dictionary import cutter


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
    for word in cutter().cut(run, HMM=False):
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
