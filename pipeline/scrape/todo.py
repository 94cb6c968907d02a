"""What a person has to do: pages that no machine may fetch, with the folder of the inbox into which they are
to be saved.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

from pipeline.model import value
from pipeline.scrape.store import Store
from pipeline.scrape.store import replace as write_whole
from pipeline.sources import Catalogue

_BY_HAND = ("blocked", "robots", "needs_script", "partial", "taken_over", "moved", "no_column")
_SAVED = ("blocked", "robots", "needs_script", "partial", "hand_in")
_WANTED = "WANTED.txt"
_CONFIRM = {
    "column_moved": "the list page moved here: look at it and add it to columns.csv, close the old row with valid_to",
    "column_found": "a list page was found here: look at it and add it to columns.csv",
}


@value
class Task:
    """One thing to do. `folder` is below raw/inbox/, empty where nothing is to be saved."""

    site_id: str
    column_id: str
    state: str
    url: str
    reason: str
    folder: str


def tasks(store: Store, catalogue: Catalogue) -> tuple[Task, ...]:
    """Everything to do, by site; what a later look has mended is left out. Then reports that contradict each other."""
    known = [site_id for site_id in store.sites() if site_id in catalogue.sites]
    own = [task for site_id in known for task in _of_site(store, catalogue, site_id)]
    return (*own, *_conflicts(store))


def _conflicts(store: Store) -> Iterator[Task]:
    path = store.raw / "coverage.csv"
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["state"] == "have_conflict":
                yield Task(
                    site_id="",
                    column_id="",
                    state="have_conflict",
                    url=row["url"],
                    reason=f"{row['agency']} {row['year']}: {row['evidence']}; look which one stands",
                    folder="",
                )


def _of_site(store: Store, catalogue: Catalogue, site_id: str) -> Iterator[Task]:
    host = catalogue.sites[site_id].host
    walks = {line["column"]: line for line in store.lines(site_id) if line["kind"] == "walk"}
    for column_id, line in sorted(walks.items()):
        if line["state"] in _BY_HAND:
            folder = f"{host}/{column_id}" if line["state"] in _SAVED else ""
            yield Task(
                site_id=site_id,
                column_id=column_id,
                state=line["state"],
                url=line["url"],
                reason=line["evidence"],
                folder=folder,
            )
    for column_id, line in sorted(walks.items()):
        for check in line["checks"]:
            kind, _, url = check.partition(": ")
            if kind in _CONFIRM:
                yield Task(
                    site_id=site_id, column_id=column_id, state="confirm", url=url, reason=_CONFIRM[kind], folder=""
                )
    missed = {
        line["url"]: line
        for line in store.lines(site_id)
        if line["kind"] == "missed_file" and line["state"] == "hand_in"
    }
    column_id = next(iter(sorted(walks)), site_id)
    for url, line in sorted(missed.items()):
        yield Task(
            site_id=site_id,
            column_id=column_id,
            state="hand_in",
            url=url,
            reason=line["reason"],
            folder=f"{host}/{column_id}",
        )


def write(store: Store, catalogue: Catalogue) -> None:
    """Writes a WANTED.txt into each folder of the inbox where a person is to save something; removes those
    that are done.
    """
    wanted: dict[str, list[Task]] = {}
    for task in tasks(store, catalogue):
        if task.folder:
            wanted.setdefault(task.folder, []).append(task)
    for folder, own in wanted.items():
        path = store.inbox / folder / _WANTED
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [
            "Save these pages, and the reports that they list, from a browser into this folder.",
            "",
        ]
        lines += [f"{task.url}\n    {task.state}: {task.reason}" for task in own]
        write_whole(path, ("\n".join(lines) + "\n").encode())
    for path in store.inbox.rglob(_WANTED):
        if path.parent.relative_to(store.inbox).as_posix() not in wanted:
            path.unlink()
