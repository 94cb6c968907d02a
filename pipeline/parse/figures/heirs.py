"""What a number's clause leaves unsaid, from the words before it: the subject of the sentence, the verb of a list."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from pipeline.parse.figures import marks
from pipeline.parse.figures.marks import is_measure
from pipeline.parse.figures.names import is_abstract, is_agent, name, only_weak
from pipeline.parse.figures.numbers import Number, earlier
from pipeline.parse.figures.said import Memory, Own, Said, SoFar
from pipeline.parse.figures.verbs import OPEN_NAMING, governing, verbs
from pipeline.parse.figures.words import subjects, terms

_CHANGES = ("up by", "down by")


class Heirs:
    """The numbers of one sentence and what was said before each of them."""

    def __init__(self, sentence: str, plain: str, numbers: Sequence[Number], so_far: SoFar, memory: Memory) -> None:
        self.sentence, self.plain, self.numbers, self.so_far = sentence, plain, numbers, so_far
        self.topics, self.unit_before = memory.topics, memory.unit
        self.goes_on = memory.last if marks.GOES_ON.match(plain) else None
        self.among = _among(plain)

    def completed(self, index: int, own: Own, last: int | None, begin: int, between: str) -> Own:
        """The number's own words with what they leave to those before; `last`: the last number that is no share."""
        unit = self.numbers[index].unit
        if unit in marks.SHARES:
            run = own.subject is None and between.strip() == "、"
            return Own(subject=self.so_far.said[index - 1].subject if run and index else own.subject)
        if own.subject is None and own.action is None:
            own = self._bare(index, own, begin, between)
        if own.subject is not None and unit in marks.PERSONS:
            own = dataclasses.replace(own, subject=_persons(own.subject))
        if own.subject is None and own.action is not None:
            own = dataclasses.replace(own, subject=self._subject(own, unit, begin))
        if last is not None and self.so_far.said[last].qualifier in _CHANGES:
            told = earlier(self.plain, self.numbers, last)
            last = next((item for item in told if self.so_far.said[item].qualifier not in _CHANGES), None)
        if marks.PART.search(between):  # 培训 11 期，参训 486 人次，其中线上培训 7 期
            told = earlier(self.plain, self.numbers, index)
            last = next((item for item in told if self.numbers[item].unit == unit), last)
        previous = self.so_far.said[last] if last is not None else self.goes_on
        if previous is None:
            return own
        own = self._way(own, unit, previous)
        if own.action is None and self._shares_verb(index, own, last, previous, begin, between):
            self.so_far.listing = True
            return dataclasses.replace(own, action=previous.action, shared=True)
        return own

    def _bare(self, index: int, own: Own, begin: int, between: str) -> Own:
        """A number without words of its own: 共 50 件, 其他 216 条, 省级 47 条."""
        unit, last, local = self.numbers[index].unit, self.so_far.last, self.so_far.local
        topic = local.get(unit) or self.topics.get(unit) or local.get("")
        if last is not None and last.shared and only_weak(self.plain[begin : self.numbers[index].start]):
            return dataclasses.replace(own, subject=topic, action=last.action, shared=True)
        return dataclasses.replace(own, subject=topic) if marks.TOTAL.search(between) else own

    def _subject(self, own: Own, unit: str, begin: int) -> str | None:
        """What a verb without an object acts on, None where nothing before it can be that."""
        if own.action in marks.NO_HEIR and unit not in self.so_far.local:
            return None
        if self.so_far.beside.get(unit):  # 复议 3 件、诉讼 1 件，维持 2 件: of which of the two?
            return None
        local = self.so_far.local
        whatever = None if unit in marks.PERSONS else local.get("")  # 公报 12 期，印刷 3 万册
        if unit in marks.PAPERS and is_agent(whatever):  # 9 个县政府发布，退回 17 份
            whatever = None
        topic = self.among or local.get(unit) or whatever
        before = None if unit in marks.PERSONS else self._of_clause_before(begin)
        topic = topic or before or self.topics.get(unit)
        doers = is_agent(topic) and not (topic or "").endswith(marks.MEETINGS)
        if own.agent is not None and doers:  # 村务公开栏更新 4 期，党务公开栏更新 6 期
            return own.agent
        return topic or own.agent

    def _way(self, own: Own, unit: str, previous: Said) -> Own:
        """主动公开 142 件、依申请公开 39 件: a way of disclosure told of the same subject."""
        topic = self.so_far.local.get(unit)
        if own.subject not in marks.WAYS or topic in (None, own.subject):
            return own
        if not (previous.action or "").endswith("公开"):
            return own
        return dataclasses.replace(own, subject=topic, action=own.subject)

    def _shares_verb(self, index: int, own: Own, last: int | None, previous: Said, begin: int, between: str) -> bool:
        """Whether the number is an item of the list whose verb stands before `previous`."""
        unit = self.numbers[index].unit
        parts = last is not None and marks.PART.search(between) is not None and self.numbers[last].unit == unit
        if own.subject is None or own.apart or not (previous.shared or parts):
            return False
        units = {self.numbers[last].unit if last is not None else self.unit_before, unit}
        if len(units) > 1 and not units <= marks.PIECES and marks.LIST.search(between) is None:
            return False
        new = "；" in between and "：" not in self.plain[:begin] and not marks.PART.search(self.plain, 0, begin)
        if last is not None and (new or marks.OTHER_LIST.search(between) is not None):
            return False
        return not own.subject.startswith(marks.ALONE) and not is_measure(own.subject)

    def _of_clause_before(self, begin: int) -> str | None:
        """What the clause before acts on, when it counts nothing: 开设专栏，播出 36 期."""
        edges = [0, *(match.end() for match in marks.ENDS.finditer(self.plain, 0, begin))]
        if edges[-1] != begin or len(edges) < 2 or any(edges[-2] <= number.start < begin for number in self.numbers):
            return None
        clause = self.plain[edges[-2] : begin - 1]
        found = verbs(clause)
        if not found or marks.ABOUT.match(clause):
            return None
        acted_on = name(self.sentence, self.plain, edges[-2] + found[governing(clause, found)].end, begin - 1)
        return None if acted_on is None or is_abstract(acted_on) else acted_on


def _among(plain: str) -> str | None:
    """What the sentence says it speaks of: 申请中，通过网络提交的 37 件."""
    among = marks.AMONG.match(plain)
    known = [term.text for term in terms(among[1]) if term.text in subjects()] if among else []
    return known[-1] if known else None


def _persons(subject: str) -> str:
    """群众咨询 75 人次 counts 群众: what persons did is no part of who they are."""
    found = terms(subject)
    if not found:
        return subject
    last = found[-1]
    if last.end != len(subject) or last.start < 2 or last.role not in OPEN_NAMING:
        return subject
    who = name(subject, subject, 0, last.start)
    return who if who is not None and is_agent(who) else subject
