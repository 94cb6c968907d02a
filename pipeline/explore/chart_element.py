"""A picture of ECharts as an element of a page: drawn with the page, nothing of it is sent back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nicegui import ui
from nicegui.elements import echart

_LIBRARY = {"nicegui-echart": str(Path(echart.__file__).parent / "dist")}
"""NiceGUI's own ECharts, by the name under which scripts import it."""


class ChartElement(ui.element, component="static/chart.js", esm=_LIBRARY):
    """`options`: those of ECharts as plain data; `height` in pixels; `label`: what it shows, for screen readers."""

    def __init__(self, options: dict[str, Any], height: int, label: str) -> None:
        super().__init__()
        self.classes("g-chart").style(f"height:{height}px")
        self.props["options"] = json.dumps(options, ensure_ascii=False, separators=(",", ":"))
        self.props["role"] = "img"
        self.props["aria-label"] = label
