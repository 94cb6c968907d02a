# %% [markdown]
# # How good are the data?
#
# What was read, how, what is doubted and why, before any of it is used. The agencies and their numbers are invented.
# %%
import os
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

from pipeline import load
from pipeline.explore.fonts import use_chinese_font

use_chinese_font()
EXTRACTED = Path(os.environ.get("GONGKAI_EXTRACTED", "../extracted"))
reports = load(EXTRACTED, "reports")
cells = pd.concat([load(EXTRACTED, name).assign(dataset=name) for name in ("article20", "requests", "review_litigation")], ignore_index=True)
cells["doubted"] = cells["flags"].map(len) > 0
print(f"{len(reports)} reports, {len(cells)} cells, {len(load(EXTRACTED, 'failures'))} files without a report")
# %% [markdown]
# ## What stands in the cells
# %%
NAMES = {"reported": "已填报", "blank": "空白", "nil_mark": "无（符号）", "missing": "缺失", "unreadable": "无法辨认"}
status = cells.groupby(["year", "status"]).size().unstack(fill_value=0).reindex(columns=list(NAMES), fill_value=0)
ax = status.rename(columns=NAMES).plot.bar(stacked=True, figsize=(8, 3.6), rot=0, colormap="viridis")
ax.set_title("各年单元格的状态")
ax.set_xlabel("年度")
ax.legend(fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
plt.show()
status
# %% [markdown]
# ## How they were read
#
# Markup and ruling lines are sure; alignment and text are surer with sums; OCR is reported only where two readings agree or sums confirm it; `person` is what a person decided by looking at the page.
# %%
cells[cells["status"] == "reported"].groupby(["method", "doubted"]).size().unstack(fill_value=0)
# %% [markdown]
# ## What did not pass
# %%
checks = load(EXTRACTED, "checks")
checks.groupby(["check", "severity"]).agg(findings=("report_id", "size"), reports=("report_id", "nunique"))
# %%
checks[["year", "check", "severity", "expected", "found", "message", "suggestion"]].head(5)
# %% [markdown]
# ## The form's arithmetic, counted again here
#
# Each row of section three must add up to its total: a test that needs no trust in our checks.
# %%
wide = cells[cells["dataset"] == "requests"].pivot_table(index=["report_id", "disposition"], columns="applicant", values="value", aggfunc="first").astype(float)
parts = ["natural_person", "business", "research", "social", "legal_service", "other_org"]
whole = wide.dropna(subset=[*parts, "total"])
off = whole[whole[parts].sum(axis=1) != whole["total"]]
named = checks[checks["check"] == "identity_row_sum"]["report_id"]
print(f"{len(whole)} rows with all seven numbers, {len(off)} do not add up; the checks name the report of {sum(off.index.get_level_values(0).isin(named))} of them")
# %% [markdown]
# ## How complete each report is
# %%
reports["share"] = reports["cells_reported"] / (reports["cells_reported"] + reports["cells_blank"] + reports["cells_missing"] + reports["cells_unreadable"])
table = reports.pivot_table(index="agency", columns="year", values="share").astype(float)
fig, ax = plt.subplots(figsize=(8, 3))
shown = ax.imshow(table, cmap="YlGn", vmin=0, vmax=1, aspect="auto")
ax.set_xticks(range(table.shape[1]), table.columns)
ax.set_yticks(range(table.shape[0]), table.index)
ax.set_title("有数字的单元格所占比例")
fig.colorbar(shown)
plt.show()
