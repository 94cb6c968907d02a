"""Headings of made documents, real reports and files of the corpus against what a person read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.headings.measure import scores

FLOOR = 0.985
"""What was reached on the measuring halves is 98.8 to 100 %; raise it as the reader gets better."""


@pytest.mark.parametrize("part", ["work", "measure"])
def test_headings_of_made_documents(part: str, shared: Path) -> None:
    score = scores("gold.txt", shared)[part]
    assert score.right >= FLOOR * score.found and score.right >= FLOOR * score.wanted, score.wrong


@pytest.mark.parametrize("part", ["work", "measure"])
def test_headings_of_files(part: str, shared: Path) -> None:
    """The page in one line without marks keeps its six sections; its sub-headings can't be told."""
    score = scores("gold_files.txt", shared)[part]
    missed = [wrong for wrong in score.wrong if "wanted" in wrong and "pingtan-2020-page.txt" not in wrong]
    assert score.right >= FLOOR * score.found and len(missed) <= (1 - FLOOR) * score.wanted, score.wrong
