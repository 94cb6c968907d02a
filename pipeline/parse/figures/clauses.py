"""What each number of a sentence counts, and what was done with it, from the words of its clause.

Chinese sentences put the number behind what it counts (发布政策解读 2 篇), behind the verb (申请共受理 5 件) or
before what it counts (召开 3 次会议). A list shares the verb that stands before it (公开信息 9 条，其中：公文 2 条).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from pipeline.parse.figures import marks
from pipeline.parse.figures.following import Following, following
from pipeline.parse.figures.marks import is_measure
from pipeline.parse.figures.names import doings, is_abstract, is_agent, is_channel, name, only_weak, papers, without_tail
from pipeline.parse.figures.numbers import Number
from pipeline.parse.figures.said import Memory, Own, Said
from pipeline.parse.figures.verbs import LIGHT, NAMING, THINGS, Verb, governing, leading, verbs
from pipeline.parse.figures.words import subjects, terms


def described(sentence: str, plain: str, numbers: Sequence[Number], memory: Memory) -> list[Said]:
    """What is said of each number, in order; `memory` goes on to the next sentence of the section."""
    reader = _Reader(sentence, plain, numbers, memory)
    reader.begin_with(marks.AMONG.match(plain))
    for index in range(len(numbers)):
        reader.read(index)
    return reader.said


class _Reader:
    """The numbers of one sentence from left to right; `plain` is the sentence with names in marks hidden."""

    def __init__(self, sentence: str, plain: str, numbers: Sequence[Number], memory: Memory) -> None:
        self.sentence, self.plain, self.numbers, self.topics = sentence, plain, numbers, memory.topics
        self.memory = memory
        self.unit_before = memory.unit
        self.goes_on = memory.last if marks.GOES_ON.match(plain) else None
        self.said: list[Said] = []
        self.local: dict[str, str] = {}
        self.within = self.acts = self.listing = False
        self.lists: dict[int, str | None] = {}
        self.among: str | None = None

    def begin_with(self, among: re.Match[str] | None) -> None:
        """What the sentence says it speaks of: 申请中，通过网络提交的 37 件."""
        known = [term.text for term in terms(among[1]) if term.text in subjects()] if among else []
        if known:
            self.among = known[-1]

    def read(self, index: int) -> None:
        """Adds what is said of one number."""
        number = self.numbers[index]
        since = self.numbers[index - 1].stop if index else 0
        begin = self._begin(index, since)
        clause, between = self.plain[begin : number.start], self.plain[since : number.start]
        last = next((item for item in range(index - 1, -1, -1) if self.numbers[item].unit not in marks.SHARES), None)
        share = marks.SHARE.search(clause)
        if share:
            of = name(self.sentence, self.plain, begin, begin + share.start())
            self._shares(index, last, of, paired=clause.lstrip().startswith("分别"))
            return
        if len(self.said) > index:  # one of several shares, said with the first
            return
        bare = marks.ENDS.match(self.plain, number.stop) is not None or number.stop == len(self.plain)
        also = between.strip() in marks.AND_ALSO or (between.strip() == "、" and self._other_unit(index) and bare)
        if index and also and last is not None and self.said[-1].subject is not None:  # 11 类 2086 项, 2 笔共 40 元
            self._add(index, dataclasses.replace(self.said[index - 1], qualifier=None))
            return
        since_from = bool(self.said) and self.said[-1].qualifier == "from"
        became = marks.BECAME.search(between) or (marks.TO.fullmatch(between) if since_from else None)
        if became:
            grown = (
                name(self.sentence, self.plain, begin, since + became.start())
                if begin < since + became.start()
                else None
            )
            subject = grown or self._of(self._like(index, last))
            action = None if number.unit in marks.SHARES else became["way"]
            self._add(index, Said(subject=subject, action=action, qualifier=None, part=True))
            return
        compared = marks.COMPARED.search(clause)
        if compared and (marks.COMPARING.search(clause) or number.unit in marks.SHARES):
            way = "up by" if compared["way"].startswith(marks.UP) else "down by"
            like = self._like(index, last)
            grown = name(self.sentence, self.plain, begin, begin + compared.start("way"))
            own_measure = grown is not None and is_measure(grown)
            subject = grown if own_measure else self._of(like)
            action = self.said[like].action if like is not None and not own_measure else None
            self._add(index, Said(subject=subject, action=action, qualifier=way, part=True))
            return
        own = self._nested(index, between) if begin == number.start else None
        own = own or self._own(index, begin)
        qualifier = "of which" if marks.PART.search(between) else "total" if marks.TOTAL.search(clause) else None
        if self._starts(index, clause) is not None:
            qualifier = "from"
        self.acts = own.shared
        adjoins = index + 1 < len(self.numbers) and not self.plain[number.stop : self.numbers[index + 1].start].strip()
        if not (adjoins and own.subject is None):  # 6 大类 25 项任务: the next one tells
            own = self._inherited(index, own, last, begin, between)
        said = Said(
            subject=own.subject, action=own.action, qualifier=qualifier, shared=own.shared, part=self._is_part(between)
        )
        if index and not between.strip() and self.said[-1].subject is None:
            said = dataclasses.replace(said, action=said.action or self.said[-1].action)
            self.said[-1] = dataclasses.replace(said, qualifier=None)
        self._add(index, said, topic=not own.apart)

    def _shares(self, index: int, last: int | None, own: str | None, *, paired: bool) -> None:
        """甲 2 件、乙 3 件，分别占 10%、15%: each share is of the count at its place, else of the last one."""
        many = len(self._run(index)) if paired else 1
        counts = [item for item in range(index) if self.numbers[item].unit not in marks.SHARES][-many:]
        of = counts if len(counts) == many > 1 else [last] * many
        for count in of:
            subject = own or self._of(count)
            self._add(len(self.said), Said(subject=subject, action=None, qualifier="share", part=True))

    def _is_part(self, between: str) -> bool:
        """Whether the number is a part of one before it: behind 其中, until another thing is done."""
        if marks.PART.search(between):
            self.within = True
        elif self.acts or "；" in between:
            self.within = False
        return self.within

    def _add(self, index: int, said: Said, *, topic: bool = True) -> None:
        self.said.append(said)
        if self.numbers[index].unit not in marks.SHARES and not (said.part and said.qualifier in ("up by", "down by")):
            self.memory.last, self.memory.unit = said, self.numbers[index].unit
        if topic and said.subject is not None and not said.part and not is_measure(said.subject):
            self.topics[self.numbers[index].unit] = self.local[self.numbers[index].unit] = said.subject
            if self.numbers[index].unit not in marks.DOERS:
                self.local[""] = said.subject

    def _other_unit(self, index: int) -> bool:
        return index > 0 and self.numbers[index - 1].unit != self.numbers[index].unit

    def _like(self, index: int, last: int | None) -> int | None:
        """The last number of the same unit before this one, else the last that is no share."""
        unit = self.numbers[index].unit
        unit = "%" if unit == "个百分点" else unit
        return next((item for item in range(index - 1, -1, -1) if self.numbers[item].unit == unit), last)

    def _of(self, last: int | None) -> str | None:
        return self.said[last].subject if last is not None else None

    def _begin(self, index: int, since: int) -> int:
        """Where the number's clause begins: behind a mark, a 、 or the number before it."""
        number = self.numbers[index]
        ends = [match.end() for match in marks.BEGINS.finditer(self.plain, since, number.start)]
        if ends:
            means = marks.MEANS.search(self.plain, ends[-1], number.start)
            return means.end() if means else ends[-1]
        between = self.plain[since : number.start]
        if between.rstrip().endswith(("各", "共", "均")):
            return since
        means = None if index else marks.MEANS.search(self.plain, since, number.start)
        if means:
            return means.end()
        if not index or between.lstrip().startswith(("、", "和", "及", "与", "以及")):
            return since
        found = verbs(between)
        tells = any(verb.last.role not in THINGS or verb.chained for verb in found)
        return since + found[0].start if tells else number.start

    def _starts(self, index: int, clause: str) -> re.Match[str] | None:
        """How the number changed (由 36 项|拓展到|58 项), when it is where that began."""
        until = self.numbers[index + 1].start if index + 1 < len(self.numbers) else 0
        return marks.TO.fullmatch(self.plain, self.numbers[index].stop, until) if marks.FROM.search(clause) else None

    def _nested(self, index: int, between: str) -> Own | None:
        """8 个领域标准指引 12 份: the number before tells of what this one counts, and the verb acts on this one."""
        before = self.said[-1] if self.said else None
        if before is None or before.subject is None or not before.shared or not between.strip():
            return None
        since = self.numbers[index - 1].stop
        at = self.plain.find(before.subject, since, since + len(before.subject) + 1)
        subject = name(
            self.sentence, self.plain, since if at < 0 else at + len(before.subject), self.numbers[index].start
        )
        if subject is None:
            return None
        self.said[-1] = dataclasses.replace(before, action=None, shared=False)
        return Own(subject=subject, action=before.action, shared=True)

    def _own(self, index: int, begin: int) -> Own:
        number = self.numbers[index]
        begin, end = self._named_before_bracket(begin, number)
        passive = marks.PASSIVE.match(self.plain, begin, end)
        begin = passive.end() if passive else begin
        clause = self.plain[begin:end]
        until = self.numbers[index + 1].start if index + 1 < len(self.numbers) else len(self.plain)
        led = clause.rstrip().endswith(marks.LEADS)
        taken = marks.TAKEN.search(clause) is not None
        behind = following(
            self.sentence, self.plain, number.stop, until, acted_on=led or taken, taken=taken, unit=number.unit
        )
        start = self._starts(index, clause)
        if start is not None:
            behind = Following(action=None if number.unit in marks.SHARES else start["way"])
        found = verbs(clause) or self._open_verb(index, begin, end)
        if index in self.lists:
            return Own(subject=self.lists[index])
        listed = marks.RESPECTIVELY.search(clause)
        if listed:
            return self._respectively(index, begin, begin + listed.start(), found)
        if not found:
            return self._without_verb(begin, end, number, behind)
        return self._with_verb(index, begin, end, found, behind)

    def _open_verb(self, index: int, begin: int, end: int) -> list[Verb]:
        """A verb at large; an item of a list whose verb stands before has none (公开甲 2 条、采购信息 3 条)."""
        listed = self.said[-1].shared if self.said else False
        item = listed and {self.numbers[index - 1].unit, self.numbers[index].unit} <= marks.PIECES
        item = item and self.plain[begin - 1] not in "，,；;"
        found = leading(self.plain[begin:end])
        alone = bool(found) and not self.plain[begin + found[0].end : end].strip()
        return found if alone or not item else []

    def _named_before_bracket(self, begin: int, number: Number) -> tuple[int, int]:
        """Where the words of the number stand: before a bracket that holds nothing else, 征地拆迁（31 件）."""
        if begin and self.plain[begin - 1] in "（(" and not self.plain[begin : number.start].strip():
            edges = [match.end() for match in marks.EDGES.finditer(self.plain, 0, begin - 1)]
            return (edges[-1] if edges else 0), begin - 1
        return begin, number.start

    def _without_verb(self, begin: int, end: int, number: Number, behind: Following) -> Own:
        clause = self.plain[begin:end]
        led = marks.PREPOSITIONS.search(clause)
        head = name(self.sentence, self.plain, begin + (led.end() if led and led.start() < 2 else 0), end)
        has = "有" if marks.HAS.search(clause) else None
        before = clause.rstrip().endswith((*marks.SCOPES, *marks.LEADS, "的")) or has is not None
        if behind.subject and (head is None or head.startswith(("“", "《")) or before):
            return Own(subject=behind.subject, action=behind.action or has, shared=has is not None)
        if head is not None and head.endswith("信息公开") and behind.action is None and len(head) > len("信息公开"):
            return Own(subject=head.removesuffix("公开"), action="公开")  # 重点领域信息公开 218 条
        if head is None and behind.acted_on and number.unit in marks.EVENTS:
            return Own(subject=behind.acted_on, action=behind.action)
        return Own(subject=head, action=behind.action or (has if head is None else None))

    def _with_verb(self, index: int, begin: int, end: int, found: list[Verb], behind: Following) -> Own:
        """The governing verb with what it acts on: behind it, else behind the number, else before it."""
        at = governing(self.plain[begin:end], found)
        verb, earlier = found[at], found[at - 1] if at else None
        rest = name(self.sentence, self.plain, begin + verb.end, end)
        going = marks.GOING.search(self.plain, begin + verb.end, end) if verb.last.role == "pivot" else None
        if going is not None and going.start() > begin + verb.end:  # 组织工作人员|赴先进地区学习 3 批
            rest = name(self.sentence, self.plain, begin + verb.end, going.start())
        clause_end = self.plain[begin + verb.end : end].rstrip()
        if marks.INTO.match(clause_end):  # 吸纳|进报告
            return Own(action=self._text(begin, verb))
        share = self.numbers[index].unit in marks.SHARES
        ratio = share and rest is not None and rest.endswith(marks.RATIOS) and verb.last.role not in LIGHT
        short = rest is not None and len(rest) <= marks.SHORT and clause_end.startswith(rest)
        measure = rest is not None and is_measure(rest) and (verb.last.role in THINGS or short)
        if ratio or measure:
            return Own(subject=name(self.sentence, self.plain, begin, end))
        if earlier is not None and rest is None and behind.subject is None and clause_end.startswith("的"):
            if marks.BECAUSE.match(self.plain, begin):  # 因涉及国家秘密不予公开的 2 件
                return Own(action=self._text(begin, verb))
            return self._acts_on(begin, earlier, begin + verb.end)
        persons = self.numbers[index].unit in marks.PERSONS
        tail = verb.last.role == "tail" and (persons or rest is None)
        if earlier is not None and tail and earlier.last.role not in LIGHT:
            invited = self._acts_on(begin, earlier, begin + verb.start)
            if invited.subject is not None:
                return invited
        if rest is not None and earlier is None and self._within_name(begin, verb):
            return Own(subject=name(self.sentence, self.plain, begin, end))
        if rest is not None and not behind.subject:
            return self._with_object(index, begin, end, verb, rest, alone=earlier is None)
        if behind.subject is not None:
            aim = clause_end.endswith(marks.LEADS)  # 组织对 6 个县区开展检查
            return Own(subject=behind.subject, action=None if aim else self._text(begin, verb), shared=not aim)
        return self._verb_ends(index, begin, end, verb, earlier)

    def _within_name(self, begin: int, verb: Verb) -> bool:
        """Whether a verb that names stands behind another noun: 无障碍浏览模式 4 次."""
        if (
            verb.last.role not in THINGS
            or verb.chained
            or marks.PREPOSITIONS.search(self.plain, begin, begin + verb.start)
        ):
            return False
        head = name(self.sentence, self.plain, begin, begin + verb.start)
        return head is not None and not is_agent(head)

    def _acts_on(self, begin: int, verb: Verb, end: int) -> Own:
        """The verb with all that stands between it and `end`."""
        subject = name(self.sentence, self.plain, begin + verb.end, end)
        return Own(subject=subject, action=self._text(begin, verb), shared=True)

    def _with_object(self, index: int, begin: int, end: int, verb: Verb, rest: str, *, alone: bool) -> Own:
        """The verb with what stands behind it; the last verb of a chain may belong to that (公示|处罚信息)."""
        linked = re.search("[并、]", self.plain[begin + verb.start : end])
        short = rest in papers() or (verb.last.role in THINGS and len(rest) <= marks.SHORT and not is_agent(rest))
        if verb.chained and verb.last.role in (*THINGS, "dual") and not linked and short:
            whole = name(self.sentence, self.plain, begin + verb.named, end)
            return Own(subject=whole, action=self.sentence[begin + verb.start : begin + verb.named], shared=True)
        before = name(self.sentence, self.plain, begin, begin + verb.start)
        named = before is not None and not is_agent(before) and self.plain[begin:].lstrip().startswith("、")
        paper = rest in papers() and (verb.last.role in NAMING or named)
        listed_paper = rest.endswith(marks.DOCUMENTS) and self._follows_comma(begin, verb)
        item = self.plain[begin:].lstrip().startswith("、") or self.plain.endswith(("其中", "其中："), 0, begin)
        listed = verb.last.role in THINGS and item
        if (
            alone
            and (paper or listed_paper or listed or self._is_item(begin, verb))
            and self._listed_already(begin, end, verb)
        ):
            return Own(subject=name(self.sentence, self.plain, begin, end))
        if self.numbers[index].unit in marks.PAPERS and is_agent(rest) and not is_channel(rest):  # 移交档案馆 3181 件: to whom
            return Own(action=self._text(begin, verb))
        came = verb.last.role == "tail" and self.numbers[index].unit in marks.DOERS
        return Own(subject=rest, action=self._text(begin, verb), shared=not came)

    def _is_item(self, begin: int, verb: Verb) -> bool:
        """Whether a list's item begins with a verb that names (发布甲 2 条、执行情况 3 条)."""
        return verb.last.role in THINGS and self._follows_comma(begin, verb)

    def _follows_comma(self, begin: int, verb: Verb) -> bool:
        return self.plain[begin : begin + verb.start].strip() == "、"

    def _is_item_alone(self, index: int, begin: int, verb: Verb) -> bool:
        """Whether a verb that names is all of a list's item in another unit (发布政策 14 件、解读 21 篇)."""
        if not self.said or not self.said[-1].shared or verb.last.role != "noun" or verb.chained:
            return False
        part = (
            self.within or marks.PART.search(self.plain, self.numbers[index - 1].stop, begin + verb.start) is not None
        )
        return part or self._follows_comma(begin, verb)

    def _listed_already(self, begin: int, end: int, verb: Verb) -> bool:
        """Whether a list's verb stands before and this one is within a name: …、公益事业建设信息 6 条."""
        before = name(self.sentence, self.plain, begin, begin + verb.start)
        led = marks.PREPOSITIONS.search(self.plain, begin, begin + verb.start)
        last = self.said[-1] if self.said else None
        listed = last is not None and last.shared and last.action != verb.last.text
        thing = before is not None and verb.last.role in THINGS and name(self.sentence, self.plain, begin + verb.end, end) in papers()
        item = self.plain[begin:].lstrip().startswith("、") or thing or (before is not None and not is_agent(before))
        return listed and led is None and item

    def _verb_ends(self, index: int, begin: int, end: int, verb: Verb, earlier: Verb | None) -> Own:
        """The clause ends with its verb: what it acts on stands before it, or it names what another one does."""
        plain, sentence, number = self.plain, self.sentence, self.numbers[index]
        last = begin + verb.named
        acted = re.sub(r"[并、\s]+$", "", sentence[begin + verb.start : last])
        persons = number.unit in marks.PERSONS
        topic = self.local.get(number.unit) if verb.chained and self._achieves(acted) and verb.last.role == "deed" else None
        if topic is not None:  # 整改问题 7 个，完成整改 7 个
            return Own(action=self._text(begin, verb))
        if verb.chained and verb.last.role in THINGS and not persons and "并" not in plain[begin + verb.start : last]:
            return Own(subject=sentence[last : begin + verb.end], action=acted, shared=True)
        if earlier is not None:
            between = name(sentence, plain, begin + earlier.end, begin + verb.start)
            if earlier.last.role == "noun" and verb.last.role not in NAMING:  # 收费目录|调整
                between = name(sentence, plain, begin, begin + verb.start)
            light = earlier.last.role in (*LIGHT, "deed") or verb.last.role in (*THINGS, "dual")
            if earlier.last.role in LIGHT and between is not None and between.endswith(marks.MEETINGS):
                if number.unit not in marks.EVENTS and not persons:
                    return Own(action=self._text(begin, verb))
                return Own(subject=between, action=self._text(begin, earlier), shared=True)
            if light and not persons and not marks.REALLY.search(plain, begin, begin + verb.start):
                whole = name(sentence, plain, begin + earlier.end, begin + verb.end)
                return Own(subject=whole, action=self._text(begin, earlier), shared=True)
            return Own(subject=between, action=self._text(begin, verb))
        led = marks.PREPOSITIONS.search(plain, begin, begin + verb.start)
        stop = led.start() if led else begin + verb.start
        before = name(sentence, plain, begin, stop)
        if before is None and self._is_item_alone(index, begin, verb):
            return Own(subject=self._text(begin, verb))
        if led is not None and led[0] == "被":
            return Own(subject=before, action=self._text(begin, verb))
        deed = verb.last.role == "deed" and number.unit in marks.EVENTS
        if number.unit.endswith("元") and before is not None and verb.last.role in THINGS:  # 网站维护 3 万元
            return Own(subject=name(sentence, plain, begin, begin + verb.end))
        names = (verb.last.role == "noun" or deed) and not persons and not verb.chained
        again = bool(self.said) and self.said[-1].action == verb.last.text
        if is_agent(before) and (again or not names):
            doer = (again and not is_agent(self.said[-1].subject)) or verb.last.role in ("attribute", "dual")
            doer = doer or verb.last.text in doings()
            return Own(action=self._text(begin, verb), agent=None if doer else before)
        if is_agent(before) and verb.last.role == "noun" and without_tail(plain[begin + verb.end : end]).strip():
            return Own(action=self._text(begin, verb))  # 媒体报道我县工作 128 篇次
        happens = number.unit in marks.EVENTS and verb.last.role in THINGS
        last_subject = (self.said[-1].subject or "") if self.said else ""
        happens = happens or (before is not None and persons and last_subject.endswith(verb.last.text))  # 电话咨询 9 人次，网络咨询 4 人次
        item = self.listing and before is not None and verb.last.role in ("dual", "deed")
        if happens or item or (names and before is not None):
            to_whom = led is not None and is_agent(name(sentence, plain, led.end(), begin + verb.start))
            since = begin + verb.start if to_whom else led.end() if led else begin
            weak = only_weak(plain[begin : begin + verb.start])  # 省级|培训 3 次
            alone = not weak and (before is None or is_agent(before))
            return Own(subject=name(sentence, plain, since, end), apart=happens and alone)
        return Own(subject=before, action=self._text(begin, verb))

    def _achieves(self, acted: str) -> bool:
        return any(term.role == "achieve" and term.text == acted for term in terms(acted))

    def _respectively(self, index: int, begin: int, end: int, found: list[Verb]) -> Own:
        """甲、乙分别为 2 件、3 件: a list of names and a list of numbers, in the same order."""
        verb = next((item for item in reversed(found) if begin + item.end < end), None)
        start = begin + verb.end if verb and self.numbers[index].unit not in marks.SHARES else begin
        pieces = [match.start() for match in marks.ITEMS.finditer(self.plain, start, end)]
        edges = [start - 1, *pieces, end]
        names = [name(self.sentence, self.plain, low + 1, high) for low, high in zip(edges, edges[1:], strict=False)]
        many = sum(1 for _ in self._run(index))
        whole = name(self.sentence, self.plain, start, end)
        for offset in range(many):
            self.lists[index + offset] = names[offset] if len(names) == many else whole
        return Own(
            subject=self.lists.get(index), action=self._text(begin, verb) if verb else None, shared=verb is not None
        )

    def _run(self, index: int) -> range:
        """The numbers that follow each other with nothing but 、 or 和 between."""
        until = index + 1
        while until < len(self.numbers) and self.plain[
            self.numbers[until - 1].stop : self.numbers[until].start
        ].strip() in ("、", "和", "，", "及"):
            until += 1
        return range(index, until)

    def _inherited(self, index: int, own: Own, last: int | None, begin: int, between: str) -> Own:
        """What the clause does not say itself: the subject of the sentence so far, the verb of the list."""
        subject, action, shared = own.subject, own.action, own.shared
        unit = self.numbers[index].unit
        if unit in marks.SHARES:
            run = subject is None and between.strip() == "、"
            return Own(subject=self._of(index - 1) if run else subject)
        if subject is None and action is None:
            subject, action, shared = self._rest(index, begin, between)
        if subject is not None and unit in marks.PERSONS:
            subject = _persons(subject)
        if subject is None and action is not None:
            topic = self.among or self.local.get(unit) or self._of_other_unit(unit)
            topic = topic or self._of_clause_before(begin) or self.topics.get(unit)
            if own.agent is not None and is_agent(topic):  # 村务公开栏更新 4 期，党务公开栏更新 6 期
                topic = own.agent
            subject = None if action in marks.NO_HEIR and unit not in self.local else topic or own.agent
        while last is not None and self.said[last].qualifier in ("up by", "down by"):
            last = last - 1 if last else None
        previous = self.said[last] if last is not None else self.goes_on
        topic = self.local.get(unit)
        if (
            subject in marks.WAYS
            and topic not in (None, subject)
            and previous is not None
            and (previous.action or "").endswith("公开")
        ):
            subject, action = topic, subject  # 主动公开 142 件、依申请公开 39 件
        parts = last is not None and marks.PART.search(between) is not None and self.numbers[last].unit == unit
        if (
            action is None
            and subject is not None
            and previous is not None
            and not own.apart
            and (previous.shared or parts)
        ):
            units = {self.numbers[last].unit if last is not None else self.unit_before, unit}
            listed = len(units) == 1 or units <= marks.PIECES or marks.LIST.search(between) is not None
            apart = "；" in between and "：" not in self.plain[:begin] and not marks.PART.search(self.plain, 0, begin)
            other = last is not None and (apart or marks.OTHER_LIST.search(between) is not None)
            if listed and not other and not subject.startswith(marks.ALONE) and not is_measure(subject):
                action, shared, self.listing = previous.action, True, True
        return Own(subject=subject, action=action, shared=shared)

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

    def _rest(self, index: int, begin: int, between: str) -> tuple[str | None, str | None, bool]:
        """What a number without words of its own counts: 共 50 件, 其他 216 条, 省级 47 条."""
        unit, last = self.numbers[index].unit, self.said[-1] if self.said else None
        topic = self.local.get(unit) or self.topics.get(unit) or self.local.get("")
        if last is not None and last.shared and only_weak(self.plain[begin : self.numbers[index].start]):
            return topic, last.action, True
        return (topic if marks.TOTAL.search(between) else None), None, False

    def _of_other_unit(self, unit: str) -> str | None:
        """The sentence's last main subject, whatever its unit (公报 12 期，印刷 3 万册), but for persons."""
        return None if unit in marks.PERSONS else self.local.get("")

    def _text(self, begin: int, verb: Verb) -> str:
        return marks.SPACE.sub("", self.sentence[begin + verb.start : begin + verb.end])


def _persons(subject: str) -> str:
    """群众咨询 75 人次 counts 群众: what persons did is no part of who they are."""
    last = next(iter(terms(subject)[-1:]), None)
    did = (
        last is not None
        and last.end == len(subject)
        and last.start > 1
        and (last.role in NAMING or last.role == "open")
    )
    who = name(subject, subject, 0, last.start) if last is not None and did else None
    return who if who is not None and is_agent(who) else subject
