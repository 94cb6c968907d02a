"""The verbs of a clause that say what was done, chains of them (组织开展, 制作并发布) as one."""

from __future__ import annotations

import functools
import re

from pipeline.model import value
from pipeline.parse.figures.marks import MEETINGS, SPACE
from pipeline.parse.figures.marks import PREPOSITIONS as LED
from pipeline.parse.figures.names import doings, is_agent, is_channel, name, papers, without_tail
from pipeline.parse.figures.words import Term, is_word_end, listed, terms, words_of

_NOUN_AFTER = re.compile(
    r"[率量度面方员者间馆室栏亭墙廊单表卡证函信牌册库网群会团队组班课台屏机法制权性岗榜线箱屏]|数(?![据字])"
    r"|点(?![击赞评])|期(?!间)|[费款](?!用)|件(?!次)|[区厅](?![^、，和及与或◇\d])|号(?!召)|书(?![面记])|站(?!点)"
    r"|架(?![构设])|人[数次]|时间|金额|总人?[量额数次]|总金额|情况|范围|形式|方式|渠道|质量|水平|能力|流程|程序|途径"
)
"""What makes a name of a verb; 区 and 厅 with a name behind them are who has it: 推送|区融媒体中心."""
_OF_DEEDS = re.compile(r"项目")
"""What makes a name behind a verb that names (采购|项目), but not behind one that tells (涉及|项目)."""
_IMPROVED = ("形式", "方式", "渠道", "质量", "水平", "能力", "流程", "程序", "途径")
_DOER = re.compile(r"部门|单位|机关|局(?!长)|委员会|中心|大队|平台|系统|窗口|大厅")
_SUBORDINATE = re.compile(r"(?:以|之)?[后前](?![续台勤进])|以来|期间|时，")
"""改版后: when something was done, not what."""
_WITHIN_NAME = listed("within name")
"""What stands before a verb that is a part of what another one acts on: 审核拟发布信息."""
_ATTRIBUTE = ("的", "类", "性", "等")
_CHAINED = re.compile(r"[\s了]*(?:并及时|并|或者|或|、|及时)?[\s了]*")
_RELATING = listed("relating")
THINGS = ("noun", "deed")
"""Roles of verbs that name what is done or made."""
NAMING = (*THINGS, "dual", "attribute")
"""Roles of verbs that name as often as they tell."""
OPEN_NAMING = (*NAMING, "open")
THINGS_OR_DUAL = (*THINGS, "dual")
LIGHT = ("light", "achieve")
"""Roles of verbs that take another one as their object."""
_AND_OTHERS = re.compile(r"等(?![级次候待])[^，。；]*$")
"""审核、审查等制度: verbs before it are a list's names."""
_ANEW = listed("anew")
"""What stands before a verb that tells, whatever was said before it."""
_NEGATION = re.compile(r"(?:尚未|没有|无法|不予|不宜|不再|暂不|未|不)$")


@value
class Verb:
    """A verb, or a chain of them: `last` is the last one's own place and role.

    `named`: where the verbs that name begin at the end of a chain (形成|调研报告), else where its last verb begins.
    """

    start: int
    end: int
    last: Term
    chained: bool
    named: int

    def text(self, sentence: str, begin: int) -> str:
        """The verb's own characters in a sentence whose clause begins at `begin`."""
        return SPACE.sub("", sentence[begin + self.start : begin + self.end])


def verbs(clause: str) -> list[Verb]:
    """The verbs in order: not those within names, before 的, or used as nouns (办结率)."""
    return list(_verbs(clause)) if clause else []


