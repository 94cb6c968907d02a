"""What sentences that state cells speak of: the field's names for it, and whether it is this agency and whole year."""

from __future__ import annotations

import re

from pipeline.model import Report

_ABOUT = (
    r"(?:因|涉及|有关|关于)?(?:政府|政务)?(?:信息公开)?(?:类|方面|领域|相关)?"
    r"(?:申请|工作)?(?:被)?(?:申请|引发|引起|提起)?的?"
)
SUBJECTS = {
    "APPLICATION": r"(?:公民|公众|群众|社会公众|申请人|法人|(?:其他|非法人)组织|[、和及或与])*(?:提交|提出|递交)?的?"
    r"依?(?:政府|政务)?(?:信息)?(?:公开)?的?(?:政府信息)?(?:公开)?"
    r"申请(?:件|事项|数|公开件|公开政府信息|信息公开|公开申请|公开)?"
    r"|(?:政府信息)?依申请公开(?:政府信息)?(?:申请)?(?:件|事项)?|依申请(?:政府)?信息公开(?:申请)?(?:件|事项)?",
    "REVIEW": rf"{_ABOUT}(?:行政)?复议(?:案件|申请|数|的案件)?",
    "LITIGATION": rf"{_ABOUT}(?:行政)?诉讼(?:案件|数|的案件)?",
}
_OTHER_SCOPE = re.compile(
    r"(?:上|下)半年|季度|截[至止]\D{0,6}(?:20\d\d年)?(?:1[01]|[1-9])月(?!.{0,4}31日)|\d{1,2}月(?:份|至|-|—|以来|期间)"
    r"|[近两三四五几]年(?:来|以来|间)|以来累计|历年|施行以来|成立以来|日均|月均|人均|平均|拟(?=[制修出开新])|每年|计划|预计|力争|目标"
    r"|[局委办厅]机关|机关本级|本级|下属|所属|直属"
)
_OTHER_AGENCY = re.compile(
    r"[\u4e00-\u9fff]{1,12}?(?:局|委|办公室|政府(?!信息|集中|采购|购买|网站|门户|规章|公报)|镇|乡|街道|中心|公司|支队|大队|管委会|法院)"
)
_OWN = re.compile(r"[我本该]|全[局委办镇乡]|党(?:委|组)")
_WHOLE = frozenset(("全局", "全镇", "全乡"))
"""Places that are an agency of that kind itself."""
SPACE = re.compile(r"\s")


def on_this_report(report: Report, before: str, action: str, period: int | None, place: str | None) -> bool:
    """Whether words speak of this agency and this whole year. `before`: the sentence so far, without spaces."""
    year = report.identity.year
    agency = report.identity.agency or ""
    own_place = place is None or (place in _WHOLE and agency.removesuffix("人民政府").endswith(place[1:]))
    if not own_place or (period is not None and year is not None and period != year):
        return False
    return not _OTHER_SCOPE.search(before) and not _names_another(before, action, agency)


def _names_another(before: str, action: str, agency: str) -> bool:
    """Whether the last agency that the words name is not the report's own (in full or in short)."""
    clause = re.split(r"[，。；：]", before)[-1]
    clause = clause[: clause.rfind(action)] if action and action in clause else clause
    for match in _OTHER_AGENCY.finditer(clause):
        name = re.sub(r"^.*?(?:年度?|全年|其中|由|共)", "", match[0])
        if not _OWN.search(name) and not is_short_for(name, agency):
            return True
    return False


def is_short_for(words: str, agency: str) -> bool:
    """Whether words are an agency's name in full or in short: their characters stand in it in this order."""
    rest = iter(agency)
    return all(character in rest for character in words)
