"""Archives: each file in one is a document of its own; what can't be unpacked safely is a failure of its own."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from pipeline import load
from tests.conftest import gongkai
from tests.made import write_report


def _zip(files: dict[str, bytes], charset: str | None = None) -> bytes:
    """An archive; with `charset` its names stand in that code page, unmarked, as Windows writes them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            item = zipfile.ZipInfo(name)
            if charset:
                item = _Unmarked(name.encode(charset))
            item.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(item, data)
    return buffer.getvalue()


class _Unmarked(zipfile.ZipInfo):
    """A member whose name is bytes of an unnamed code page."""

    def __init__(self, name: bytes) -> None:
        super().__init__(name.decode("cp437"))
        self.given = name

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's own name
        return self.given, 0


def _extract(folder: Path, *more: str) -> tuple[Path, int]:
    out = folder.parent / "out"
    done = gongkai("extract", str(folder), "--out", str(out), "--json", "--workers", "1", *more)
    assert done.returncode in (0, 1), done.stderr
    assert json.loads(done.stdout)["failures"] == len(load(out, "failures"))
    return out, done.returncode


@pytest.fixture
def reports(tmp_path: Path) -> dict[str, bytes]:
    """Three reports of different agencies as bytes, by the names that they have in archives."""
    found = {}
    for number, kind in enumerate(("txt", "html", "docx")):
        path = tmp_path / f"made.{kind}"
        write_report(path, f"澜溪第{number}镇人民政府", 2022)
        found[f"年报/第{number}镇.{kind}"] = path.read_bytes()
        path.unlink()
    return found


@pytest.mark.parametrize("charset", [None, "gb18030", "utf-8"])
def test_each_file_gives_its_own_report(tmp_path: Path, reports: dict[str, bytes], charset: str | None) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "附件.zip").write_bytes(_zip({**reports, "__MACOSX/._a": b"x", "年报/Thumbs.db": b"x"}, charset))
    out, status = _extract(raw)
    found = load(out, "reports").sort_values("source_file")
    assert status == 0
    assert list(found["source_file"]) == [f"附件.zip/{name}" for name in sorted(reports)]
    assert list(found["agency"]) == [f"澜溪第{number}镇人民政府" for number in (0, 1, 2)]


def test_packed_and_loose_are_one_report_and_a_second_run_reads_nothing(
    tmp_path: Path, reports: dict[str, bytes]
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    inner = _zip(dict(list(reports.items())[:2]))
    (raw / "a.zip").write_bytes(_zip({"inner.zip": inner, "c.docx": reports["年报/第2镇.docx"]}))
    (raw / "z.docx").write_bytes(reports["年报/第2镇.docx"])
    out, _ = _extract(raw)
    names = set(load(out, "reports")["source_file"])
    assert names == {"a.zip/c.docx", "a.zip/inner.zip/年报/第0镇.txt", "a.zip/inner.zip/年报/第1镇.html"}
    assert "z.docx" in set(load(out, "checks").query("check == 'same_file_twice'")["found"])
    done = gongkai("extract", str(raw), "--out", str(out), "--json", "--workers", "1")
    assert json.loads(done.stdout)["read"] == 0


def test_failures_are_of_one_member(tmp_path: Path, reports: dict[str, bytes]) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    deep = _zip({"b.zip": _zip({"c.zip": _zip(reports)})})
    locked = bytearray(_zip({"locked.txt": b"secret" * 9}))
    locked[locked.find(b"PK\x01\x02") + 8] |= 1
    (raw / "deep.zip").write_bytes(deep)
    (raw / "locked.zip").write_bytes(bytes(locked))
    (raw / "some.zip").write_bytes(_zip({**reports, "empty.pdf": b"", "a.7z": b"7z\xbc\xaf\x27\x1c"}))
    (raw / "nothing.zip").write_bytes(_zip({}))
    out, status = _extract(raw)
    details = dict(zip(*(load(out, "failures")[column] for column in ("source_file", "detail")), strict=True))
    assert status == 1 and len(load(out, "reports")) == 3
    assert "within an archive within" in details["deep.zip/b.zip/c.zip"]
    assert "password" in details["locked.zip/locked.txt"]
    assert "empty" in details["some.zip/empty.pdf"] and "7z" in details["some.zip/a.7z"]
    assert "no file" in details["nothing.zip"]


def test_bombs_are_refused_before_they_unpack(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "ratio.zip").write_bytes(_zip({f"{n}.txt": b"0" * 50_000_000 for n in range(3)}))
    (raw / "many.zip").write_bytes(_zip({f"{n}.txt": b"" for n in range(600)}))
    out, _ = _extract(raw)
    failures = load(out, "failures").set_index("source_file")
    assert set(failures["error"]) == {"LimitExceeded"}
    assert "unpacks to 143 MiB" in failures.loc["ratio.zip", "detail"]
    assert "holds 600 files" in failures.loc["many.zip", "detail"]


def test_metadata_of_an_archive_and_of_a_file_in_it(tmp_path: Path, reports: dict[str, bytes]) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.zip").write_bytes(_zip(reports))
    meta = tmp_path / "meta.csv"
    rows = [("a.zip", "https://a.gov.cn/"), ("a.zip/年报/第1镇.html", "https://b.gov.cn/"), ("a.zip/gone.pdf", "x")]
    pd.DataFrame(rows, columns=["file", "url"]).to_csv(meta, index=False)
    out, status = _extract(raw, "--meta", str(meta))
    urls = load(out, "reports").set_index("source_file")["url"]
    assert urls["a.zip/年报/第0镇.txt"] == "https://a.gov.cn/" and urls["a.zip/年报/第1镇.html"] == "https://b.gov.cn/"
    assert (
        status == 1 and "no such file" in load(out, "failures").set_index("source_file").loc["a.zip/gone.pdf", "detail"]
    )