@functools.lru_cache(maxsize=16)  # the clauses of one sentence, each asked for several times
def _verbs(clause: str) -> tuple[Verb, ...]:
    found: list[Verb] = []
    skipped = 0
    for term in terms(clause):
        after = clause[term.end :]
        relative = after.rpartition("的")
        apart = bool(found) and (found[-1].end < term.start or term.text in _RELATING)
        if apart and relative[1] and without_tail(relative[2]):  # 发布涉及民生的信息
            continue
        gap = bool(found) and _CHAINED.fullmatch(clause, found[-1].end, term.start) is None
        in_list = found and (
            (skipped and clause[skipped : term.start].strip() == "、")
            or (gap and _AND_OTHERS.search(after))
            or (after.startswith("、") and term.role in THINGS)
        )
        led = bool(found) and found[-1].last.role == "pivot" and term.start > found[-1].end and _acts(after)
        initial = not found and _opens(clause, term)
        if (
            term.role == "name"
            or (term.role == "open" and not led and not initial)
            or _is_noun(after, term.role)
            or in_list
        ):
            if in_list:
                skipped = term.end
            continue
        if clause.endswith("应", 0, term.start) or (found and clause.endswith(_WITHIN_NAME, 0, term.start)):
            continue
        if _SUBORDINATE.match(after):
            found.clear()
            continue
        if term.role == "attribute" and found and without_tail(after) and _names_on(clause, found[-1], term):
            continue
        if found and _describes(found[-1], term, after):
            continue
        negation = _NEGATION.search(clause, max(0, term.start - 2), term.start)
        start = negation.start() if negation else term.start
        if len(found) == 1 and _ends_name(clause, found[-1], start, term):
            found = [Verb(start=start, end=term.end, last=term, chained=False, named=start)]
        elif found and _goes_on(clause, found[-1], start):
            both_name = {term.role, found[-1].last.role} <= set(THINGS) and found[-1].named > found[-1].start
            named = found[-1].named if both_name else term.start
            found[-1] = Verb(start=found[-1].start, end=term.end, last=term, chained=True, named=named)
        else:
            found.append(Verb(start=start, end=term.end, last=term, chained=False, named=start))
    return tuple(found)


def _describes(before: Verb, term: Term, after: str) -> bool:
    """Whether a verb right behind another is a part of what that acts on: 发布|回应信息, 开展|辟谣工作."""
    if before.last.role == "attribute" and term.role == "dual" and not _is_paper(after):  # 公开|答复|留言
        return False
    if term.role == "tail" and before.last.text in doings():  # 接待|参观群众
        return before.end == term.start and without_tail(after) != ""
    light = before.last.role == "light" and not before.chained
    names = light or (term.role in NAMING and before.last.role not in THINGS + ("pivot",))
    return names and before.end == term.start and without_tail(after) != ""


def _is_paper(after: str) -> bool:
    return name(after, after, 0, len(after)) in papers()


def _goes_on(clause: str, before: Verb, start: int) -> bool:
    """Whether the verb that begins at `start` is one with the one before (制作并发布)."""
    chains = before.last.role not in ("exist", "open", "earn")
    return chains and _CHAINED.fullmatch(clause, before.end, start) is not None


def _ends_name(clause: str, before: Verb, start: int, term: Term) -> bool:
    """Whether 完成 follows a verb that ends a name before it: 规范化建设|完成."""
    named = before.last.role in THINGS and not before.chained and before.end == start and term.role not in THINGS
    head = name(clause, clause, 0, before.start)
    return named and head is not None and not is_agent(head)


def _opens(clause: str, term: Term) -> bool:
    """Whether a verb at large begins the clause, that is no item of a list, and acts on a name."""
    if term.role != "open" or clause.lstrip()[:1] in ("、", "和", "及", "与"):
        return False
    after = clause[term.end :]
    named = any(found.role == "name" and found.end == len(after.rstrip()) for found in terms(after))
    return not without_tail(clause[: term.start]) and (named or _acts(after))


def governing(clause: str, found: list[Verb]) -> int:
    """Which of the verbs acts on what the clause ends with: the last one that is no part of another's object."""
    index = len(found) - 1
    if clause[found[index].end :].strip() == "的":
        return index
    while index > 0 and _is_part(clause, found[index - 1], found[index]):
        index -= 1
    return index


