"""A draft → bytes of a file: HTML, DOCX, text with tabs or pipes, or without any cell marks."""

from __future__ import annotations

import html
import io
from collections.abc import Callable
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests.deviations.document import other_draft
from tests.deviations.draft import Cell, Draft, Table
from tests.deviations.flat import FLAT_FORMATS, flat_table
from tests.deviations.layout import expanded
from tests.deviations.pasted import PASTED_FORMATS, pasted_table
from tests.deviations.pdf import PDF_FORMATS, pdf_of
from tests.deviations.sheet import xlsx_of


def title_of(draft: Draft) -> str:
    """The report's title."""
    return f"{draft.sheet.agency}{draft.sheet.year}年政府信息公开工作年度报告"


def render(draft: Draft, kind: str) -> bytes:
    """The file in the format `kind`."""
    drafts = [draft]
    if "second" in draft.options:
        second = other_draft(int(draft.options["second"]))
        drafts += [second] if title_of(second) != title_of(draft) else []
    if kind == "html":
        return _html(drafts).encode()
    if kind == "docx":
        return _docx(drafts)
    if kind == "xlsx":
        return xlsx_of(draft, [title_of(draft), _opening(draft)], _closing(draft))
    if kind in PDF_FORMATS:
        return pdf_of(draft, kind, [title_of(draft), _opening(draft)], _closing(draft))
    return "\n".join(_text(item, kind) for item in drafts).encode()


def _opening(draft: Draft) -> str:
    year = draft.sheet.year
    return f"本报告由{draft.sheet.agency}编制，统计期限自{year}年1月1日起，至{year}年12月31日止。"


def _closing(draft: Draft) -> list[str]:
    return [draft.sheet.agency, f"{draft.sheet.year + 1}年1月20日"]


def _html(drafts: list[Draft]) -> str:
    own = drafts[0]
    body = "".join(_html_report(draft) for draft in drafts)
    if own.options.get("nested") in ("page", "both"):
        body = f"<table><tr><td>导航</td><td>{body}</td></tr></table>"
    return f"<html><head><meta charset='utf-8'><title>{title_of(own)}</title><style>{own.style}</style></head><body>{body}</body></html>"


def _html_report(draft: Draft) -> str:
    parts = [f"<h1>{title_of(draft)}</h1><p>{_opening(draft)}</p>"]
    for heading, content in draft.sections:
        parts.append(f"<h2>{heading}</h2>" if heading else "")
        for item in content:
            parts.append(_html_table(item, draft) if isinstance(item, Table) else f"<p>{item}</p>")
    return "".join([*parts, *(f"<p>{line}</p>" for line in _closing(draft))])


def _html_table(table: Table, draft: Draft) -> str:
    rows = []
    for row in table.rows:
        hidden = " style='display:none'" if row and all(cell.role == "hidden" for cell in row) else ""
        rows.append(f"<tr{hidden}>{''.join(_td(cell) for cell in row)}</tr>")
    caption = f"<caption>{table.caption}</caption>" if table.caption else ""
    whole = f"<table border=1>{caption}{''.join(rows)}</table>"
    if draft.options.get("nested") in ("tables", "both"):
        whole = f"<table><tr><td>{whole}</td></tr></table>"
    return (
        "".join(f"<p>{line}</p>" for line in table.before) + whole + "".join(f"<p>{line}</p>" for line in table.after)
    )


def _td(cell: Cell) -> str:
    spans = (f" rowspan={cell.rows}" if cell.rows > 1 else "") + (f" colspan={cell.cols}" if cell.cols > 1 else "")
    inner = cell.markup if cell.markup is not None else html.escape(cell.text).replace("\n", "<br>")
    return f"<td{spans}>{inner}</td>"


def _docx(drafts: list[Draft]) -> bytes:
    document = docx.Document()
    document.styles.add_style("Raised", WD_STYLE_TYPE.CHARACTER).font.superscript = True
    for draft in drafts:
        document.add_paragraph(title_of(draft))
        document.add_paragraph(_opening(draft))
        for heading, content in draft.sections:
            if heading:
                document.add_paragraph(heading)
            for item in content:
                if isinstance(item, Table):
                    _docx_table(document, item)
                else:
                    document.add_paragraph(str(item))
        for line in _closing(draft):
            document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _docx_table(document: Any, table: Table) -> None:
    for line in table.before:
        document.add_paragraph(line)
    grid = expanded(table.rows)
    element = document.add_table(rows=0, cols=1)._tbl
    for row in grid:
        tr = OxmlElement("w:tr")
        at = 0
        while at < len(row):
            cell, start = row[at]
            width = 1
            while at + width < len(row) and row[at + width][0] is cell:
                width += 1
            tr.append(_tc(cell, start, width))
            at += width
        if not len(tr):
            tr.append(_tc(Cell(""), True, 1))
        element.append(tr)
    for line in table.after or [""]:
        document.add_paragraph(line)


def _tc(cell: Cell, start: bool, width: int) -> Any:
    tc, properties = OxmlElement("w:tc"), OxmlElement("w:tcPr")
    if width > 1:
        properties.append(_with("w:gridSpan", str(width)))
    if cell.rows > 1:
        properties.append(_with("w:vMerge", "restart" if start else "continue"))
    tc.append(properties)
    for line in (cell.text if start else "").split("\n"):
        p = OxmlElement("w:p")
        for run in _runs(line, cell.markup if start else None):
            p.append(run)
        tc.append(p)
    return tc


