"""What a number of a sentence counts, and what was done with it, from the words of its clause.

Chinese sentences put the number behind what it counts (发布政策解读 2 篇), behind the verb (受理申请共 5 件, 申请共受理 5 件) or
before it (召开 3 次会议). A list shares the verb that stands before it (公开信息 9 条，其中：公文 2 条；通知 7 条).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import value
from pipeline.parse.figures import words
from pipeline.parse.figures.numbers import Number, hidden

_ENDS = re.compile(r"[，,；;：:（）()。！？]")
_QUALIFIERS = (
    (re.compile(r"同比(?:增长|增加|上升)|(?:较|比)(?:上年|去年|\d{4}年)[^，]{0,6}(?:增长|增加|上升|多)|增长|上升"), "up by"),
    (re.compile(r"同比(?:减少|下降|降低)|(?:较|比)(?:上年|去年|\d{4}年)[^，]{0,6}(?:减少|下降|少)|下降"), "down by"),
    (re.compile(r"其中|包括|含"), "of which"),
    (re.compile(r"累计|总计|共计|合计|一共|总共|共"), "total"),
)
_YEAR = re.compile(r"(20\d\d)\s?年")
_LEADING = re.compile(
    r"^(?:\s|其中|包括|另有|另|含|以及|并|和|及|与|还|也|已|均|先后|分别|累计|总计|共计|合计|一共|总共|共|全年度?|年内|今年|本年度?|当年|全市|全县|全区|全省|全国|"
    r"截至目前|截至|截止|目前|期间|上年度?|20\d\d\s?年度?|\d{1,2}\s?月|\d{1,2}\s?日|底|末|我[局委办市县区镇乡省街道单位厅院]|本[局委办市县区镇乡省街道机关单位厅院]+|"
    r"通过|利用|各类|各种|相关|有关|其他各类|了|出|的|由|在|对|向|为|有|将|把)+"
)
_TRAILING = re.compile(
    r"(?:\s|数量|总数|总量|件数|条数|人数|次数|数|量|分别为|分别|达到|达|为|是|有|计|约|近|超过?|逾|累计|总计|共计|合计|一共|总共|共|全年|已|各|均|了|的|等|等共|等各类|，)+$"
)
_FOLLOWING = re.compile(r"^[^\d，,；;：:（）()。！？、□]{1,16}")
_LONGEST = 24


@value
class Words:
    """What is said of a number. `subject` None: the clause does not tell; `canonical` None: no standard name."""

    subject: str | None
    canonical: str | None
    action: str | None
    qualifier: str | None
    period: int | None


def described(sentence: str, numbers: Sequence[Number]) -> list[Words]:
    """The words of each number of the sentence, in order."""
    plain = hidden(sentence)
    found: list[Words] = []
    begin = 0
    for index, number in enumerate(numbers):
        before = plain[begin : number.start]
        until = numbers[index + 1].start if index + 1 < len(numbers) else len(plain)
        found.append(_words(before, plain[number.stop : until], number, found[-1] if found else None, plain[: number.start]))
        begin = number.stop
    return found


def _words(before: str, after: str, number: Number, last: Words | None, whole: str) -> Words:
    clause = _clause(before)
    subject, action = _before(clause)
    if subject is None and (following := _after(after)) is not None:
        subject, verb = following
        action = action or verb
    listed = last is not None and "。" not in before
    if subject is None and listed and last is not None and (action is not None or number.unit.endswith("%")):
        subject = last.subject
    if action is None and listed and last is not None:
        action = last.action
    qualifier = next((name for pattern, name in _QUALIFIERS if pattern.search(before[-len(clause) - 12 :])), None)
    years = _YEAR.findall(whole)
    return Words(
        subject=subject,
        canonical=_canonical(subject),
        action=action,
        qualifier=qualifier,
        period=int(years[-1]) if years else None,
    )


def _clause(before: str) -> str:
    """The words of the number's own clause: from the last mark that ends one. 、 ends none where no number stands before."""
    return _ENDS.split(before)[-1].lstrip("、 ")


def _before(clause: str) -> tuple[str | None, str | None]:
    """Subject and action where the clause before the number tells them."""
    verb: re.Match[str] | None = None
    nouns: list[re.Match[str]] = []
    for match in words.terms().finditer(clause):
        kind = match.lastgroup or ""
        if kind.startswith("verb"):
            rest = _bare(clause[match.end() :])
            if rest or verb is None or not _bare(clause[verb.end() :]):
                verb = match
        else:
            nouns.append(match)
    if verb is None:
        return _name(_bare(clause)), None
    rest = _bare(clause[verb.end() :])
    if rest:
        return _name(rest), verb[0]
    earlier = [noun for noun in nouns if noun.end() <= verb.start()]
    return (earlier[-1][0] if earlier else None), verb[0]


def _after(after: str) -> tuple[str | None, str | None] | None:
    """Subject and action where they follow the number: 3 次会议; 103 件顺延到下年度."""
    match = _FOLLOWING.match(after.lstrip())
    if match is None:
        return None
    verb = words.terms().match(match[0])
    if verb is not None and (verb.lastgroup or "").startswith("verb"):
        return None, verb[0]
    return _name(_bare(match[0])), None


def _bare(text: str) -> str:
    return _TRAILING.sub("", _LEADING.sub("", text)).strip("□ 、")


def _name(text: str) -> str | None:
    return text if 1 < len(text) <= _LONGEST else None


def _canonical(subject: str | None) -> str | None:
    """The standard name: that of the whole subject, or of the longest spelling that it ends with."""
    if subject is None:
        return None
    known = words.subjects()
    return next((known[subject[index:]] for index in range(len(subject) - 1) if subject[index:] in known), None)
