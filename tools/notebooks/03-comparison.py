# %% [markdown]
# # A journalist's comparison
#
# Who answers, who refuses, who is late? Ranks with the page behind every number. The agencies and their numbers are invented.
# %%
import os
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt

from pipeline import load
from pipeline.explore.fonts import use_chinese_font
from pipeline.release.make import make

use_chinese_font()
EXTRACTED = Path(os.environ.get("GONGKAI_EXTRACTED", "../extracted"))
RELEASE = make(EXTRACTED, Path(tempfile.mkdtemp()), None, Path("../review")).path
metrics = load(RELEASE, "metrics")
metrics["metric"].nunique(), metrics["agency_id"].nunique()
# %% [markdown]
# ## Rank of a year
#
# `metrics` holds each formula of the codebook, its parts, the cells behind it, and a reason where it has no value. An agency with few requests has a rate that one request moves a lot: show the denominator.
# %%
YEAR = 2024
rates = metrics[(metrics["metric"] == "disclosure_rate") & (metrics["year"] == YEAR)].sort_values("value", ascending=False)
rates[["agency", "value", "numerator", "denominator", "flags", "reason"]]
# %%
shown = rates.dropna(subset=["value"]).iloc[::-1]
fig, ax = plt.subplots(figsize=(8, 3.4))
bars = ax.barh(shown["agency"], shown["value"].astype(float), color="#1f4e79")
labels = [f"{int(top)} / {int(bottom)}" for top, bottom in zip(shown["numerator"], shown["denominator"])]
ax.bar_label(bars, labels, padding=4, fontsize=9)
ax.set_xlim(0, 1.15)
ax.set_title(f"{YEAR} 年予以公开率（予以公开件数 / 办结件数）")
plt.show()
# %% [markdown]
# ## Change since the first year
# %%
trend = metrics[metrics["metric"].isin(["disclosure_rate", "refusal_rate"])]
fig, axes = plt.subplots(1, 2, figsize=(11, 3.8), sharex=True)
for ax, (metric, title) in zip(axes, {"disclosure_rate": "予以公开率", "refusal_rate": "不予公开率"}.items()):
    wide = trend[trend["metric"] == metric].pivot(index="year", columns="agency", values="value").astype(float)
    wide.plot(ax=ax, marker="o", legend=ax is axes[1])
    ax.set_title(title)
    ax.set_xlabel("年度")
    ax.set_ylim(0, 1)
axes[1].legend(fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
plt.show()
# %% [markdown]
# ## The page behind the number
#
# Before a figure is printed, look at the page: the report's file, the page and the box are in every cell; `gongkai explore` shows them by a click.
# %%
requests, reports = load(RELEASE, "requests"), load(RELEASE, "reports")
top = rates.iloc[0]
behind = requests[(requests["report_id"] == top["report_id"]) & requests["cell"].isin(["granted.total", "total.total"])]
behind.merge(reports[["report_id", "agency", "source_file"]], on="report_id")[
    ["agency", "year", "cell", "raw", "value", "status", "flags", "source_file", "page", "x0", "top", "x1", "bottom", "locator"]
]
# %%
from PIL import Image

from pipeline.explore.place.picture import picture
from pipeline.explore.place.source import source_bytes

import io

own = reports[(reports["media_type"] == "application/pdf") & (reports["year"] == YEAR)].iloc[0]
cell = requests[(requests["report_id"] == own["report_id"]) & (requests["cell"] == "granted.total")].iloc[0]
page = picture(source_bytes(Path("../raw"), own["source_file"], own["source_sha256"]), own["source_file"], int(cell["page"]))
fig, ax = plt.subplots(figsize=(8, 3.2))
ax.imshow(Image.open(io.BytesIO(page.data)), extent=(0, page.width, page.height, 0))
ax.add_patch(plt.Rectangle((cell["x0"], cell["top"]), cell["x1"] - cell["x0"], cell["bottom"] - cell["top"], fill=False, color="crimson", linewidth=2))
ax.set_xlim(0, page.width)
ax.set_ylim(cell["bottom"] + 60, cell["top"] - 60)
ax.set_title(f"{own['agency']}：予以公开 {cell['raw']}（第 {cell['page']} 页）")
ax.axis("off")
plt.show()
