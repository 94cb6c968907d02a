"""One document, from bytes to rows: a pure function of the bytes, what the caller knows of them, and this version.

That one fact gives caching, resuming, parallel runs and byte-for-byte repeatability.
"""

from __future__ import annotations

import dataclasses
import hashlib
from typing import Any

from pipeline import divisions, read
from pipeline.check import check
from pipeline.errors import DocumentError
from pipeline.model import Document, Finding, Identity, Report
from pipeline.parse import parse
from pipeline.parse.reconcile import agree, doubted_pages, doubts, reconcile, single_reading
from pipeline.publish.rows import rows

META_COLUMNS = ("agency", "division_code", "year", "url", "published")


def outcome(data: bytes, name: str, meta: dict[str, str]) -> dict[str, Any]:
    """`{"reports": [{dataset: rows}, …]}`, or `{"failure": {stage, error, detail, source_sha256}}`.

    `meta` holds what the caller knows, by the names in `META_COLUMNS`; it wins over what is read.
    """
    try:
        document, reports = reports_of(data, name, meta)
    except DocumentError as error:
        return failure(error.stage, type(error).__name__, str(error), hashlib.sha256(data).hexdigest())
    return {"reports": [_rows(report, document, meta) for report in reports]}


def failure(stage: str, error: str, detail: str, sha256: str | None) -> dict[str, Any]:
    """An outcome without a report."""
    return {"failure": {"stage": stage, "error": error, "detail": detail, "source_sha256": sha256}}


def reports_of(data: bytes, name: str, meta: dict[str, str]) -> tuple[Document, tuple[Report, ...]]:
    """The document and its reports, checked; a failing check is looked at again by a second reading."""
    document = read.read(data, name)
    reports = tuple(check(report) for report in parse(document))
    if any(map(doubts, reports)):
        pages = frozenset(page for report in reports for page in doubted_pages(report))
        second = read.second_reading(document, data, name, pages)
        reports = tuple(reconcile(report, second) for report in reports)
    reports = _confirmed(reports, data, name)
    return document, tuple(_with_meta(report, meta) for report in reports)


def _confirmed(reports: tuple[Report, ...], data: bytes, name: str) -> tuple[Report, ...]:
    """The reports with what another program reads differently given up, where the format asks for one."""
    try:
        other = read.confirming_reading(data, name)
        others = parse(other) if other is not None else None
    except DocumentError as error:
        return tuple(report.with_findings((single_reading(str(error)),)) for report in reports)
    return reports if others is None else tuple(agree(report, others) for report in reports)


def _with_meta(report: Report, meta: dict[str, str]) -> Report:
    """What the caller knows wins; where the page says otherwise, a note keeps what it says."""
    identity, findings = report.identity, []
    for name in META_COLUMNS:
        given = meta.get(name)
        if not given:
            continue
        known: str | int = int(given) if name == "year" else given
        read_value = getattr(identity, name)
        if read_value is not None and read_value != known:
            findings.append(_differs(name, known, read_value))
        identity = dataclasses.replace(identity, **{name: known})  # type: ignore[arg-type]
    return dataclasses.replace(report, identity=_placed(identity), findings=report.findings + tuple(findings))


def _differs(name: str, known: str | int, printed: str | int) -> Finding:
    return Finding(
        check="meta_differs",
        severity="note",
        cells=(),
        expected=str(known),
        found=str(printed),
        message=f"the metadata gives {name} {known}, the document {printed}",
    )


def _placed(identity: Identity) -> Identity:
    """The identity with division and kind of agency, where its name tells them and the caller did not."""
    match = divisions.lookup(identity.agency, identity.year) if identity.agency else None
    if match is None:
        return identity
    return dataclasses.replace(
        identity, division_code=identity.division_code or match.division_code, agency_type=match.agency_type
    )


def _rows(report: Report, document: Document, meta: dict[str, str]) -> dict[str, Any]:
    match = divisions.lookup(report.identity.agency, report.identity.year) if report.identity.agency else None
    same = match is not None and match.division_code == report.identity.division_code
    place = {"division_name": match.division_name, "province": match.province} if match and same else {}
    return rows(report, document, meta, place)
