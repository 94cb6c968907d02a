"""Small documents made in the tests: a whole text report whose numbers add up, and files that are none."""

from __future__ import annotations

from pathlib import Path

from tools.sample_numbers import make
from tools.typeset_sample import _write_docx, _write_html, _write_txt

WRITERS = {"txt": _write_txt, "html": _write_html, "docx": _write_docx}


def write_report(path: Path, agency: str, year: int, scale: int = 20) -> None:
    """A report of an invented agency in the format that `path` ends with."""
    WRITERS[path.suffix[1:]](make(agency, year, scale), path)


def write_reports(folder: Path, count: int) -> None:
    """`count` different text and HTML reports under `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        kind = ("txt", "html")[number % 2]
        write_report(folder / f"report{number:04d}.{kind}", f"澜溪第{number}镇人民政府", 2019 + number % 6)
