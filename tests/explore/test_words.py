"""The words of the pages: whole in both languages, and a sentence for every check that there is."""

from __future__ import annotations

from pipeline.explore.settings import LANGUAGES
from pipeline.explore.words import words
from pipeline.panel.metrics import metrics
from pipeline.release import registry


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
