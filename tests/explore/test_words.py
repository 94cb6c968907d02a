"""The words of the pages: whole in both languages, and a sentence for every check that there is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from pipeline.explore.base import Base
from pipeline.explore.cell_markup import explained, heading
from pipeline.explore.form_layout import tables
from pipeline.explore.layout import Context, View
from pipeline.explore.sentences import told
from pipeline.explore.settings import LANGUAGES, Settings
from pipeline.explore.words import words
from pipeline.panel.metrics import metrics
from pipeline.release import registry
from tests.conftest import ROOT

REFUSING = (
    "find/query.py",
    "find/search.py",
    "find/index.py",
    "find/save.py",
    "explore/base.py",
    "explore/decisions.py",
    "explore/finder.py",
    "explore/report_data.py",
    "explore/security.py",
    "explore/served.py",
    "explore/place/drawn.py",
    "explore/place/ofd_page.py",
    "explore/place/picture.py",
    "explore/place/source.py",
    "review/decision.py",
    "review/log.py",
)
"""Whose refusals a visitor of the pages may see."""
KINDS = (
    "UsageError",
    "GongkaiError",
    "Refused",
    "Refusal",
    "_Changed",
    "SourceGone",
    "NotDrawn",
    "Damaged",
    "LimitExceeded",
)


def _sentences(file: str) -> Iterator[str]:
    """The sentences of a module's refusals, each part that is filled in as `…`."""
    for node in ast.walk(ast.parse((ROOT / "pipeline" / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in (*KINDS, "refused"):
            for given in (*node.args, *(item.value for item in node.keywords)):
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    yield given.value
                elif isinstance(given, ast.JoinedStr):
                    yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in given.values)


def test_every_key_has_words_in_both_languages_with_the_same_parts() -> None:
    zh, en = (words(lang) for lang in LANGUAGES)
    assert [key for key in zh if not zh[key] or not en[key]] == []
    parts = [{part.partition("}")[0] for part in found.split("{")[1:]} for lang in (zh, en) for found in lang.values()]
    half = len(parts) // 2
    assert [key for key, own, other in zip(zh, parts[:half], parts[half:], strict=True) if own != other] == []


def test_every_check_is_explained() -> None:
    assert [item.value for item in registry.words("", "check") if f"check.{item.value}" not in words("zh")] == []


def test_notes_of_metrics_are_chinese_in_the_chinese_view() -> None:
    assert [item.name for item in metrics() if item.note_zh.isascii() and item.note_zh] == []


@pytest.mark.parametrize("file", REFUSING)
def test_every_refusal_has_a_chinese_sentence_with_its_parts(file: str) -> None:
    said = list(_sentences(file))
    assert said
    for sentence in said:
        chinese = told(sentence, "zh")
        assert not chinese.replace("gongkai", "").isascii() and chinese != sentence, sentence
        assert chinese.count("…") >= min(1, sentence.count("…")), sentence
        assert told(sentence, "en") == sentence


def test_a_part_may_hold_anything() -> None:
    said = told("no province '{names}; there are \\n' in the index; there are 江苏省, 浙江省", "zh")
    assert said == "索引中没有省份 '{names}; there are \\n'；有 江苏省, 浙江省。"


def test_every_heading_of_the_forms_has_an_english_name() -> None:
    headings = {
        item.text
        for form in ("2019", "2021")
        for table in tables(form)
        for row in (*table.heads, *table.rows)
        for item in row.headings
        if item.text and not item.name
    }
    titles = {table.title for form in ("2019", "2021") for table in tables(form) if table.title}
    assert len(headings) > 8 and [text for text in headings | titles if not heading(text)] == []


def test_a_check_of_another_version_is_said_by_its_own_sentence(tmp_path: Path) -> None:
    own = Settings(data=tmp_path, release="x", cache=tmp_path, token="t" * 20)
    context = Context(settings=own, base=cast(Base, None), navigation=[])
    view = View(context=context, lang="zh", path="/", query={}, lists={})
    assert explained(view, "identity_row_sum", "does not add up") == words("zh")["check.identity_row_sum"]
    assert explained(view, "check_of_tomorrow", "does not add up") == "does not add up"
