"""Right, flagged and silent wrong cells per format, on the made corpus and the real reports: `make score`.

python -m tools.score ../shared
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.read.ocr import trust


def main() -> None:
    """Extracts both collections with the command and prints what the shared scorer says of them."""
    shared = Path(sys.argv[1])
    gongkai = str(Path(sys.executable).parent / "gongkai")
    real = [str(path) for path in sorted((shared / "real").iterdir()) if path.is_file() and path.name != "README.md"]
    for name, files, gold in (
        ("corpus", [str(shared / "corpus" / "files")], "corpus/gold"),
        ("real", real, "real/gold"),
    ):
        with tempfile.TemporaryDirectory() as out:
            subprocess.run([gongkai, "extract", *files, "--out", out], stdout=subprocess.DEVNULL, check=False)
            print(f"== {name}", flush=True)
            subprocess.run(
                [
                    sys.executable,
                    str(shared / "corpus" / "score.py"),
                    "--gold",
                    str(shared / gold),
                    "--out",
                    out,
                    "--show",
                    "10",
                ],
                check=True,
            )
            _reliability(shared, shared / gold, out)


def _reliability(shared: Path, gold: Path, out: str) -> None:
    """How often each way of reading was right, and what of it was flagged; then the evidence of OCR by its scores."""
    sys.path.insert(0, str(shared / "corpus"))
    import score

    by_method: Counter[tuple[str, str]] = Counter()
    for _, printed, row in _cells(score, gold, out):
        kind, flagged = score.classify(printed, row)
        method = (row or {}).get("method") or "none"
        by_method[method, "flagged right" if kind == "right" and flagged else kind] += 1
    kinds = ("right", "flagged right", "flagged", "soft", "SILENT")
    print(f"{'method':10}" + "".join(f"{kind:>15}" for kind in kinds))
    for method in sorted({method for method, _ in by_method}):
        print(f"{method:10}" + "".join(f"{by_method[method, kind]:15}" for kind in kinds))
    print("evidence of OCR (pipeline/read/ocr/trust.csv; python -m tools.calibrate_ocr measures it again)")
    print((Path(trust.__file__).with_name("trust.csv")).read_text(encoding="utf-8"))


def _cells(score: Any, gold: Path, out: str) -> Iterator[tuple[str, dict[str, Any], dict[str, Any] | None]]:
    """Key, gold and extracted row of each cell of the files that gave a report."""
    columns = ["report_id", "source_file", "agency", "year", "form", "title", "latest"]
    reports = score.rows(out, "reports", columns)
    rows: dict[str, dict[str, dict[str, Any]]] = {}
    for dataset in score.DATASETS:
        for row in score.rows(out, dataset, ["report_id", "cell", "status", "value", "flags", "method"]):
            rows.setdefault(row["report_id"], {})[f"{dataset}.{row['cell']}"] = row
    for path in sorted(gold.glob("*.json")):
        own = json.loads(path.read_text(encoding="utf-8"))
        report = score.pick([row for row in reports if Path(row["source_file"]).name == own["file"]], own)
        for key, printed in own["cells"].items() if report else ():
            yield key, printed, rows.get(report["report_id"], {}).get(key)


if __name__ == "__main__":
    main()
