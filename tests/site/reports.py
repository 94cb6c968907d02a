"""The table of invented reports that every portal publishes from: agencies, years, titles, dates, bodies, gold."""

from __future__ import annotations

import functools
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools.sample_numbers import Sheet, make
from tools.typeset_sample import _html, _write_docx

YEARS = range(2019, 2025)
_BODY = re.compile(r"<body>(.*)</body>", re.S)
_CITIES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


@dataclass(frozen=True)
class Body:
    """One body that must report."""

    agency_id: str
    name: str
    kind: str
    scale: int


@dataclass(frozen=True)
class Made:
    """One report as an agency published it; `number` is its place in the portal's table, from 1."""

    agency: Body
    year: int
    published: str
    number: int

    @property
    def title(self) -> str:
        return f"{self.agency.name}{self.year}年政府信息公开工作年度报告"

    @property
    def digits(self) -> str:
        return self.published.replace("-", "")


@dataclass(frozen=True)
class Entry:
    """One line of a list page: a report, a variant of one, or what does not belong there (`report` is None)."""

    title: str
    published: str
    number: int
    report: Made | None = None
    variant: bool = False


def division(index: int) -> str:
    """The division code of portal `index`."""
    return f"99{index:02d}00"


def city(index: int) -> str:
    return f"示例{_CITIES[index % len(_CITIES)]}市"


@functools.cache
def bodies(index: int) -> tuple[Body, ...]:
    """Government, three departments, two townships of portal `index`."""
    code, name, sign = division(index), city(index), _CITIES[index % len(_CITIES)]
    return (
        Body(f"{code}-gov", f"{name}人民政府", "government", 120),
        Body(f"{code}-finance", f"{name}财政局", "department", 20),
        Body(f"{code}-education", f"{name}教育局", "department", 30),
        Body(f"{code}-civil", f"{name}民政局", "department", 15),
        Body(f"{code}-east", f"{sign}东镇人民政府", "town", 4),
        Body(f"{code}-west", f"{sign}西乡人民政府", "town", 3),
    )


@functools.cache
def made(index: int) -> tuple[Made, ...]:
    """All reports of portal `index`, the newest first."""
    rows = [(year, place, body) for year in YEARS for place, body in enumerate(bodies(index))]
    rows.sort(key=lambda row: (-row[0], row[1]))
    return tuple(
        Made(
            agency=body, year=year, published=f"{year + 1}-{3 if place == 0 else 1:02d}-{11 + place:02d}", number=number
        )
        for number, (year, place, body) in enumerate(rows, start=1)
    )


def sheet(report: Made) -> Sheet:
    """Every number that the report prints: the gold."""
    return make(report.agency.name, report.year, report.agency.scale)


@functools.lru_cache(maxsize=2048)
def body_html(report: Made, plus: int = 0, key: str = "requests.new.natural_person") -> str:
    """The report's text and tables; `plus` changes one number, as a revision does."""
    own = sheet(report)
    if plus:
        own.printed[key] = str(int(own.printed[key]) + plus)
    found = _BODY.search(_html(own))
    assert found
    return found[1]


@functools.lru_cache(maxsize=256)
def docx(report: Made) -> bytes:
    """The report as a Word file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.docx"
        _write_docx(sheet(report), path)
        return path.read_bytes()


def pdf(words: str) -> bytes:
    """A PDF of one page that prints these ASCII words: enough to be told from others and from what is none."""
    text = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def entries(index: int, count: int | None = None) -> tuple[Entry, ...]:
    """The lines of the portal's list: its reports, with a picture version and three that do not belong there."""
    name = bodies(index)[0].name
    lines = [Entry(report.title, report.published, report.number, report) for report in made(index)[:count]]
    last = made(index)[0]
    others = (
        Entry(f"图解：{last.title}", "2025-03-12", 901, last, variant=True),
        Entry(f"{name}政府网站工作年度报表（2024年度）", "2025-01-09", 902),
        Entry("关于做好2024年政府信息公开工作年度报告编制发布工作的通知", "2024-12-20", 903),
        Entry(f"{city(index)}召开政府信息公开工作推进会", "2024-11-05", 904),
    )
    for place, other in zip((1, 4, 17, 20), others, strict=True):
        lines.insert(place, other)
    return tuple(lines)
