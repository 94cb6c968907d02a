"""Real reports against what a person read on their pages, and the made corpus against its gold."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import gongkai
from tests.documents import PICTURES

EXACT = (
    "doc",
    "wps",
    "xls",
    "xlsx",
    "pdf-lo",
    "pdf-chromium",
    "docx",
    "docx-2019",
    "html-clean",
    "html-word",
    "html-split",
    "html-div",
    "html-gb18030",
    "html-traditional",
    "txt-tab",
    "txt-pipe",
)


def _score(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "corpus" / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["score"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    out = tmp_path_factory.mktemp("real")
    files = [str(path) for path in sorted((shared / "real").iterdir()) if path.is_file() and path.name != "README.md"]
    gongkai("extract", *files, "--out", str(out))
    found: list[dict[str, object]] = _score(shared).score(shared / "real" / "gold", out)[0]
    return found


def test_real_reports(real: list[dict[str, object]]) -> None:
    assert len(real) == 7
    for file in real:
        assert file["report"] and file["year"] and file["form"] and file["title"], file["file"]
        assert file["n"]["SILENT"] == 0, file["file"]  # type: ignore[index]
    whole = {file["file"] for file in real if set(file["n"]) == {"right"}}  # type: ignore[call-overload]
    assert whole >= {
        "guyuan-yuanzhou-office-2019.txt",
        "huaian-2024.pdf",
        "pingtan-2020.html",
        "shuyang-fgj-2023.html",
        "official-form-2021.docx",
        "pingtan-2020-page.txt",
        "kewei-2024.md",
    }


@pytest.fixture(scope="module")
def corpus(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, float]]:
    out = tmp_path_factory.mktemp("corpus")
    paths = sorted(path for path in (shared / "corpus" / "files").iterdir() if not path.name[7:].startswith(PICTURES))
    assert gongkai("extract", *map(str, paths), "--out", str(out)).returncode == 0
    score = _score(shared)
    names = {path.name for path in paths}
    files = [file for file in score.score(shared / "corpus" / "gold", out)[0] if file["file"] in names]
    styles = {file["style"] for file in files}
    return {style: score.total([file for file in files if file["style"] == style]) for style in styles | {""} if style}


def test_no_silent_wrong_value_in_any_format(corpus: dict[str, dict[str, float]]) -> None:
    assert {style: total["SILENT"] for style, total in corpus.items() if total["SILENT"]} == {}


def test_files_without_a_report_are_listed(corpus: dict[str, dict[str, float]]) -> None:
    assert sum(total["no_report_unlisted"] for total in corpus.values()) == 0


@pytest.mark.parametrize("style", EXACT)
def test_text_bearing_formats_are_right(corpus: dict[str, dict[str, float]], style: str) -> None:
    total = corpus[style]
    assert total["right_rate"] >= 0.999
    assert total["right_but_flagged"] < 0.01 * total["cells"]
    assert (total["agency"], total["year"], total["form"], total["title"]) == (1.0, 1.0, 1.0, 1.0)


def test_values_stand_where_their_boxes_say(shared: Path) -> None:
    """Another library reads each value's box on the page again and finds the number there."""
    import pandas as pd
    import pdfplumber

    from pipeline import extract

    frames = extract(shared / "real" / "huaian-2024.pdf")
    cells = pd.concat([frames[name] for name in ("article20", "requests", "review_litigation")])
    cells = cells[cells["status"] == "reported"]
    assert len(cells) == 200
    with pdfplumber.open(shared / "real" / "huaian-2024.pdf") as file:
        for cell in cells.to_dict("records"):
            page = file.pages[int(cell["page"]) - 1]
            box = (cell["x0"], cell["top"], cell["x1"], cell["bottom"])
            assert (page.within_bbox(box).extract_text() or "").strip() == cell["raw"].strip(), cell["cell"]
