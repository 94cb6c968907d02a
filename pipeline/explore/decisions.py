"""The address to which the review page sends decisions: each is on disk before it is answered, once however often sent.

The browser gives each decision its id and sends it again until it is answered, so a server killed at any moment loses
none and doubles none.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from nicegui import app

from pipeline.errors import GongkaiError
from pipeline.explore import report_data
from pipeline.explore.layout import Context
from pipeline.explore.sentences import told
from pipeline.explore.words import language
from pipeline.publish.snapshot import EXTRACTOR
from pipeline.review.decision import Decision, Refused, now
from pipeline.review.log import Log

_SENT = ("id", "kind", "who", "report_id", "cell")
_SEEN = ("seen_status", "seen_value", "seen_raw")


class _Changed(GongkaiError):
    """The data are not any more what the person saw."""


def add(context: Context, log: Log) -> None:
    """Adds the address of decisions to the application."""
    extractor = _extractor(context.settings.data)

    @app.post("/review/decisions", include_in_schema=False)
    async def decide(request: Request) -> Response:
        lang = language(request.query_params.get("lang"), context.settings.lang)

        def refused(status: int, sentence: str) -> Response:
            return JSONResponse({"saved": False, "error": told(sentence, lang)}, status)

        if context.settings.read_only:
            return refused(403, "this explorer is read-only: nothing can be decided")
        try:
            sent = json.loads(await request.body())
            fresh = await asyncio.to_thread(_add, context, log, sent, extractor)
        except (ValueError, TypeError, KeyError, RecursionError):
            return refused(400, "what was sent is no decision")
        except _Changed as error:
            return refused(409, str(error))
        except Refused as error:
            return refused(422, str(error))
        except GongkaiError as error:
            return refused(503, str(error))
        return JSONResponse({"saved": True, "fresh": fresh})


def _add(context: Context, log: Log, sent: Any, extractor: str) -> bool:
    """Adds what was sent; False where it is in the log already. Raises `GongkaiError`; `TypeError` for no decision."""
    given: dict[str, Any] = {name: _text(sent[name]) for name in _SENT}
    if any(entry.id == given["id"] for entry in log.entries()):
        return False
    found = report_data.report(context.base, given["report_id"])
    row = found.cells.get(given["cell"])
    if row is None:
        raise Refused("the report has no such cell")
    seen = {
        "seen_status": row["status"],
        "seen_value": None if row["value"] is None else str(row["value"]),
        "seen_raw": row["raw"],
    }
    if any(sent.get(name) != seen[name] for name in _SEEN):
        raise _Changed("the data have changed since the page was loaded; load it again and look once more")
    decision = Decision(
        **given,
        **seen,
        source_sha256=found.own["source_sha256"],
        year=found.own["year"],
        typed=_text(sent["typed"]) if sent.get("typed") else None,
        undoes=_text(sent["undoes"]) if sent.get("undoes") else None,
        at=now(),
        extractor=extractor,
    )
    return log.add(decision)


def _text(item: Any) -> str:
    if not isinstance(item, str):
        raise TypeError("not a text")
    return item


def _extractor(data: Path) -> str:
    """The extractor that read the data: a snapshot says it in a file, a release in its data package."""
    package = data / "datapackage.json"
    if package.is_file():
        return str(json.loads(package.read_text(encoding="utf-8"))["program"]["extractor"])
    for path in (data / ".current" / EXTRACTOR, data / EXTRACTOR):
        if path.is_file():
            return path.read_text(encoding="ascii")
    return ""
