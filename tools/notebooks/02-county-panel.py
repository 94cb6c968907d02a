# %% [markdown]
# # A panel of agencies, ready for a regression
#
# From a release to one row an agency and year: what is comparable over the forms, what is left out and why, then a two-way fixed-effects estimate. The agencies and numbers of the sample are invented, so the coefficient means nothing; the steps are those for real data.
# %%
import os
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from pipeline import load
from pipeline.explore.fonts import use_chinese_font
from pipeline.release.make import make

use_chinese_font()
EXTRACTED = Path(os.environ.get("GONGKAI_EXTRACTED", "../extracted"))
RELEASE = make(EXTRACTED, Path(tempfile.mkdtemp()), None, Path("../review")).path  # as `gongkai release` does
panel = load(RELEASE, "panel")
print(f"{len(panel)} rows: agency and year; {panel['agency_id'].nunique()} agencies; {panel.shape[1]} columns")
panel["state"].value_counts()
# %% [markdown]
# ## What to keep
#
# `agency_id` follows an agency through changes of name and code. Rows with `boundary_changed` are not compared with the year before: land was joined or cut. A variable that a check doubts is named in `flagged`, one that could not be read in `unreadable`; both are decided by the person who uses the data, not silently.
# %%
NAMES = {
    "requests.new.total": "received",
    "requests.granted.total": "granted",
    "requests.total.total": "handled",
    "requests.carried_out.total": "carried_out",
    "requests.new.natural_person": "natural_person",
    "article20.licences.decisions": "licences",
    "article20.penalties.decisions": "penalties",
    "review_litigation.review.total": "reviews",
}
kept = panel[(panel["state"] == "have") & ~panel["boundary_changed"].fillna(False)]


def clean(name):
    """The numbers of a variable; where a check doubts it, none."""
    doubted = kept["flagged"].map(lambda named: named is not None and name in list(named))
    return kept[name].astype("Float64").mask(doubted)


frame = kept[["agency_id", "agency", "agency_type", "year"]].copy()
for name, short in NAMES.items():
    frame[short] = clean(name)
pd.DataFrame({"rows": len(frame), "with a number": frame[list(NAMES.values())].notna().sum()})
# %% [markdown]
# ## Variables of the model
#
# Counts are skewed and may be 0, so `log1p`; a share needs a denominator above 0.
# %%
frame["granted_share"] = (frame["granted"] / frame["handled"].where(frame["handled"] > 0)).astype("Float64")
frame["log_received"] = np.log1p(frame["received"].astype(float))
frame["log_decisions"] = np.log1p((frame["licences"] + frame["penalties"]).astype(float))
frame["natural_share"] = (frame["natural_person"] / frame["received"].where(frame["received"] > 0)).astype(float)
ready = frame.dropna(subset=["granted_share", "log_received", "log_decisions", "natural_share"]).astype({"granted_share": float})
print(f"{len(ready)} of {len(frame)} rows can be used")
ready[["granted_share", "log_received", "log_decisions", "natural_share"]].describe().round(3)
# %% [markdown]
# ## Is the panel balanced?
# %%
present = ready.assign(one=1).pivot(index="agency", columns="year", values="one").fillna(0)
ax = plt.figure(figsize=(8, 3)).gca()
ax.imshow(present, cmap="Blues", vmin=0, vmax=1.5, aspect="auto")
ax.set_xticks(range(present.shape[1]), present.columns)
ax.set_yticks(range(present.shape[0]), present.index)
ax.set_title("可用于回归的机关与年份")
plt.show()
# %% [markdown]
# ## Two-way fixed effects, errors clustered by agency
#
# Least squares on what is left after the means of agencies and years; any package for panels gives the same.
# %%
X = ["log_received", "log_decisions", "natural_share"]


def within(table):
    """Without the means of agencies and of years, which are taken out in turn until nothing changes."""
    left = table.copy()
    for _ in range(50):
        for by in ("agency_id", "year"):
            left = left - left.groupby(ready[by]).transform("mean")
    return left


y, x = within(ready[["granted_share"]]).to_numpy()[:, 0], within(ready[X]).to_numpy()
beta, *_ = np.linalg.lstsq(x, y, rcond=None)
rest = y - x @ beta
bread = np.linalg.pinv(x.T @ x)
groups = [np.flatnonzero(ready["agency_id"] == agency) for agency in ready["agency_id"].unique()]
meat = sum(np.outer(x[rows].T @ rest[rows], x[rows].T @ rest[rows]) for rows in groups)
error = np.sqrt(np.diag(bread @ meat @ bread) * len(groups) / (len(groups) - 1))
pd.DataFrame({"coefficient": beta, "clustered error": error}, index=X).round(4)
# %%
fig, ax = plt.subplots(figsize=(7, 2.6))
ax.errorbar(beta, range(len(X)), xerr=1.96 * error, fmt="o", capsize=4)
ax.axvline(0, color="grey", linewidth=1)
ax.set_yticks(range(len(X)), ["申请数量（对数）", "处理决定（对数）", "自然人占比"])
ax.set_title("对予以公开率的影响（虚构数据，95% 区间）")
plt.show()
# %% [markdown]
# The frame goes to Stata or R as CSV; `gongkai export RELEASE --format stata` writes the whole release with labels.
# %%
print(ready.drop(columns="agency").to_csv(index=False).splitlines()[0])
