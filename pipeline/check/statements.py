"""Statements of the text that say a table's cells again (收到申请 12 件): which figures agree with the cells.

`statements.csv` has a row for each kind of statement: what subject, action, words of the clause (`before`) and of the
sentence before the number say it, and the cells, as sums joined by `+` with alternatives behind `|`. Only statements on
the report's own year and agency, exact and of the whole, are held against the cells; others (全市, 去年, 上半年, 约)
say nothing of them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from pipeline import forms, package_data
from pipeline.check.denied import denied
from pipeline.check.registry import Checked, check
from pipeline.check.scope import SPACE, SUBJECTS, on_this_report
from pipeline.model import Cell, Figure, Finding, Report, Status, value

_OF_DISCLOSURE = re.compile(r"信息公开|依申请|政务公开")
_TELLING = 10
"""A number of a place that is the table's too tells that the table is of that place; small ones agree by chance."""
_CONFIRMING = frozenset((Status.BLANK, Status.NIL_MARK))


@value
class Kind:
    """One kind of statement.

    `sums`: alternatives, each a tuple of patterns of cells; `raises`: a difference is a check.
    """

    form: str
    subject: re.Pattern[str]
    action: re.Pattern[str]
    before: re.Pattern[str] | None
    sentence: re.Pattern[str] | None
    units: frozenset[str]
    sums: tuple[tuple[str, ...], ...]
    raises: bool
    about_disclosure: bool


@value
class Statement:
    """A figure that states cells again: `cells` the first alternative's, `agrees` None where they can't be compared."""

    figure: Figure
    cells: tuple[str, ...]
    printed: Decimal | None
    agrees: bool | None
    raises: bool


def statements(report: Report, cells: Mapping[str, Cell]) -> dict[int, Statement]:
    """The statements among the report's figures, by the figure's place in `report.figures`."""
    canonical = {section.ordinal: section.canonical or "" for section in report.sections}
    kinds = {
        index: kind
        for index, figure in enumerate(report.figures)
        if (kind := _kind(report.form, figure, canonical.get(figure.section, ""))) is not None
    }
    compared = {index: _compared(report, report.figures[index], kind, cells, None) for index, kind in kinds.items()}
    own = {item.figure.place for item in compared.values() if item and item.agrees and item.figure.value >= _TELLING}
    for place in own - {None}:  # the numbers of 全市 are the table's, so the report speaks of all its agencies
        again = [index for index in kinds if report.figures[index].place == place]
        compared |= {index: _compared(report, report.figures[index], kinds[index], cells, place) for index in again}
    return {index: statement for index, statement in compared.items() if statement is not None}


@check
def text_differs(checked: Checked) -> Iterator[Finding]:
    """Sentences whose number is not the table's, where no other sentence agrees with the table."""
    said = statements(checked.report, checked.cells).values()
    agreed = {statement.cells for statement in said if statement.agrees}
    for statement in said:
        if statement.agrees is False and statement.raises and statement.cells not in agreed:
            agreed.add(statement.cells)
            if not _doubtless(checked, statement.cells):
                yield _finding(checked, statement)
    for keys, sentence in denied(checked.report, checked.cells):
        if keys not in agreed and not _doubtless(checked, keys):
            total = sum(checked.cells[key].value or 0 for key in keys)
            yield _differs(keys, "0", str(total), sentence, "0" if len(keys) == 1 else None)


def _doubtless(checked: Checked, keys: tuple[str, ...]) -> bool:
    """Whether the cells were read from pixels and the form's sums confirm them: then the sentence was misread."""
    held = {key for item in checked.judged if item.difference == 0 for key in item.keys}
    return all(key in held and checked.cells[key].method == "ocr" for key in keys)


def _finding(checked: Checked, statement: Statement) -> Finding:
    figure = statement.figure
    named = tuple(key for key in statement.cells if checked.cells[key].value is not None)
    suggestion = str(figure.value) if len(named) == 1 else None
    return _differs(named, f"{figure.value} {figure.unit}", str(statement.printed), figure.sentence, suggestion)


def _differs(keys: tuple[str, ...], expected: str, found: str, sentence: str, suggestion: str | None) -> Finding:
    return Finding(
        check="text_differs",
        severity="error",
        cells=keys,
        expected=expected,
        found=found,
        message=f"{' + '.join(keys)}: {found} in the table, but the text says: {sentence}",
        suggestion=suggestion,
    )


