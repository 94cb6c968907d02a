"""Report → rows of the datasets, as plain values that JSON can hold. Pure; knows no files and no Arrow.

`revision`, `latest` and `source_file` depend on the other reports of a snapshot and are filled in when it is written.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any, Final

from pipeline.check.statements import Statement, statements
from pipeline.model import Cell, Document, Figure, Report, Status

Row = dict[str, Any]

_NAMES: Final = {
    "article20": ("item", "measure"),
    "requests": ("disposition", "applicant"),
    "review_litigation": ("channel", "outcome"),
}


def report_id(sha256: str, ordinal: int, meta: dict[str, str]) -> str:
    """The name of a report: the same bytes with the same metadata have the same, anywhere and always."""
    known = json.dumps([sha256, ordinal, sorted(meta.items())], ensure_ascii=False)
    return hashlib.sha256(known.encode()).hexdigest()[:20]


def rows(
    report: Report, document: Document, meta: dict[str, str], place: dict[str, str | None]
) -> dict[str, list[Row]]:
    """The rows of one report by dataset. `place` holds division_name and province where they are known."""
    identifier = report_id(document.source_sha256, report.ordinal, meta)
    flags: dict[str, list[str]] = {}
    for finding in report.findings:
        for key in finding.cells:
            flags.setdefault(key, []).append(finding.check)
    found: dict[str, list[Row]] = {name: [] for name in _NAMES}
    for cell in report.cells:
        named = flags.get(cell.key)
        found[cell.dataset].append(_cell(identifier, cell, sorted(set(named)) if named else []))
    found["reports"] = [{"report_id": identifier, **_report(report, document, place)}]
    found["sections"] = [
        {
            "report_id": identifier,
            **{
                name: getattr(section, name)
                for name in ("ordinal", "level", "heading", "canonical", "text", "page_first", "page_last")
            },
        }
        for section in report.sections
    ]
    said = statements(report, {cell.key: cell for cell in report.cells})
    found["figures"] = [_figure(identifier, item, said.get(index)) for index, item in enumerate(report.figures)]
    found["checks"] = [
        {
            "report_id": identifier,
            "check": item.check,
            "severity": item.severity,
            "cells": list(item.cells),
            "expected": item.expected,
            "found": item.found,
            "message": item.message,
            "suggestion": item.suggestion,
        }
        for item in report.findings
    ]
    found["coverage"] = [
        {
            "report_id": identifier,
            "agency": report.identity.agency,
            "division_code": report.identity.division_code,
            "state": "have",
            "since": None,
            "url": report.identity.url,
            "reason": "its report was read",
        }
    ]
    return found


def _cell(identifier: str, cell: Cell, flags: list[str]) -> Row:
    first, second = _NAMES[cell.dataset]
    upper, lower = cell.cell.rsplit(".", 1)
    box = cell.place.box or (None, None, None, None)
    return {
        "report_id": identifier,
        first: upper,
        second: lower,
        "form": cell.form,
        "cell": cell.cell,
        "value": None if cell.value is None else str(cell.value),
        "unit": cell.unit,
        "raw": cell.raw,
        "status": str(cell.status),
        "flags": flags,
        "method": cell.method,
        "page": cell.place.page,
        "x0": box[0],
        "top": box[1],
        "x1": box[2],
        "bottom": box[3],
        "locator": cell.place.locator,
    }


def _figure(identifier: str, figure: Figure, stated: Statement | None) -> Row:
    agrees = None if stated is None else stated.agrees
    return {
        "report_id": identifier,
        "section": figure.section,
        "subject": figure.subject,
        "canonical_subject": figure.canonical,
        "action": figure.action,
        "qualifier": figure.qualifier,
        "bound": figure.bound,
        "value": str(figure.value),
        "value_to": None if figure.value_to is None else str(figure.value_to),
        "unit": figure.unit,
        "period": figure.period,
        "place": figure.place,
        "sentence": figure.sentence,
        "char_start": figure.char_start,
        "char_end": figure.char_end,
        "cells": list(stated.cells) if stated is not None and agrees is not None else [],
        "agreement": None if agrees is None else "supports" if agrees else "differs",
    }


def _report(report: Report, document: Document, place: dict[str, str | None]) -> Row:
    own = [cell for cell in report.cells if cell.form == report.form]
    count = Counter(cell.status for cell in own)
    identity = report.identity
    return {
        "year": identity.year,
        "agency": identity.agency,
        "agency_type": identity.agency_type,
        "division_code": identity.division_code,
        "division_name": place.get("division_name"),
        "province": place.get("province"),
        "form": report.form,
        "title": identity.title,
        "period_start": identity.period_start,
        "period_end": identity.period_end,
        "published": identity.published,
        "url": identity.url,
        "source_sha256": document.source_sha256,
        "media_type": document.media_type,
        "page_count": document.page_count,
        "cells_reported": count[Status.REPORTED],
        "cells_blank": count[Status.BLANK] + count[Status.NIL_MARK],
        "cells_missing": count[Status.MISSING],
        "cells_unreadable": count[Status.UNREADABLE],
        "checks_failed": sum(item.severity != "note" for item in report.findings),
    }
