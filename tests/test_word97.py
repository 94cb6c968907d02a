"""Word 97 and WPS files, written by LibreOffice from documents made here, read from their bytes and by LibreOffice."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pipeline import task
from pipeline.errors import Encrypted
from pipeline.model import Document, Grid, Line
from pipeline.read import read
from pipeline.read.word import libreoffice as office
from tests.conftest import ROOT
from tests.office_files import cells, checks, convert, gold, wrong

SAMPLE = ("澄原县人民政府办公室/2019.docx", "澄原县人民政府办公室/2020.docx", "临澜市市场监督管理局/2023.docx")


def _numbered(document: docx.document.Document) -> None:
    """Two headings whose numbers Word makes itself."""
    numbering = document.part.numbering_part.element
    level = "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCounting'/><w:lvlText w:val='%1、'/></w:lvl>"
    numbering.insert(0, parse_xml(f"<w:abstractNum {nsdecls('w')} w:abstractNumId='77'>{level}</w:abstractNum>"))
    numbering.append(parse_xml(f"<w:num {nsdecls('w')} w:numId='77'><w:abstractNumId w:val='77'/></w:num>"))
    for text in ("总体情况", "主动公开政府信息情况"):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(parse_xml(f"<w:numPr {nsdecls('w')}><w:ilvl w:val='0'/><w:numId w:val='77'/></w:numPr>"))


def _special(path: Path) -> None:
    """A document with what a cell mark alone does not tell: merged, nested, hidden, deleted, computed, raised text."""
    document = docx.Document()
    document.add_heading("一、总体情况", 1)
    paragraph = document.add_paragraph("共")
    deleted = f"<w:del {nsdecls('w')} w:id='1' w:author='x'><w:r><w:delText>12</w:delText></w:r></w:del>"
    inserted = f"<w:ins {nsdecls('w')} w:id='2' w:author='x'><w:r><w:t>15</w:t></w:r></w:ins>"
    field = f"<w:fldSimple {nsdecls('w')} w:instr='= 40 + 2'><w:r><w:t>42</w:t></w:r></w:fldSimple>"
    for part in (deleted, inserted, field):
        paragraph._p.append(parse_xml(part))
    other = document.add_paragraph("8")
    other.add_run("9").font.hidden = True
    other.add_run("1").font.superscript = True
    table = document.add_table(rows=3, cols=3, style="Table Grid")
    table.cell(0, 0).merge(table.cell(1, 0)).text = "组"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "头"
    table.cell(1, 1).text, table.cell(2, 0).text = "甲\n乙", "尾"
    table.cell(2, 2).text = "5"
    document.add_paragraph("间")
    frame = document.add_table(rows=1, cols=1).cell(0, 0)
    frame.text = "前"
    inner = frame.add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "规章", "3"
    _numbered(document)
    document.save(str(path))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Name of the source → the .doc that LibreOffice makes of it."""
    folder = tmp_path_factory.mktemp("word97")
    sources = {name: folder / f"{index}.docx" for index, name in enumerate(SAMPLE)}
    for name, path in sources.items():
        shutil.copy(ROOT / "raw" / name, path)
    sources["special"] = folder / "special.docx"
    _special(sources["special"])
    convert(sources.values(), "doc", folder)
    return {name: path.with_suffix(".doc") for name, path in sources.items()}


@pytest.mark.parametrize("name", SAMPLE)
def test_every_cell_is_as_typeset_and_confirmed(files: dict[str, Path], name: str) -> None:
    outcome = task.outcome(files[name].read_bytes(), "报告.wps", {})
    assert not wrong(cells(outcome), gold(name))
    assert not checks(outcome)
    (report,) = outcome["reports"][0]["reports"]
    assert (report["agency"], report["year"]) == (name.split("/")[0], int(name.split("/")[1][:4]))
    assert report["media_type"] == "application/msword"