def _with(name: str, value: str) -> Any:
    element = OxmlElement(name)
    element.set(qn("w:val"), value)
    return element


def _run(text: str, tag: str = "w:t") -> Any:
    run, part = OxmlElement("w:r"), OxmlElement(tag)
    part.text = text
    part.set(qn("xml:space"), "preserve")
    run.append(part)
    return run


def _runs(line: str, markup: str | None) -> list[Any]:
    """The line's runs; with changes tracked, hidden text, or a run for each character."""
    if not line:
        return []
    plain = _run(line)
    if markup in ("deleted", "deleted before"):
        deleted = OxmlElement("w:del")
        deleted.append(_run("7", "w:delText"))
        return [deleted, plain] if markup == "deleted before" else [plain, deleted]
    if markup == "inserted":
        inserted = OxmlElement("w:ins")
        inserted.append(plain)
        return [inserted]
    if markup == "hidden":
        hidden, properties = _run("5"), OxmlElement("w:rPr")
        properties.append(OxmlElement("w:vanish"))
        hidden.insert(0, properties)
        return [plain, hidden]
    if markup == "runs":
        return [_run(letter) for letter in line]
    if markup and markup.split()[0] in _DRESS:
        return _DRESS[markup.split()[0]](line, markup.split()[-1])
    if markup and "<sup>" in markup:
        raised, properties = _run("1"), OxmlElement("w:rPr")
        properties.append(_with("w:vertAlign", "superscript"))
        raised.insert(0, properties)
        return [_run(line.rstrip("¹")), raised]
    return [plain]


def _with_property(text: str, tag: str, **values: str) -> Any:
    """A run with one property."""
    run, properties, item = _run(text), OxmlElement("w:rPr"), OxmlElement(tag)
    for name, given in values.items():
        item.set(qn(f"w:{name}"), given)
    properties.append(item)
    run.insert(0, properties)
    return run


def _formula(line: str) -> Any:
    formula, run, part = OxmlElement("m:oMath"), OxmlElement("m:r"), OxmlElement("m:t")
    part.text = line
    run.append(part)
    formula.append(run)
    return formula


def _symbols(line: str) -> list[Any]:
    """Each digit as a symbol of a font of its own."""
    found = []
    for letter in line:
        run, symbol = OxmlElement("w:r"), OxmlElement("w:sym")
        symbol.set(qn("w:font"), "Wingdings")
        symbol.set(qn("w:char"), f"F0{ord(letter):02X}")
        run.append(symbol)
        found.append(run)
    return found


def _picture() -> Any:
    run = OxmlElement("w:r")
    run.append(OxmlElement("w:drawing"))
    return run


def _field(line: str) -> list[Any]:
    """A field's instruction and its result."""
    marks = []
    for kind in ("begin", "separate", "end"):
        run, mark = OxmlElement("w:r"), OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run.append(mark)
        marks.append(run)
    return [marks[0], _run("=SUM(3,4)", "w:instrText"), marks[1], _run(line), marks[2]]


_DRESS: dict[str, Callable[[str, str], list[Any]]] = {
    "struck": lambda line, other: [_with_property(other, "w:strike"), _run(line)],
    "raised": lambda line, other: [_run(line), _with_property(other, "w:position", val="8")],
    "styled": lambda line, other: [_run(line), _with_property(other, "w:rStyle", val="Raised")],
    "white": lambda line, other: [_run(line), _with_property(other, "w:color", val="FFFFFF")],
    "small": lambda line, other: [_run(line), _with_property(other, "w:vertAlign", val="subscript")],
    "formula": lambda line, _: [_formula(line)],
    "symbol": lambda line, _: _symbols(line),
    "picture": lambda line, _: [_picture()],
    "field": lambda line, _: _field(line),
}


def _text(draft: Draft, kind: str) -> str:
    lines = [title_of(draft), "", _opening(draft), ""]
    for heading, content in draft.sections:
        lines += [heading, ""] if heading else []
        for item in content:
            if isinstance(item, Table):
                own = _lines_of(item, kind, draft)
                lines += [*item.before, *own, "", *item.after]
            else:
                lines.append(str(item))
    return "\n".join([*lines, *_closing(draft), ""])


def _lines_of(table: Table, kind: str, draft: Draft) -> list[str]:
    if kind in PASTED_FORMATS:
        return pasted_table(table, kind, draft)
    return flat_table(table, kind, draft) if kind in FLAT_FORMATS else _text_table(table, kind)


def _text_table(table: Table, kind: str) -> list[str]:
    """One line a row: each cell once (tabs), or covered places empty so that columns stay (pipes)."""
    rows = []
    for row in expanded(table.rows):
        if kind == "tab":
            fields = [cell.text for cell, start in row if start]
        else:
            fields = [cell.text if start else "" for cell, start in row]
        flat = [field.replace("\n", "") for field in fields]
        rows.append("\t".join(flat) if kind == "tab" else "| " + " | ".join(flat) + " |")
    return rows
