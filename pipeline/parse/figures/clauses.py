"""What a number of a sentence counts, and what was done with it, from the words of its clause.

Chinese sentences put the number behind what it counts (发布政策解读 2 篇), behind the verb (申请共受理 5 件) or before what it
counts (召开 3 次会议). A list shares the verb that stands before it (公开信息 9 条，其中：公文 2 条；通知 7 条).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import value
from pipeline.parse.figures import words
from pipeline.parse.figures.numbers import Number, hidden

_ENDS = re.compile(r"[，,；;：:（）()。！？]")
_LIST = re.compile(r"[、；;：:（(]|其中|包括")
_YEAR = re.compile(r"(20\d\d)\s?年")
_QUALIFIERS = (
    (re.compile(r"(?:同比|较上年|比上年|较去年|比去年|环比)(?:增长|增加|上升|多)|增长|上升"), "up by"),
    (re.compile(r"(?:同比|较上年|比上年|较去年|比去年|环比)(?:减少|下降|降低|少)|下降"), "down by"),
    (re.compile(r"其中|包括|含"), "of which"),
    (re.compile(r"累计|总计|共计|合计|一共|总共|共"), "total"),
)
_TIME = r"20\d\d\s?年度?|\d{1,2}\s?月|\d{1,2}\s?日|全年度?|年内|今年|去年|上一?年度?|本年度?|当年|截至目前|截[至止]|目前|期间|日常|底|末"
_SCOPE = r"全[市县区省国州镇乡旗局]|[我本](?:[局委办市县区镇乡省州旗]|街道|单位|机关|部门)+"
_COUNTED = r"累计|总计|共计|合计|一共|总共|共|分别|先后|约|近|超过?|逾|达到|达|均|各|已|全部|有"
_LINKS = r"其中|包括|另有|另外|另|含|以及|并且|并|和|及|与|还|也|将|拟|批量|适时|及时|现场|跟进|按时|按期|依法|集中|重点|专门"
_LEADING = re.compile(rf"(?:[\s、□]|各类|各种|各项|相关|有关|{_TIME}|{_SCOPE}|{_COUNTED}|{_LINKS}|了|出|的)+")
_TRAILING = re.compile(
    rf"(?:[\s、，]|{_COUNTED}|数量|总数|总量|件数|条数|篇数|分别为|为|是|计|全年|等各类|等共|的有|的|了)+$"
)
_NOUN_AFTER = (
    "人数",
    "人次",
    "量",
    "数",
    "率",
    "度",
    "面",
    "点",
    "单位",
    "部门",
    "人员",
    "系统",
    "工作",
    "情况",
    "制度",
    "栏目",
    "专栏",
    "平台",
    "机制",
    "业务",
    "服务",
)
_ATTRIBUTE = ("的", "、", "和", "及", "与", "等", "类", "性")
_BEGINS_NO_NOUN = re.compile(r"[并且已均都全及按后以是为的和与在中内因由，]|有")
_NOUN_ENDS = re.compile(r"进行|实现|实行|予以|给予|有机|全部|均|已|并|的|被|将|在|中|后|与|和|及|等|是|为|占|□")
_PREPOSITION = re.compile(r"通过|利用|依托|借助|在|对|因|经|按照?|于|向|为")
_COMPARED = re.compile(
    r"(?:同比|环比|较|比)[^，]{0,6}(?:增长|增加|上升|减少|下降|降低|多|少)了?\s*$|^(?:增长|上升|下降)\s*$"
)
_ALONE = ("现行", "有效", "总", "日均", "平均", "累计", "人均")
"""How a subject begins that takes no verb of the list before it."""
_NEGATION = re.compile(r"(?:未|不予|不|无法|没有|尚未)$")
_OF_LIST = re.compile(r"等(?:方面|各类|有关|相关)?")
_DONE = re.compile(r"([\u4e00-\u9fff]{2})了$")
_NOT_COUNTED = ("%", "个百分点")
_LONGEST = 30


@value
class Words:
    """What is said of a number. `subject` None: the clause does not tell; `canonical` None: no standard name.

    `shared`: the verb stands before what it acts on, so that a list's other items share it.
    """

    subject: str | None
    canonical: str | None
    action: str | None
    qualifier: str | None
    period: int | None
    shared: bool = False


@value
class _Verb:
    """A verb of a clause, or several in a row (组织开展), with its negation."""

    start: int
    end: int
    text: str


def described(sentence: str, numbers: Sequence[Number]) -> list[Words]:
    """The words of each number of the sentence, in order."""
    plain = hidden(sentence)
    found: list[Words] = []
    for index, number in enumerate(numbers):
        last = numbers[index - 1] if index else None
        until = numbers[index + 1].start if index + 1 < len(numbers) else len(plain)
        reader = _Reader(sentence, plain, number, last, until)
        counted = [index for index, item in enumerate(numbers[:index]) if item.unit not in _NOT_COUNTED]
        found.append(reader.words([(numbers[index], found[index]) for index in counted]))
    return found


class _Reader:
    """One number among the words around it; `plain` is the sentence with names in marks blotted out."""

    def __init__(self, sentence: str, plain: str, number: Number, last: Number | None, until: int) -> None:
        self.sentence = sentence
        self.plain = plain
        self.number = number
        self.last = last
        self.since = last.stop if last is not None else 0
        self.between = plain[self.since : number.start]
        self.begin = self._clause()
        self.until = until

    def words(self, before: Sequence[tuple[Number, Words]]) -> Words:
        """What is said of the number; `before`: the counts that stand before it in the sentence."""
        subject, action, shared = self._own()
        previous = before[-1][1] if before else None
        same = bool(before) and before[-1][0].unit == self.number.unit
        compared = _COMPARED.search(self.plain[self.begin : self.number.start]) is not None
        if compared:
            subject = action = None
        if self.number.unit in _NOT_COUNTED:
            action = None
        elif previous is not None:
            if subject is None and same and (action is not None or compared):
                subject = next((said.subject for _, said in reversed(before) if said.subject is not None), None)
            listed = same or _LIST.search(self.between) is not None
            if action is None and previous.shared and listed and not (subject or "").startswith(_ALONE):
                action, shared = previous.action, True
        years = _YEAR.findall(self.plain[: self.number.start])
        return Words(
            subject=subject,
            canonical=_canonical(subject),
            action=action,
            qualifier=self._qualifier(),
            period=int(years[-1]) if years else None,
            shared=shared,
        )

    def _clause(self) -> int:
        """Where the number's clause begins: behind a mark, or a 、 that follows another number of the list."""
        ends = [match.end() for match in _ENDS.finditer(self.between)]
        begin = self.since + (ends[-1] if ends else 0)
        if self.last is not None and not ends and not self.between.startswith("、"):
            if re.search(r"[共各计]\s*$", self.between):
                return begin
            verb = next((match for match in words.terms().finditer(self.between) if _is_verb(match)), None)
            return self.since + verb.start() if verb is not None else self.number.start
        return begin

    def _qualifier(self) -> str | None:
        said = self.plain[max(self.since, self.begin - 4) : self.number.start]
        return next((name for pattern, name in _QUALIFIERS if pattern.search(said)), None)

    def _own(self) -> tuple[str | None, str | None, bool]:
        """Subject, action, and whether the verb stands before the subject, as this number's own words tell."""
        clause = self.plain[self.begin : self.number.start]
        verbs = _verbs(clause)
        following = self._following()
        if not verbs:
            done = _DONE.search(clause)
            if following is not None and following[1] is None:
                return following[0], done[1] if done else None, done is not None
            own = self._name(self.begin, self.number.start)
            return own, following[1] if following is not None else None, False
        verb = verbs[0]
        if len(verbs) > 1 and not self._name(self.begin + verbs[-1].end, self.number.start):
            verb = verbs[-1]
        rest = self._name(self.begin + verb.end, self.number.start)
        if following is not None and following[1] is None and following[0] is not None:
            return following[0], verb.text, True
        if rest is not None:
            return rest, verb.text, True
        earlier = _last_noun(clause[: verb.start])
        return earlier, verb.text, False

    def _following(self) -> tuple[str | None, str | None] | None:
        """Subject (3 次会议) or action (103 件顺延到下年度) right behind the number."""
        after = self.plain[self.number.stop : self.until]
        skipped = len(after) - len(after.lstrip())
        after = after.lstrip()
        end = _ENDS.search(after)
        phrase = after[: end.start()] if end else after
        start = self.number.stop + skipped
        if phrase.startswith("□"):
            return self._name(start, start + len(phrase) - len(phrase.lstrip("□"))), None
        if not phrase or _BEGINS_NO_NOUN.match(phrase) or phrase[0] == "、":
            return None
        verb = words.terms().match(phrase)
        if verb is not None and _is_verb(verb):
            behind = phrase.find("的")
            return (self._name(start + behind + 1, start + len(phrase)), None) if behind > 0 else (None, verb[0])
        later = [verb.start for verb in _verbs(phrase) if verb.start > 1 and verb.end < len(phrase)]
        phrase = phrase[: later[0]] if later else phrase
        cut = _NOUN_ENDS.search(phrase)
        length = min(cut.start() if cut else len(phrase), phrase.find("、") if "、" in phrase else len(phrase))
        return self._name(start, start + length), None

    def _name(self, start: int, end: int) -> str | None:
        """The words of a stretch of the sentence that name something, without what leads to them and trails after."""
        part = self.plain[start:end]
        listed = re.match(r"[\s了出]*□+(?:、?□+)*\s*等", part)
        start += listed.end() if listed else 0
        part = _TRAILING.sub("", self.plain[start:end])
        leading = (
            _LEADING.match(part)
            if "□" not in part.strip("□ ") and part.strip("□ 、了")
            else re.match(r"[\s、了]+", part)
        )
        begin = start + (leading.end() if leading else 0)
        name = self.sentence[begin : start + len(part)].strip().removesuffix("等")
        if len(name) > _LONGEST:
            name = _OF_LIST.split(name)[-1]
        name = name.rpartition("的")[2] if "《" not in name else name
        return name if 1 < len(name) <= _LONGEST else None


