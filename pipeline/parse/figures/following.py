"""What stands right behind a number and its unit: what it counts (3 次会议) or what was done (103 件顺延到下年度)."""

from __future__ import annotations

import re

from pipeline.model import value
from pipeline.parse.figures.marks import DOERS, EVENTS, PERSONS
from pipeline.parse.figures.names import is_abstract, is_agent, is_body, name, without_adverb
from pipeline.parse.figures.verbs import NAMING, Verb, verbs
from pipeline.parse.figures.words import fillers, is_word_end, listed, terms, words_of

_ENDS = re.compile(r"[，,；;：:（）()。！？、“”]")
_KIND_OF = re.compile(rf"(?:{fillers('described')})的")
_NO_NOUN = re.compile(fillers("no noun"))
_SKIPPED = re.compile(rf"(?:{fillers('skipped')})+")
_FIELD = re.compile(r"(?:重点|试点|公开)*领域")
_MANNER = re.compile(rf"(?:{fillers('manner')})+")
_PASSIVE = re.compile(r"(?:均|已|全部)*被")
_LISTED = re.compile(r"、[^，；。：\d]*等[^，；。：、\d]+")
"""听取甲|、乙等工作汇报: the list goes on to what it lists."""
_CUT = re.compile(fillers("cut"))


@value
class Following:
    """Subject or action behind the number; both None where the words do not tell.

    `acted_on`: what a verb behind the number acts on (3 次参加访谈).
    """

    subject: str | None = None
    action: str | None = None
    acted_on: str | None = None


def following(sentence: str, plain: str, stop: int, until: int, *, acted_on: bool, taken: bool, unit: str) -> Following:
    """What `plain[stop:until]` says of the number that ends at `stop`.

    `acted_on`: a preposition leads to the number, so that a verb behind is one (对 6 个栏目排查), no part of the name.
    `taken`: 将 leads to the number, so that the verb behind is what was done (将 26 项任务分解).
    `unit`: of the number; what persons did is no part of their name (1.6 万名群众参与).
    """
    start = stop + len(plain[stop:until]) - len(plain[stop:until].lstrip(" ◇"))
    end = _ENDS.search(plain, start, until)
    if end and end[0] == "、" and end.start() - start == 1:  # 132 名专、兼职工作人员
        end = _ENDS.search(plain, end.end(), until)
    phrase = plain[start : end.start() if end else until]
    adverb = _KIND_OF.match(phrase)
    if adverb:
        start, phrase = start + adverb.end(), phrase[adverb.end() :]
    skipped = _SKIPPED.match(phrase)
    found = [verb for verb in verbs(phrase) if verb.start > 0 or verb.last.role != "open"]
    first = found[0] if found else None
    lead = skipped.end() if skipped else _manner(phrase, first)
    if first is not None and first.start <= lead and terms(phrase[lead:]) and terms(phrase[lead:])[0].start == 0:
        return _led_by_verb(sentence, plain, start, phrase, first, until)
    if _PASSIVE.match(phrase) and found:
        return Following(action=phrase[found[-1].start : found[-1].end])
    none = _NO_NOUN.match(phrase)
    if not phrase or skipped or (none and is_word_end(phrase, 0, none.end())):
        return Following()
    open_end = acted_on or (end is None and until < len(plain))  # the next number stands behind: 26 个部门开展 2 次
    told = [
        verb
        for verb in found
        if acted_on or verb.last.role not in ("noun", "deed", "dual") or verb.chained or is_agent(phrase[: verb.start])
    ]
    ends = [verb for verb in told if open_end or _did(verb, unit) or verb.end < len(phrase.rstrip())]
    later = [verb.start for verb in ends if verb.start > 0]
    edges = {edge for word in words_of(phrase) for edge in word}
    cuts = [cut.start() for cut in _CUT.finditer(phrase, 1) if {cut.start(), cut.end()} <= edges]
    length = min([len(phrase), *later[:1], *cuts[:1], *_owner(phrase)])
    length = min([length, *_of_whom(phrase[:length], nested=end is None)])
    length = min([length, *_did_something(phrase[:length], unit)])
    length = min([length, *_person(phrase[:length], unit)])
    return Following(
        subject=name(sentence, plain, start, start + len(without_adverb(phrase[:length]))),
        action=_done(phrase[length:], taken=taken) if taken or not (acted_on or open_end) else None,
    )


