"""One file, several reports: what parts them, and what must not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.parse.identity.head import identify
from pipeline.parse.split import split
from tests.documents import BODY, make, with_gold

FIRST = "澜溪区教育局2020年政府信息公开工作年度报告"
TABLE = (("第二十条第（八）项", ""), ("行政事业性收费", "0"))


@pytest.mark.parametrize(
    "second",
    [
        ("澜溪区教育局2021年政府信息公开工作年度报告",),
        ("澜溪区民政局2020年政府信息公开工作年度报告",),
        ("澜溪区民政局", "2020年度", "政府信息公开工作年度报告"),
    ],
)
def test_second_title_with_a_body_begins_a_report(second: tuple[str, ...]) -> None:
    parts = split(make(FIRST, *BODY, *second, *BODY))
    identities = [identify(part)[0] for part in parts]
    assert [identity.title for identity in identities] == [FIRST, "".join(second)]
    assert [len(part.blocks) for part in parts] == [1 + len(BODY), len(second) + len(BODY)]


@pytest.mark.parametrize(
    "shown",
    [
        (FIRST, FIRST, *BODY),
        (FIRST, *BODY[:4], FIRST, *BODY[4:]),
        (
            FIRST,
            *BODY,
            "相关链接",
            "澜溪区教育局2019年政府信息公开工作年度报告",
            "澜溪区教育局2018年政府信息公开工作年度报告",
        ),
        (FIRST, *BODY, "附件：澜溪区教育局2019年政府信息公开工作年度报告", *BODY),
        (FIRST, *BODY[:3], "澜溪区教育局2019年政府信息公开工作年度报告", TABLE, *BODY[3:5]),
        (FIRST, "目录", *(line for line in BODY if "、" in line[:3]), *BODY),
        (FIRST, *BODY[:2], "详见《澜溪区民政局2019年政府信息公开工作年度报告》。", *BODY[2:]),
        (*(f"澜溪区教育局{year}年政府信息公开工作年度报告" for year in range(2015, 2021)), *BODY),
    ],
)
def test_mention_of_another_report_parts_nothing(shown: tuple[str, ...]) -> None:
    assert len(split(make(*shown))) == 1


def test_split_as_in_gold(shared: Path) -> None:
    wrong = [
        gold["file"] for gold, document in with_gold(shared) if len(split(document)) != 1 + bool(gold.get("second"))
    ]
    assert wrong == []
