"""The derived datasets and their columns, declared once, with their words in English and Chinese."""

from __future__ import annotations

import pyarrow as pa

from pipeline.model import value
from pipeline.panel.variables import variables
from pipeline.publish.schemas import Column

_TEXT = pa.string()
_NUMBER = pa.decimal128(24, 6)
_WORDS = pa.list_(pa.string())


@value
class Derived:
    """A derived dataset: the columns of its key, its words in both languages, its columns without `year`."""

    name: str
    key: tuple[str, ...]
    title: str
    title_zh: str
    description: str
    description_zh: str
    columns: tuple[Column, ...]


def _column(name: str, kind: pa.DataType, description: str, chinese: str) -> Column:
    return Column(name=name, type=kind, description=description, chinese=chinese)


_AGENCY = (
    _column(
        "agency_id",
        _TEXT,
        "the agency over the years: its division's last code, and its name without the division's",
        "跨年机关标识：所属区划的最新代码加机关名称中区划以外的部分",
    ),
    _column("agency", _TEXT, "its name in that year, as printed", "当年报告所印机关名称"),
    _column("agency_type", _TEXT, "kind of agency, from its name", "机关类型（由名称判断）"),
    _column("province", _TEXT, "the province it lies in", "所在省份"),
    _column("division_code", _TEXT, "its division's code in that year, GB/T 2260", "当年行政区划代码（GB/T 2260）"),
    _column("division_name", _TEXT, "its division's name in that year", "当年行政区划名称"),
)
_DIVISION = (
    _column(
        "division_code_now",
        _TEXT,
        "the codes in use today on that division's land, joined by +",
        "该区划辖地现行代码，多个以 + 相连",
    ),
    _column(
        "territory",
        _TEXT,
        "the smallest land around it that no change in these years cut or joined, by its last codes",
        "各年间未因区划调整而分合的最小地域，以最新代码表示",
    ),
    _column("predecessors", _WORDS, "divisions whose land it got in that year", "当年划入辖地的原区划"),
    _column("successors", _WORDS, "divisions that got its land in the year after", "次年承接其辖地的区划"),
    _column(
        "boundary_changed",
        pa.bool_(),
        "whether its land is another than the year before, so that the two years can't be compared",
        "辖地是否与上年不同（不同则两年不可比）",
    ),
)
_REPORT = (
    _column(
        "state",
        _TEXT,
        "have, or the state that coverage gives an agency and year without a report",
        "have，或无报告时覆盖情况所示状态",
    ),
    _column("form", _TEXT, "the official form of its report: 2019 or 2021", "报告所用官方表格：2019 或 2021"),
    _column(
        "report_id",
        _TEXT,
        "the report that the numbers are of: the latest; null where several claim to be",
        "数字所出报告（最新版）；有多份相互冲突时为空",
    ),
    _column(
        "alternatives",
        _WORDS,
        "other reports of the same agency and year that claim to be the latest",
        "同一机关同一年度其他自称最新的报告",
    ),
)
_ONE_REPORT = _column("report_id", _TEXT, "the report", "报告编号")
_FLAGS = _column("flags", _WORDS, "the checks that name a cell behind it", "涉及相关单元格的核查")

