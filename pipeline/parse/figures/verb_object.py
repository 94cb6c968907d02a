"""A clause whose verb has a name behind it: its object (发布|政策解读 2 篇), or one name with it (、执行|情况 3 条)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.parse.figures import marks
from pipeline.parse.figures.names import is_agent, is_channel, name, papers
from pipeline.parse.figures.numbers import Number
from pipeline.parse.figures.said import Own, SoFar
from pipeline.parse.figures.verbs import NAMING, THINGS, THINGS_OR_DUAL, Verb


class VerbObject:
    """The clauses of one sentence; all places are in it, but for the verb's, which are in its clause."""

    def __init__(self, sentence: str, plain: str, numbers: Sequence[Number], so_far: SoFar) -> None:
        self.sentence, self.plain, self.numbers, self.so_far = sentence, plain, numbers, so_far

    def read(self, index: int, begin: int, end: int, verb: Verb, rest: str, *, alone: bool) -> Own:
        """The verb with the name `rest` behind it; `alone`: no other verb stands before."""
        if self._last_names(begin, end, verb, rest):
            whole = name(self.sentence, self.plain, begin + verb.named, end)
            return Own(subject=whole, action=self.sentence[begin + verb.start : begin + verb.named], shared=True)
        if alone and self._is_item(begin, verb, rest) and self._listed_already(begin, end, verb):
            return Own(subject=name(self.sentence, self.plain, begin, end))
        unit, action = self.numbers[index].unit, verb.text(self.sentence, begin)
        if unit in marks.PAPERS and is_agent(rest) and not is_channel(rest):  # 移交档案馆 3181 件: to whom
            return Own(action=action)
        came = verb.last.role == "tail" and unit in marks.DOERS
        return Own(subject=rest, action=action, shared=not came)

    def _last_names(self, begin: int, end: int, verb: Verb, rest: str) -> bool:
        """Whether the last verb of a chain belongs to the name behind it (公示|处罚信息)."""
        if not verb.chained or verb.last.role not in THINGS_OR_DUAL:
            return False
        linked = re.search("[并、]", self.plain[begin + verb.start : end])
        short = verb.last.role in THINGS and len(rest) <= marks.SHORT and not is_agent(rest)
        return not linked and (short or rest in papers())

    def _is_item(self, begin: int, verb: Verb, rest: str) -> bool:
        """Whether the verb and the name behind it may be one name in a list (发布甲 2 条、执行情况 3 条)."""
        listed = self.plain[begin:].lstrip().startswith("、")
        before = name(self.sentence, self.plain, begin, begin + verb.start)
        named = listed and before is not None and not is_agent(before)
        if rest in papers() and (verb.last.role in NAMING or named):
            return True
        if self.plain[begin : begin + verb.start].strip() == "、" and rest.endswith(marks.DOCUMENTS):
            return True
        item = listed or self.plain.endswith(("其中", "其中："), 0, begin)
        return verb.last.role in THINGS and item

    def _listed_already(self, begin: int, end: int, verb: Verb) -> bool:
        """Whether a list's verb stands before and this one is within a name: …、公益事业建设信息 6 条."""
        last = self.so_far.last
        led = marks.PREPOSITIONS.search(self.plain, begin, begin + verb.start)
        if last is None or not last.shared or last.action == verb.last.text or led is not None:
            return False
        before = name(self.sentence, self.plain, begin, begin + verb.start)
        thing = verb.last.role in THINGS and name(self.sentence, self.plain, begin + verb.end, end) in papers()
        return self.plain[begin:].lstrip().startswith("、") or (before is not None and (thing or not is_agent(before)))
