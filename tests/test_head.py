"""Identity of a report: titles as agencies print them, fields of portals, signatures, and what must stay None."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from pipeline.errors import NotAReport
from pipeline.model import Line
from pipeline.parse.identity.dates import find_date, find_period, find_year
from pipeline.parse.identity.head import identify, require_report
from pipeline.parse.identity.titles import agency_of, is_title, squeezed
from tests.documents import BODY, make, with_gold

TITLES = """\
澜溪市人民政府2019年政府信息公开工作年度报告（图片版）|澜溪市人民政府|2019
2022年澜溪市政府信息公开工作年度报告|澜溪市|2022
2024 年澜溪市科委政府信息公开工作年度报告|澜溪市科委|2024
澜溪区财政局2022年度政府信息公开工作报告|澜溪区财政局|2022
关于2019年政府信息公开工作情况的报告|None|2019
澜溪区财政局关于2020年度政府信息公开工作情况的报告|澜溪区财政局|2020
澜溪市人民政府关于2020年度政府信息公开工作情况的年度报告|澜溪市人民政府|2020
关于澜溪区财政局2020年度政府信息公开工作年度报告|澜溪区财政局|2020
关于公布澜溪区财政局2020年度政府信息公开工作年度报告的公告|澜溪区财政局|2020
澜溪区财政局关于报送2021年政府信息公开工作年度报告的报告|澜溪区财政局|2021
澜溪区财政局关于印发2021年政府信息公开工作年度报告的通知|澜溪区财政局|2021
澜溪区财政局二〇二一年政府信息公开工作年度报告|澜溪区财政局|2021
二○二一年度澜溪区财政局政府信息公开年报|澜溪区财政局|2021
瀾溪區財政局2021年政府信息公開工作年度報告|澜溪区财政局|2021
国家税务总局澜溪区税务局2021年政府信息公开工作年度报告|国家税务总局澜溪区税务局|2021
澜溪区教育局2020年度信息公开年度报告|澜溪区教育局|2020
澜溪区教育局政府信息公开工作2020年年度报告|澜溪区教育局|2020
澜溪区教育局政府信息公开年度报告(2020)|澜溪区教育局|2020
政府信息公开工作年度报告（2020年）|None|2020
2020年政府信息公开工作年度报告|None|2020
政府政务公开年报|None|None
我局2020年度政府信息公开工作年度报告|None|2020
【年报】澜溪区教育局2020年政府信息公开工作年度报告|澜溪区教育局|2020
澜溪区教育局：2020年政府信息公开工作年度报告|澜溪区教育局|2020
《澜溪区教育局2020年政府信息公开工作年度报告》|澜溪区教育局|2020
澜溪区政府办2020年政务公开工作年度报告|澜溪区政府办|2020
澜溪区人民政府政府信息公开工作2020年度报告|澜溪区人民政府|2020
2020年度澜溪区人民政府信息公开工作年度报告|澜溪区人民政府|2020
中共澜溪区委机构编制委员会办公室2020年政府信息公开工作年度报告|中共澜溪区委机构编制委员会办公室|2020
澜溪区粮食局(澜溪区物资储备局)2021年政府信息公开工作年度报告|澜溪区粮食局(澜溪区物资储备局)|2021
澜溪区民政局本级2020年政府信息公开工作年度报告|澜溪区民政局|2020
澜溪区民政局 2 0 2 0 年 政 府 信 息 公 开 工 作 年 度 报 告|澜溪区民政局|2020
澜溪区民政局2020年1-12月政府信息公开工作年度报告|澜溪区民政局|2020
澜溪区民政局2020年度政府信息与政务公开工作年度报告|澜溪区民政局|2020
澜溪区民政局２０２０年度实施《中华人民共和国政府信息公开条例》情况报告|澜溪区民政局|2020
""".splitlines()

NO_TITLES = (
    "澜溪区农业农村局2021年度法治政府建设报告",
    "上一篇：澜溪区民政局2019年政府信息公开工作年度报告",
    "当前位置：首页 > 政府信息公开年报",
    "澜溪区民政局2019年政府信息公开工作年度报告发布时间：2020-01-02",
    "本报告是根据《中华人民共和国政府信息公开条例》编制的2020年度报告",
    "附件：澜溪区民政局2020年政府信息公开工作年度报告",
)


@pytest.mark.parametrize("row", TITLES)
def test_title_names_agency_and_year(row: str) -> None:
    title, agency, year = row.split("|")
    assert is_title(title)
    assert (str(agency_of(squeezed(title))), str(find_year(squeezed(title)))) == (agency, year)


@pytest.mark.parametrize("line", NO_TITLES)
def test_line_that_is_no_title(line: str) -> None:
    assert not is_title(line)


@pytest.mark.parametrize(
    "lines",
    [
        ("澜溪区教育局", "2020年政府信息公开工作年度报告"),
        ("澜溪区教育局2020年", "政府信息公开工作", "年度报告"),
        ("澜溪区教育局", "2020年度", "政府信息公开工作年度报告"),
        ("2020年度", "澜溪区教育局政府信息公开工作年度报告"),
        ("澜溪区教育局政府信息公开工作年度报告", "（2020年度）"),
        ("澜溪区教育局2020年政府信息公开工作年度报", "告"),
    ],
)
def test_title_on_several_lines(lines: tuple[str, ...]) -> None:
    identity, _ = identify(make(*lines, *BODY))
    assert (identity.agency, identity.year, identity.title) == ("澜溪区教育局", 2020, "".join(lines))


def test_name_torn_in_two_begins_with_a_division() -> None:
    identity, _ = identify(make("积石山保安族东乡族撒拉族自", "治县教育局2020年政府信息公开年度报告", *BODY))
    assert identity.agency == "积石山保安族东乡族撒拉族自治县教育局"


def test_banner_of_the_government_is_not_part_of_the_title() -> None:
    identity, _ = identify(make("昆山市人民政府", "教育局2020年政府信息公开年度报告", *BODY))
    assert identity.agency == "教育局"


def test_titles_of_other_years_beside_the_text() -> None:
    links = [f"澜溪区教育局{year}年政府信息公开工作年度报告" for year in (2023, 2022, 2021)]
    identity, _ = identify(make(*links, "澜溪区教育局2020年政府信息公开工作年度报告", *BODY))
    assert identity.year == 2020
    named, _ = identify(make(*links, *BODY, page_title="澜溪区教育局2022年政府信息公开工作年度报告_澜溪区人民政府"))
    assert named.year == 2022


def test_header_of_a_portal_fills_what_the_title_leaves_out() -> None:
    identity, _ = identify(
        make(
            "索 引 号：0001/2021 名 称： 政府信息公开年报 发布机构： 澜溪区教育局 发布日期： 2021-01-20 08:15",
            "今天是2025年12月30日 星期二",
            "政府信息公开工作年度报告",
            "本报告所列数据的统计期限自2020年1月1日起，至2020年12月31日止。",
            *BODY,
        )
    )
    assert identity.agency == "澜溪区教育局"
    assert (identity.year, identity.period_start, identity.period_end) == (2020, "2020-01-01", "2020-12-31")
    assert identity.published == "2021-01-20"


def test_header_as_a_table_and_as_lines_that_follow() -> None:
    table = (("发布机构", "澜溪区教育局", "公开日期", "2021年1月20日"),)
    first, _ = identify(make(table, "2020年政府信息公开工作年度报告", *BODY))
    second, _ = identify(
        make("发布机构：", "澜溪区教育局", "公开日期：", "2021/1/20", "2020年政府信息公开工作年度报告", *BODY)
    )
    assert (first.agency, first.published) == (second.agency, second.published) == ("澜溪区教育局", "2021-01-20")


def test_opening_names_the_agency() -> None:
    identity, _ = identify(make("本报告由澜溪镇人民政府根据《条例》编制。现将2019年度情况公布如下。", *BODY))
    assert (identity.agency, identity.title) == ("澜溪镇人民政府", None)


@pytest.mark.parametrize(
    "signature",
    [
        ("澜溪区教育局", "2021年1月20日"),
        ("澜溪区教育局 2021年1月20日",),
        ("澜溪区教育局", "二〇二一年一月二十日", "- 5 -"),
    ],
)
def test_signature(signature: tuple[str, ...]) -> None:
    identity, _ = identify(make("2020年政府信息公开工作年度报告", *BODY, *signature, "主办：澜溪区大数据中心"))
    assert (identity.agency, identity.published) == ("澜溪区教育局", "2021-01-20")


def test_nothing_is_invented() -> None:
    identity, findings = identify(make("政府信息公开工作年度报告", "来源：本站 作者：admin 2025年12月30日", *BODY))
    assert (identity.agency, identity.year, identity.published, identity.period_end) == (None, None, None, None)
    assert findings == ()


def test_year_that_every_paragraph_begins_with() -> None:
    identity, _ = identify(make("澜溪区教育局政府信息公开工作年度报告", *BODY, "2020年，我局收到申请2件。"))
    assert identity.year == 2020


def test_title_and_period_disagree() -> None:
    period = "所列数据的统计期限自2019年1月1日起至2019年12月31日止。"
    identity, findings = identify(make("澜溪区教育局2020年政府信息公开工作年度报告", period, *BODY))
    assert identity.year == 2020
    assert [(finding.check, finding.expected, finding.found) for finding in findings] == [
        ("year_conflict", "2020", "2019-12-31")
    ]


def test_date_before_the_years_end_is_no_publication() -> None:
    lines = ("发布时间：2019-03-05", "澜溪区教育局2020年政府信息公开工作年度报告")
    assert identify(make(*lines, *BODY))[0].published is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2021-03-0508:58", "2021-03-05"),
        ("2021-1-18:58", None),
        ("二〇二一年十二月三十一日", "2021-12-31"),
        ("2021年2月30日", None),
    ],
)
def test_dates(text: str, date: str | None) -> None:
    assert find_date(text) == date


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("统计时间为2021年1月1日至12月31日", ("2021-01-01", "2021-12-31")),
        ("数据统计期限为2020年1月—12月", ("2020-01-01", "2020-12-31")),
        ("条例自2008年5月1日至2019年5月14日施行。统计期限自2020年1月1日至2020年12月31日", ("2020-01-01", "2020-12-31")),
        ("条例自2008年5月1日至2019年5月14日施行", (None, None)),
    ],
)
def test_periods(text: str, period: tuple[str | None, str | None]) -> None:
    assert find_period(text) == period


def test_list_of_links_is_no_report() -> None:
    links = [f"澜溪区教育局{year}年政府信息公开工作年度报告" for year in range(2015, 2024)]
    with pytest.raises(NotAReport):
        require_report(make("政府信息公开年报", *links))
    with pytest.raises(NotAReport):
        require_report(make("澜溪区2020年国民经济统计公报", "全年生产总值增长6.1%。"))
    require_report(make(links[0], *BODY))


def test_identity_as_in_gold(shared: Path) -> None:
    wrong = []
    for gold, document in with_gold(shared):
        identity, _ = identify(document)
        names = {gold["agency"], gold.get("agency_alt"), *gold.get("agency_accept", [])}
        found = (identity.year, identity.title)
        expected = (gold["year"], "".join((gold["title"] or "").split()) or None)
        if identity.agency not in {"".join(name.split()) if name else None for name in names} or found != expected:
            wrong.append((gold["file"], identity))
    assert wrong == []


def test_agency_and_year_that_only_sentences_name() -> None:
    told = {
        "现公布区统计局2023年政府信息公开工作年度报告。": ("区统计局", 2023),
        "我镇编制了《河口镇2021年政府信息公开工作年度报告》。": ("河口镇", 2021),
        "汇总2021年度河口镇人民政府的政务公开年度报告编制而成。": ("河口镇人民政府", 2021),
        "2020年，东山区卫生健康局认真贯彻条例，做好政务公开工作。": ("东山区卫生健康局", 2020),
    }
    for sentence, named in told.items():
        identity, _ = identify(make(sentence, *BODY))
        assert (identity.agency, identity.year, identity.title) == (*named, None), sentence


def test_title_between_what_the_page_puts_around_it() -> None:
    for line in ("大中小河口镇2020年政府信息公开工作年度报告", "河口镇2020年政府信息公开工作年度报告-河口门户网"):
        identity, _ = identify(make(line, *BODY))
        assert (identity.agency, identity.year) == ("河口镇", 2020)
        assert identity.title == "河口镇2020年政府信息公开工作年度报告"


def _pictured(title: str, *lines: str) -> tuple[str | None, list[tuple[str, str | None, str | None]]]:
    """Agency and findings of a report whose lines were read from a picture."""
    document = make(title, *BODY, *lines)
    blocks = [
        dataclasses.replace(block, from_picture=True) if isinstance(block, Line) else block for block in document.blocks
    ]
    identity, findings = identify(dataclasses.replace(document, blocks=tuple(blocks)))
    return identity.agency, [(finding.check, finding.expected, finding.found) for finding in findings]


def test_agency_misread_in_a_picture_is_what_the_sentences_say() -> None:
    told = "本报告由徐州市自然资源和规划局编制。"
    assert _pictured("徐州市然资源和规划局2024年政府信息公开工作年度报告", told) == (
        "徐州市自然资源和规划局",
        [("agency_misread", "徐州市自然资源和规划局", "徐州市然资源和规划局")],
    )


@pytest.mark.parametrize(
    ("read", "printed"), [("徐州市应急管生局", "徐州市应急管理局"), ("无锡市梁淏区人民政府", "无锡市梁溪区人民政府")]
)
def test_agency_one_character_off_a_usual_name_is_mended_and_flagged(read: str, printed: str) -> None:
    told = _pictured(f"{read}2024年政府信息公开工作年度报告")
    assert told == (printed, [("agency_misread", printed, read)])


def test_agency_that_nothing_confirms_is_flagged_and_one_that_stands_twice_is_not() -> None:
    title = "邳州市占城镇人民政府2024年政府信息公开工作年度报告"
    assert _pictured(title) == ("邳州市占城镇人民政府", [("agency_unconfirmed", None, "邳州市占城镇人民政府")])
    assert _pictured(title, "请与邳州市占城镇人民政府联系。") == ("邳州市占城镇人民政府", [])


def test_usual_name_in_a_picture_stands_and_a_typo_of_the_text_is_as_printed() -> None:
    assert _pictured("徐州市应急管理局2024年政府信息公开工作年度报告") == ("徐州市应急管理局", [])
    identity, findings = identify(make("徐州市应急管生局2024年政府信息公开工作年度报告", *BODY))
    assert (identity.agency, findings) == ("徐州市应急管生局", ())
