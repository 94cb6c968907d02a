"""The review page's controls as markup: the cell, what people said of it, buttons with their keys."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from typing import Any

from pipeline.explore.layout import View, say
from pipeline.review.decision import Decision
from pipeline.review.verdict import verdict

Row = dict[str, Any]
_BUTTONS = (
    ("as_printed", "A"),
    ("blank", "E"),
    ("unreadable", "U"),
    ("undo", "Z"),
    ("previous", "K"),
    ("next", "J"),
)


def controls(view: View, report_id: str, key: str, row: Row, said: Sequence[Decision], links: dict[str, str]) -> str:
    """Name, value, buttons. What the script needs stands in data attributes, escaped."""
    read_only = view.context.settings.read_only
    seen = {
        "report_id": report_id,
        "cell": key,
        "seen_status": row["status"],
        "seen_value": None if row["value"] is None else str(row["value"]),
        "seen_raw": row["raw"],
    }
    own = [{"id": item.id, "who": item.who} for item in said]
    told = {"review": json.dumps(seen), "own": json.dumps(own), "readonly": "1" if read_only else "", **links}
    told |= {name: view.say(f"review.{text}") for name, text in _TOLD}
    data = " ".join(f'data-{name}="{escape(text)}"' for name, text in told.items() if text)
    shut = " disabled" if read_only else ""
    buttons = "".join(
        f'<button type="button" class="g-button" data-act="{act}"'
        f"{shut if act not in ('previous', 'next') else ''}>{say(view, f'review.{act}')}<kbd>{letter}</kbd></button>"
        for act, letter in _BUTTONS
    )
    note = f'<p class="g-refused">{say(view, "review.read_only")}</p>' if read_only else ""
    return (
        f'<div {data}>{note}<div class="g-actions"><label>{say(view, "review.who")} '
        f'<input id="g-who" class="g-input" maxlength="80" autocomplete="name"{shut}></label>'
        f'<label>{say(view, "review.typed")} <input id="g-typed" class="g-input" maxlength="40" inputmode="decimal" '
        f'autocomplete="off"{shut}></label>'
        f'<button type="button" class="g-button" data-act="value"{shut}>'
        f"{say(view, 'review.value')}<kbd>V</kbd></button>"
        f'</div><div class="g-actions">{buttons}</div><p class="g-told" role="status"></p></div>'
    )


_TOLD = (("waiting", "waiting"), ("noname", "no_name"), ("noundo", "no_undo"))


def said_of(view: View, said: Sequence[Decision]) -> str:
    """What people said of a cell so far."""
    if not said:
        return ""
    lines = "".join(f"<div>{escape(_said(view, item))}</div>" for item in said)
    disputed = "" if verdict(tuple(said)).agreed else f'<p class="g-refused">{say(view, "review.disagree")}</p>'
    return f'<div class="g-said">{lines}</div>{disputed}'


def _said(view: View, item: Decision) -> str:
    what = view.say(f"review.said_{item.kind}", typed=item.typed or "")
    return view.say("review.decided", who=item.who, at=item.at[:16].replace("T", " "), what=what)


def filters(view: View, provinces: Sequence[str], years: Sequence[int]) -> str:
    """Province and year of the queue, as a form that asks for the same page."""
    hidden = f'<input type="hidden" name="lang" value="{view.lang}">'
    return (
        f'<form class="g-actions" method="get" action="/review">{hidden}'
        f"{_choice(view, 'province', provinces)}{_choice(view, 'year', years)}"
        f'<button class="g-button">{say(view, "review.filter")}</button></form>'
    )


def _choice(view: View, name: str, known: Sequence[object]) -> str:
    asked = view.query.get(name, "")
    options = "".join(
        f'<option value="{escape(str(item))}"{" selected" if str(item) == asked else ""}>{escape(str(item))}</option>'
        for item in known
    )
    every = say(view, "review.all_provinces" if name == "province" else "review.all_years")
    return (
        f"<label>{say(view, f'review.{name}')} "
        f'<select class="g-input" name="{name}"><option value="">{every}</option>{options}</select></label>'
    )
