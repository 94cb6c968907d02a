"""Damaged and hostile files among good ones, through the command: the small and quick part of `make hostile`."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest

from pipeline import load
from tests.conftest import ROOT, gongkai
from tests.made import write_reports
from tests.ofd_maker import report
from tools.hostile_files import MAKERS, docx
from tools.mutate import mutant
from tools.sample_numbers import make

QUICK = (
    "many.zip",
    "directory.zip",
    "nested.zip",
    "locked.zip",
    "laughs.docx",
    "outside.docx",
    "laughs.ofd",
    "outside.ofd",
    "composite.ofd",
    "pages.ofd",
    "nested-tables.html",
    "nested-tables.docx",
    "wide-cell.docx",
    "spans.docx",
    "ten-kilometres.pdf",
    "endless-font.pdf",
    "endless-font-program.pdf",
    "page-tree-loop.pdf",
    "page-count.pdf",
    "xref-loop.pdf",
    "locked.pdf",
    "locked.docx",
    "nothing.pdf",
    "picture.png",
    "picture.jpg",
    "picture.tiff",
)
GOOD = 4


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of good, damaged and hostile files together."""
    folder = tmp_path_factory.mktemp("hostile")
    raw = folder / "raw"
    write_reports(raw, GOOD)
    draw = random.Random(5)
    sources = [*sorted((ROOT / "raw" / "临澜市市场监督管理局").iterdir()), *sorted(raw.iterdir())]
    files = {path.name: path.read_bytes() for path in sources} | {"made.ofd": report(make("澄原县人民政府", 2023, 40))}
    for number in range(24):
        name = draw.choice(sorted(files))
        (raw / f"m{number}-{name}").write_bytes(mutant(name, files[name], list(files.values()), draw).data)
    for name in QUICK:
        (raw / name).write_bytes(MAKERS[name]())
    done = gongkai("extract", str(raw), "--out", str(folder / "out"), "--workers", "2", "--json")
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["files"] >= len(QUICK) + 24 + GOOD
    return folder / "out"


def test_good_files_are_all_read(out: Path) -> None:
    names = set(load(out, "reports")["source_file"])
    assert {name for name in names if name.startswith("report")} == {
        f"report{number:04d}.{('txt', 'html')[number % 2]}" for number in range(GOOD)
    }


def test_every_file_is_read_or_among_the_failures_and_none_by_a_fault_of_ours(out: Path) -> None:
    failures = load(out, "failures")
    told = {name.split("/")[0] for name in (*failures["source_file"], *load(out, "reports")["source_file"])}
    told |= set(load(out, "checks").query("check == 'same_file_twice'")["found"].str.split(", ").explode())
    assert told >= {path.name for path in (out.parent / "raw").iterdir()}
    assert not failures["detail"].str.contains("a fault in gongkai").any()


def test_hostile_files_end_with_a_sentence_that_says_why(out: Path) -> None:
    failures = load(out, "failures")
    details = {
        name.split("/")[0]: detail for name, detail in zip(failures["source_file"], failures["detail"], strict=True)
    }
    assert set(QUICK) <= set(details)
    assert "document type" in details["laughs.ofd"] and "no part" in details["outside.ofd"]
    assert (
        "password" in details["locked.pdf"]
        and "password" in details["locked.zip"]
        and "password" in details["locked.docx"]
    )
    assert "(pages)" in details["page-count.pdf"] and "20000 files" in details["many.zip"]
    assert Counter(failures["error"])["WorkerDied"] == 0


def test_a_document_with_macros_is_read_as_data(tmp_path: Path) -> None:
    lines = (
        "2023年临澜市教育局政府信息公开工作年度报告",
        "一、总体情况",
        "做好公开。",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
    )
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    (tmp_path / "a.docm").write_bytes(docx(body, kind="application/vnd.ms-word.document.macroEnabled.main+xml"))
    done = gongkai("extract", str(tmp_path / "a.docm"), "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert load(tmp_path / "out", "reports")["agency"][0] == "临澜市教育局"
