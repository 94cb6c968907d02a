"""Plots of the derived datasets, for notebooks: figures of the text by subject over years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.errors import UsageError
from pipeline.explore.fonts import use_chinese_font

if TYPE_CHECKING:
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
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    figure = Figure(layout="constrained")
    axes = figure.subplots()
    years = range(int(own["year"].min()), int(own["year"].max()) + 1)
    for _, line in own.sort_values("year").groupby("agency_id"):
        values = line.set_index("year")["value"].astype("float64").reindex(years)
        axes.plot(list(years), values.to_numpy(), marker="o", label=str(line["agency"].iloc[-1]))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_title(subject if action is None else f"{action}{subject}")
    axes.set_ylabel(unit)
    axes.legend()
    return figure