@pytest.fixture(scope="module")
def special(files: dict[str, Path]) -> Document:
    return read(files["special"].read_bytes(), "a.doc")


def test_text_as_word_shows_it(special: Document) -> None:
    lines = [block for block in special.blocks if isinstance(block, Line)]
    assert [line.text for line in lines] == [
        "一、总体情况",
        "共1542",
        "8¹",
        "间",
        "前",
        "一、总体情况",
        "二、主动公开政府信息情况",
    ]
    assert [line.level for line in lines] == [1, None, None, None, None, None, None]


def test_merged_and_nested_tables(special: Document) -> None:
    merged, inner = [block for block in special.blocks if isinstance(block, Grid)]
    shown = {(cell.row, cell.column): (cell.row_span, cell.column_span, cell.raw) for cell in merged.cells}
    assert shown == {
        (0, 0): (2, 1, "组"),
        (0, 1): (1, 2, "头"),
        (1, 1): (1, 1, "甲\n乙"),
        (1, 2): (1, 1, ""),
        (2, 0): (1, 1, "尾"),
        (2, 1): (1, 1, ""),
        (2, 2): (1, 1, "5"),
    }
    assert [cell.raw for cell in inner.cells] == ["规章", "3"]
    assert merged.doubt is None and all(cell.doubt is None for cell in merged.cells)


def test_cells_marked_as_merged_are_one(files: dict[str, Path]) -> None:
    """Word 97 itself keeps every cell of a merged stretch and marks it; its text is that of the first."""
    data = bytearray(files["special"].read_bytes())
    at = data.index(b"\x08\xd6")
    while data[at + 4] != 3 or b"\x08\xd6" in data[at + 2 : at + 20]:
        at = data.index(b"\x08\xd6", at + 2)
    cells_at = at + 5 + 2 * 4
    data[cells_at + 20] |= 1
    data[cells_at + 40] |= 2
    grid = next(block for block in read(bytes(data), "a.doc").blocks if isinstance(block, Grid))
    assert (grid.rows, grid.columns) == (3, 3)
    assert max(cell.column_span for cell in grid.cells if cell.row > 0) == 2


def test_edges_of_cells_make_the_columns(shared: Path) -> None:
    """Rows of Word tables have cells of their own widths: the official form's head spans are found by the edges."""
    path = shared / "corpus" / "files" / "r00055_wps.wps"
    review = [block for block in read(path.read_bytes(), path.name).blocks if isinstance(block, Grid)][-1]
    heads = {cell.raw: (cell.column, cell.column_span) for cell in review.cells if cell.row < 2}
    assert heads["行政复议"] == (0, 5) and heads["行政诉讼"] == (5, 10) and heads["复议后起诉"] == (10, 5)


def test_a_protected_document_is_said_to_be(files: dict[str, Path]) -> None:
    data = bytearray(files["special"].read_bytes())
    header = data.index(b"\xec\xa5")
    data[header + 0x0B] |= 0x01
    with pytest.raises(Encrypted, match="password"):
        read(bytes(data), "a.doc")


