"""Decisions under fire: sent to the explorer while it is killed at random moments, then a release is made of them.

python -m tools.review_kills EXTRACTED RAW [COUNT] [KILLS]

Each decision is sent again until it is answered, as the page's script does. None may be lost, none doubled, and the
release must hold each with its source.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import forms, load
from pipeline.release.make import make
from pipeline.review.log import Log
from tests.explorer import Explorer

_TOKEN = "t" * 20
_PAUSE = 0.15
"""Seconds between decisions, so that kills fall among them."""


def chosen(data: Path, count: int) -> list[dict[str, Any]]:
    """Decisions on random cells: each kind in turn."""
    tables = [load(data, name).assign(dataset=name) for name in forms.DATASETS]
    rows = pd.concat(tables).sample(count, random_state=5).to_dict("records")
    found = []
    for number, row in enumerate(rows):
        kind = ("value", "as_printed", "unreadable", "blank")[number % 4]
        value = None if pd.isna(row["value"]) else f"{row['value']:.6f}"
        seen = {"seen_status": row["status"], "seen_value": value, "seen_raw": row["raw"]}
        about = {"report_id": row["report_id"], "cell": f"{row['dataset']}.{row['cell']}", "who": "张三", **seen}
        typed = {"typed": str(number)} if kind == "value" else {}
        found.append({"id": str(uuid.uuid4()), "kind": kind, **about, **typed})
    return found


def send(server: Explorer, decision: dict[str, Any]) -> int:
    """Sends until it is answered; gives how often it was sent."""
    sent = 0
    while True:
        sent += 1
        asked = urllib.request.Request(
            f"{server.base}/review/decisions",
            json.dumps(decision).encode(),
            {"content-type": "application/json", "cookie": f"gongkai-{server.port}={_TOKEN}"},
        )
        try:
            with urllib.request.urlopen(asked, timeout=20) as answer:
                if json.loads(answer.read())["saved"]:
                    return sent
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"refused: {error.read().decode()}") from error
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)


def killed(server: Explorer, kills: int, over: threading.Event) -> int:
    """Kills and starts the server again at random moments; gives how often."""
    chance = random.Random(6)
    done = 0
    while done < kills and not over.wait(chance.uniform(0.2, 1.2)):
        server.kill()
        server.start(server.port)
        done += 1
    return done


def main() -> None:
    """Prints what was lost, doubled, or is not in the release."""
    data, raw = Path(sys.argv[1]), Path(sys.argv[2])
    count, kills = (int(text) for text in (*sys.argv[3:], *("100", "20")[len(sys.argv) - 3 :]))
    with tempfile.TemporaryDirectory() as folder:
        review = Path(folder) / "review"
        server, over, counted = Explorer(data, raw, review), threading.Event(), []
        killer = threading.Thread(target=lambda: counted.append(killed(server, kills, over)))
        killer.start()
        again = 0
        decisions = chosen(data, count)
        for decision in decisions:
            again += send(server, decision) - 1
            time.sleep(_PAUSE)
        over.set()
        killer.join()
        again += sum(send(server, decision) for decision in decisions)  # all once more: none may be there twice
        server.kill()
        entries = Log(review).entries()
        release = make(data, Path(folder), None, review).path
        checks = load(release, "checks")
        named = checks[checks["check"] == "person_decided"]["message"].str.cat(sep="\n")
        cells = pd.concat([load(release, name) for name in forms.DATASETS])
    sent = [decision["id"] for decision in decisions]
    print(f"{counted[0]} kills, {again} sent again; {len(entries)} in the log of {count} sent")
    print(f"lost: {len({*sent} - {entry.id for entry in entries})}, doubled: {len(entries) - len({*sent})}")
    print(f"cells of the release by a person: {(cells['method'] == 'person').sum()}")
    print(f"named with their source: {sum(name in named for name in sent)}")


if __name__ == "__main__":
    main()
