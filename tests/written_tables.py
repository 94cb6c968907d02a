"""Tables of section three written row by row in a page, and what was read of them."""

from __future__ import annotations

from pipeline import task
from pipeline.model import Report

PEOPLE = "自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他|总计"
NEW, CARRIED = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"


def cell(text: str) -> str:
    """`text*5` spans five columns, `text/2` two rows."""
    text, _, columns = text.partition("*")
    text, _, rows = text.partition("/")
    return f"<td colspan={columns or 1} rowspan={rows or 1}>{text}</td>"


def table(*rows: str) -> str:
    cells = ("".join(map(cell, row.split("|"))) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def read(body: str, head: str = "") -> Report:
    title = "澜溪镇人民政府2023年政府信息公开工作年度报告"
    before = f"<h1>{title}</h1><p>一、总体情况</p><p>无。</p><p>三、收到和处理政府信息公开申请情况</p>"
    after = "<p>五、存在的主要问题及改进情况</p><p>无。</p><p>六、其他需要报告的事项</p><p>无。</p>"
    page = f"<html><head>{head}</head><body>{before}{body}{after}</body></html>"
    _, (report,) = task.reports_of(page.encode(), "page.html", {})
    return report


def row(report: Report, name: str) -> list[str]:
    """What was read of a row of section three: numbers, or the first letter of the status."""
    cells = {cell.cell: cell for cell in report.cells if cell.dataset == "requests"}
    people = ("natural_person", "business", "research", "social", "legal_service", "other_org", "total")
    own = [cells[f"{name}.{who}"] for who in people]
    return [str(cell.value) if cell.value is not None else cell.status.value[0] for cell in own]


def flagged(report: Report) -> set[str]:
    return {key for finding in report.findings for key in finding.cells}