_ALL = (
    Derived(
        name="panel",
        key=("agency_id", "year"),
        title="Panel: a row for each agency and year",
        title_zh="面板：每机关每年一行",
        description="one agency and year, with a column for each cell of both forms",
        description_zh="一行是一个机关的一个年度，两版表格的每个单元格各占一列",
        columns=(
            *_AGENCY,
            *_DIVISION,
            *_REPORT,
            _column("flagged", _WORDS, "the variables of this row that a check doubts", "本行被核查存疑的变量"),
            _column(
                "unreadable",
                _WORDS,
                "the variables that could not be read with certainty: empty here, printed there",
                "原文有而未能确认读出的变量（此处为空）",
            ),
            *(_column(item.name, _NUMBER, f"{item.label}; {item.comparable}", item.label) for item in variables()),
        ),
    ),
    Derived(
        name="panel_long",
        key=("agency_id", "year", "variable"),
        title="Panel in long form",
        title_zh="面板（长表）",
        description="one variable of one agency and year, with its status and why it is empty",
        description_zh="一行是一个机关一个年度的一个变量，附状态及为空的原因",
        columns=(
            *_AGENCY,
            _column("form", _TEXT, "the official form of its report", "报告所用官方表格"),
            _ONE_REPORT,
            _column("variable", _TEXT, "dataset.cell", "变量（数据集.单元格）"),
            _column(
                "value",
                _NUMBER,
                "the number printed, or the sum of the printed numbers that `note` names",
                "所印数字，或 note 所列数字之和",
            ),
            _column(
                "status",
                _TEXT,
                "as in the cells; not_on_form: the other form's; derived: the sum of printed numbers",
                "单元格状态；not_on_form：该版表格无此项；derived：由所印数字相加",
            ),
            _FLAGS,
            _column("note", _TEXT, "why it is empty or can't be compared over the forms", "为空或两版不可比的原因"),
        ),
    ),
    Derived(
        name="carry_over",
        key=("agency_id", "year", "applicant"),
        title="Requests carried over against requests brought forward",
        title_zh="结转下年度与次年上年结转对照",
        description="one kind of applicant of one agency in two years that follow each other on the same land",
        description_zh="一行是一个机关相邻两年（辖地未变）的一类申请人",
        columns=(
            *_AGENCY,
            _column("report_id", _TEXT, "report of the year", "当年报告"),
            _column("next_report_id", _TEXT, "report of the year after", "次年报告"),
            _column("applicant", _TEXT, "who asked", "申请人类别"),
            _column(
                "carried_out",
                _NUMBER,
                "requests carried over to the year after, as its report says",
                "当年报告的结转下年度继续办理数",
            ),
            _column(
                "carried_in",
                _NUMBER,
                "requests brought forward, as the report of the year after says",
                "次年报告的上年结转数",
            ),
            _column("difference", _NUMBER, "brought forward less carried over", "两者之差（后者减前者）"),
            _FLAGS,
        ),
    ),
    Derived(
        name="metrics",
        key=("agency_id", "year", "metric"),
        title="Metrics",
        title_zh="指标",
        description="one metric of one agency and year, with the cells behind it",
        description_zh="一行是一个机关一个年度的一项指标，附所用单元格",
        columns=(
            *_AGENCY,
            _ONE_REPORT,
            _column(
                "metric", _TEXT, "its name in metrics.csv, where its formula stands", "指标名（公式见 metrics.csv）"
            ),
            _column(
                "value",
                pa.float64(),
                "numerator by denominator; null where `reason` says why",
                "指标值；为空时见 reason",
            ),
            _column("numerator", _NUMBER, "sum of the numerator's cells", "分子"),
            _column("denominator", _NUMBER, "sum of the denominator's cells", "分母"),
            _column("cells", _WORDS, "the cells behind it, as dataset.cell", "所用单元格"),
            _FLAGS,
            _column("nil", _WORDS, "cells that hold a mark for none and count as 0", "以“无”符号填报、按 0 计的单元格"),
            _column(
                "reason",
                _TEXT,
                "why it has no value: the cells that lack a number, or a denominator of 0",
                "无值原因：缺少数字的单元格，或分母为 0",
            ),
        ),
    ),
    Derived(
        name="comparisons",
        key=("report_id", "check", "cells"),
        title="Checks over years and agencies",
        title_zh="跨年、跨机关核查",
        description="one thing that looks wrong beside another year or another agency; never a change",
        description_zh="一行是与其他年度或其他机关对照后的一处疑点，不改动任何数值",
        columns=(
            _column("report_id", _TEXT, "the report that is doubted", "存疑报告"),
            _column("other_report_id", _TEXT, "the report that it was compared with", "对照报告"),
            *_AGENCY,
            _column("check", _TEXT, "name of the comparison", "核查名称"),
            _column("severity", _TEXT, "error, warning or note", "严重程度"),
            _column("cells", _WORDS, "the cells it doubts, as dataset.cell", "存疑单元格"),
            _column("expected", _TEXT, "what should hold", "应有情形"),
            _column("found", _TEXT, "what stands there", "实际情形"),
            _column("message", _TEXT, "one sentence for a person", "说明"),
        ),
    ),
)
DERIVED: dict[str, Derived] = {item.name: item for item in _ALL}
"""By name, in the order in which a release lists them."""
