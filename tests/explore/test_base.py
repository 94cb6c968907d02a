"""What the pages can ask: every report and every file, also those whose year nobody knows."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline import engine, inputs, pool, settings
from pipeline.explore.base import Base
from pipeline.explore.layout import Context, View
from pipeline.explore.queries import overview
from pipeline.explore.releases_view import releases
from pipeline.explore.report_data import report
from pipeline.explore.settings import Settings
from pipeline.release.make import make
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


def test_the_overview_lists_the_releases_and_says_which_is_shown(tmp_path: Path) -> None:
    raw, data = tmp_path / "raw", tmp_path / "extracted"
    raw.mkdir()
    for version in ("2026.10.0", "2026.11.0"):
        write_report(raw / f"{version}.html", f"澜溪{version[5:7]}镇人民政府", 2023)
        engine.run(inputs.find([raw], None), data, settings.load(1), lambda *_: None, [], pool.run)
        make(data, tmp_path / "releases", version, tmp_path / "review")
    for shown, marked in ((tmp_path / "releases" / "2026.10.0", ["2026.10.0"]), (data, [])):
        own = Settings(data=shown, release=shown.name, cache=tmp_path / "cache", token="t" * 20)
        context = Context(settings=own, base=Base(own), navigation=[])
        page = releases(View(context=context, lang="zh", path="/", query={}, lists={}))
        rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th><td class=\"g-n\">(.*?)</td>", page)
        assert [(name.removesuffix(" （当前显示）"), count) for name, count in rows] == [
            ("2026.11.0", "2"),
            ("2026.10.0", "1"),
        ]
        assert [name.split()[0] for name, _ in rows if name.endswith("（当前显示）")] == marked
        assert ("不是已发布的版本" in page) == (shown == data)
