"""Typesets the bundled sample: raw/<agency>/<year>.<format> and tests/sample_gold.csv.

    python -m tools.typeset_sample        needs Chromium, LibreOffice and a Chinese font

Run by hand when the sample is to change; the files are committed. Agencies, places and numbers are invented. The gold
is written from the numbers before they are typeset, never from what the pipeline reads.
"""

from __future__ import annotations

import csv
import html
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH

from tools.sample_numbers import Sheet, make
from tools.sample_tables import Table, tables

ROOT = Path(__file__).parents[1]
YEARS = range(2019, 2025)
AGENCIES = (
    ("临澜市人民政府", 400, ("pdf",)),
    ("澄原县人民政府办公室", 60, ("docx",)),
    ("云岫区教育局", 25, ("html",)),
    ("澜溪镇人民政府", 4, ("txt",)),
    ("临澜市市场监督管理局", 150, ("docx", "html", "txt", "pdf")),
    ("澄原县档案馆", 12, ("doc", "wps", "xls", "xlsx", "rtf")),
)
TYPO = ("属于行政查询事项", "属于行政查询事顶")


def main() -> None:
    """Writes every file of the sample."""
    gold = []
    for agency, scale, kinds in AGENCIES:
        folder = ROOT / "raw" / agency
        folder.mkdir(parents=True, exist_ok=True)
        for index, year in enumerate(YEARS):
            sheet = _planted(make(agency, year, scale))
            kind = kinds[index % len(kinds)]
            _WRITERS[kind](sheet, folder / f"{year}.{kind}")
            for key, printed in sheet.printed.items():
                error = "yes" if key in sheet.errors else ""
                gold.append([f"{agency}/{year}.{kind}", agency, year, sheet.form, key, printed, error])
    with (ROOT / "tests" / "sample_gold.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "agency", "year", "form", "cell", "printed", "printed_error"])
        writer.writerows(gold)


def _planted(sheet: Sheet) -> Sheet:
    """The deviations that real reports have: a wrong total, cells left empty, marks for none."""
    if (sheet.agency, sheet.year) == ("临澜市人民政府", 2023):
        key = "requests.total.total"
        sheet.printed[key] = str(int(sheet.printed[key]) + 3)
        sheet.errors.append(key)
    for key, printed in sheet.printed.items():
        if printed == "0" and sheet.agency == "云岫区教育局" and sheet.year == 2022 and key.startswith("requests"):
            sheet.printed[key] = ""
        if printed == "0" and sheet.agency == "澜溪镇人民政府" and sheet.year == 2021 and key.startswith("review"):
            sheet.printed[key] = "/"
    return sheet


def _label(sheet: Sheet, label: str) -> str:
    return label.replace(*TYPO) if (sheet.agency, sheet.year) == ("澄原县人民政府办公室", 2020) else label


def _title(sheet: Sheet) -> str:
    return f"{sheet.agency}{sheet.year}年政府信息公开工作年度报告"


def _prose(sheet: Sheet) -> list[tuple[str, list[str]]]:
    new, out = sheet.printed["requests.new.total"] or "0", sheet.printed["requests.carried_out.total"] or "0"
    return [
        (
            "一、总体情况",
            [
                f"{sheet.year}年，{sheet.agency}依法做好政府信息公开工作，各项要求落到实处。",
                "（一）主动公开情况",
                "本单位在门户网站及时发布机构职能、规划计划和办事指南，方便群众查阅。",
                "（二）依申请公开情况",
                f"全年新收政府信息公开申请{new}件，结转下年度继续办理{out}件。",
            ],
        ),
        ("二、主动公开政府信息情况", []),
        ("三、收到和处理政府信息公开申请情况", []),
        ("四、政府信息公开行政复议、行政诉讼情况", []),
        ("五、存在的主要问题及改进情况", ["有的栏目更新不够及时。下一年将明确专人负责，按月检查。"]),
        ("六、其他需要报告的事项", ["本年度没有收取信息处理费。"]),
    ]


def _opening(sheet: Sheet) -> str:
    return (
        f"本报告由{sheet.agency}按照《中华人民共和国政府信息公开条例》编制，所列数据的统计期限自"
        f"{sheet.year}年1月1日起，至{sheet.year}年12月31日止。"
    )


def _html(sheet: Sheet) -> str:
    parts = [f"<h1>{_title(sheet)}</h1><p>{_opening(sheet)}</p>"]
    own = tables(sheet)
    for number, (heading, paragraphs) in enumerate(_prose(sheet)):
        parts.append(f"<h2>{heading}</h2>" + "".join(f"<p>{line}</p>" for line in paragraphs))
        parts.extend(_html_table(sheet, table) for table in own if table.section == number)
    parts.append(f"<p class='r'>{sheet.agency}</p><p class='r'>{sheet.year + 1}年1月20日</p>")
    style = (
        "body{font-family:'WenQuanYi Zen Hei',sans-serif;font-size:12pt;line-height:1.6}h1{text-align:center;font-size:18pt}"
        "table{border-collapse:collapse;width:100%;font-size:10pt;margin:8pt 0}td{border:0.75pt solid #000;padding:2pt 4pt;"
        "text-align:center}.r{text-align:right}"
    )
    return (
        f"<!DOCTYPE html><html lang='zh'><head><meta charset='utf-8'><title>{_title(sheet)}</title>"
        f"<meta name='PubDate' content='{sheet.year + 1}-01-20'><style>{style}</style></head><body>{''.join(parts)}</body></html>"
    )


def _html_table(sheet: Sheet, table: Table) -> str:
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        spans = (f" rowspan='{cell.row_span}'" if cell.row_span > 1 else "") + (
            f" colspan='{cell.column_span}'" if cell.column_span > 1 else ""
        )
        rows.setdefault(cell.row, []).append(f"<td{spans}>{html.escape(_label(sheet, cell.text))}</td>")
    return "<table>" + "".join(f"<tr>{''.join(rows.get(row, []))}</tr>" for row in range(table.rows)) + "</table>"


def _write_html(sheet: Sheet, path: Path) -> None:
    path.write_text(_html(sheet), encoding="utf-8")


def _write_pdf(sheet: Sheet, path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(_html(sheet), encoding="utf-8")
        subprocess.run(
            [
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-pdf-header-footer",
                f"--print-to-pdf={path}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
        )


def _write_docx(sheet: Sheet, path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = _title(sheet)
    document.add_paragraph(_title(sheet)).alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph(_opening(sheet))
    own = tables(sheet)
    for number, (heading, paragraphs) in enumerate(_prose(sheet)):
        for line in [heading, *paragraphs]:
            document.add_paragraph(line)
        for table in (table for table in own if table.section == number):
            _docx_table(document, sheet, table)
    document.add_paragraph(sheet.agency).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph(f"{sheet.year + 1}年1月20日").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.save(str(path))


def _docx_table(document: docx.document.Document, sheet: Sheet, table: Table) -> None:
    grid = document.add_table(rows=table.rows, cols=table.columns, style="Table Grid")
    for cell in table.cells:
        first = grid.cell(cell.row, cell.column)
        last = grid.cell(cell.row + cell.row_span - 1, cell.column + cell.column_span - 1)
        (first.merge(last) if last is not first else first).text = _label(sheet, cell.text)


def _write_txt(sheet: Sheet, path: Path) -> None:
    lines = [_title(sheet), "", _opening(sheet), ""]
    own = tables(sheet)
    for number, (heading, paragraphs) in enumerate(_prose(sheet)):
        lines += [heading, "", *paragraphs, ""]
        for table in (table for table in own if table.section == number):
            rows: dict[int, list[str]] = {}
            for cell in table.cells:
                rows.setdefault(cell.row, []).append(_label(sheet, cell.text))
            lines += ["\t".join(rows.get(row, [])) for row in range(table.rows)] + [""]
    path.write_text("\n".join([*lines, sheet.agency, f"{sheet.year + 1}年1月20日", ""]), encoding="utf-8")


def _write_xlsx(sheet: Sheet, path: Path) -> None:
    from tests.office_files import write_workbook  # which takes the prose from here

    write_workbook(sheet, path)


def _converted(write: Callable[[Sheet, Path], None], source: str, kind: str) -> Callable[[Sheet, Path], None]:
    """Writes what `write` makes as another format, by LibreOffice."""

    def convert(sheet: Sheet, path: Path) -> None:
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / f"{path.stem}.{source}"
            write(sheet, made)
            command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind]
            subprocess.run([*command, "--outdir", folder, str(made)], check=True, capture_output=True)
            path.write_bytes((Path(folder) / f"{path.stem}.{kind}").read_bytes())

    return convert


_WRITERS: dict[str, Callable[[Sheet, Path], None]] = {
    "html": _write_html,
    "pdf": _write_pdf,
    "docx": _write_docx,
    "txt": _write_txt,
    "xlsx": _write_xlsx,
    "xls": _converted(_write_xlsx, "xlsx", "xls"),
    "doc": _converted(_write_docx, "docx", "doc"),
    "wps": _converted(_write_docx, "docx", "doc"),
    "rtf": _converted(_write_docx, "docx", "rtf"),
}

if __name__ == "__main__":
    main()
