"""Plots of derived datasets, for notebooks: figures of the text by subject and topics of section five, over years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.errors import UsageError
from pipeline.explore.fonts import use_chinese_font
from pipeline.panel.topics import UNASSIGNED, Role, topics

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def figures_over_years(frame: pd.DataFrame, subject: str, unit: str, action: str | None = None) -> Figure:
    """A line an agency: the numbers of one subject in one unit by year, from `load(folder, "figures_by_subject")`.

    Only actions that are `action` where it is given. A year without a number, or where statements differ, is a gap.
    Raises `UsageError` where nothing is left to draw, or where an agency has several numbers a year.
    """
    own = frame[(frame["subject"] == subject) & (frame["unit"] == unit)]
    own = own if action is None else own[own["action"] == action]
    if own["value"].notna().sum() == 0:
        raise UsageError(f"no number of {subject} in {unit} to draw; see the subjects and units of the dataset")
    if own.duplicated(["agency_id", "year"]).any():
        raise UsageError(f"{subject} has several actions ({', '.join(sorted(set(own['action'].dropna())))}); give one")
    use_chinese_font()
    figure, axes = _axes()
    years = range(int(own["year"].min()), int(own["year"].max()) + 1)
    for _, line in own.sort_values("year").groupby("agency_id"):
        values = line.set_index("year")["value"].astype("float64").reindex(years)
        axes.plot(list(years), values.to_numpy(), marker="o", label=str(line["agency"].iloc[-1]))
    axes.set_title(subject if action is None else f"{action}{subject}")
    axes.set_ylabel(unit)
    axes.legend()
    return figure


def topics_over_years(frame: pd.DataFrame, role: Role = "problem", most: int = 8) -> Figure:
    """A line a topic: its share of the reports with such statements by year, from `load(folder, "topics")`.

    The `most` frequent topics; a report may have several. Raises `UsageError` where no statement has the role.
    """
    own = frame[frame["role"] == role]
    if own.empty:
        raise UsageError(f"no statement is a {role}; there are {', '.join(sorted(set(frame['role'])))}")
    named = own[own["topic"] != UNASSIGNED]
    counts = named.groupby(["topic", "year"])["report_id"].nunique().unstack("year", fill_value=0)
    shares = counts / own.groupby("year")["report_id"].nunique()
    often = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index[:most]
    labels = {topic.name: topic.label_zh for topic in topics()}
    use_chinese_font()
    figure, axes = _axes()
    for topic in often:
        axes.plot(list(shares.columns), shares.loc[topic].to_numpy(), marker="o", label=labels[topic])
    axes.set_ylim(0, 1)
    axes.set_ylabel("share of reports")
    axes.legend()
    return figure


def _axes() -> tuple[Figure, Axes]:
    """An empty plot whose years are whole."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    figure = Figure(layout="constrained")
    axes = figure.subplots()
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    return figure, axes
