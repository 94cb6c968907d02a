"""Sentences that deny what a table's cells count: 未收到政府信息公开申请, 未发生行政复议和行政诉讼.

Only a clause that says it of the whole is taken: one that ends with the thing denied, with nothing but who asked before
it (未收到信函申请, 未收到其他申请 deny a part).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.check.scope import SPACE, SUBJECTS, is_short_for, on_this_report
from pipeline.model import Cell, Report
from pipeline.parse.figures.context import period, place
from pipeline.parse.figures.sentences import sentences

_NOT = r"(?:未曾?|没有?|尚未|暂未|均未|从未)"
_APPLICATION = re.compile(
    rf"(?:{_NOT}(?:收到|接到|接收到?|受理|新收|收悉)|无)过?(?:任何)?(?:{SUBJECTS['APPLICATION']})(?:的?情况)?$"
)
_CASES = re.compile(
    rf"(?:{_NOT}(?:发生|出现|产生|引发|引起|涉及|收到|有|被)?|无)过?(?:任何)?"
    r"(?:因|涉及|有关|关于)?(?:政府|政务)?(?:信息公开)?(?:申请|工作)?(?:被|而)?(?:申请|引发|引起|导致|提起)?的?"
    r"(?P<review>行政复议)?(?:案件)?[、和及或与]{0,2}(?:被)?(?:提起)?(?P<litigation>行政诉讼)?(?:案件|事项)?(?:的?情况)?$"
)
_WHO = re.compile(
    r"20\d\d年度?|本年度?|今年|全年|年内|年度内|我[局委办镇乡县区市厅院校]|本(?:机关|单位|部门|级|[局委办镇乡县区市厅])|全[局委办镇乡]"
    r"|街道|办事处|机关|单位|因?(?:政府|政务)?信息公开(?:工作|申请)?|依申请公开|方面|中|内|上|共|均|也|都|并|且|没有|对"
)
"""What may stand before the denial without narrowing it: the year, the agency itself, the matter."""
_NEGATIVE = re.compile("[未没无]")
"""A character that every denial has; most sections and sentences have none."""
_CLAUSE = re.compile(r"[^，,。；;：:！!]+")
_RECEIVED = ("requests.new.total",)
_REVIEWED = ("review_litigation.review.total",)
_SUED = ("review_litigation.litigation_direct.total", "review_litigation.litigation_after_review.total")


def denied(report: Report, cells: Mapping[str, Cell]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Cells with a number of which a sentence says that there was nothing, and the sentence; each once."""
    seen: set[tuple[str, ...]] = set()
    for section in report.sections:
        for printed in _negative(section.text):
            for keys in _denies(report, SPACE.sub("", printed)):
                counted = [cells[key].value for key in keys if key in cells]
                if keys not in seen and None not in counted and any(counted):
                    seen.add(keys)
                    yield keys, printed


def _negative(text: str) -> Iterator[str]:
    """The sentences of a text that may deny something."""
    if _NEGATIVE.search(text):
        yield from (printed for _, printed in sentences(text) if _NEGATIVE.search(printed))


def _denies(report: Report, sentence: str) -> Iterator[tuple[str, ...]]:
    for clause in _CLAUSE.finditer(sentence):
        before = sentence[: clause.end()]
        found = [*_received(report, clause[0]), *_cases(report, clause[0])]
        if found and on_this_report(report, before, "", period(before, report.identity.year), place(before)):
            yield from found


def _received(report: Report, clause: str) -> Iterator[tuple[str, ...]]:
    said = _APPLICATION.search(clause)
    if said and _of_the_whole(report, clause[: said.start()]):
        yield _RECEIVED


def _cases(report: Report, clause: str) -> Iterator[tuple[str, ...]]:
    said = _CASES.search(clause)
    if said is None or not _of_the_whole(report, clause[: said.start()]):
        return
    if said["review"]:
        yield _REVIEWED
    if said["litigation"]:
        yield _SUED


def _of_the_whole(report: Report, before: str) -> bool:
    """Whether the words before the denial are the year, the matter or the agency, in full or in short."""
    return is_short_for(_WHO.sub("", before), report.identity.agency or "")
