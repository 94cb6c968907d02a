"""A Chinese font for plots that is there on a fresh machine: Noto Sans CJK from a wheel, no system font needed."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from pipeline.errors import UsageError

_PACKAGE = "cvttf_NotoSansCJK_Regular"


def use_chinese_font() -> str:
    """Makes matplotlib draw Chinese, and gives the font's name. Raises `UsageError` where the extra is not installed.
    Makes matplotlib draw Chinese, and gives the font's name. Raises `UsageError` where the extra is not installed."""
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise UsageError("no Chinese font: pip install 'gongkai[notebooks]'")
    import matplotlib as mpl
    from matplotlib import font_manager

    path = next(Path(found.origin).parent.glob("*.otf"))
    font_manager.fontManager.addfont(str(path))
    name = font_manager.FontProperties(fname=str(path)).get_name()
    mpl.rcParams["font.family"] = [name, "sans-serif"]
    mpl.rcParams["axes.unicode_minus"] = False
    return name
