"""Rich text and web archives, which agencies publish under the name .doc."""

from __future__ import annotations

import http.server
import io
import random
import shutil
import threading
import zipfile
from collections.abc import Iterator
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest

from pipeline import task
from pipeline.errors import Damaged
from pipeline.model import Grid, Line
from pipeline.read import read
from pipeline.read.word import libreoffice as office
from tests.conftest import ROOT
from tests.office_files import cells, checks, convert, gold, wrong

SAMPLE = "澄原县人民政府办公室/2020.docx"


def _lines(text: str) -> list[str]:
    return [block.text for block in read(text.encode("ascii"), "a.doc").blocks if isinstance(block, Line)]


@pytest.fixture(scope="module")
def rtf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("rtf")
    shutil.copy(ROOT / "raw" / SAMPLE, folder / "a.docx")
    convert([folder / "a.docx"], "rtf", folder)
    return (folder / "a.rtf").read_bytes()


def test_every_cell_of_a_rich_text_report(rtf: bytes) -> None:
    outcome = task.outcome(rtf, "报告.doc", {})
    assert not wrong(cells(outcome), gold(SAMPLE))
    assert not checks(outcome)


def test_rich_text_charsets_and_what_is_shown() -> None:
    text = (
        r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 \'cb\'ce\'cc\'e5;}}{\info{\title x}}"
        r"\pard\f0 \'b9\'fe12\par {\v 99}8{\deleted 7}{\super 1}\par \uc1\u24180?\uc0\u24180 2024\par"
        r"{\field{\*\fldinst PAGE}{\fldrslt 42}}{\footnote 5}{\*\bkmkstart a}\line 7\par"
        r"{\listtext\'d2\'bb\'a1\'a2\tab}{\b \'d7\'dc}\par}"
    )
    assert _lines(text) == ["哈12", "8¹", "年年2024", "42", "7", "一、总"]


def test_rich_text_tables_by_their_edges() -> None:
    head = r"\trowd\clvmgf\cellx1000\cellx3000\intbl A\cell B\cell\row"
    body = r"\trowd\clvmrg\cellx1000\cellx2000\cellx3000\pard\intbl\cell 1\line 2\cell\cell\row"
    (grid,) = [
        block
        for block in read((r"{\rtf1\ansi " + head + body + "}").encode("ascii"), "a").blocks
        if isinstance(block, Grid)
    ]
    assert [(cell.row, cell.column, cell.row_span, cell.column_span, cell.raw) for cell in grid.cells] == [
        (0, 0, 2, 1, "A"),
        (0, 1, 1, 2, "B"),
        (1, 1, 1, 1, "1\n2"),
        (1, 2, 1, 1, ""),
    ]


def test_a_row_whose_marks_do_not_fit_is_doubted() -> None:
    text = r"{\rtf1\ansi \trowd\cellx1000\cellx2000\intbl A\cell B\cell C\cell\row}"
    (grid,) = [block for block in read(text.encode("ascii"), "a").blocks if isinstance(block, Grid)]
    assert all(cell.doubt for cell in grid.cells)


def test_torn_rich_text_is_said_to_be(rtf: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    draw = random.Random(3)
    for size in [10, *(draw.randrange(100, len(rtf) - 10) for _ in range(10))]:
        with pytest.raises(Damaged, match="truncated"):
            read(rtf[:size], "a.doc")
    for _ in range(20):
        changed = bytearray(rtf)
        for _ in range(30):
            changed[draw.randrange(10, len(rtf))] = draw.randrange(256)
        outcome = task.outcome(bytes(changed), "a.doc", {})
        assert "reports" in outcome or outcome["failure"]["error"] in ("Damaged", "NotAReport"), outcome


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine, and the addresses that anyone asked it for."""
    paths: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802  (the library's name)
            paths.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()


def test_no_address_in_a_document_is_followed(asked: tuple[str, list[str]]) -> None:
    """A linked picture, which LibreOffice fetches with its own settings (tried: it asks the server three times)."""
    address, paths = asked
    page = f'<html><body><p>字</p><img src="{address}/a.png"></body></html>'
    assert zipfile.is_zipfile(io.BytesIO(office.convert(page.encode(), "html")))
    assert paths == []


def test_a_web_archive_is_read_as_its_page() -> None:
    page = (ROOT / "raw" / "云岫区教育局" / "2023.html").read_bytes().decode("utf-8")
    message = MIMEMultipart("related")
    message.attach(MIMEImage(b"\x89PNG\r\n\x1a\n", "png"))
    message.attach(MIMEText(page.replace("<meta charset='utf-8'>", ""), "html", "gb18030"))
    data = b"MIME-Version: 1.0\r\n" + message.as_bytes().replace(b"MIME-Version: 1.0\n", b"", 1)
    outcome = task.outcome(data, "报告.doc", {})
    assert not wrong(cells(outcome), gold("云岫区教育局/2023.html"))
    empty = data[: data.index(b"text/html")]
    assert task.outcome(empty, "a.doc", {})["failure"]["error"] == "Damaged"


def test_files_are_known_by_their_bytes(tmp_path: Path) -> None:
    """Whatever its name: a .doc that is a DOCX, a page or a text is read as that."""
    for name, media in (("澄原县人民政府办公室/2019.docx", "wordprocessingml"), ("云岫区教育局/2023.html", "html")):
        outcome = task.outcome((ROOT / "raw" / name).read_bytes(), "报告.doc", {})
        assert media in outcome["reports"][0]["reports"][0]["media_type"]


def test_word_2003_xml_and_deep_archives_fail_clearly() -> None:
    xml = b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>'
    failure = task.outcome(xml, "a.doc", {})["failure"]
    assert failure["error"] == "Unsupported" and "save it as .docx" in failure["detail"]
    part = b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n'
    deep = b"MIME-Version: 1.0\r\n" + b"".join(part % (level, level) for level in range(3000))
    assert task.outcome(deep, "a.doc", {})["failure"]["error"] == "Damaged"
