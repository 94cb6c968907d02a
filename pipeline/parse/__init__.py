"""Document → Reports: identity, sections, and one cell for every cell of the form. Knows no file format."""

from __future__ import annotations

from pipeline.errors import NotAReport
from pipeline.model import Document, Finding, Report, Status
from pipeline.parse import fill
from pipeline.parse.figures import figures
from pipeline.parse.identity.head import identify, require_report
from pipeline.parse.resolve import resolve
from pipeline.parse.sections import sections
from pipeline.parse.split import split
from pipeline.parse.tables import find_tables
from pipeline.parse.unconfirmed import unconfirmed
from pipeline.parse.unplaced import Unplaced
from pipeline.parse.unread import find_printed, printed_labels, unread_labels
from pipeline.parse.unread_numbers import unread_numbers


def parse(document: Document) -> tuple[Report, ...]:
    """The reports that the document holds, in order; raises `NotAReport` where it holds none."""
    require_report(document)
    reports = tuple(_report(part, ordinal) for ordinal, part in enumerate(split(document), start=1))
    if not any(_says_anything(report) for report in reports):
        raise NotAReport("the document has neither the title nor a table of an annual report")
    return reports


def _says_anything(report: Report) -> bool:
    named = report.identity.title is not None and report.identity.year is not None
    return named or any(cell.status is not Status.MISSING for cell in report.cells)


def _report(document: Document, ordinal: int) -> Report:
    identity, findings = identify(document)
    found, doubts = find_tables(document, identity)
    printed = find_printed(document, identity.year)
    form = fill.choose_form(found, identity.year, printed_labels(printed))
    cells, doubtful = fill.fill(form, found)
    told = sections(document)
    doubted = (
        *findings,
        *(item.finding(cells) if isinstance(item, Unplaced) else item for item in doubts),
        *doubtful,
        *fill.rows_of_both_forms(cells),
        *unread_labels(document, printed, cells),
        *unconfirmed(form, cells, found),
    )
    used = [part.place for claim in found for part in claim.printed]
    report = Report(
        ordinal=ordinal,
        form=form,
        identity=identity,
        cells=cells,
        sections=told,
        figures=figures(told, identity.year),
        findings=(
            *doubted,
            *unread_numbers(document, identity.year, cells, used, (*doubted, *doubts)),
            *_notes(document),
        ),
    )
    return resolve(report)


def _notes(document: Document) -> list[Finding]:
    """What the reader says of its own reading."""
    return [Finding(check=check, severity="note", cells=(), message=message) for check, message in document.notes]
