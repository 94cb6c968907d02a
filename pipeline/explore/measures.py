"""What can be compared: the metrics with their formulas, and every cell of the forms."""

from __future__ import annotations

import functools

from pipeline import forms
from pipeline.model import value
from pipeline.panel.metrics import metrics
from pipeline.panel.variables import variables


@value
class Measure:
    """A metric, a variable, or a number of the text. `place`: of a variable among all. `formula`: of a metric.
    `figure`: of a number of the text, its subject, action and unit as figure_points.sql joins them.
    """

    name: str
    zh: str
    en: str
    group: str
    place: int | None
    formula_zh: str
    formula_en: str
    note_zh: str
    note_en: str
    figure: str = ""

    def label(self, lang: str) -> str:
        """Its name for people."""
        return self.zh if lang == "zh" else self.en

    def note(self, lang: str) -> str:
        """What one must know before comparing; empty where there is nothing."""
        return self.note_zh if lang == "zh" else self.note_en

    def formula(self, lang: str) -> str:
        """Its formula in words; empty for a cell of the form."""
        return self.formula_zh if lang == "zh" else self.formula_en

    @property
    def is_rate(self) -> bool:
        """Whether its values are parts of one."""
        return self.place is None and not self.figure


DEFAULT = "disclosure_rate"


@functools.cache
def measures() -> dict[str, Measure]:
    """Every measure by name, metrics first."""
    known = {**_of_forms()}
    rates = {
        item.name: Measure(
            name=item.name,
            zh=item.name_zh,
            en=item.name_en,
            group="metrics",
            place=None,
            formula_zh=_formula(item.numerator, item.denominator, known, "zh"),
            formula_en=_formula(item.numerator, item.denominator, known, "en"),
            note_zh=item.note_zh,
            note_en=item.note,
        )
        for item in metrics()
    }
    return {**rates, **known}


def _of_forms() -> dict[str, Measure]:
    return {
        item.name: Measure(
            name=item.name,
            zh=item.label,
            en=english(item.dataset, item.cell),
            group=item.dataset,
            place=place,
            formula_zh="",
            formula_en="",
            note_zh="" if item.relation == "same" else item.comparable_zh,
            note_en="" if item.relation == "same" else item.comparable,
        )
        for place, item in enumerate(variables())
    }


def english(dataset: str, cell: str) -> str:
    """The codelist's own names as words: requests: new, natural person."""
    return f"{dataset}: {cell.replace('.', ', ')}".replace("_", " ")


def _formula(
    numerator: tuple[tuple[int, str], ...],
    denominator: tuple[tuple[int, str], ...],
    known: dict[str, Measure],
    lang: str,
) -> str:
    return f"{_sum(numerator, known, lang)} ÷ {_sum(denominator, known, lang)}"


def _sum(terms: tuple[tuple[int, str], ...], known: dict[str, Measure], lang: str) -> str:
    words = " ".join(f"{'−' if sign < 0 else '+'} {known[name].label(lang)}" for sign, name in terms)
    words = words.removeprefix("+ ")
    return f"({words})" if len(terms) > 1 else words


def label(name: str, lang: str) -> str:
    """The name for people of a measure; the name itself where there is none."""
    found = measures().get(name)
    return found.label(lang) if found else name


GROUPS = ("metrics", *forms.DATASETS)