def _kind(form: str, figure: Figure, section: str) -> Kind | None:
    if figure.bound is not None or figure.qualifier in ("up by", "down by", "share"):
        return None
    for kind in _kinds_of(form, figure.unit, figure.subject, figure.action or ""):
        if kind.before and not kind.before.search(_clause_before(figure)):
            continue
        if kind.sentence and not kind.sentence.search(SPACE.sub("", figure.sentence[: figure.in_sentence])):
            continue
        if not kind.about_disclosure or section == "review_litigation":
            return kind
        if _OF_DISCLOSURE.search(_said_of_all(figure)):
            return kind
    return None


@functools.lru_cache(maxsize=4096)
def _kinds_of(form: str, unit: str, subject: str, action: str) -> tuple[Kind, ...]:
    """The kinds whose own words are these; most figures are of none."""
    return tuple(
        kind
        for kind in _kinds()
        if kind.form in ("", form)
        and unit in kind.units
        and kind.subject.fullmatch(subject)
        and kind.action.fullmatch(action)
    )


def _said_of_all(figure: Figure) -> str:
    """The sentence without what it says of parts of the number: 行政诉讼 9 件，其中信息公开类 2 件."""
    before, after = figure.sentence[: figure.in_sentence], figure.sentence[figure.in_sentence :]
    return SPACE.sub("", before + after.split("其中")[0])


def _clause_before(figure: Figure) -> str:
    """The words around the number in its clause: 结转下年度 1 件, 1 件结转下年度."""
    start = figure.in_sentence
    before = re.split(r"[，,；;：:。（(、]", figure.sentence[:start])[-1]
    after = re.split(r"[，,；;：:。）)、]", figure.sentence[start:])[0]
    return SPACE.sub("", before + after)


def _compared(
    report: Report, figure: Figure, kind: Kind, cells: Mapping[str, Cell], own: str | None
) -> Statement | None:
    """`own`: the place or agencies that the report is known to speak of."""
    sums = [_sum(report.form, terms, cells) for terms in kind.sums]
    keys, printed, whole = sums[0]
    if not keys or printed is None:
        return None
    agreeing = next((item for item in sums if item[1] == figure.value and item[0]), None)
    if agreeing is not None:
        return Statement(figure=figure, cells=agreeing[0], printed=figure.value, agrees=True, raises=kind.raises)
    agrees = False if whole and _on_this_report(report, figure, own) else None
    return Statement(figure=figure, cells=keys, printed=printed, agrees=agrees, raises=kind.raises)


def _sum(form: str, terms: tuple[str, ...], cells: Mapping[str, Cell]) -> tuple[tuple[str, ...], Decimal | None, bool]:
    """The cells of a sum, their sum, and whether every one of them is a printed number."""
    keys = tuple(key for term in terms for key in _keys(form, term))
    own = [cells[key] for key in keys if key in cells]
    if any(cell.value is None and cell.status not in _CONFIRMING for cell in own) or not any(
        cell.value is not None for cell in own
    ):
        return keys, None, False
    total = sum((cell.value for cell in own if cell.value is not None), Decimal(0))
    return keys, total, all(cell.value is not None for cell in own)


@functools.cache
def _keys(form: str, term: str) -> tuple[str, ...]:
    pattern = re.compile(re.escape(term).replace(r"\*", "[a-z_]+"))
    keys = (f"{cell.dataset}.{cell.cell}" for cell in forms.cells(form))
    return tuple(key for key in keys if pattern.fullmatch(key))


def _on_this_report(report: Report, figure: Figure, own: str | None) -> bool:
    before = SPACE.sub("", figure.sentence[: figure.in_sentence])
    place = None if figure.place == own else figure.place
    return on_this_report(report, before, figure.action or "", figure.period, place)


@functools.cache
def _kinds() -> tuple[Kind, ...]:
    return tuple(_declared(row) for row in package_data.rows(__package__, "statements.csv"))


def _declared(row: dict[str, str]) -> Kind:
    return Kind(
        form=row["form"],
        subject=re.compile(SUBJECTS.get(row["subject"], row["subject"])),
        action=re.compile(row["action"]),
        before=re.compile(row["before"]) if row["before"] else None,
        sentence=re.compile(row["sentence"]) if row["sentence"] else None,
        units=frozenset(row["unit"].split("|")),
        sums=tuple(tuple(term.strip() for term in item.split("+")) for item in row["cells"].split("|")),
        raises=row["raises"] == "yes",
        about_disclosure=row["subject"] in ("REVIEW", "LITIGATION"),
    )
