"""What each number of a sentence counts, and what was done with it, from its clause and from what was said before.

Chinese sentences put the number behind what it counts (发布政策解读 2 篇), behind the verb (申请共受理 5 件) or
before what it counts (召开 3 次会议). A list shares the verb that stands before it (公开信息 9 条，其中：公文 2 条).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from pipeline.parse.figures import marks
from pipeline.parse.figures.heirs import Heirs
from pipeline.parse.figures.marks import is_measure
from pipeline.parse.figures.names import name
from pipeline.parse.figures.numbers import Number, earlier
from pipeline.parse.figures.own import OwnClause, from_which, run_of
from pipeline.parse.figures.said import Memory, Own, Said, SoFar
from pipeline.parse.figures.verbs import OPEN_NAMING, THINGS, verbs


def described(sentence: str, plain: str, numbers: Sequence[Number], memory: Memory) -> list[Said]:
    """What is said of each number, in order; `memory` goes on to the next sentence of the section."""
    reader = _Reader(sentence, plain, numbers, memory)
    for index in range(len(numbers)):
        reader.read(index)
    return reader.so_far.said


class _Reader:
    """The numbers of one sentence from left to right; `plain` is the sentence with names in marks hidden."""

    def __init__(self, sentence: str, plain: str, numbers: Sequence[Number], memory: Memory) -> None:
        self.sentence, self.plain, self.numbers, self.memory = sentence, plain, numbers, memory
        self.so_far = SoFar()
        self.own = OwnClause(sentence, plain, numbers, self.so_far)
        self.heirs = Heirs(sentence, plain, numbers, self.so_far, memory)

    def read(self, index: int) -> None:
        """Adds what is said of one number."""
        since = self.numbers[index - 1].stop if index else 0
        begin = self._begin(index, since)
        told = earlier(self.plain, self.numbers, index)
        last = next((item for item in told if self.numbers[item].unit not in marks.SHARES), None)
        if self._shares(index, begin, last) or len(self.so_far.said) > index:  # said with the first of several shares
            return
        if self._also(index, since, last) or self._became(index, begin, since, last):
            return
        if not self._compared(index, begin, last):
            self._counted(index, begin, since, last)

    def _counted(self, index: int, begin: int, since: int, last: int | None) -> None:
        """A number of which its own clause tells, with what that leaves to the words before."""
        number, said_before = self.numbers[index], self.so_far.last
        clause, between = self.plain[begin : number.start], self.plain[since : number.start]
        own = (self._nested(index, between) if begin == number.start else None) or self.own.read(index, begin)
        qualifier = "of which" if marks.PART.search(between) else "total" if marks.TOTAL.search(clause) else None
        if from_which(self.plain, self.numbers, index, clause) is not None:
            qualifier = "from"
        acts = own.shared
        adjoins = index + 1 < len(self.numbers) and not self.plain[number.stop : self.numbers[index + 1].start].strip()
        if not (adjoins and own.subject is None):  # 6 大类 25 项任务: the next one tells
            own = self.heirs.completed(index, own, last, begin, between)
        part = self._is_part(between, acts=acts)
        said = Said(subject=own.subject, action=own.action, qualifier=qualifier, shared=own.shared, part=part)
        if said_before is not None and not between.strip() and said_before.subject is None:
            said = dataclasses.replace(said, action=said.action or said_before.action)
            self.so_far.said[-1] = dataclasses.replace(said, qualifier=None)
        self._add(index, said, topic=not own.apart)

    def _shares(self, index: int, begin: int, last: int | None) -> bool:
        """甲 2 件、乙 3 件，分别占 10%、15%: each share is of the count at its place, else of the last one."""
        clause = self.plain[begin : self.numbers[index].start]
        share = marks.SHARE.search(clause)
        if share is None:
            return False
        found = [verb for verb in verbs(clause[: share.start()]) if verb.last.role not in OPEN_NAMING]
        since = begin + found[-1].end if found else begin  # 实现“一次办好”事项占比
        own = name(self.sentence, self.plain, since, begin + share.start())
        for count in self._paired(index, clause) or [last]:
            said = Said(subject=own or self._of(count), action=None, qualifier="share", part=True)
            self._add(len(self.so_far.said), said)
        return True

    def _also(self, index: int, since: int, last: int | None) -> bool:
        """The same count in another unit: 11 类 2086 项, 2 笔共 40 元, 6.4 万笔、12.3 亿元."""
        number, before = self.numbers[index], self.so_far.last
        between = self.plain[since : number.start].strip()
        bare = marks.ENDS.match(self.plain, number.stop) is not None or number.stop == len(self.plain)
        also = between in marks.AND_ALSO or (between == "、" and bare and self.numbers[index - 1].unit != number.unit)
        if before is None or last is None or before.subject is None or not also:
            return False
        if self.numbers[index - 1].unit in marks.EVENTS and number.unit in marks.PERSONS:  # 考察 2 批 15 人
            before = dataclasses.replace(before, subject=None)
        self._add(index, dataclasses.replace(before, qualifier=None))
        return True

    def _became(self, index: int, begin: int, since: int, last: int | None) -> bool:
        """What a count or a share changed to: 由 36 项拓展到|58 项."""
        number, before = self.numbers[index], self.so_far.last
        between = self.plain[since : number.start]
        became = marks.BECAME.search(between)
        if became is None and before is not None and before.qualifier == "from":
            became = marks.TO.fullmatch(between)
        if became is None:
            return False
        changed = since + became.start()
        grown = name(self.sentence, self.plain, begin, changed) if begin < changed else None
        subject = grown or self._of(self._like(index, last))
        level = number.unit in marks.SHARES or (subject is not None and is_measure(subject))  # 访问量增至 5 万次
        action = None if level else became["way"]
        self._add(index, Said(subject=subject, action=action, qualifier=None, part=True))
        return True

    def _compared(self, index: int, begin: int, last: int | None) -> bool:
        """By how much a count or a measure went up or down."""
        clause = self.plain[begin : self.numbers[index].start]
        unit = self.numbers[index].unit
        if unit in marks.SHARES and marks.ABOVE.search(clause):
            self._add(index, Said(subject=self._of(self._like(index, last)), action=None, qualifier=None, part=True))
            return True
        compared = marks.COMPARED.search(clause) if marks.CHANGED.search(clause) else None
        if compared is None:
            return False
        since = marks.COMPARING.search(clause)
        if since is None and unit not in marks.SHARES:
            return False
        way = "up by" if compared["way"].startswith(marks.UP) else "down by"
        until = since.start() if since and since.start() else compared.start("way")
        grown = name(self.sentence, self.plain, begin, begin + until)
        if grown is not None and is_measure(grown):
            self._add(index, Said(subject=grown, action=None, qualifier=way, part=True))
            return True
        for like in self._paired(index, clause) or [self._like(index, last)]:
            action = self.so_far.said[like].action if like is not None else None
            said = Said(subject=self._of(like), action=action, qualifier=way, part=True)
            self._add(len(self.so_far.said), said)
        return True

    def _paired(self, index: int, clause: str) -> Sequence[int | None]:
        """The counts that 分别 gives a share or a change each, in their order; none where it does not."""
        many = len(run_of(self.plain, self.numbers, index)) if "分别" in clause else 1
        points = self.numbers[index].unit == "个百分点"
        counts = [item for item in range(index) if (self.numbers[item].unit in marks.SHARES) == points][-many:]
        return counts if len(counts) == many > 1 else []

    def _nested(self, index: int, between: str) -> Own | None:
        """8 个领域标准指引 12 份: the number before tells of what this one counts, and the verb acts on this one."""
        before = self.so_far.last
        if before is None or before.subject is None or not before.shared or not between.strip():
            return None
        if marks.ENDS.search(between):
            return None
        since = self.numbers[index - 1].stop
        at = self.plain.find(before.subject, since, since + len(before.subject) + 1)
        begin = since if at < 0 else at + len(before.subject)
        subject = name(self.sentence, self.plain, begin, self.numbers[index].start)
        if subject is None:
            return None
        self.so_far.said[-1] = dataclasses.replace(before, action=None, shared=False)
        return Own(subject=subject, action=before.action, shared=True)

    def _is_part(self, between: str, *, acts: bool) -> bool:
        """Whether the number is a part of one before it: behind 其中, until another thing is done."""
        if marks.PART.search(between):
            self.so_far.within = True
        elif acts or "；" in between:
            self.so_far.within = False
        return self.so_far.within

    def _add(self, index: int, said: Said, *, topic: bool = True) -> None:
        self.so_far.said.append(said)
        unit, local = self.numbers[index].unit, self.so_far.local
        if unit not in marks.SHARES and not (said.part and said.qualifier in ("up by", "down by")):
            self.memory.last, self.memory.unit = said, unit
        if topic and said.subject is not None and not said.part and not is_measure(said.subject):
            beside = index > 0 and self.plain.startswith("、", self.numbers[index - 1].stop)
            self.so_far.beside[unit] = beside and local.get(unit) not in (None, said.subject)
            self.memory.topics[unit] = local[unit] = said.subject
            if unit not in marks.DOERS and unit != "次":  # what happened is not what another unit counts
                local[""] = said.subject

    def _like(self, index: int, last: int | None) -> int | None:
        """The last number of the same unit before this one, else the last that is no share."""
        unit = self.numbers[index].unit
        unit = "%" if unit == "个百分点" else unit
        told = earlier(self.plain, self.numbers, index)
        return next((item for item in told if self.numbers[item].unit == unit), last)

    def _behind_means(self, begin: int, end: int) -> int:
        """Where a clause goes on behind how it was done, but not within 的: 答复|群众通过信函等方式提出的|申请."""
        means = marks.MEANS.search(self.plain, begin, end)
        if means is None or ("的" in self.plain[means.end() : end] and verbs(self.plain[begin : means.start()])):
            return begin
        return means.end()

    def _of(self, last: int | None) -> str | None:
        return self.so_far.said[last].subject if last is not None else None

    def _begin(self, index: int, since: int) -> int:
        """Where the number's clause begins: behind a mark, a 、 or the number before it."""
        number = self.numbers[index]
        ends = [match.end() for match in marks.BEGINS.finditer(self.plain, since, number.start)]
        if ends:
            return self._behind_means(ends[-1], number.start)
        between = self.plain[since : number.start]
        if between.rstrip().endswith(("各", "共", "均")):
            return since
        behind = since if index else self._behind_means(since, number.start)
        if behind > since:
            return behind
        if not index or between.lstrip().startswith(("、", "和", "及", "与", "以及", "的")):
            return since
        found = verbs(between)
        tells = any(verb.last.role not in THINGS or verb.chained for verb in found)
        return since + found[0].start if tells else number.start
