"""The papers of a release for people: README in both languages, licence, CITATION.cff."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.release.codebook import table
from pipeline.release.counts import Counts
from pipeline.release.registry import datasets

TITLE = "China's government-transparency annual reports, cell by cell"
TITLE_ZH = "中国政府信息公开工作年度报告单元格数据"
LICENCE = "CC-BY-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
_LICENCE = f"""# Licence

The datasets of this release, its codebook and its caveats are licensed under the Creative Commons Attribution 4.0
International licence ({LICENCE}): {LICENCE_URL}

You may share and adapt them for any purpose, with attribution; CITATION.cff says how to cite this version. The reports
themselves are publications of the agencies named in `reports`. gongkai, the program that read them, is under the MIT
licence.

本版本的数据集、编码手册和注意事项按知识共享署名 4.0 国际许可协议（{LICENCE}）发布。
使用时请注明出处，引用方式见 CITATION.cff。报告本身由 `reports` 中所列机关发布。
"""


def write(folder: Path, version: str, program: str, extractor: str, counts: Counts) -> None:
    """Writes README.md, LICENSE.md, CITATION.cff."""
    (folder / "README.md").write_text(_readme(version, program, extractor, counts), encoding="utf-8")
    (folder / "LICENSE.md").write_text(_LICENCE, encoding="utf-8")
    (folder / "CITATION.cff").write_text(_citation(version, program), encoding="utf-8")


def _readme(version: str, program: str, extractor: str, counts: Counts) -> str:
    number: dict[str, int] = dict(counts.rows)
    listed = [(f"`{item.name}`", number[item.name], item.title, item.title_zh) for item in datasets().values()]
    return f"""# {TITLE} ({TITLE_ZH}), {version}

{number["reports"]} reports; {number["failures"]} files gave no report. Read by gongkai {program}
(extractor {extractor}). 由 gongkai {program} 读取。

{table(("dataset 数据集", "rows 行数", "", ""), listed)}
Parquet, Hive-partitioned by year: `<dataset>/year=YYYY/*.parquet`; rows without a year stand above the year folders.

- [codebook.md](codebook.md), [codebook.zh.md](codebook.zh.md) 编码手册: every column and value; `codebook/` as CSV
- [caveats.md](caveats.md), [caveats.zh.md](caveats.zh.md) 注意事项: what is flagged, unreadable or missing, with CSV
- datapackage.json: the same for programs (Frictionless Data Package)
- SHA256SUMS: `sha256sum -c SHA256SUMS` checks every file
- [LICENSE.md](LICENSE.md), [CITATION.cff](CITATION.cff)

## Reports by year 各年报告

{table(("year 年份", "reports 报告", "agencies 机关"), counts.reports)}
## Coverage 覆盖情况

{table(("year 年份", "state 状况", "agencies 机关"), counts.coverage)}"""


def _citation(version: str, program: str) -> str:
    fields = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite this version of it.",
        "type": "dataset",
        "title": f"{TITLE} ({TITLE_ZH})",
        "version": version,
        "license": LICENCE,
        "abstract": f"Annual reports on government information disclosure, read by gongkai {program} into Parquet: "
        "every number is what the report prints in its cell, or is flagged, or is given as unreadable.",
    }
    lines = [f"{name}: {json.dumps(text, ensure_ascii=False)}\n" for name, text in fields.items()]
    return "".join(lines) + 'authors:\n  - name: "The gongkai contributors"\n'
