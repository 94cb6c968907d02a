"""The list of checks, in the order in which they run."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pipeline.model import Finding, Report

Check = Callable[[Report], Iterable[Finding]]
CHECKS: list[Check] = []


def check(function: Check) -> Check:
    """Registers a check."""
    CHECKS.append(function)
    return function
