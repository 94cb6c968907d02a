"""The list of checks, in the order in which they run."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pipeline.arithmetic import Judgement, judge
from pipeline.model import Cell, Finding, Report, value


@value
class Checked:
    """A report with what several checks ask of it: its cells by key, and the form's identities on them."""

    report: Report
    cells: dict[str, Cell]
    judged: tuple[Judgement, ...]

    @classmethod
    def of(cls, report: Report) -> Checked:
        """The report made ready for the checks."""
        cells = {cell.key: cell for cell in report.cells}
        return cls(report=report, cells=cells, judged=judge(report.form, cells))


Check = Callable[[Checked], Iterable[Finding]]
CHECKS: list[Check] = []


def check(function: Check) -> Check:
    """Registers a check."""
    CHECKS.append(function)
    return function
