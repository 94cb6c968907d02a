"""How often each kind of evidence for a value in a picture was right on the made corpus → pipeline/read/ocr/trust.csv.

python -m tools.calibrate_ocr ../shared [PATTERN…]      patterns of file names; by default all pictures and scans, and
                                                        some PDFs made into scans with seals

The reader is made to trust nothing, so that every value comes back as a doubt that names its evidence and score.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pipeline import parse, read
from pipeline.errors import DocumentError
from pipeline.model import Cell, Finding, Report
from pipeline.read.ocr import trust
from tools.sealed_scans import sealed_scan

_TABLE = Path(trust.__file__).with_name("trust.csv")
_PICTURES = ("*scan-*", "*photo-*", "*pdf-mixed*")
_SEALED = ("r00*3_pdf-chromium*", "r00*2_pdf-lo*")
"""PDFs whose numbers are read under seals laid on them: about every third."""
_BINS = (0.0, 0.5, 0.7, 0.9, 0.99, 0.995, 0.999)
_UNRULED = frozenset({"border:none", "border:horizontal"})
"""Files left out: what is wrong in their tables is where values stand, not what was read; all are doubted there."""
_DOUBT = re.compile(r"not enough \((?P<told>.+?, [\d.]+): ")


def main() -> None:
    """Reads the pictures of the corpus and writes the table."""
    corpus = Path(sys.argv[1]) / "corpus"
    counts: Counter[tuple[str, float, bool]] = Counter()
    for pattern in sys.argv[2:] or (*_PICTURES, *_SEALED):
        for path in sorted((corpus / "files").glob(pattern)):
            gold = json.loads((corpus / "gold" / f"{path.stem}.json").read_text("utf-8"))
            if _UNRULED.isdisjoint(gold["quirks"]):
                counts.update(_judged(*_picture(path), gold))
            print(path.name, sum(counts.values()), flush=True)
            _write(counts)


def _picture(path: Path) -> tuple[bytes, str]:
    """The file's bytes and name; a PDF with text is made a scan with seals."""
    data = path.read_bytes()
    if any(path.match(pattern) for pattern in _PICTURES):
        return data, path.name
    return sealed_scan(data, path.name), f"{path.stem}.tiff"


def _judged(data: bytes, name: str, gold: dict[str, Any]) -> Iterator[tuple[str, float, bool]]:
    """Evidence, the bin of its score, and whether the value was right, for each value read by OCR."""
    try:
        with (
            patch.object(trust, "accepted_from", return_value={}),
            patch.object(parse, "resolve", lambda report: report),
        ):
            reports = parse.parse(read.read(data, name))
    except DocumentError as error:
        print(f"{name}: {error}")
        return
    report = max(reports, key=lambda report: report.identity.year == gold["year"])
    cells = {cell.key: cell for cell in report.cells}
    for finding, told in _doubts(report):
        for key in finding.cells:
            right = _right(finding, cells[key], gold["cells"].get(key))
            if right is not None:
                for kind in told["told"].split("; "):
                    evidence, score = kind.rsplit(", ", 1)
                    yield evidence, max(edge for edge in _BINS if edge <= float(score)), right


def _doubts(report: Report) -> Iterator[tuple[Finding, re.Match[str]]]:
    for finding in report.findings:
        if finding.check == "doubtful_cell" and (told := _DOUBT.search(finding.message)):
            yield finding, told


def _right(finding: Finding, cell: Cell, printed: dict[str, Any] | None) -> bool | None:
    """None where the gold has no such cell, or what was read would not have been taken for a number anyway."""
    if printed is None or (finding.suggestion is None and printed["status"] == "reported"):
        return None
    if finding.suggestion is None:
        return bool(cell.raw == printed["raw"])
    accepted = [printed, *printed.get("accept", [])]
    return any(a["status"] == "reported" and Decimal(a["value"]) == Decimal(finding.suggestion) for a in accepted)


def _write(counts: Counter[tuple[str, float, bool]]) -> None:
    with _TABLE.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("evidence", "from", "right", "wrong"))
        for evidence, edge in sorted({(evidence, edge) for evidence, edge, _ in counts}):
            table.writerow((evidence, edge, counts[evidence, edge, True], counts[evidence, edge, False]))


if __name__ == "__main__":
    main()
