"""Headings of made documents, real reports, files of the corpus and the sample against what a person read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.headings.measure import scores

FLOOR = 0.99
"""What was reached is 99.0 to 100 %; gold_styles.txt says what the first runs gave."""


@pytest.mark.parametrize("part", ["work", "measure"])
@pytest.mark.parametrize("name", ["gold.txt", "gold_files.txt", "gold_styles.txt"])
def test_headings(name: str, part: str, shared: Path) -> None:
    score = scores(name, shared)[part]
    assert score.right >= FLOOR * score.found and score.right >= FLOOR * score.wanted, score.wrong
