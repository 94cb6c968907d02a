"""The command: bad input gets one clear sentence and its row, the other files are written, the exit status says so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import extract, load
from tests.conftest import ROOT, gongkai
from tests.made import write_report


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    write_report(folder / "good.txt", "澄原县人民政府", 2021)
    return folder


@pytest.mark.parametrize(
    ("name", "data", "error", "words"),
    [
        ("empty.pdf", b"", "Damaged", "empty"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type", "Damaged", "damaged or truncated"),
        ("cut.docx", b"PK\x03\x04" + b"\x00" * 60, "Damaged", "truncated"),
        ("scan.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "Damaged", "damaged"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "Damaged", "Office 97"),
        (
            "secret.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "Encrypted",
            "password",
        ),
        ("letter.txt", "各位同事：明天下午三点开会。".encode(), "NotAReport", "no words of an annual report"),
        ("noise.txt", bytes(range(256)) * 20, "Damaged", ""),
    ],
)
def test_bad_file_is_a_row_and_the_good_one_is_written(
    raw: Path, tmp_path: Path, name: str, data: bytes, error: str, words: str
) -> None:
    (raw / name).write_bytes(data)
    done = gongkai("extract", str(raw), "--out", str(tmp_path / "out"), "--json")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert json.loads(done.stdout)["reports"] == 1
    failure = load(tmp_path / "out", "failures").iloc[0]
    assert (failure["source_file"], failure["error"]) == (name, error)
    assert words in failure["detail"]


def test_a_name_from_a_chinese_windows_is_a_name(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "raw" / "good.txt").rename(Path(os.fsdecode(bytes(raw) + "/年报.txt".encode("gb18030"))))
    (raw / "空.txt").touch()
    done = gongkai("extract", str(raw), "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert list(load(tmp_path / "out", "reports")["source_file"]) == ["年报.txt"]
    assert list(load(tmp_path / "out", "failures")["source_file"]) == ["空.txt"]


def test_format_is_found_by_signature_not_by_name(raw: Path, tmp_path: Path) -> None:
    write_report(raw / "page.html", "云岫区教育局", 2022)
    (raw / "page.html").rename(raw / "page.pdf")
    assert gongkai("extract", str(raw), "--out", str(tmp_path / "out")).returncode == 0
    assert set(load(tmp_path / "out", "reports")["media_type"]) == {"text/plain", "text/html"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["extract", "nowhere", "--out", "OUT"], "no such file or folder"),
        (["extract", "RAW", "--out", "OUT", "--workers", "0"], "workers must be at least 1"),
        (["extract", "RAW", "--out", "RAW/good.txt/x"], "can't be written"),
        (["extract", "RAW", "--out", "OUT", "--meta", "none.csv"], "can't be opened"),
        (["show", "nowhere.pdf"], "can't be opened"),
    ],
)
def test_wrong_calls_write_nothing(raw: Path, tmp_path: Path, arguments: list[str], words: str) -> None:
    done = gongkai(*(argument.replace("RAW", str(raw)).replace("OUT", str(tmp_path / "out")) for argument in arguments))
    assert done.returncode == 2
    assert words in done.stderr and len(done.stderr.strip().splitlines()) == 1
    assert not list((tmp_path / "out").glob("*"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,agency\ngood.txt,甲局\n", "no column `file`"),
        ("file,agancy\ngood.txt,甲局\n", "unknown column agancy"),
        ("file,year\ngood.txt,20x1\n", "is no year"),
        ("file,year\nother.txt,2021\n", "none of the files"),
    ],
)
def test_bad_meta(raw: Path, tmp_path: Path, text: str, words: str) -> None:
    meta = tmp_path / "meta.csv"
    meta.write_text(text, encoding="utf-8")
    done = gongkai("extract", str(raw), "--out", str(tmp_path / "out"), "--meta", str(meta))
    assert (done.returncode, words in done.stderr) == (2, True)


def test_meta_wins_and_the_difference_is_a_check(raw: Path, tmp_path: Path) -> None:
    meta = tmp_path / "meta.csv"
    meta.write_text("file,agency,year,url\ngood.txt,澄原县政府办,2020,https://example.invalid/1\n", encoding="utf-8")
    assert gongkai("extract", str(raw), "--out", str(tmp_path / "out"), "--meta", str(meta)).returncode == 0
    report = load(tmp_path / "out", "reports").iloc[0]
    assert (report["agency"], report["year"], report["url"]) == ("澄原县政府办", 2020, "https://example.invalid/1")
    checks = load(tmp_path / "out", "checks")
    assert list(checks[checks["check"] == "meta_differs"]["found"]) == ["澄原县人民政府", "2021"]


def test_show_prints_every_cell_with_its_place(raw: Path) -> None:
    done = gongkai("show", str(ROOT / "raw" / "临澜市人民政府" / "2023.pdf"), "--json")
    cells = json.loads(done.stdout)["reports"][0]["requests"]
    assert len(cells) == 175 and all(cell["page"] for cell in cells)
    table = gongkai("show", str(raw / "good.txt"))
    assert table.returncode == 0 and "澄原县人民政府" in table.stdout


def test_python_api_and_the_command_agree(raw: Path, tmp_path: Path) -> None:
    gongkai("extract", str(raw), "--out", str(tmp_path / "out"))
    frames = extract(raw)
    for name, frame in frames.items():
        assert frame.equals(load(tmp_path / "out", name)), name
    assert str(frames["requests"]["value"].dtype) == "Float64"
    assert str(frames["reports"]["year"].dtype) == "Int64"


def test_help_names_every_command() -> None:
    shown = gongkai("--help").stdout
    assert all(command in shown for command in ("extract", "run", "show"))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"gongkai {command}" in readme for command in ("extract", "run", "show"))


def test_the_package_runs_as_the_command(raw: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pipeline", "extract", str(raw), "--out", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stdout[:7]) == (0, "1 files"), done.stderr
