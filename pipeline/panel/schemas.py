"""The derived datasets and their columns, declared as those of the contract are."""

from __future__ import annotations

import pyarrow as pa

from pipeline.panel.variables import variables
from pipeline.publish.schemas import NUMBER, WORDS, Column


def _text(name: str, description: str) -> Column:
    return Column(name=name, type=pa.string(), description=description)


def _words(name: str, description: str) -> Column:
    return Column(name=name, type=WORDS, description=description)


def _whole(name: str, description: str) -> Column:
    return Column(name=name, type=pa.int32(), description=description)


def _number(name: str, description: str) -> Column:
    return Column(name=name, type=NUMBER, description=description)


_AGENCY = (
    _text("agency_id", "the agency over the years: its division's last code, and its name without the division's"),
    _text("agency", "its name in that year, as printed"),
    _text("agency_type", "kind of agency, from its name"),
    _text("province", "the province it lies in"),
    _text("division_code", "its division's code in that year, GB/T 2260"),
    _text("division_name", "its division's name in that year"),
)
_DIVISION = (
    _text("division_code_now", "the codes in use today on that division's land, joined by +"),
    _text(
        "territory", "the smallest land around it that no change in the panel's years cut or joined, by its last codes"
    ),
    _words("predecessors", "divisions whose land it got in that year"),
    _words("successors", "divisions that got its land in the year after"),
    Column(
        name="boundary_changed",
        type=pa.bool_(),
        description="whether its land is another than the year before, so that the two years can't be compared",
    ),
)
_REPORT = (
    _text("state", "have, or the state that coverage gives an agency and year without a report"),
    _text("form", "the official form of its report: 2019 or 2021"),
    _text("report_id", "the report that the numbers are of: the latest; null where two addresses conflict"),
    _words("alternatives", "other reports of the same agency and year that claim to be the latest"),
)

DERIVED: dict[str, tuple[Column, ...]] = {
    "panel": (
        *_AGENCY,
        *_DIVISION,
        *_REPORT,
        _words("flagged", "the variables of this row that a check doubts"),
        _words("unreadable", "the variables that could not be read with certainty: empty here, printed there"),
        *(_number(item.name, f"{item.label}; {item.comparable}") for item in variables()),
    ),
    "panel_long": (
        *_AGENCY,
        _text("form", "the official form of its report"),
        _text("report_id", "the report"),
        _text("variable", "dataset.cell"),
        _number("value", "the number printed, or the sum of the printed numbers that `note` names"),
        _text("status", "as in the cells; not_on_form: the other form's; derived: the sum of printed numbers"),
        _words("flags", "the checks that name the cell"),
        _text("note", "why it is empty or can't be compared over the forms"),
    ),
    "carry_over": (
        *_AGENCY,
        _text("report_id", "report of the year"),
        _text("next_report_id", "report of the year after"),
        _text("applicant", "who asked"),
        _number("carried_out", "requests carried over to the year after, as its report says"),
        _number("carried_in", "requests brought forward, as the report of the year after says"),
        _number("difference", "brought forward less carried over"),
        _words("flags", "the checks that name either cell"),
    ),
    "metrics": (
        *_AGENCY,
        _text("report_id", "the report"),
        _text("metric", "its name in metrics.csv, where its formula stands"),
        Column(name="value", type=pa.float64(), description="numerator by denominator; null where `reason` says why"),
        _number("numerator", "sum of the numerator's cells"),
        _number("denominator", "sum of the denominator's cells"),
        _words("cells", "the cells behind it, as dataset.cell"),
        _words("flags", "the checks that name one of these cells"),
        _words("nil", "cells that hold a mark for none and count as 0"),
        _text("reason", "why it has no value: the cells that lack a number, or a denominator of 0"),
    ),
    "comparisons": (
        _text("report_id", "the report that is doubted"),
        _text("other_report_id", "the report that it was compared with"),
        *_AGENCY,
        _text("check", "name of the comparison"),
        _text("severity", "error, warning or note"),
        _words("cells", "the cells it doubts, as dataset.cell"),
        _text("expected", "what should hold"),
        _text("found", "what stands there"),
        _text("message", "one sentence for a person"),
    ),
    "topics": (
        *_AGENCY,
        _text("report_id", "the report"),
        _whole("section", "ordinal of the section"),
        _text("role", "problem or remedy"),
        _text("topic", "its name in topics.csv, where its words stand; unassigned where no word decides"),
        _words("words", "the words that decided"),
        _text("statement", "the statement as printed"),
        _whole("char_start", "start of the statement in the section's text, from 0"),
        _whole("char_end", "end of the statement in the section's text"),
    ),
    "figures_by_subject": (
        *_AGENCY,
        _text("report_id", "the report"),
        _text("subject", "what is counted: the standard name, or as printed where it has none"),
        _text("action", "what was done with it"),
        _text("unit", "its unit"),
        _number("value", "the number that all statements give; null where they differ"),
        _whole("statements", "how many statements give a number"),
        _words("conflicting", "the numbers, where statements differ"),
        _whole("section", "ordinal of the section of the first statement"),
        _whole("char_start", "start of its number in the section's text, from 0"),
        _whole("char_end", "end of its number in the section's text"),
        _text("sentence", "its sentence"),
    ),
}
