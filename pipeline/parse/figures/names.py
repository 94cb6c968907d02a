"""A stretch of a sentence → the name that stands in it, without the words that lead to it and trail after it."""

from __future__ import annotations

import functools
import re

from pipeline.parse.figures import words
from pipeline.parse.figures.marks import BEFORE_THEN
from pipeline.parse.figures.numbers import BRACKETED, NAMED

_TIME = r"20\d\d\s?年(?:度|底|末)?|\d{1,2}\s?月份?|\d{1,2}\s?[日天](?:以?[内前后])?|(?:上|下)半年|第?[一二三四]季度"
_SPLIT = re.compile(
    rf"累计|共计|总计|合计|一共|目前|今年以来|本年度|全年|包含|包括|其中|期间|以来|[^\W\d]后(?![续台勤进])|(?:{_TIME})"
)
_MAY_SPLIT = re.compile(r"[累共总合一目今本全包其期以后季\d上下第]")
"""How what `_SPLIT` finds begins, or the 后 or 季 that it holds: most stretches have none."""
_OTHER_NUMBER = re.compile(r"\d.{0,3}|\d+(?:[至到—-]\d+)?分(?:以[上下])?")
_COUNTED = re.compile(r"[^，、]*[^\d、]\d+[^\W\d]、(?=..)")
"""锦旗6杆、表扬信: a number whose unit is none of ours stands before."""
_SCORE = re.compile(r"\d分")
_SINCE = re.compile(BEFORE_THEN)
_IS = re.compile(r"(?<=.)为(?=..)|(?<=.)[由从](?=..)")
_COPULA = re.compile("[为由从]")
_AND_SO_ON = re.compile(r"等(?:[一二三四五六七八九十]+类)?(?:方面|各类|有关|相关|渠道|途径|载体|场所)?的?(?=.)")
_OWNED = re.compile(r"[^，]{2,}所(?:提出?|反映|涉及?|列|需|附)的?(?=..)")
_OF_WHICH = re.compile(r"\s*[（(](?:不?含|包括|以下|即|如)")
_KINDS = re.compile(r"[\d.]+大?[类种]$")
"""食品18大类5200批次: how many kinds is no part of the name."""
_LONGEST = 30
_SHORT_NAME = 4
"""A name in marks so short is a part of the word behind it (“三公”经费), marks included."""
_SHORT_BRACKET = 6


@functools.cache
def _leading() -> re.Pattern[str]:
    return re.compile(rf"[\s、，]|{_TIME}|{words.fillers('before')}")


def _without_lead(text: str, begin: int) -> int:
    """Where the name begins behind what leads to it; a known name is never cut (在线访谈)."""
    while not words.begins_with_name(text, begin):
        found = _leading().match(text, begin)
        if found is None or found.end() == begin or not words.is_word_end(text, begin, found.end()):
            break
        begin = found.end()
    return begin


@functools.cache
def _after() -> tuple[str, ...]:
    return tuple(words.fillers("after").split("|"))


@functools.cache
def _weak() -> re.Pattern[str]:
    return re.compile(rf"(?:{words.fillers('adverb')})+|{words.fillers('weak')}")


@functools.cache
def _adverb_end() -> re.Pattern[str]:
    return re.compile(rf"(?:{words.fillers('adverb')}|上|里|内)+$")


def without_tail(text: str) -> str:
    """The text without what trails after a name: 共, 数量, 为, …"""
    while True:
        text = text.rstrip(f"、，{BRACKETED}")
        if not text.endswith(_after()):
            return text
        known = next(word for word in _after() if text.endswith(word))
        if known == "专题" and not text.endswith(("会专题", "会议专题")):
            return text
        if len(text) > 1 == len(known) and not words.is_word_end(text, 0, len(text) - 1):  # 行政行为
            return text
        text = text[: -len(known)]


