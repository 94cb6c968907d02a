"""What one should know before using a table: what is flagged, unreadable or missing by table and year, known limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline import package_data
from pipeline.release.codebook import table, write_csv
from pipeline.release.counts import STATUSES, Counts
from pipeline.release.registry import datasets, words

CELLS = ("dataset", "form", "year", "cells", *STATUSES, "flagged")
CHECKS = ("year", "check", "severity", "findings", "reports")
COVERAGE = ("year", "state", "agencies")


def write(folder: Path, counts: Counts) -> None:
    """Writes caveats/cells.csv, checks.csv, coverage.csv, failures.csv, and caveats.md, caveats.zh.md."""
    where = folder / "caveats"
    where.mkdir()
    write_csv(where / "cells.csv", CELLS, counts.cells)
    write_csv(where / "checks.csv", CHECKS, counts.checks)
    write_csv(where / "coverage.csv", COVERAGE, counts.coverage)
    write_csv(where / "failures.csv", ("error", "files"), counts.failures)
    (folder / "caveats.md").write_text("".join(_page(counts, 0)), encoding="utf-8")
    (folder / "caveats.zh.md").write_text("".join(_page(counts, 1)), encoding="utf-8")


_TITLE = ("# Caveats\n", "# 注意事项\n")
_GENERAL = ("\nFor all tables:\n\n", "\n适用于所有数据集：\n\n")
_HEAD = (
    ("form", "year", "cells", *STATUSES, "flagged"),
    ("表格", "年份", "单元格", "已填报", "空白", "无（符号）", "缺失", "无法辨认", "有标记"),
)
_CHECKS = ("\n## Checks that did not pass\n\n", "\n## 未通过的核对\n\n")
_CHECKS_HEAD = (
    ("year", "check", "severity", "findings", "reports", "meaning"),
    ("年份", "核对", "级别", "项数", "报告数", "含义"),
)
_FAILED = ("\n## Files without a report\n\n", "\n## 未能读出的文件\n\n")
_FAILED_HEAD = (("error", "files"), ("错误", "文件数"))


def _page(counts: Counts, language: int) -> Iterator[str]:
    known = package_data.rows(__package__, "limits.csv")
    yield _TITLE[language] + _GENERAL[language]
    yield from _limits(known, "", language)
    for item in datasets().values():
        own = [row[1:] for row in counts.cells if row[0] == item.name]
        limits = list(_limits(known, item.name, language))
        if own or limits:
            yield f"\n## {item.name}: {(item.title, item.title_zh)[language]}\n\n" + "".join(limits)
        if own:
            yield "\n" + table(_HEAD[language], own)
    yield _CHECKS[language] + table(_CHECKS_HEAD[language], [_with_meaning(row, language) for row in counts.checks])
    yield _FAILED[language] + table(_FAILED_HEAD[language], counts.failures)


def _limits(known: Sequence[dict[str, str]], dataset: str, language: int) -> Iterator[str]:
    for row in known:
        if row["dataset"] == dataset:
            yield f"- {row[('en', 'zh')[language]]}\n"


def _with_meaning(row: Sequence[Any], language: int) -> tuple[Any, ...]:
    known = {word.value: (word.english, word.chinese) for word in words("checks", "check")}
    return (*row, known.get(row[1], ("", ""))[language])