def _is_part(clause: str, before: Verb, verb: Verb) -> bool:
    """Whether a verb is a part of what the one before acts on: 编写案例汇编, 现有查阅点, 公开处罚信息."""
    between = clause[before.end : verb.start]
    if before.last.role == "exist" or (before.last.role == "open" and not between):
        return True
    if before.last.role == "pivot" and verb.last.role in NAMING and between and not is_agent(between):
        return True
    things = between.endswith(("、", "和")) and verb.last.role in THINGS  # 读本和|宣传|手册
    if things or clause[verb.start] in "不未无":
        return True
    if (before.last.role == "pivot" and without_tail(between)) or between.endswith(_ANEW):
        return False
    if (without_tail(between).endswith(MEETINGS) and not between.endswith("社会")) or is_channel(
        between
    ):  # 开设专栏|播出|节目
        return False
    because = LED.search(clause, 0, before.start) is not None
    if before.last.role not in THINGS + ("open",) and (
        is_agent(between) or (before.last.text in _RELATING and not because)
    ):
        return True  # 收到市民|上报|问题
    return verb.last.role in NAMING or _is_paper(clause[verb.end :])


def leading(clause: str) -> list[Verb]:
    """The verb of a clause without a known one: any verb of the language that begins it and has something behind."""
    for term in terms(clause):
        after = clause[term.end :]
        if term.role != "open" or LED.fullmatch(term.text) or _is_noun(after, term.role):
            continue
        head = without_tail(clause[: term.start])
        alone = not head and not without_tail(after)
        if alone or (_begins(clause, term, head) and _acts(after)):
            return [Verb(start=term.start, end=term.end, last=term, chained=False, named=term.start)]
        return coined(clause)
    return coined(clause)


def coined(clause: str) -> list[Verb]:
    """A verb that no dictionary has: two characters begin the clause, the first a verb's, a word behind: 编报|专报."""
    start = len(clause) - len(clause.lstrip())
    words = words_of(clause[start:])[:3]
    if len(words) < 3 or words[1] != (1, 2) or words[2][1] - words[2][0] < 2:
        return []
    if clause[start] not in listed("verb head") or without_tail(clause[start + 2 :]) == "":
        return []
    term = Term(start=start, end=start + 2, text=clause[start : start + 2], role="open")
    return [Verb(start=start, end=start + 2, last=term, chained=False, named=start)]


def _begins(clause: str, term: Term, head: str) -> bool:
    """Whether nothing stands before a verb that it could be a part of; `head`: what does, without its tail."""
    if not head or name(clause, clause, 0, term.start) is None or is_agent(head):
        return True
    return LED.search(clause, 0, term.start) is not None


def _acts(after: str) -> bool:
    """Whether a name stands behind a verb at large: no compound (知识|库), nor only verbs (考察|学习)."""
    acted_on = name(after, after, 0, len(after))
    if acted_on is None:
        return False
    return sum(term.end - term.start for term in terms(acted_on)) < len(acted_on)


def _names_on(clause: str, before: Verb, term: Term) -> bool:
    """Whether 公开 behind another verb is a part of its object (设置公开查阅点), not done by someone or as well."""
    between = clause[before.end : term.start]
    done = before.last.role == "pivot" and is_agent(between)
    return not between.endswith(("并", "、", "和", "了")) and not done and not is_channel(between)


def _is_noun(after: str, role: str) -> bool:
    """Whether what stands behind a verb makes it a part of a name."""
    if after.startswith("等"):
        return True
    doer = _DOER.match(after)
    if doer and any(term.role not in ("name", "open") for term in terms(after[doer.end() :])[:1]):  # 审批|局办理
        return True
    suffix = _NOUN_AFTER.match(after) or (_OF_DEEDS.match(after) if role in OPEN_NAMING else None)
    named = suffix is not None and is_word_end(after, 0, suffix.end())
    if suffix is not None and len(suffix[0]) > 1 and without_tail(after[suffix.end() :]):  # 制作|流程图
        named = False
    if suffix is not None and suffix[0] in _IMPROVED and role == "deed":  # 优化|流程
        named = False
    return (named or after.startswith(_ATTRIBUTE)) and without_tail(after) != ""