def _verbs(clause: str) -> list[_Verb]:
    """The verbs that say what was done: not those within names, before 的, or used as nouns (办结率, 机构设置和任免)."""
    found: list[_Verb] = []
    for match in words.terms().finditer(clause):
        after = clause[match.end() :]
        attribute = after.startswith(_ATTRIBUTE) and _TRAILING.sub("", after) != ""
        if not _is_verb(match):
            continue
        if after.startswith(_NOUN_AFTER) or attribute:
            if found and found[-1].end == match.start():
                found.pop()
            continue
        negation = _NEGATION.search(clause[: match.start()])
        start = negation.start() if negation else match.start()
        if found and not clause[found[-1].end : start].strip(" 并了及"):
            found[-1] = _Verb(start=found[-1].start, end=match.end(), text=clause[found[-1].start : match.end()])
        else:
            found.append(_Verb(start=start, end=match.end(), text=clause[start : match.end()]))
    return found


def _is_verb(match: re.Match[str]) -> bool:
    return (match.lastgroup or "").startswith("verb")


def _last_noun(text: str) -> str | None:
    """What stands before a verb that ends the clause: the last known noun, or the words themselves.

    What a preposition leads in is where or how, not what.
    """
    led_in = _PREPOSITION.search(text)
    text = text[: led_in.start()] if led_in else text
    terms = list(words.terms().finditer(text))
    nouns = [match[0] for match in terms if not _is_verb(match)]
    verbs = [match.end() for match in terms if _is_verb(match)]
    return nouns[-1] if nouns else _bare(text[verbs[-1] if verbs else 0 :])


def _bare(text: str) -> str | None:
    leading = _LEADING.match(text)
    name = _TRAILING.sub("", text[leading.end() :] if leading else text)
    return name if 1 < len(name) <= _LONGEST and "□" not in name else None


def _canonical(subject: str | None) -> str | None:
    """The standard name of the subject, or of the longest spelling of one that it ends with."""
    if subject is None:
        return None
    known = words.subjects()
    name = subject.removesuffix("数")
    return next((known[name[index:]] for index in range(len(name) - 1) if name[index:] in known), None)
