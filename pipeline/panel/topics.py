"""Section five by topic: each statement is a problem or a remedy, and is of every topic whose words stand in it.

Plain and reproducible: `topics.csv` holds the words of each topic, `roles.csv` the cues that tell problems from
remedies. A statement is what stands between full stops, semicolons and 一是, 二是. The words that decided are kept with
it; one without any is `unassigned`, so that shares have a whole to be shares of.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

import pyarrow.parquet as pq

from pipeline import package_data, text
from pipeline.model import value

UNASSIGNED = "unassigned"
Role = Literal["problem", "remedy"]
_SECTION = "problems"
_STATEMENT = re.compile(
    r"(?:(?:[一二三四五六七八九十]|其[一二三四五])(?:是|、)|[(（][一二三四五六七八九十\d]+[)）]|\d{1,2}[.、．](?!\d))?"
    r"(?:(?!(?<=[，,：:])(?:[一二三四五六七八九十]|其[一二三四五])是)[^。！？；;\n])+[。！？；;]?"
)
COLUMNS = ("report_id", "section", "role", "topic", "words", "statement", "char_start", "char_end")
"""What `rows` gives."""
_COLUMNS = ["report_id", "ordinal", "level", "heading", "canonical", "text"]
_ROWS = 5_000


@value
class Topic:
    """One row of topics.csv. `words`: any of them in a statement makes it one of this topic."""

    name: str
    label_zh: str
    label_en: str
    words: tuple[str, ...]
    counts: str


@value
class Statement:
    """A statement of section five. Places are characters of the section's text, from 0; topic → its words found."""

    role: Role
    text: str
    char_start: int
    char_end: int
    topics: dict[str, tuple[str, ...]]


@functools.cache
def topics() -> tuple[Topic, ...]:
    """Every topic, in the file's order."""
    return tuple(
        Topic(
            name=row["topic"],
            label_zh=row["label_zh"],
            label_en=row["label_en"],
            words=tuple(row["words"].split("|")),
            counts=row["counts"],
        )
        for row in package_data.rows(__package__, "topics.csv")
    )


@functools.cache
def _cues() -> tuple[tuple[Role, str, re.Pattern[str]], ...]:
    return tuple(
        ("remedy" if row["role"] == "remedy" else "problem", row["where"], re.compile(row["pattern"]))
        for row in package_data.rows(__package__, "roles.csv")
    )


@functools.cache
def _words() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """A pattern of all words, the longest first, and the topics of each word."""
    of: dict[str, tuple[str, ...]] = {}
    for topic in topics():
        for word in topic.words:
            of[word] = (*of.get(word, ()), topic.name)
    listed = "|".join(re.escape(word) for word in sorted(of, key=lambda word: (-len(word), word)))
    return re.compile(f"(?=({listed}))"), of


def statements(printed: str, heading: str = "", role: Role = "problem") -> Iterator[Statement]:
    """The statements of a section's text. `role`: what they are until a cue in heading or text says otherwise."""
    now = _told(text.simplified(heading), "heading") or role
    for found in _STATEMENT.finditer(printed):
        said = found[0].strip()
        if not re.search(r"\w", said):
            continue
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        plain = text.simplified(said)
        now = _told(plain, "text") or now
        yield Statement(role=now, text=said, char_start=start, char_end=start + len(said), topics=_topics(plain))


def _told(plain: str, where: str) -> Role | None:
    both = {role for role, place, _ in _cues() if place == where and _heads(plain, role, where)}
    if where == "heading" and len(both) == 2:  # 存在的主要问题及改进情况 names both
        return None
    return "remedy" if "remedy" in both else "problem" if both else None


def _heads(plain: str, role: str, where: str) -> bool:
    return any(pattern.search(plain) for own, place, pattern in _cues() if (own, place) == (role, where))


def _topics(plain: str) -> dict[str, tuple[str, ...]]:
    pattern, of = _words()
    found: dict[str, tuple[str, ...]] = {}
    for match in pattern.finditer(plain):
        for topic in of[match[1]]:
            found[topic] = tuple(dict.fromkeys((*found.get(topic, ()), match[1])))
    return found


def of_report(sections: Sequence[dict[str, Any]]) -> Iterator[tuple[int, Statement]]:
    """Section and statement, through section five and its sub-sections. `sections`: rows of one report, in order."""
    inside = False
    role: Role = "problem"
    for row in sections:
        if row["level"] == 1:
            inside, role = row["canonical"] == _SECTION, "problem"
        if not inside:
            continue
        for statement in statements(row["text"] or "", row["heading"] or "", role):
            role = statement.role
            yield row["ordinal"], statement


def rows(folder: Path) -> Iterator[list[dict[str, Any]]]:
    """Rows of the dataset without the agency's columns, from the sections of `folder`, some at a time."""
    waiting: list[dict[str, Any]] = []
    for path in sorted((folder / "sections").glob("**/*.parquet")):
        with pq.ParquetFile(path) as file:
            found = (row for batch in file.iter_batches(_ROWS, columns=_COLUMNS) for row in batch.to_pylist())
            for report_id, own in groupby(found, key=lambda row: row["report_id"]):
                waiting.extend(_as_rows(report_id, list(own)))
                if len(waiting) >= _ROWS:
                    yield waiting
                    waiting = []
    yield waiting


def _as_rows(report_id: str, own: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for section, statement in of_report(own):
        for topic, words in (statement.topics or {UNASSIGNED: ()}).items():
            given = (report_id, section, statement.role, topic, list(words), statement.text)
            yield dict(zip(COLUMNS, (*given, statement.char_start, statement.char_end), strict=True))
