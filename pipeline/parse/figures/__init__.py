"""Sections → figures: each number in the prose with its unit, what it counts and what was done with it.

A figure is a number with a unit of units.csv that is no date, term, ordinal, law's article or document number. What it
counts comes from the words around it in its clause; where they do not tell, the number is left out, not guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.model import Figure, Section
from pipeline.parse.figures.clauses import Said, described
from pipeline.parse.figures.context import period, place
from pipeline.parse.figures.names import canonical
from pipeline.parse.figures.numbers import Number, hidden, numbers
from pipeline.parse.figures.sentences import sentences


def figures(sections: Iterable[Section], year: int | None = None) -> tuple[Figure, ...]:
    """Every figure of the prose, in order; `year` is the report's, for 今年 and 去年."""
    return tuple(figure for section in sections for figure in _of(section, year))


def _of(section: Section, year: int | None) -> Iterator[Figure]:
    topics: dict[str, str] = {}
    for start, sentence in sentences(section.text):
        plain = hidden(sentence)
        found = numbers(plain)
        for number, said in zip(found, described(sentence, plain, found, topics), strict=True):
            if said.subject is not None:
                yield _figure(section.ordinal, number, said, said.subject, start, sentence, plain, year)


def _figure(
    section: int,
    number: Number,
    said: Said,
    subject: str,
    start: int,
    sentence: str,
    plain: str,
    year: int | None,
) -> Figure:
    before = plain[: number.start]
    return Figure(
        section=section,
        subject=subject,
        canonical=canonical(subject),
        action=said.action,
        qualifier=said.qualifier,
        bound=number.bound,
        value=number.value,
        value_to=number.value_to,
        unit=number.unit,
        period=period(before, year),
        place=place(before),
        sentence=sentence,
        in_sentence=number.start,
        char_start=start + number.start,
        char_end=start + number.end,
    )
