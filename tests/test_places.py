"""Places lead back: where a value says that it stands, another library finds its printed text in the source."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import docx
import pandas as pd
import pytest

from pipeline import extract
from tests.conftest import ROOT

_NUMBERS = re.compile(r"\d+")


def _cells(path: Path) -> list[tuple[list[int], str]]:
    """The numbers in each filled cell's locator, and its text as printed."""
    frames = extract(path)
    table = pd.concat([frames[name] for name in ("article20", "requests", "review_litigation")])
    table = table[table["status"].isin(["reported", "nil_mark"])]
    assert len(table) > 25
    return [
        ([int(number) for number in _NUMBERS.findall(row["locator"])], str(row["raw"]))
        for row in table.to_dict("records")
    ]


def _squeezed(text: object) -> str:
    return re.sub(r"\s", "", str(text))


def _html(path: Path) -> Callable[[list[int]], str]:
    """pandas reads every table with its spans filled in; the mark keeps it from turning texts into numbers."""
    page = re.sub(r"(<t[dh]\b[^>]*>)", r"\1§", path.read_text(encoding="utf-8"), flags=re.I)
    tables = pd.read_html(io.StringIO(page), flavor="lxml", header=None)
    return lambda at: str(tables[at[0] - 1].iat[at[1] - 1, at[2] - 1]).replace("§", "")


def _docx(path: Path) -> Callable[[list[int]], str]:
    tables = docx.Document(str(path)).tables
    return lambda at: tables[at[0] - 1].cell(at[1] - 1, at[2] - 1).text


def _text(path: Path) -> Callable[[list[int]], str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return lambda at: lines[at[0] - 1].split("\t")[at[1] - 1]


@pytest.mark.parametrize(
    ("path", "reading"),
    [
        (ROOT / "raw" / "云岫区教育局" / "2020.html", _html),
        (ROOT / "raw" / "云岫区教育局" / "2024.html", _html),
        (ROOT / "raw" / "澄原县人民政府办公室" / "2019.docx", _docx),
        (ROOT / "raw" / "澄原县人民政府办公室" / "2023.docx", _docx),
        (ROOT / "raw" / "澜溪镇人民政府" / "2021.txt", _text),
    ],
    ids=lambda item: f"{item.parent.name}-{item.name}" if isinstance(item, Path) else "",
)
def test_locators_lead_back_to_the_printed_text(
    path: Path, reading: Callable[[Path], Callable[[list[int]], str]]
) -> None:
    printed_at = reading(path)
    for at, raw in _cells(path):
        assert _squeezed(printed_at(at)) == _squeezed(raw), at


@pytest.mark.parametrize("name", ["shuyang-fgj-2023.html", "pingtan-2020.html"])
def test_locators_lead_back_in_real_pages(shared: Path, name: str) -> None:
    printed_at = _html(shared / "real" / name)
    for at, raw in _cells(shared / "real" / name):
        assert _squeezed(printed_at(at)) == _squeezed(raw), at
