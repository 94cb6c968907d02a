"""What the text of all reports holds besides words: numbers by subject, and the topics of section five by year."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from pipeline.explore.layout import View, say
from pipeline.explore.queries import figures, topics
from pipeline.explore.tables import Cell, number, numeric, share, table
from pipeline.panel import topics as declared
from pipeline.release import registry

_SHOWN = 12


def subjects(view: View, province: str, words: Sequence[str] = ()) -> str:
    """Subjects with numbers in the text, each a link to its comparison over years; only those with `words`, if any."""
    found = figures.subjects(view.context.base, words, _SHOWN if words else figures.COMMON)
    if not found:
        return "" if words else f"<h2>{say(view, 'find.subjects')}</h2><p>{say(view, 'report.no_figures')}</p>"
    rows: list[list[Cell | str]] = [
        [
            Cell(text=item.printed, href=view.link("/find/figure", m=item.measure.name, province=province)),
            numeric(number(item.agencies)),
            numeric(number(item.numbers)),
            numeric(f"{item.first_year}–{item.last_year}"),
        ]
        for item in found
    ]
    heads = [view.say(key) for key in ("find.subject", "overview.agencies", "find.numbers", "overview.year")]
    title = view.say("find.subjects_of" if words else "find.subjects")
    return f"<h2>{escape(title)}</h2><p class='g-help'>{say(view, 'find.subjects_help')}</p>" + table(
        title, heads, rows
    )


def topics_by_year(view: View, province: str) -> str:
    """Shares of reports whose section five speaks of each topic, problems and remedies apart."""
    parts = [_topics(view, role, province) for role in ("problem", "remedy")]
    title, note = say(view, "find.topics"), say(view, "find.topics_help")
    return f"<h2>{title}</h2><p class='g-help'>{note}</p>{''.join(parts)}{_words(view)}"


def _words(view: View) -> str:
    """The words that decide on each topic."""
    items = "".join(
        f"<dt>{escape(topic.label_zh if view.lang == 'zh' else topic.label_en)}</dt>"
        f"<dd lang='zh'>{escape('、'.join(topic.words))}</dd>"
        for topic in declared.topics()
    )
    return f"<details><summary>{say(view, 'find.topic_words')}</summary><dl class='g-words'>{items}</dl></details>"


def _topics(view: View, role: str, province: str) -> str:
    found = topics.by_year(view.context.base, role, province)
    if not found.topics:
        return ""
    named = {
        item.value: item.chinese if view.lang == "zh" else item.english for item in registry.words("topics", "topic")
    }
    rows: list[list[Cell | str]] = []
    for topic in found.topics:
        row: list[Cell | str] = [named.get(topic, topic)]
        for year in found.years:
            own, of_all = found.reports.get((topic, year), 0), found.of_all.get(year, 0)
            row.append(numeric(share(own, of_all) or "–", title=f"{own}/{of_all}"))
        rows.append(row)
    caption = view.say(f"find.{role}")
    rows.append([view.say("overview.reports"), *(numeric(number(found.of_all.get(year, 0))) for year in found.years)])
    return f"<h3>{escape(caption)}</h3>" + table(caption, [caption, *map(str, found.years)], rows)
