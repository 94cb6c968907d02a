"""Sections → figures: each number in the prose with its unit, what it counts and what was done with it.

A figure is a number with a unit of units.csv that is no date, term, ordinal, law's article or document number. What it
counts comes from the words around it in its clause; where they do not tell, the number is left out, not guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.model import Figure, Section
from pipeline.parse.figures.clauses import described
from pipeline.parse.figures.numbers import numbers
from pipeline.parse.figures.sentences import sentences


def figures(sections: Iterable[Section]) -> tuple[Figure, ...]:
    """Every figure of the prose, in order."""
    return tuple(figure for section in sections for figure in _of(section))


def _of(section: Section) -> Iterator[Figure]:
    for start, sentence in sentences(section.text):
        found = numbers(sentence)
        for number, words in zip(found, described(sentence, found), strict=True):
            if words.subject is not None:
                yield Figure(
                    section=section.ordinal,
                    subject=words.subject,
                    canonical=words.canonical,
                    action=words.action,
                    qualifier=words.qualifier,
                    bound=number.bound,
                    value=number.value,
                    unit=number.unit,
                    period=words.period,
                    sentence=sentence,
                    char_start=start + number.start,
                    char_end=start + number.end,
                )