def name(sentence: str, plain: str, start: int, end: int) -> str | None:
    """The name in `sentence[start:end]`, None where there is none or its words say nothing (结果, 情况)."""
    since = _SINCE.search(plain, start, end)
    end = since.start() if since else end
    part = plain[start:end]
    kept = without_tail(part)
    kept = without_tail(_KINDS.sub("", kept)) if kept.endswith(("类", "种")) else kept
    brackets = len(part[len(kept) :].strip()) if part[len(kept) :].strip(f" {BRACKETED}") == "" else 0
    split = list(_SPLIT.finditer(kept)) if _MAY_SPLIT.search(kept) else []
    if split and split[-1].end() == len(kept):  # 加上2021年结转的
        return None
    begin = split[-1].end() if split else 0
    counted = _COUNTED.match(kept, begin)
    begin = counted.end() if counted else begin
    begin = _without_lead(kept, begin)
    inner = kept[begin:]
    begin += _listed(inner)
    inner = kept[begin:]
    if inner.startswith(NAMED * (_SHORT_NAME + 1)) and len(inner.strip(f"{NAMED}、 ")) > 1:  # “一网通办”率
        begin += len(inner) - len(inner.lstrip(f"{NAMED}、 "))
        begin = _without_lead(kept, begin)
        inner = kept[begin:]
    owned = _OWNED.match(inner)
    if owned:
        begin += owned.end()
        inner = kept[begin:]
    copula = _IS.search(inner) if _COPULA.search(inner) else None
    if copula and words.is_word_end(inner, 0, copula.end() - 1) and words.is_word_end(inner, 0, copula.end()):
        begin += copula.end()
        inner = kept[begin:]
    if "的" in inner and not inner.startswith("现行有效的"):
        begin += inner.rindex("的") + 1
    if _OF_WHICH.match(sentence, start + len(kept)):
        brackets = 0
    said = inner.rstrip(NAMED)
    if (
        sentence.endswith("”", start, start + len(kept)) and len(said) < len(inner) and said.endswith(_classes())
    ):  # 事项“全岛联办”
        kept = kept[: begin + len(said)]
    length = len(kept) + (brackets if 0 < brackets <= _SHORT_BRACKET else 0)
    found = "".join(sentence[start + begin : start + length].split()).removesuffix("等").lstrip("）)")
    good = (
        not _SCORE.search(found)
        and 1 < len(found) <= _LONGEST
        and not _weak().fullmatch(found)
        and not _OTHER_NUMBER.fullmatch(found)
    )
    return found if good else None


def is_agent(said: str | None) -> bool:
    """Whether a name is who or where, not what: 区政府网站, 各部门."""
    if said is None:
        return False
    return without_adverb(said).endswith(_agents())


def is_body(said: str) -> bool:
    """Whether a name is an agency or a part of one, that does things itself."""
    return said.endswith(tuple(words.fillers("body").split("|")))


def without_adverb(said: str) -> str:
    """The words without the adverbs of a verb behind them: 工作人员|现场."""
    adverb = _adverb_end().search(said)
    return said[: adverb.start()] if adverb and adverb.start() > 1 else said


@functools.cache
def doings() -> frozenset[str]:
    """Verbs whose doer stands before them, so that it is never what is counted: 政府网站|发布 36 条."""
    return frozenset(words.fillers("doing").split("|"))


def is_channel(said: str) -> bool:
    """Whether a name is where something is published: 专栏, 公众号."""
    return said.endswith(tuple(words.fillers("channel").split("|")))


def only_weak(stretch: str) -> bool:
    """Whether a stretch holds a word that says nothing of what is counted, and no other: 省级, 其他."""
    return _weak().fullmatch(without_tail(stretch).strip("、和及 ")) is not None


@functools.cache
def _agents() -> tuple[str, ...]:
    return tuple(words.fillers("agent").split("|"))


def is_abstract(said: str) -> bool:
    """Whether a name is nothing that could be counted one by one: 渠道, 机制."""
    return said.endswith(_abstract())


@functools.cache
def _abstract() -> tuple[str, ...]:
    return tuple(words.fillers("abstract").split("|"))


@functools.cache
def papers() -> frozenset[str]:
    """Names too general to stand alone behind a verb that is a part of a longer name (批准和实施信息)."""
    return frozenset(words.fillers("paper").split("|"))


@functools.cache
def _classes() -> tuple[str, ...]:
    return tuple(words.fillers("class").split("|"))


def _listed(text: str) -> int:
    """How many characters of the text only list examples of what it names: “甲”“乙”等 or a list that is too long."""
    said = [match for match in _AND_SO_ON.finditer(text) if match.end() < len(text)]
    return said[-1].end() if said and (NAMED in text[: said[-1].start()] or "、" in text[: said[-1].start()]) else 0


def canonical(subject: str | None) -> str | None:
    """The standard name of the subject, or of the longest spelling of one that it ends with."""
    if subject is None:
        return None
    known = words.subjects()
    bare = subject.removesuffix("数")
    return next((known[bare[index:]] for index in range(len(bare) - 1) if bare[index:] in known), None)
