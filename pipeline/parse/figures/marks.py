"""What the words around a number may be: marks, words of comparison and of lists, endings of names."""

from __future__ import annotations

import re

ENDS = re.compile(r"[，,；;：:（）()。！？]")
SPACE = re.compile(r"\s+")
BEGINS = re.compile(rf"{ENDS.pattern}|其中|包括|包含|而(?!且)")
OTHER_LIST = re.compile(r"[^，。；：其中]{2,}(?:包括|包含)[^，]*$")
"""解读形式包括…: a list of its own, which another one's verb does not reach."""
EDGES = re.compile(r"[，,；;：:。！？、)）]")
LIST = re.compile(r"[、；;：:（(]|其中|包括")
RESPECTIVELY = re.compile(r"分别(?:[为是达有]|达到|增长|下降)?\s*$")
ITEMS = re.compile(r"[、和及与]")
COMPARED = re.compile(
    r"(?:同比|环比|较|比|相比)?[^，]{0,8}?(?P<way>增长|增加|上升|提高|提升|减少|下降|降低|多|少|翻|增幅|降幅|增速)[了出]?(?:达到?|为|约)?\s*$"
)
COMPARING = re.compile(r"同比|环比|较[^，]{0,7}(?:年|期)|比[^，]{0,7}(?:年|期)|^\s*(?:增长|上升|下降|增幅|降幅)")
UP = ("增", "上", "提", "多", "翻")
BECAME = re.compile(r"(?P<way>提升|提高|增加|上升|增长|增|升|下降|减少|降低|降|压缩|扩大|精简|集约|缩短|压减|整合)(?:至|到|为)(?:(?:年[末底]|目前|现在|今年|20\d\d年)的)?\s*$")
AND_ALSO = ("", "共", "计", "共计", "合计")
"""What may stand between two numbers that count the same in two units."""
TO = re.compile(r"\s*(?P<way>[^，。；、\d]{1,4}?)[至到为](?:(?:年[末底]|目前|现在|今年)的)?\s*")
"""由 36 项|拓展到|58 项."""
ABOUT = re.compile(r"从|按|据|为了?|围绕|针对|根据|对于?|就")
"""How a clause begins that acts on nothing that could be counted in the next one."""
PASSIVE = re.compile(r"因[^，]*?(?=被)")
GOES_ON = re.compile(r"其中|包括")
AMONG = re.compile(r"([^，。：；]{2,30})中[，,]")
SHARE = re.compile(r"占(?:比|[^，]{0,10}的)?(?:超过?|近|达到?|为|约|逾)?\s*$")
TOTAL = re.compile(r"累计|总计|共计|合计|一共|总共|(?<!公)共(?![同享治商])")
PART = re.compile(r"其中|包括|含")
FROM = re.compile(r"[由从](?:(?:20\d\d年|[上去今]年|[年月][初末底]|原来|原先|之前|过去|此前|改革前)的?)?$")
HAS = re.compile(r"有\s*$")
ALONE = ("现行", "有效", "总", "日均", "平均", "累计", "人均")
"""How a subject begins that takes no verb of the list before it."""
MEASURES = ("量", "率", "度", "数", "额", "人数", "比例", "占比")
"""How a subject ends that takes no verb of the list before it."""
SCOPES = (
    *"委局办厅部市县区镇乡省州旗国年内间中级科等属",
    "政府",
    "部门",
    "单位",
    "街道",
    "中心",
    "机关",
    "范围",
)
"""How words before a number end that say who or where, so that what is counted stands behind the number."""
LEADS = ("对", "将", "把", "向", "给", "由", "从", "与", "和", "及", "为", "在", "于")
PREPOSITIONS = re.compile(
    r"通过|结合|聚焦|涵盖|利用|依托|借助|针对|根据|按照|围绕|因|(?<!存)在(?!线|编|岗|职|建)"
    r"|对(?!外)|赴|被|为(?!主|民|期|止)|经(?!费|济|营|办|验|开)|(?<![关由])于|(?<!方)向"
)
REALLY = re.compile(r"(?:并|均|已|全部|及时|依法|按时|按期)$")
MEANS = re.compile(r"(?:通过|采取|采用|利用|运用|借助|依托|以)[^，]{2,40}?(?:方式|形式|渠道|途径|手段)(?!的)")
"""通过座谈、走访等方式: how it was done, not what."""
RATIOS = ("率", "度", "比", "比例")
SHARES = ("%", "个百分点")
PERSONS = ("人", "人次", "名")
DOERS = (*PERSONS, "家", "户", "位")
"""Units of those who do something."""
DOCUMENTS = ("书", "函", "表", "单", "证")
PIECES = frozenset(("条", "篇", "件", "个", "份", "部", "则", "幅"))
"""Units that one list may mix: 发布短视频 26 条，图文信息 389 篇."""
SHORT = 3
WAYS = ("依申请公开", "免予公开")
"""Names of a way of disclosure that a list tells of its subject."""
ACHIEVED = ("完成", "实现", "进行")
EVENTS = ("次", "场", "期", "轮", "场次", "批次")
MEETINGS = ("会", "会议", "活动", "班")
NO_HEIR = ("涉及", "收费", "败诉", "胜诉", "办件")


def is_measure(subject: str) -> bool:
    """Whether a subject measures (阅读量) instead of being counted."""
    return subject.endswith(MEASURES) and not subject.endswith("制度")
