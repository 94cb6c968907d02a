"""Invented numbers for the bundled sample: every cell of a report, adding up as the form prescribes. One seed, always
the same.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from pipeline import forms

APPLICANTS = ("natural_person", "business", "research", "social", "legal_service", "other_org")
OUTCOMES = ("upheld", "corrected", "other", "pending")


@dataclass
class Sheet:
    """One report's cells: key (`dataset.cell`) → what is printed."""

    agency: str
    year: int
    form: str
    printed: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


def make(agency: str, year: int, scale: int) -> Sheet:
    """A report of `agency` for `year`; `scale` is roughly the number of requests a year."""
    draw = random.Random(f"{agency} {year}")
    sheet = Sheet(agency=agency, year=year, form="2019" if year < 2021 else "2021")
    _article20(sheet, draw, scale)
    _requests(sheet, draw, scale)
    _review(sheet, draw, scale)
    return sheet


def _article20(sheet: Sheet, draw: random.Random, scale: int) -> None:
    for spec in forms.cells(sheet.form):
        if spec.dataset != "article20":
            continue
        measure = spec.cell.rsplit(".", 1)[1]
        most = {"decisions": scale * 40, "prior_year_items": 300, "in_force": 120, "total_public": 120}.get(measure, 9)
        number = draw.randint(-6, 9) if measure == "change" else draw.randint(0, most)
        text = f"{draw.randint(0, scale * 50) + draw.randint(1, 99) / 100:.2f}" if measure == "amount" else str(number)
        sheet.printed[spec.key] = text


def _requests(sheet: Sheet, draw: random.Random, scale: int) -> None:
    rows = list(
        dict.fromkeys(spec.cell.rsplit(".", 1)[0] for spec in forms.cells(sheet.form) if spec.dataset == "requests")
    )
    answered = [row for row in rows if row not in ("new", "carried_in", "total", "carried_out")]
    numbers = {row: dict.fromkeys(APPLICANTS, 0) for row in rows}
    for applicant, share in zip(APPLICANTS, (0.8, 0.1, 0.01, 0.02, 0.04, 0.03), strict=True):
        for row in answered:
            weight = {"granted": 0.5, "partial": 0.1, "unable.not_held": 0.2}.get(row, 0.03)
            numbers[row][applicant] = round(scale * share * weight * draw.uniform(0.4, 1.6))
        numbers["total"][applicant] = sum(numbers[row][applicant] for row in answered)
        numbers["carried_out"][applicant] = draw.randint(0, max(1, round(scale * share * 0.05)))
        closed = numbers["total"][applicant] + numbers["carried_out"][applicant]
        numbers["carried_in"][applicant] = min(closed, draw.randint(0, max(1, round(scale * share * 0.05))))
        numbers["new"][applicant] = closed - numbers["carried_in"][applicant]
    for row, counts in numbers.items():
        for applicant in APPLICANTS:
            sheet.printed[f"requests.{row}.{applicant}"] = str(counts[applicant])
        sheet.printed[f"requests.{row}.total"] = str(sum(counts.values()))


def _review(sheet: Sheet, draw: random.Random, scale: int) -> None:
    for channel in ("review", "litigation_direct", "litigation_after_review"):
        counts = [draw.randint(0, max(1, scale // 40)) for _ in OUTCOMES]
        for outcome, count in zip(OUTCOMES, counts, strict=True):
            sheet.printed[f"review_litigation.{channel}.{outcome}"] = str(count)
        sheet.printed[f"review_litigation.{channel}.total"] = str(sum(counts))
