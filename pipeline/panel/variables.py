"""The variables of the panel: every cell of both forms once, and how far it can be compared over the forms."""

from __future__ import annotations

import functools

from pipeline import forms
from pipeline.model import value

_SAID = {
    "same": "the same on both forms",
    "near": "not comparable over the forms",
    "sum": "comparable as a sum",
    "only_2019": "on the 2019 form only",
    "only_2021": "on the 2021 form only",
}
_SAID_ZH = {
    "same": "两版表格相同",
    "near": "两版表格之间不可比",
    "sum": "合计后可比",
    "only_2019": "仅 2019 年版有",
    "only_2021": "仅 2021 年版有",
}


@value
class Variable:
    """One cell under its name `dataset.cell`; `forms` that have it, `parts` of the 2021 form that sum up to it."""

    name: str
    dataset: str
    cell: str
    label: str
    forms: tuple[str, ...]
    relation: str
    note: str
    note_zh: str
    parts: tuple[str, ...]

    @property
    def comparable(self) -> str:
        """How far it can be compared over the forms, in words."""
        return f"{_SAID[self.relation]}: {self.note}" if self.note else _SAID[self.relation]

    @property
    def comparable_zh(self) -> str:
        """The same in Chinese."""
        return f"{_SAID_ZH[self.relation]}：{self.note_zh}" if self.note_zh else _SAID_ZH[self.relation]


@functools.cache
def variables() -> tuple[Variable, ...]:
    """Every cell of the codelist, 2019's first, in the codelist's order."""
    specs: dict[str, list[forms.CellSpec]] = {}
    for form in forms.FORMS:
        for spec in forms.cells(form):
            specs.setdefault(spec.key, []).append(spec)
    relations = _relations()
    return tuple(
        Variable(
            name=name,
            dataset=own[0].dataset,
            cell=own[0].cell,
            label=f"{own[0].label_row}·{own[0].label_column}",
            forms=tuple(spec.form for spec in own),
            relation=relations[name].relation,
            note=relations[name].note,
            note_zh=relations[name].note_zh,
            parts=_parts(relations[name], own[0]),
        )
        for name, own in specs.items()
    )


def _parts(relation: forms.Correspondence, spec: forms.CellSpec) -> tuple[str, ...]:
    if relation.relation != "sum" or spec.cell != relation.cell_2019:
        return ()
    return tuple(f"{relation.dataset}.{cell}" for cell in relation.cell_2021.split("+"))


def _relations() -> dict[str, forms.Correspondence]:
    found = {}
    for relation in forms.crosswalk():
        for cells in (relation.cell_2019, relation.cell_2021):
            found.update({f"{relation.dataset}.{cell}": relation for cell in cells.split("+") if cell})
    return found
