"""The tables that the package brings along can all be read: no row has a field too many or too few."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import package_data
from tests.conftest import ROOT

TABLES = sorted((ROOT / "pipeline").rglob("*.csv"))


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.relative_to(ROOT / "pipeline").as_posix())
def test_every_row_has_the_columns_of_its_table(path: Path) -> None:
    name = path.relative_to(ROOT / "pipeline").as_posix()
    assert package_data.rows("pipeline", name)


def test_a_row_with_a_field_too_few_is_no_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "torn_tables").mkdir()
    (tmp_path / "torn_tables" / "words.csv").write_text("kind,word\na,甲\nb\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ValueError, match="shorter"):
        package_data.rows("torn_tables", "words.csv")