def test_truncated_and_changed_files_never_crash(files: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without LibreOffice, so that the bytes' own reader is on trial; a value that stands is the one printed."""
    monkeypatch.setenv("PATH", "")
    data, printed = files[SAMPLE[2]].read_bytes(), gold(SAMPLE[2])
    draw = random.Random(7)
    known = ("Damaged", "NotAReport", "Encrypted", "Unsupported")
    for size in [8, 300, 5000, *(draw.randrange(8000, len(data)) for _ in range(20))]:
        outcome = task.outcome(data[:size], "a.doc", {})
        if "failure" in outcome:
            assert outcome["failure"]["error"] in known, outcome
        else:
            assert not [row for row in wrong(cells(outcome), printed) if row[2] == "reported" and not row[4]]
    for _ in range(40):
        changed = bytearray(data)
        for _ in range(10):
            changed[draw.randrange(512, len(data))] = draw.randrange(256)
        outcome = task.outcome(bytes(changed), "a.doc", {})
        assert "reports" in outcome or outcome["failure"]["error"] in known, outcome


def test_without_libreoffice_the_bytes_stand_alone_and_a_note_says_so(
    files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    outcome = task.outcome(files[SAMPLE[0]].read_bytes(), "a.doc", {})
    assert not wrong(cells(outcome), gold(SAMPLE[0]))
    assert list(checks(outcome)) == ["single_reading"]
    assert "apt-get install libreoffice-writer-nogui" in checks(outcome)["single_reading"]


def test_an_old_word_file_needs_libreoffice(files: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    data = bytearray(files["special"].read_bytes())
    header = data.index(b"\xec\xa5")
    data[header : header + 4] = b"\xdc\xa5\x68\x00"
    failure = task.outcome(bytes(data), "a.doc", {})["failure"]
    assert failure["error"] == "Unsupported"
    assert "apt-get install libreoffice-writer-nogui" in failure["detail"]


def _fake_soffice(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program of that name before the real one; `$out` is the file that it is to write."""
    program = folder / "soffice"
    find = 'while [ $# -gt 1 ]; do [ "$1" = --outdir ] && out="$2/in.docx"; shift; done; mkdir -p "${out%/*}"'
    program.write_text(f"#!/bin/sh\n{find}\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_a_hanging_libreoffice_is_ended_with_all_it_started(
    files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fake_soffice(tmp_path, f"sleep 300 & echo $! > {tmp_path}/child; wait", monkeypatch)
    monkeypatch.setattr(office, "_SECONDS", 1.0)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    outcome = task.outcome(files[SAMPLE[0]].read_bytes(), "a.doc", {})
    assert not wrong(cells(outcome), gold(SAMPLE[0]))
    assert "within 1 s" in checks(outcome)["single_reading"]
    child = Path(f"/proc/{(tmp_path / 'child').read_text().strip()}/stat")
    assert not child.exists() or child.read_text().split()[2] == "Z"
    assert not list(tmp_path.glob("gongkai-office-*/in.doc"))


def test_a_libreoffice_that_fails_costs_nothing(
    files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fake_soffice(tmp_path, "kill -SEGV $$", monkeypatch)
    outcome = task.outcome(files[SAMPLE[0]].read_bytes(), "a.doc", {})
    assert not wrong(cells(outcome), gold(SAMPLE[0]))
    assert list(checks(outcome)) == ["single_reading"]


def test_cells_that_the_two_programs_read_differently_are_given_up(
    files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = docx.Document(str(ROOT / "raw" / SAMPLE[0]))
    cell = other.tables[0].cell(2, 1)
    printed = cell.text
    cell.text = str(int(printed) + 1)
    other.save(str(tmp_path / "other.docx"))
    _fake_soffice(tmp_path, f"cp {tmp_path}/other.docx $out", monkeypatch)
    outcome = task.outcome(files[SAMPLE[0]].read_bytes(), "a.doc", {})
    found = wrong(cells(outcome), gold(SAMPLE[0]))
    assert [(row[0], row[1], row[2], list(row[4])) for row in found] == [
        ("article20.regulations.new_made", printed, "unreadable", ["readings_differ"])
    ]


def test_a_table_that_libreoffice_loses_is_not_given_up(
    files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = docx.Document(str(ROOT / "raw" / SAMPLE[0]))
    lost = other.tables[2]._tbl
    lost.getparent().remove(lost)
    other.save(str(tmp_path / "other.docx"))
    _fake_soffice(tmp_path, f"cp {tmp_path}/other.docx $out", monkeypatch)
    outcome = task.outcome(files[SAMPLE[0]].read_bytes(), "a.doc", {})
    assert not wrong(cells(outcome), gold(SAMPLE[0]))
    assert "review_litigation" in checks(outcome)["single_reading"]
