"""What the words of a number's own clause say: the verb that governs, the name that it acts on or that stands alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.parse.figures import marks
from pipeline.parse.figures.following import Following, following
from pipeline.parse.figures.marks import is_measure
from pipeline.parse.figures.names import is_agent, name
from pipeline.parse.figures.numbers import Number
from pipeline.parse.figures.said import Own, SoFar
from pipeline.parse.figures.verb_last import VerbLast
from pipeline.parse.figures.verb_object import VerbObject
from pipeline.parse.figures.verbs import LIGHT, THINGS, Verb, coined, governing, leading, verbs
from pipeline.parse.figures.words import fillers

_JOINT = re.compile(rf"(?:{fillers('joint')})\s*$")


def from_which(plain: str, numbers: Sequence[Number], index: int, clause: str) -> re.Match[str] | None:
    """How a number changed (由 36 项|拓展到|58 项), when it is where that began."""
    until = numbers[index + 1].start if index + 1 < len(numbers) else 0
    return marks.TO.fullmatch(plain, numbers[index].stop, until) if marks.FROM.search(clause) else None


def run_of(plain: str, numbers: Sequence[Number], index: int) -> range:
    """The numbers that follow each other with nothing but 、 or 和 between."""
    until = index + 1
    while until < len(numbers):
        if plain[numbers[until - 1].stop : numbers[until].start].strip() not in ("、", "和", "，", "及"):
            break
        until += 1
    return range(index, until)


class OwnClause:
    """The clauses of one sentence's numbers; `so_far` tells whether a clause is an item of a list."""

    def __init__(self, sentence: str, plain: str, numbers: Sequence[Number], so_far: SoFar) -> None:
        self.sentence, self.plain, self.numbers, self.so_far = sentence, plain, numbers, so_far
        self.object = VerbObject(sentence, plain, numbers, so_far)
        self.aimed = False
        self.last = VerbLast(sentence, plain, numbers, so_far)

    def read(self, index: int, begin: int) -> Own:
        """What the clause that begins at `begin` says of the number."""
        begin, end = self._named_before_bracket(begin, self.numbers[index])
        passive = marks.PASSIVE.match(self.plain, begin, end)
        begin = passive.end() if passive else begin
        clause = self.plain[begin:end]
        found = verbs(clause) or self._open_verb(index, begin, end)
        if found and found[0].last.role in THINGS and found[0].start > 2:
            found = [*coined(clause), *found]
        if index in self.so_far.lists:
            return Own(subject=self.so_far.lists[index])
        listed = marks.RESPECTIVELY.search(clause)
        if listed:
            return self._respectively(index, begin, begin + listed.start(), found)
        behind = self._behind(index, clause)
        if not found:
            return self._without_verb(begin, end, self.numbers[index], behind)
        return self._with_verb(index, begin, end, found, behind)

    def _behind(self, index: int, clause: str) -> Following:
        """What stands behind the number."""
        number, taken = self.numbers[index], marks.TAKEN.search(clause) is not None
        change = from_which(self.plain, self.numbers, index, clause)
        if change is not None:
            return Following(action=None if number.unit in marks.SHARES else change["way"])
        until = self.numbers[index + 1].start if index + 1 < len(self.numbers) else len(self.plain)
        led = taken or clause.rstrip().endswith(marks.LEADS) or marks.AIM.search(clause) is not None
        led = led or (self.aimed and not clause.strip("、和及与 "))  # 对 67 家网站和|214 个账号开展巡查
        self.aimed = led
        return following(self.sentence, self.plain, number.stop, until, acted_on=led, taken=taken, unit=number.unit)

    def _open_verb(self, index: int, begin: int, end: int) -> list[Verb]:
        """A verb at large; an item of a list whose verb stands before has none (公开甲 2 条、采购信息 3 条)."""
        shared = self.so_far.last is not None and self.so_far.last.shared
        item = shared and {self.numbers[index - 1].unit, self.numbers[index].unit} <= marks.PIECES
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
        joint = _JOINT.search(clause)
        if joint and behind.subject:  # 我局联合 12 家部门
            return Own(subject=behind.subject, action=joint[0].strip(), apart=True)
        if marks.AIM.search(clause):  # 我局会同某局对全市|43 个在建项目: no name is before the number
            return Own(subject=behind.subject, apart=True)
        if marks.THOSE.search(clause) and behind.subject is None:  # 居民表示满意的有|88 条
            return Own(subject=self.so_far.local.get(number.unit), action="有")
        led = marks.PREPOSITIONS.search(clause)
        head = name(self.sentence, self.plain, begin + (led.end() if led and led.start() < 2 else 0), end)
        has = "有" if marks.HAS.search(clause) else None
        before = clause.rstrip().endswith((*marks.SCOPES, *marks.LEADS, "的")) or has is not None
        if behind.subject and (head is None or head.startswith(("“", "《")) or before):
            led_to = clause.rstrip().endswith(marks.LEADS)  # 对 9 个县区开展评估: no item of a list
            return Own(subject=behind.subject, action=behind.action or has, shared=has is not None, apart=led_to)
        if head is not None and head.endswith("信息公开") and behind.action is None and len(head) > len("信息公开"):
            return Own(subject=head.removesuffix("公开"), action="公开")  # 重点领域信息公开 218 条
        if (
            behind.acted_on
            and number.unit in marks.EVENTS
            and (head is None or is_agent(head) or head.endswith(marks.MEETINGS))
        ):
            return Own(subject=behind.acted_on, action=behind.action)
        return Own(subject=head, action=behind.action or (has if head is None else None))

    def _with_verb(self, index: int, begin: int, end: int, found: list[Verb], behind: Following) -> Own:
        """The governing verb with what it acts on: behind it, else behind the number, else before it."""
        at = governing(self.plain[begin:end], found)
        verb, earlier = found[at], found[at - 1] if at else None
        rest = self._acted_on(begin, end, verb)
        clause_end = self.plain[begin + verb.end : end].rstrip()
        if marks.INTO.match(clause_end):  # 吸纳|进报告
            return Own(action=self._text(begin, verb))
        if rest is not None and self._measures(index, verb, rest, clause_end):
            return Own(subject=name(self.sentence, self.plain, begin, end))
        if earlier is not None and rest is None and behind.subject is None and clause_end.startswith("的"):
            if marks.BECAUSE.match(self.plain, begin):  # 因涉及国家秘密不予公开的 2 件
                return Own(action=self._text(begin, verb))
            return self._acts_on(begin, earlier, begin + verb.end)
        if earlier is not None and (invited := self._invited(index, begin, earlier, verb, rest)) is not None:
            return invited
        if rest is not None and earlier is None and self._within_name(begin, verb):
            return Own(subject=name(self.sentence, self.plain, begin, end))
        if behind.subject is not None:
            aim = self._aims(begin, verb, clause_end)
            shared = not aim and not clause_end.endswith("的")  # 印发的 38 件文件
            return Own(subject=behind.subject, action=None if aim else self._text(begin, verb), shared=shared)
        if rest is not None:
            return self.object.read(index, begin, end, verb, rest, alone=earlier is None)
        return self.last.read(index, begin, end, verb, earlier)

    def _aims(self, begin: int, verb: Verb, clause_end: str) -> bool:
        """Whether the clause only leads to whom something was done: 组织对|6 个县区开展检查, 对整改不力的|1 家单位."""
        if clause_end.endswith(marks.LEADS) or marks.AIM.search(clause_end):
            return True
        led = marks.TO_WHOM.match(self.plain, begin, begin + verb.start)
        return led is not None and clause_end.endswith("的")

    def _acted_on(self, begin: int, end: int, verb: Verb) -> str | None:
        """The name behind the verb: 组织工作人员|赴先进地区学习 3 批 ends where they go."""
        going = marks.GOING.search(self.plain, begin + verb.end, end) if verb.last.role == "pivot" else None
        until = going.start() if going is not None and going.start() > begin + verb.end else end
        return name(self.sentence, self.plain, begin + verb.end, until)

    def _measures(self, index: int, verb: Verb, rest: str, clause_end: str) -> bool:
        """Whether the verb is a part of a measure's name: 回复|率, 扫码|阅读量, 延期|办结数."""
        if self.numbers[index].unit in marks.SHARES and rest.endswith(marks.RATIOS) and verb.last.role not in LIGHT:
            return True
        short = len(rest) <= marks.SHORT and clause_end.startswith(rest)
        return is_measure(rest) and (verb.last.role in THINGS or short)

    def _invited(self, index: int, begin: int, earlier: Verb, verb: Verb, rest: str | None) -> Own | None:
        """Those who were invited, or the like, to do what the last verb says: 邀请|代表|参观 20 人."""
        persons = self.numbers[index].unit in marks.PERSONS
        if verb.last.role != "tail" or earlier.last.role in LIGHT or not (persons or rest is None):
            return None
        invited = self._acts_on(begin, earlier, begin + verb.start)
        return invited if invited.subject is not None else None

    def _within_name(self, begin: int, verb: Verb) -> bool:
        """Whether a verb that names stands behind another noun: 无障碍浏览模式 4 次."""
        led = marks.PREPOSITIONS.search(self.plain, begin, begin + verb.start)
        if verb.last.role not in THINGS or verb.chained or led:
            return False
        head = name(self.sentence, self.plain, begin, begin + verb.start)
        return head is not None and not is_agent(head)

    def _acts_on(self, begin: int, verb: Verb, end: int) -> Own:
        """The verb with all that stands between it and `end`."""
        subject = name(self.sentence, self.plain, begin + verb.end, end)
        return Own(subject=subject, action=self._text(begin, verb), shared=True)

    def _respectively(self, index: int, begin: int, end: int, found: list[Verb]) -> Own:
        """甲、乙分别为 2 件、3 件: a list of names and a list of numbers, in the same order."""
        verb = next((item for item in reversed(found) if begin + item.end < end), None)
        start = begin + verb.end if verb and self.numbers[index].unit not in marks.SHARES else begin
        pieces = [match.start() for match in marks.ITEMS.finditer(self.plain, start, end)]
        edges = [start - 1, *pieces, end]
        names = [name(self.sentence, self.plain, low + 1, high) for low, high in zip(edges, edges[1:], strict=False)]
        many = len(run_of(self.plain, self.numbers, index))
        whole = name(self.sentence, self.plain, start, end)
        for offset in range(many):
            self.so_far.lists[index + offset] = names[offset] if len(names) == many else whole
        action = self._text(begin, verb) if verb else None
        return Own(subject=self.so_far.lists.get(index), action=action, shared=verb is not None)

    def _text(self, begin: int, verb: Verb) -> str:
        return verb.text(self.sentence, begin)
