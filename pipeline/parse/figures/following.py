"""What stands right behind a number and its unit: what it counts (3 次会议) or what was done (103 件顺延到下年度)."""

from __future__ import annotations

import re

from pipeline.model import value
from pipeline.parse.figures.marks import EVENTS, PERSONS
from pipeline.parse.figures.names import is_abstract, is_agent, name
from pipeline.parse.figures.verbs import Verb, verbs
from pipeline.parse.figures.words import is_word_end, terms, words_of

_ENDS = re.compile(r"[，,；;：:（）()。！？、“”]")
_NO_NOUN = re.compile(r"以及|[并且及按后以是为的和与在中内因由占比较对向给将把从]|有|用于|用以|同比|左右|不等|其中|之多")
_ADVERB = re.compile(r"(?:专门|重要|重大|主要|常见|突出|典型|相应|不同|新|具体|全新)的")
_SKIPPED = re.compile(r"(?:提前|按时|按期|及时|顺利|如期|均|已|都|全部|也|将|仍|正在|现|被|未|不予|尚未|无法)+")
_FIELD = re.compile(r"(?:重点|试点|公开)*领域")
_PASSIVE = re.compile(r"(?:均|已|全部)*被")
_CUT = re.compile(
    r"进行|实现|实行|予以|给予|有机|全部|均|已|并|被|将|在|中(?!心)|后|与|和|及|等|是|为|占|依法|依规|作出"
    r"|逐一|逐项|逐条|重新|没有|全面|免费|集中|走进|参加|完成|按期|分别|共|达到?|具体|负责|到(?!位|期|案|场)|赴|前往"
)


@value
class Following:
    """Subject or action behind the number; both None where the words do not tell.

    `acted_on`: what a verb behind the number acts on (3 次参加访谈).
    """

    subject: str | None = None
    action: str | None = None
    acted_on: str | None = None


def following(sentence: str, plain: str, stop: int, until: int, *, acted_on: bool, unit: str) -> Following:
    """What `plain[stop:until]` says of the number that ends at `stop`.

    `acted_on`: a preposition leads to the number, so that a verb behind is one (对 6 个栏目排查), no part of the name.
    `unit`: of the number; what persons did is no part of their name (1.6 万名群众参与).
    """
    start = stop + len(plain[stop:until]) - len(plain[stop:until].lstrip(" ◇"))
    end = _ENDS.search(plain, start, until)
    if end and end[0] == "、" and end.start() - start == 1:  # 132 名专、兼职工作人员
        end = _ENDS.search(plain, end.end(), until)
    phrase = plain[start : end.start() if end else until]
    adverb = _ADVERB.match(phrase)
    if adverb:
        start, phrase = start + adverb.end(), phrase[adverb.end() :]
    skipped = _SKIPPED.match(phrase)
    found = verbs(phrase)
    first = found[0] if found else None
    lead = skipped.end() if skipped else 0
    if first is not None and first.start <= lead and terms(phrase[lead:]) and terms(phrase[lead:])[0].start == 0:
        return _led_by_verb(sentence, plain, start, phrase, first)
    if _PASSIVE.match(phrase) and found:
        return Following(action=phrase[found[-1].start : found[-1].end])
    none = _NO_NOUN.match(phrase)
    if not phrase or skipped or (none and is_word_end(phrase, 0, none.end())):
        return Following()
    open_end = acted_on or (end is None and until < len(plain))  # the next number stands behind: 26 个部门开展 2 次
    told = [verb for verb in found if acted_on or verb.last.role not in ("noun", "deed", "dual") or verb.chained]
    ends = [verb for verb in told if open_end or _did(verb, unit) or verb.end < len(phrase.rstrip())]
    later = [verb.start for verb in ends if verb.start > 1]
    edges = {edge for word in words_of(phrase) for edge in word}
    cuts = [cut.start() for cut in _CUT.finditer(phrase, 1) if {cut.start(), cut.end()} <= edges]
    length = min([len(phrase), *later[:1], *cuts[:1], *_owner(phrase), *_of_whom(phrase, nested=end is None)])
    return Following(subject=name(sentence, plain, start, start + length), action=None if acted_on or open_end else _done(phrase[length:]))


def _did(verb: Verb, unit: str) -> bool:
    """Whether a verb at the end is what those who are counted did."""
    return unit in PERSONS or (verb.last.role == "tail" and unit not in EVENTS)


def _of_whom(phrase: str, *, nested: bool) -> list[int]:
    """Where those ends of whom something is said: 9 个县区|政务公开情况, 8 个领域|标准指引."""
    ends = [end for _, end in words_of(phrase) if 1 < end < len(phrase) and is_agent(phrase[:end])]
    whom = next((end for end in ends if is_abstract(phrase)), None)
    field = _FIELD.match(phrase) if nested else None
    return [found for found in (whom, field.end() if field else None) if found is not None]


def _owner(phrase: str) -> list[int]:
    """Where what was acted on ends before 的 and the act: 118 份规范性文件|的清理."""
    before, of, act = phrase.rpartition("的")
    done = verbs(act) if of else []
    return [len(before)] if done and done[0].start == 0 and not act[done[-1].end :].strip() else []


def _done(rest: str) -> str | None:
    """What was done with what is counted: 31 项任务|全部完成, 3 个案例|获评优秀; None where that did it to something."""
    skipped = _SKIPPED.match(rest)
    rest = rest[skipped.end() :] if skipped else rest
    found = verbs(rest)
    if not found or found[0].start > 0:
        return None
    earned = found[0].last.role == "earn"
    return rest[: found[0].end] if earned or not rest[found[0].end :].strip() else None


def _led_by_verb(sentence: str, plain: str, start: int, phrase: str, verb: Verb) -> Following:
    """2 件予以公开 tells what was done; 3 件涉及公开的复议 names what is counted."""
    behind = phrase.rfind("的")
    if verb.start == 0 and verb.last.role == "attribute" and behind < 0 and phrase[verb.end :].strip():
        return Following(subject=name(sentence, plain, start, start + len(phrase)))  # 1102 个公开要素
    if behind >= verb.end and phrase[behind + 1 :].strip():
        return Following(subject=name(sentence, plain, start + behind + 1, start + len(phrase)))
    begun = re.sub(r"^(?:提前|按时|按期|及时|顺利|如期|均|已|都|全部|也|将|仍|正在|现|被)+", "", phrase[: verb.end])
    acted_on = name(sentence, plain, start + verb.end, start + len(phrase))
    return Following(action=re.sub(r"\s+", "", begun), acted_on=acted_on)
