"""A clause that ends with its verb: its object stands before it (申请受理 5 件), or it names what another one does."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.parse.figures import marks
from pipeline.parse.figures.names import doings, is_agent, name, only_weak, without_tail
from pipeline.parse.figures.numbers import Number
from pipeline.parse.figures.said import Own, SoFar
from pipeline.parse.figures.verbs import LIGHT, NAMING, THINGS, THINGS_OR_DUAL, Verb
from pipeline.parse.figures.words import terms


class VerbLast:
    """The clauses of one sentence; all places are in it, but for the verbs', which are in their clause."""

    def __init__(self, sentence: str, plain: str, numbers: Sequence[Number], so_far: SoFar) -> None:
        self.sentence, self.plain, self.numbers, self.so_far = sentence, plain, numbers, so_far

    def read(self, index: int, begin: int, end: int, verb: Verb, earlier: Verb | None) -> Own:
        """The last verb, with the one before it where there is one."""
        if verb.chained and verb.last.role in THINGS and (own := self._chain(index, begin, verb)) is not None:
            return own
        if self._is_service(index, begin):
            return Own(subject=name(self.sentence, self.plain, begin, end))
        if earlier is not None:
            return self._with_earlier(index, begin, verb, earlier)
        return self._alone(index, begin, end, verb)

    def _chain(self, index: int, begin: int, verb: Verb) -> Own | None:
        """A chain whose last verb names what the others do: 举办|培训 2 期."""
        number, last = self.numbers[index], begin + verb.named
        acted = re.sub(r"[并、\s]+$", "", self.sentence[begin + verb.start : last])
        achieved = any(term.role == "achieve" and term.text == acted for term in terms(acted))
        if achieved and verb.last.role == "deed" and number.unit in self.so_far.local:
            return Own(action=verb.text(self.sentence, begin))  # 整改问题 7 个，完成整改 7 个
        if number.unit in marks.PERSONS and acted in doings():  # 接待咨询 1920 人次
            return Own(subject=self.sentence[last : begin + verb.end], action=acted, shared=True)
        if number.unit in marks.PERSONS or "并" in self.plain[begin + verb.start : last]:
            return None
        return Own(subject=self.sentence[last : begin + verb.end], action=acted, shared=True)

    def _with_earlier(self, index: int, begin: int, verb: Verb, earlier: Verb) -> Own:
        """Two verbs with a name between: 开展|专项检查, 收费目录|调整, 召开会议|研究."""
        plain, sentence, unit = self.plain, self.sentence, self.numbers[index].unit
        between = name(sentence, plain, begin + earlier.end, begin + verb.start)
        if earlier.last.role == "noun" and verb.last.role not in NAMING:  # 收费目录|调整
            between = name(sentence, plain, begin, begin + verb.start)
        persons = unit in marks.PERSONS
        if earlier.last.role in LIGHT and between is not None and between.endswith(marks.MEETINGS):
            if unit not in marks.EVENTS and not persons:
                return Own(action=verb.text(sentence, begin))
            return Own(subject=between, action=earlier.text(sentence, begin), shared=True)
        light = earlier.last.role in LIGHT + ("deed",) or verb.last.role in THINGS_OR_DUAL
        if light and not persons and not marks.REALLY.search(plain, begin, begin + verb.start):
            whole = name(sentence, plain, begin + earlier.end, begin + verb.end)
            return Own(subject=whole, action=earlier.text(sentence, begin), shared=True)
        return Own(subject=between, action=verb.text(sentence, begin))

    def _alone(self, index: int, begin: int, end: int, verb: Verb) -> Own:
        """The only verb: what stands before it was acted on or did it, or is one name with it."""
        plain, sentence, number = self.plain, self.sentence, self.numbers[index]
        text = verb.text(sentence, begin)
        led = marks.PREPOSITIONS.search(plain, begin, begin + verb.start)
        before = name(sentence, plain, begin, led.start() if led else begin + verb.start)
        if before is None and self._is_item(index, begin, verb):
            return Own(subject=text)
        if led is not None and led[0] == "被":
            return Own(subject=before, action=text)
        if number.unit.endswith("元") and before is not None and verb.last.role in THINGS:  # 网站维护 3 万元
            return Own(subject=name(sentence, plain, begin, begin + verb.end))
        if is_agent(before) and (doer := self._doer(index, begin, end, verb, before)) is not None:
            return doer
        if self._names(index, verb, before):
            whom = name(sentence, plain, led.end(), begin + verb.start) if led is not None else None
            to_whom = led is not None and (led[0] in marks.TO_WHERE or is_agent(whom))  # 赴外地|学习考察 2 批
            since = begin + verb.start if to_whom else led.end() if led else begin
            weak = only_weak(plain[begin : begin + verb.start])  # 省级|培训 3 次
            alone = self._happens(index, verb, before) and not weak and (before is None or is_agent(before))
            return Own(subject=name(sentence, plain, since, end), apart=alone)
        return Own(subject=before, action=text)

    def _doer(self, index: int, begin: int, end: int, verb: Verb, before: str | None) -> Own | None:
        """The verb with its doer before it; None where it names what they do (领导调度 4 次)."""
        text, last = verb.text(self.sentence, begin), self.so_far.last
        again = last is not None and last.action == verb.last.text
        names = self._may_name(index, verb)
        if verb.last.role == "noun" and without_tail(self.plain[begin + verb.end : end]).strip():
            return Own(action=text)  # 媒体报道我县工作 128 篇次
        if names and not again:
            return None
        known = verb.last.role in ("attribute", "dual") or verb.last.text in doings()
        known = known or (again and last is not None and not is_agent(last.subject))
        return Own(action=text, agent=None if known else before)

    def _may_name(self, index: int, verb: Verb) -> bool:
        """Whether the verb with what stands before it may be one name."""
        unit = self.numbers[index].unit
        thing = verb.last.role == "noun" or (verb.last.role == "deed" and unit in marks.EVENTS)
        return thing and unit not in marks.PERSONS and not verb.chained

    def _names(self, index: int, verb: Verb, before: str | None) -> bool:
        """Whether the verb with what stands before it is one name: 民意征集 3 次."""
        item = self.so_far.listing and before is not None and verb.last.role in ("dual", "deed")
        return self._happens(index, verb, before) or item or (before is not None and self._may_name(index, verb))

    def _happens(self, index: int, verb: Verb, before: str | None) -> bool:
        """Whether the unit counts events, or the number before counted what ends the same: 网络|咨询 4 人次."""
        unit, last = self.numbers[index].unit, self.so_far.last
        if unit in marks.EVENTS and verb.last.role in THINGS:
            return True
        told = last.subject or "" if last is not None else ""
        return before is not None and unit in marks.PERSONS and told.endswith(verb.last.text)

    def _is_service(self, index: int, begin: int) -> bool:
        """Whether the verb names what was provided, in a list: 提供咨询 4 次、办事引导 6 人次."""
        last = self.so_far.last
        return last is not None and last.shared and last.action == "提供" and self.plain.startswith("、", begin)

    def _is_item(self, index: int, begin: int, verb: Verb) -> bool:
        """Whether a verb that names is all of a list's item (发布政策 14 件、解读 21 篇)."""
        last = self.so_far.last
        if last is None or not last.shared or verb.last.role != "noun" or verb.chained:
            return False
        since = self.numbers[index - 1].stop
        part = self.so_far.within or marks.PART.search(self.plain, since, begin + verb.start) is not None
        return part or self.plain[begin : begin + verb.start].strip() == "、"
