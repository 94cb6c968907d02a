"""Report → findings: a registry of checks, one a function. A check never changes a value.

A check takes a `Checked` report and yields `Finding`s that name the cells they doubt; register it with `@check`.
"""

from __future__ import annotations

from pipeline.check import arithmetic, counts, statements, tables
from pipeline.check.registry import CHECKS, Checked
from pipeline.model import Report

__all__ = ["CHECKS", "Checked", "arithmetic", "check", "counts", "statements", "tables"]


def check(report: Report) -> Report:
    """The report with the findings of every registered check, in the order of registration."""
    ready = Checked.of(report)
    return report.with_findings(tuple(finding for function in CHECKS for finding in function(ready)))
