"""The files that pages load besides NiceGUI's own: one style sheet, one script. Served from this package."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse

_FOLDER = Path(__file__).with_name("static")
_TYPES = {
    "style.css": "text/css",
    "picture.js": "text/javascript",
    "report.css": "text/css",
    "review.js": "text/javascript",
}


def serve(application: FastAPI) -> None:
    """Adds their routes."""

    @application.get("/gongkai/{name}", include_in_schema=False)
    def asset(name: str) -> FileResponse:
        known = name if name in _TYPES else "style.css"
        return FileResponse(_FOLDER / known, media_type=_TYPES[known], headers={"cache-control": "max-age=86400"})


def address(name: str) -> str:
    """Where a file is served; another address when it has changed."""
    return f"/gongkai/{name}?{(_FOLDER / name).stat().st_mtime_ns}"
