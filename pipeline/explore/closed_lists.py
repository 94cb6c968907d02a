"""The words of closed lists (statuses, states, methods, checks) in the visitor's language, as releases give them."""

from __future__ import annotations

import functools

from pipeline.release import registry


@functools.cache
def _words(column: str) -> dict[str, registry.Word]:
    return {item.value: item for item in registry.words("", column)}


def word(column: str, name: str, lang: str) -> str:
    """What a value of a column means; the value itself where no list has it."""
    found = _words(column).get(name)
    if found is None:
        return name
    return found.chinese if lang == "zh" else found.english
