"""Sections → figures: each number in the prose with its unit, what it counts and what was done with it.

A figure is a number with a unit of units.csv that is no date, term, ordinal, law's article or document number. What it
counts comes from the words around it in its clause; where they do not tell, the number is left out, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pipeline import text
from pipeline.model import Figure, Section
from pipeline.parse.figures.clauses import described
from pipeline.parse.figures.context import period, place
from pipeline.parse.figures.names import canonical
from pipeline.parse.figures.numbers import hidden, numbers
from pipeline.parse.figures.said import Memory
from pipeline.parse.figures.sentences import sentences

_SPACE: Final = re.compile(r"\s")
_BOTH: Final = frozenset("覆乾著藉瞭")
"""Characters of both ways of writing: 覆盖 is no traditional 复盖."""
_NUMERAL: Final = re.compile(r"[\d０-９一二三四五六七八九十百千两]")


def figures(sections: Iterable[Section], year: int | None = None) -> tuple[Figure, ...]:
    """Every figure of the prose, in order; `year` is the report's, for 今年 and 去年."""
    return tuple(figure for section in sections for figure in _of(section, year))


def _of(section: Section, year: int | None) -> Iterator[Figure]:
    memory = Memory()
    for start, printed in sentences(section.text):
        if _NUMERAL.search(printed) is None:
            continue
        places, sentence = _without_spaces(printed)
        sentence = _simplified(sentence)
        plain = hidden(sentence)
        found = numbers(plain)
        if not found:
            continue
        for number, said in zip(found, described(sentence, plain, found, memory), strict=True):
            if said.subject is not None:
                before = plain[: number.start]
                yield Figure(
                    section=section.ordinal,
                    subject=said.subject,
                    canonical=canonical(said.subject),
                    action=said.action,
                    qualifier=said.qualifier,
                    bound=number.bound,
                    value=number.value,
                    value_to=number.value_to,
                    unit=number.unit,
                    period=period(before, year),
                    place=place(before),
                    sentence=printed,
                    in_sentence=places[number.start],
                    char_start=start + places[number.start],
                    char_end=start + places[number.end - 1] + 1,
                )


def _simplified(sentence: str) -> str:
    """The sentence in simplified characters; as printed where only what both ways of writing have would change."""
    simplified = text.same_length(sentence)
    changed = {before for before, after in zip(sentence, simplified, strict=True) if before != after}
    return sentence if changed <= _BOTH else simplified


def _without_spaces(printed: str) -> tuple[Sequence[int], str]:
    """The sentence without the spaces that agencies' pages have within words and numbers, and each one's place."""
    if _SPACE.search(printed) is None:
        return range(len(printed)), printed
    places = [index for index, character in enumerate(printed) if not character.isspace()]
    return places, "".join([printed[index] for index in places])
