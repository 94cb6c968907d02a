"""What the words around a number may be: marks, words of comparison and of lists, kinds of units and of names."""

from __future__ import annotations

import re

from pipeline.parse.figures.words import listed, units_of

ENDS = re.compile(r"[，,；;：:（）()。！？]")
SPACE = re.compile(r"\s+")
BEGINS = re.compile(rf"{ENDS.pattern}|其中|包括|包含|而(?!且)")
OTHER_LIST = re.compile(r"[^，。；：其中]{2,}(?:包括|包含)[^，]*$")
"""解读形式包括…: a list of its own, which another one's verb does not reach."""
EDGES = re.compile(r"[，,；;：:。！？、)）]")
LIST = re.compile(r"[、；;：:（(]|其中|包括")
RESPECTIVELY = re.compile(r"分别(?:[为是达有]|达到|增长|下降)?\s*$")
ITEMS = re.compile(r"[、和及与]")

_CHANGED = "净增加?|净减少?|增长|增加|上升|提高|提升|减少|下降|降低|多|少|翻|增幅|降幅|增速"
COMPARED = re.compile(rf"(?:同比|环比|较|比|相比)?[^，]{{0,8}}?(?P<way>{_CHANGED})[了出]?(?:达到?|为|约)?\s*$")
CHANGED = re.compile(rf"(?:{_CHANGED})[了出]?(?:达到?|为|约)?\s*$")
"""How what `COMPARED` finds ends, which is found faster: few clauses compare."""
COMPARING = re.compile(r"同比|环比|较[^，]{0,7}(?:年|期)|比[^，]{0,7}(?:年|期)|^\s*(?:增长|上升|下降|增幅|降幅)")
UP = listed("up")
_SOME_TIME = r"(?:(?:年[末底]|目前|现在|今年|20\d\d年)的)?\s*"
_BECAME = "提升|提高|增加|上升|增长|增|升|下降|减少|降低|降|压缩|扩大|精简|集约|缩短|压减|整合"
BECAME = re.compile(rf"(?P<way>{_BECAME})(?:至|到|为){_SOME_TIME}$")
TO = re.compile(rf"\s*(?P<way>[^，。；、\d]{{1,4}}?)[至到为]{_SOME_TIME}")
"""由 36 项|拓展到|58 项."""
BEFORE_THEN = r"[由从](?:(?:20\d\d年|[上去今]年|[年月][初末底]|原来|原先|之前|过去|此前|改革前)的?)?$"
FROM = re.compile(BEFORE_THEN)

AND_ALSO = ("", "共", "计", "共计", "合计")
"""What may stand between two numbers that count the same in two units."""
GOES_ON = re.compile(r"其中|包括")
AMONG = re.compile(r"([^，。：；]{2,30})中[，,]")
SHARE = re.compile(r"占(?:比|[^，]{0,10}的)?(?:超过?|近|达到?|为|约|逾)?\s*$")
TOTAL = re.compile(r"累计|总计|共计|合计|一共|总共|(?<!公)共(?![同享治商])")
PART = re.compile(r"其中|包括|含")
HAS = re.compile(r"有\s*$")
REALLY = re.compile(r"(?:并|均|已|全部|及时|依法|按时|按期)$")

PREPOSITIONS = re.compile(
    r"通过|深入(?!推|开|贯|实|学)|结合|聚焦|涵盖|利用|依托|借助|针对|根据|按照|围绕|因|(?<!存)在(?!线|编|岗|职|建)"
    r"|对(?!外)|赴|被|为(?!主|民|期|止)|经(?!费|济|营|办|验|开)|(?<![关由])于|(?<!方)向"
)
LEADS = listed("lead")
MEANS = re.compile(r"(?:通过|采取|采用|利用|运用|借助|依托|以)[^，]{2,40}?(?:方式|形式|渠道|途径|手段)(?!的)")
"""通过座谈、走访等方式: how it was done, not what."""
TAKEN = re.compile(r"[将把](?:全部|所有|全县|全市|全区|全省)?(?:的)?\s*$")
TO_WHERE = ("赴", "深入")
GOING = re.compile(r"赴|前往|深入|参加")
BECAUSE = re.compile(r"因|由于")
INTO = re.compile(r"[进至](?!度|展|步|位|期|场|程|今|少)")
ABOUT = re.compile(r"从|按|据|为了?|围绕|针对|根据|对于?|就")
"""How a clause begins that acts on nothing that could be counted in the next one."""
THOSE = re.compile(r"\w{2}的共?有\s*$")
ABOVE = re.compile(r"(?:高于|低于|高出|优于)[^，]{2,12}$")
"""高于全省平均水平|2.1 个百分点: against another's share."""
TO_WHOM = re.compile(r"[对将把向给](?![外口接标照象手策话联比])")
AIM = re.compile(r"(?<![面应核])对(?![外口接标照象手策话联比])[^，的]{0,6}$")
"""对全市|67 家网站开展检查: on whom the number behind it was acted."""
PASSIVE = re.compile(r"因[^，]*?(?=被)")

ALONE = listed("alone")
"""How a subject begins that takes no verb of the list before it."""
SCOPES = listed("scope")
"""How words before a number end that say who or where, so that what is counted stands behind the number."""
MEASURES, RATIOS, MEETINGS, DOCUMENTS = listed("measure"), listed("ratio"), listed("meeting"), listed("document")
"""How names end: of measures, of shares, of meetings, of papers."""
WAYS = listed("way")
"""Names of a way of disclosure that a list tells of its subject."""
NO_HEIR = listed("no heir")
"""Verbs that act on nothing said before."""
SHORT = 3

SHARES, PERSONS, DOERS, EVENTS = units_of("shares"), units_of("persons"), units_of("doers"), units_of("events")
PIECES, PAPERS = units_of("pieces"), units_of("papers")
"""Units that one list may mix (发布短视频 26 条，图文信息 389 篇); those of what is written."""


def is_measure(subject: str) -> bool:
    """Whether a subject measures (阅读量) instead of being counted."""
    return subject.endswith(MEASURES) and not subject.endswith("制度")
