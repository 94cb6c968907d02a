"""Decisions of people: none lost and none doubled whatever is killed; the next release holds them and says whose."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline import load
from pipeline.errors import UsageError
from pipeline.review.decision import Decision, Refused
from pipeline.review.log import Log
from pipeline.review.verdict import verdicts
from tests.conftest import gongkai

CELLS = ("article20", "requests", "review_litigation")
WRITER = """
import json, sys
from pathlib import Path
from pipeline.review.decision import Decision
from pipeline.review.log import Log
log = Log(Path(sys.argv[1]))
for line in sys.stdin:
    entry = Decision(**json.loads(line))
    log.add(entry)
    print(entry.id, flush=True)
"""


def _fields(report: str = "r1", cell: str = "requests.new.total", **more: Any) -> dict[str, Any]:
    told = {"id": str(uuid.uuid4()), "kind": "value", "who": "张三", "at": "2026-11-25T08:00:00+00:00", "typed": "12"}
    place = {"report_id": report, "cell": cell, "source_sha256": "0" * 64, "extractor": "e", "year": 2024}
    return {**told, **place, **more}


def _decision(report: str = "r1", cell: str = "requests.new.total", **more: Any) -> Decision:
    return Decision(**_fields(report, cell, **more))


def test_a_hundred_decisions_survive_kills(tmp_path: Path) -> None:
    lines = [json.dumps(_fields(cell=f"requests.c{number}.total")) for number in range(100)]
    chance = random.Random(8)
    acknowledged: list[str] = []
    kills = 0
    while len(acknowledged) < 100:
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert writer.stdin and writer.stdout
        rest = lines[len(acknowledged) :]
        writer.stdin.write("".join(f"{line}\n" for line in rest))
        writer.stdin.flush()
        until = chance.randrange(3, 15)
        for _ in rest[:until]:
            acknowledged.append(writer.stdout.readline().strip())
        writer.send_signal(signal.SIGKILL)  # often in the midst of the decisions after those
        writer.communicate()
        kills += 1
        assert {*acknowledged} <= {entry.id for entry in Log(tmp_path).entries()}
        if kills % 3 == 0:  # a line that the kill left half written
            with (tmp_path / "decisions.jsonl").open("ab") as file:
                file.write(lines[0].encode()[: chance.randrange(1, 60)])
    assert kills > 5
    sent = [json.loads(line)["id"] for line in lines]
    assert [entry.id for entry in Log(tmp_path).entries()] == sent


def test_threads_that_write_and_read_one_log_lose_nothing(tmp_path: Path) -> None:
    logs = [Log(tmp_path), Log(tmp_path)]
    given = [_decision(cell=f"requests.c{number}.total") for number in range(80)]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # threads take turns as often as they can
    try:
        with ThreadPoolExecutor(8) as pool:
            added = [pool.submit(logs[place % 2].add, one) for place, one in enumerate(given)]
            read = [pool.submit(logs[place % 2].entries) for place in range(800)]
            assert all(one.result() for one in added)
            assert all(len({entry.id for entry in one.result()}) == len(one.result()) for one in read)
    finally:
        sys.setswitchinterval(before)
    assert {entry.id for entry in Log(tmp_path).entries()} == {one.id for one in given}


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    sent = [json.dumps(_fields(cell=f"requests.c{number}.total")) for number in range(60)]
    for place, writer in enumerate(writers):
        assert writer.stdin
        writer.stdin.write("".join(f"{line}\n" for line in sent[place::2]).encode())
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=30)
    assert sorted(entry.id for entry in Log(tmp_path).entries()) == sorted(json.loads(line)["id"] for line in sent)


def test_the_same_decision_sent_twice_is_there_once(tmp_path: Path) -> None:
    log, entry = Log(tmp_path), _decision()
    assert log.add(entry) and not log.add(entry) and not Log(tmp_path).add(entry)
    assert log.entries() == [entry]
    with pytest.raises(Refused, match="another decision has this id"):
        log.add(_decision(id=entry.id, typed="13"))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"typed": "1 2 3"}, "not one number"),
        ({"typed": "十二件多"}, "not one number"),
        ({"kind": "as_printed", "typed": None, "seen_status": "unreadable"}, "nothing was read"),
        ({"kind": "as_printed", "typed": None, "seen_status": "reported", "seen_value": "1e"}, "no status and number"),
        ({"kind": "perhaps"}, "no kind of decision"),
        ({"who": "  "}, "needs the name"),
        ({"id": "7"}, "must be a UUID"),
        ({"kind": "undo", "typed": None}, "undo names the decision"),
        ({"kind": "undo", "typed": None, "undoes": str(uuid.uuid4())}, "same person"),
        ({"who": "王" * 81}, "longer than 80"),
    ],
)
def test_what_is_no_decision_is_refused(tmp_path: Path, changed: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        Log(tmp_path).add(_decision(**changed))
    assert Log(tmp_path).entries() == []


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    Log(tmp_path).add(_decision())
    path = tmp_path / "decisions.jsonl"
    path.write_bytes(path.read_bytes() + b"{broken}\n")
    with pytest.raises(UsageError, match="line 2 is damaged"):
        Log(tmp_path).entries()


def test_the_last_word_of_each_person_counts_and_an_undo_gives_back_the_one_before(tmp_path: Path) -> None:
    log = Log(tmp_path)
    first, second = _decision(typed="12"), _decision(who=" 张三 ", typed="13")
    cell = ("r1", "requests.new.total")
    for entry in (first, second):
        log.add(entry)
    assert verdicts(log.entries())[cell].answer.value == 13
    log.add(_decision(kind="undo", typed=None, undoes=second.id))
    assert verdicts(log.entries())[cell].answer.value == 12
    other = _decision(who="李四", typed="14")
    log.add(other)
    found = verdicts(log.entries())[cell]
    assert not found.agreed and found.answer.status == "unreadable"
    log.add(_decision(who="李四", typed="12.0"))
    assert verdicts(log.entries())[cell].agreed


def test_who_names_another_unit_says_another_number(tmp_path: Path) -> None:
    log, cell = Log(tmp_path), ("r1", "article20.fees.amount")
    log.add(_decision(cell=cell[1], typed="12万元"))
    log.add(_decision(cell=cell[1], who="李四", typed="12"))
    assert verdicts(log.entries())[cell].answer.unit == "万元", "who names no unit takes that of the other"
    log.add(_decision(cell=cell[1], who="李四", typed="12元"))
    found = verdicts(log.entries())[cell]
    assert not found.agreed and found.answer.status == "unreadable"


def _cells(folder: Path) -> pd.DataFrame:
    frames = [load(folder, name).assign(dataset=name) for name in CELLS]
    table = pd.concat(frames)
    table["key"] = table["dataset"] + "." + table["cell"]
    return table.set_index(["report_id", "key"])


@pytest.fixture(scope="module")
def decided(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Decision]]:
    """A hundred cells of the sample decided, and releases before and after."""
    folder = tmp_path_factory.mktemp("decided")
    reports = load(sample, "reports").set_index("report_id")
    cells = _cells(sample).sample(100, random_state=3)
    log, entries = Log(folder / "review"), []
    for number, ((report, key), row) in enumerate(cells.iterrows()):
        seen = {"seen_status": row["status"], "seen_value": str(row["value"]), "seen_raw": row["raw"]}
        own = reports.loc[report]
        about = {"source_sha256": own["source_sha256"], "year": int(own["year"]), **seen}
        kind = ("value", "as_printed", "unreadable", "blank")[number % 4]
        entries.append(_decision(report, key, kind=kind, typed=str(number) if kind == "value" else None, **about))
        log.add(entries[-1])
    both = _decision(
        *cells.index[0], typed="999", who="李四", source_sha256=entries[0].source_sha256, year=entries[0].year
    )
    moved = _decision("of another run", "requests.new.total", source_sha256="1" * 64)
    for entry in (both, moved):
        log.add(entry)
    for version, review in (("2026.11.0", "none"), ("2026.11.1", "review")):
        done = gongkai(
            "release", "--from", str(sample), "--to", str(folder), "--version", version, "--json",
            "--review", str(folder / review),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["cells_decided"], told["decided_elsewhere"]) == (100, 1)
    return folder, entries


def test_the_next_release_holds_what_people_decided(decided: tuple[Path, list[Decision]], sample: Path) -> None:
    folder, entries = decided
    read, now = _cells(sample), _cells(folder / "2026.11.1")
    checks = load(folder / "2026.11.1", "checks")
    for number, entry in enumerate(entries):
        row, was = now.loc[(entry.report_id, entry.cell)], read.loc[(entry.report_id, entry.cell)]
        assert row["method"] == "person" and row["raw"] == was["raw"]
        if number == 0:
            assert row["status"] == "unreadable" and "people_disagree" in row["flags"]
            continue
        own = checks[(checks["report_id"] == entry.report_id) & (checks["check"] == "person_decided")]
        said = own[own["cells"].map(lambda named, cell=entry.cell: cell in named)]["message"].item()
        assert "张三" in said and entry.at in said and entry.id in said
        expected = {"value": "reported", "as_printed": was["status"]}.get(entry.kind, entry.kind)
        assert row["status"] == expected
        if entry.kind == "value":
            assert Decimal(str(row["value"])) == Decimal(entry.typed or "")
        elif entry.kind == "as_printed":
            assert row["value"] == was["value"]
    rest = now[now["method"] != "person"]
    pd.testing.assert_frame_equal(rest, read.loc[rest.index])
    assert len(now) - len(rest) == 100


def test_reports_count_their_cells_as_decided(decided: tuple[Path, list[Decision]]) -> None:
    folder, _ = decided
    reports, cells = load(folder / "2026.11.1", "reports"), _cells(folder / "2026.11.1").reset_index()
    own = cells.merge(reports[["report_id", "form"]], on=["report_id", "form"])
    counted = own[own["status"] == "unreadable"].groupby("report_id").size()
    assert counted.sum() == 26
    for row in reports.to_dict("records"):
        assert row["cells_unreadable"] == counted.get(row["report_id"], 0)


def test_the_difference_of_the_releases_is_what_people_decided(decided: tuple[Path, list[Decision]]) -> None:
    folder, _ = decided
    done = gongkai("diff", str(folder / "2026.11.0"), str(folder / "2026.11.1"), "--format", "json")
    found = json.loads(done.stdout)
    assert {item["reason"] for item in found} == {"person", "derived"}
    assert sum(item["column"] == "method" for item in found) == 100


def test_other_reading_and_other_name_of_the_same_bytes(sample: Path, tmp_path: Path) -> None:
    own = load(sample, "reports").iloc[0]
    about = {"source_sha256": own["source_sha256"], "year": int(own["year"])}
    seen = {"seen_status": "reported", "seen_value": "987654"}
    log = Log(tmp_path / "review")
    log.add(_decision("named by other metadata", kind="value", typed="987655", **about, **seen))
    log.add(
        _decision(
            "named by other metadata", cell="requests.granted.total", year=1999, source_sha256=about["source_sha256"]
        )
    )
    done = gongkai(
        "release", "--from", str(sample), "--to", str(tmp_path), "--review", str(tmp_path / "review"), "--json"
    )
    release = Path(json.loads(done.stdout)["release"])
    row = _cells(release).loc[(own["report_id"], "requests.new.total")]
    assert row["value"] == 987655 and list(row["flags"]) == ["person_decided", "person_saw_other"]
    assert json.loads(done.stdout)["decided_elsewhere"] == 1
