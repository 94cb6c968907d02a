# %% [markdown]
# # A tour: load, join, plot
#
# Loads what `make run` wrote from the bundled sample, joins its tables, compares the agencies over the years and plots. The agencies and their numbers are invented.
# %%
import os

import matplotlib.pyplot as plt

from pipeline import load
from pipeline.explore.fonts import use_chinese_font

use_chinese_font()
EXTRACTED = os.environ.get("GONGKAI_EXTRACTED", "../extracted")
reports = load(EXTRACTED, "reports")
requests = load(EXTRACTED, "requests")
reports[["agency", "year", "form", "cells_reported", "cells_blank", "cells_unreadable", "checks_failed"]].head(8)
# %% [markdown]
# ## What may be trusted
#
# `value` is a number only where one is printed. Blank is not zero, and a cell that a check names carries the check in `flags`: look at the page before you use it.
# %%
requests["status"].value_counts()
# %%
flagged = requests[requests["flags"].map(len) > 0].merge(reports[["report_id", "agency", "source_file"]], on="report_id")
flagged[["agency", "year", "cell", "raw", "flags", "source_file", "page", "x0", "top"]]
# %% [markdown]
# ## Joining
#
# Every table has `report_id`. Take `latest` reports where an agency published a second text of the same year.
# %%
latest = reports[reports["latest"]][["report_id", "agency", "media_type"]]
received = requests[requests["cell"] == "new.total"].merge(latest, on="report_id")
panel = received.pivot(index="year", columns="agency", values="value").astype(float)
panel
# %% [markdown]
# The same in SQL, straight on the Parquet files:
# %%
import duckdb

duckdb.sql(f"""
    SELECT r.agency, q.year, q.value::DOUBLE AS received, a.value::DOUBLE AS licences
    FROM read_parquet('{EXTRACTED}/requests/*/*.parquet', hive_partitioning = true) q
    JOIN read_parquet('{EXTRACTED}/reports/*/*.parquet', hive_partitioning = true) r USING (report_id)
    JOIN read_parquet('{EXTRACTED}/article20/*/*.parquet', hive_partitioning = true) a USING (report_id)
    WHERE q.cell = 'new.total' AND a.cell = 'licences.decisions' AND q.year = 2024
    ORDER BY received DESC
""").df()
# %% [markdown]
# ## Requests received, by agency and year
# %%
ax = panel.plot(marker="o", figsize=(9, 4.5), logy=True)
ax.set_title("本年新收政府信息公开申请数量")
ax.set_xlabel("年度")
ax.set_ylabel("件（对数）")
ax.set_xticks(panel.index)
ax.legend(fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
plt.show()
# %% [markdown]
# ## What share was granted in full
#
# The 2019 and the 2021 form name this cell alike, so the years compare.
# %%
wide = requests[requests["cell"].isin(["granted.total", "total.total"])].pivot(index="report_id", columns="cell", values="value")
share = (wide["granted.total"] / wide["total.total"]).rename("share").reset_index().merge(reports[["report_id", "agency", "year"]], on="report_id")
share = share.pivot(index="year", columns="agency", values="share").astype(float)
ax = share.plot.bar(figsize=(9, 4.5), rot=0)
ax.set_title("予以公开占办理结果的比例")
ax.set_xlabel("年度")
ax.set_ylim(0, 1)
ax.legend(fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))
plt.show()
# %% [markdown]
# ## The text
#
# `sections` has the report's words by heading; `canonical` is the standard name of a section.
# %%
sections = load(EXTRACTED, "sections")
problems = sections[sections["canonical"] == "problems"].merge(latest[["report_id", "agency"]], on="report_id")
problems[["agency", "year", "heading", "text"]].head(3)
