"""What the pages can ask: every report and every file, also those whose year nobody knows."""

from __future__ import annotations

from pathlib import Path

from pipeline import engine, inputs, pool, settings
from pipeline.explore.base import Base
from pipeline.explore.queries import overview
from pipeline.explore.report_data import report
from pipeline.explore.settings import Settings
from tests.made import write_report


def test_a_report_and_a_file_without_a_year_are_there(tmp_path: Path) -> None:
    raw, data = tmp_path / "raw", tmp_path / "extracted"
    raw.mkdir()
    write_report(raw / "2023.html", "澜溪镇人民政府", 2023)
    write_report(raw / "none.html", "云岫镇人民政府", 2023)
    page = (raw / "none.html").read_text(encoding="utf-8")
    (raw / "none.html").write_text(page.replace("2023", "").replace("2024", ""), encoding="utf-8")
    (raw / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing")
    engine.run(inputs.find([raw], None), data, settings.load(1), lambda *_: None, [], pool.run)
    base = Base(Settings(data=data, release="x", cache=tmp_path / "cache", token="t" * 20))
    found = {row["source_file"]: row for row in base.rows("SELECT * FROM reports")}
    assert {name: row["year"] for name, row in found.items()} == {"2023.html": 2023, "none.html": None}
    whole = report(base, found["none.html"]["report_id"])
    assert whole.cells["requests.new.total"]["raw"] and len(whole.cells) == 200
    assert (overview.totals(base)["reports"], overview.totals(base)["failures"]) == (2, 1)
