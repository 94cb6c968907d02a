"""The files that pages load besides NiceGUI's own: style sheets and scripts. Served from this package."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Response
from fastapi.responses import FileResponse, PlainTextResponse

_FOLDER = Path(__file__).with_name("static")
_TYPES = {
    "style.css": "text/css",
    "lists.js": "text/javascript",
    "picture.js": "text/javascript",
    "report.css": "text/css",
    "review.js": "text/javascript",
}


def serve(application: FastAPI) -> None:
    """Adds their addresses; another name under them is not found."""
    application.get("/gongkai/{name}", include_in_schema=False)(_file)


def _file(name: str) -> Response:
    if name not in _TYPES:
        return PlainTextResponse("gongkai: there is no such file\n", 404)
    return FileResponse(_FOLDER / name, media_type=_TYPES[name], headers={"cache-control": "max-age=86400"})


def address(name: str) -> str:
    """Where a file is served; another address when it has changed."""
    return f"/gongkai/{name}?{(_FOLDER / name).stat().st_mtime_ns}"