def _manner(phrase: str, first: Verb | None) -> int:
    """Where the manner ends in which something was done to what stands behind: 3 次专题|研究公开工作."""
    manner = _MANNER.match(phrase)
    tells = first is not None and first.last.role not in NAMING and phrase[first.end :].strip()
    return manner.end() if manner and tells else 0


def _did(verb: Verb, unit: str) -> bool:
    """Whether a verb at the end is what those who are counted did."""
    return unit in PERSONS or verb.last.role == "earn" or (verb.last.role == "tail" and unit not in EVENTS)


def _of_whom(phrase: str, *, nested: bool) -> list[int]:
    """Where those ends of whom something is said: 9 个县区|政务公开情况, 8 个领域|标准指引."""
    ends = [end for _, end in words_of(phrase) if 1 < end < len(phrase) and is_agent(phrase[:end])]
    whom = next((end for end in ends if is_abstract(phrase)), None)
    field = _FIELD.match(phrase) if nested else None
    return [found for found in (whom, field.end() if field else None) if found is not None]


def _did_something(phrase: str, unit: str) -> list[int]:
    """Where those end whose doing stands before 的: 27 个执法单位|制作的案卷."""
    done, of, _ = phrase.rpartition("的")
    if not of or unit not in DOERS and unit != "个":
        return []
    ends = [end for _, end in words_of(done) if 1 < end < len(done) and is_body(done[:end])]
    return [end for end in ends if any(verb.start == 0 for verb in verbs(done[end:]))][:1]


def _person(phrase: str, unit: str) -> list[int]:
    """Where persons end whom the words behind 的 do not name: 3 名副局长|任副组长的领导小组."""
    if unit not in PERSONS or "的" not in phrase or is_agent(phrase):
        return []
    return [end for _, end in words_of(phrase) if end > 1 and is_agent(phrase[:end])][:1]


def _owner(phrase: str) -> list[int]:
    """Where what was acted on ends before 的 and the act: 118 份规范性文件|的清理."""
    before, of, act = phrase.rpartition("的")
    done = verbs(act) if of else []
    return [len(before)] if done and done[0].start == 0 and not act[done[-1].end :].strip() else []


def _done(rest: str, *, taken: bool) -> str | None:
    """What was done with what is counted: 31 项任务|全部完成, 3 个案例|获评优秀; None where that itself did it."""
    if _PASSIVE.match(rest):
        done = verbs(rest)
        return rest[done[0].start : done[0].end] if done else None
    skipped = _SKIPPED.match(rest)
    rest = rest[skipped.end() :] if skipped else rest
    found = verbs(rest)
    if not found or found[0].start > 0:
        return None
    earned = taken or found[0].last.role == "earn"
    left = rest[found[0].end :].strip()
    return rest[: found[0].end] if earned or not left or left in listed("finished") else None


def _led_by_verb(sentence: str, plain: str, start: int, phrase: str, verb: Verb, until: int) -> Following:
    """2 件予以公开 tells what was done; 3 件涉及公开的复议 names what is counted."""
    behind = phrase.rfind("的")
    if verb.start == 0 and verb.last.role == "attribute" and behind < 0 and phrase[verb.end :].strip():
        return Following(subject=name(sentence, plain, start, start + len(phrase)))  # 1102 个公开要素
    if behind >= verb.end and phrase[behind + 1 :].strip():
        return Following(subject=name(sentence, plain, start + behind + 1, start + len(phrase)))
    skipped = _SKIPPED.match(phrase, 0, verb.start)
    begun = phrase[skipped.end() if skipped else 0 : verb.end]
    end = start + len(phrase)
    listed = _LISTED.match(plain, end, until)
    acted_on = name(sentence, plain, start + verb.end, listed.end() if listed else end)
    return Following(action=re.sub(r"\s+", "", begun), acted_on=acted_on)
