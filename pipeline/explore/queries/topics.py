"""Section five by topic and year: the share of reports that speak of each."""

from __future__ import annotations

from pipeline.explore.base import Base
from pipeline.model import value


@value
class TopicYears:
    """`reports`: topic and year → reports that speak of it; `of_all`: year → reports with statements in that role."""

    years: tuple[int, ...]
    topics: tuple[str, ...]
    reports: dict[tuple[str, int], int]
    of_all: dict[int, int]


def by_year(base: Base, role: str, province: str) -> TopicYears:
    """Topics of problems or remedies (`role`), the most frequent first; of one province where it is given."""
    rows = base.rows(
        """SELECT year, topic, sum(reports)::BIGINT AS reports FROM topic_years
        WHERE role = $role AND year IS NOT NULL AND ($province = '' OR starts_with(province, $province))
        GROUP BY year, topic""",
        {"role": role, "province": province},
    )
    reports = {(row["topic"], row["year"]): row["reports"] for row in rows if row["topic"]}
    often: dict[str, int] = {}
    for (topic, _), count in reports.items():
        often[topic] = often.get(topic, 0) + count
    return TopicYears(
        years=tuple(sorted({row["year"] for row in rows})),
        topics=tuple(sorted(often, key=lambda name: (-often[name], name))),
        reports=reports,
        of_all={row["year"]: row["reports"] for row in rows if not row["topic"]},
    )
