"""Our side: the command, a second crawl on one store, a store that can't be written, a torn line, the way to the data."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

import filelock
import pytest
from warcio.archiveiterator import ArchiveIterator

from pipeline import load
from pipeline.errors import UsageError
from pipeline.scrape import warc
from pipeline.scrape.clock import SimulatedClock
from pipeline.scrape.plan import Plan
from tests.conftest import ROOT, gongkai
from tests.scrape.conftest import NIGHT, Small
from tests.scrape.test_catalogue import AGENCY, COLUMN, SITE, write
from tests.scrape.test_transport import article
from tests.site import Answer
from tests.site.families.files import KINDS
from tests.site.families.trs import COLUMN as TRS
from tests.site.faults import silent
from tests.site.reports import sheet

TIMES = ("fetched_at", "last_looked")
DATASETS = ("article20", "requests", "review_litigation")


def test_54_a_second_crawl_on_one_store_is_refused(small: Small) -> None:
    crawl = small()
    crawl.run()
    with filelock.FileLock(crawl.raw / ".lock"), pytest.raises(UsageError, match="another scrape is at work"):
        crawl.run()
    catalogue = str(crawl.folder / "catalogue")
    with filelock.FileLock(crawl.raw / ".lock"):
        done = gongkai("scrape", "--raw", str(crawl.raw), "--catalogue", catalogue, "--contact", "a@b.org")
    assert done.returncode == 2
    assert "another scrape is at work there" in done.stderr


def test_53_a_folder_that_can_not_be_written_ends_with_a_sentence(small: Small) -> None:
    crawl = small()
    crawl.raw.write_text("a file stands in the way")
    with pytest.raises(UsageError, match="can't be written to"):
        crawl.run()


def test_53_a_full_disk_ends_with_a_sentence_and_the_run_goes_on_when_there_is_room(small: Small) -> None:
    crawl = small("trs", "generic")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, hard))  # a list page fits, a report does not
    try:
        with pytest.raises(UsageError, match="make room and go on with --resume"):
            crawl.run()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not (crawl.raw / "documents.csv").exists()
    crawl.run(Plan(resume=True))
    assert len(crawl.documents()) == 8
    assert not [
        path
        for path in (crawl.raw / "store").rglob("*.bin")
        if path.stem != hashlib.sha256(path.read_bytes()).hexdigest()
    ]


def rows(path: Path) -> list[dict[str, str]]:
    """A list made from the journals, without its times of day."""
    with path.open(encoding="utf-8") as file:
        return [{name: given for name, given in row.items() if name not in TIMES} for row in csv.DictReader(file)]


def outputs(raw: Path) -> tuple[object, ...]:
    stored = sorted(path.name for path in (raw / "store").rglob("*") if path.is_file())
    return stored, rows(raw / "documents.csv"), rows(raw / "coverage.csv")


@pytest.mark.parametrize("moment", ["/robots.txt", TRS, f"{TRS}index_1.shtml", "an article"])
def test_53_a_crawl_killed_at_a_request_goes_on_and_asks_for_no_other_again(small: Small, moment: str) -> None:
    crawl = small("trs", reports=16)
    catalogue = crawl.town.catalogue(crawl.folder / "catalogue")
    crawl.run()
    undisturbed, before = outputs(crawl.raw), len(crawl.town.log)
    crawl = dataclasses.replace(crawl, folder=crawl.folder / "killed", clock=SimulatedClock(NIGHT))
    path, child = article(crawl, 7) if moment == "an article" else moment, []
    crawl.town.fault("trs", path, lambda _: Answer(raw=lambda _: child[0].kill()), times=1)
    command = [sys.executable, "-m", "tools.scrape_kills", "child", str(catalogue), str(crawl.raw)]
    child.append(subprocess.Popen(command, cwd=ROOT))
    assert child[0].wait(60) == -signal.SIGKILL
    assert not [
        path
        for path in (crawl.raw / "store").rglob("*.bin")
        if path.stem != hashlib.sha256(path.read_bytes()).hexdigest()
    ]
    crawl.run(Plan(resume=True))
    assert outputs(crawl.raw) == undisturbed
    asked = Counter(asked.target for asked in crawl.town.asked("trs")[before:])
    assert {target: count for target, count in asked.items() if count > 1} == {path: 2}


def test_54_a_second_crawl_that_starts_while_one_is_at_work_ends_with_2(small: Small) -> None:
    crawl = small()
    catalogue = crawl.town.catalogue(crawl.folder / "catalogue")
    crawl.town.fault("trs", "/robots.txt", silent(20))
    command = [sys.executable, "-m", "tools.scrape_kills", "child", str(catalogue), str(crawl.raw)]
    first = subprocess.Popen(command, cwd=ROOT)
    while not crawl.town.asked("trs"):
        assert first.poll() is None
        time.sleep(0.01)
    again = ("scrape", "--raw", str(crawl.raw), "--catalogue", str(catalogue), "--contact", "a@b.org")
    done = gongkai(*again)
    first.kill()
    first.wait()
    assert (done.returncode, done.stdout) == (2, "")
    assert "another scrape is at work there; wait for it to end" in done.stderr
    assert len(crawl.town.asked("trs")) == 1


def test_an_interrupted_command_says_how_to_go_on_and_does(small: Small) -> None:
    crawl = small()
    catalogue = str(crawl.town.catalogue(crawl.folder / "catalogue", delay_s="0"))
    crawl.town.fault("trs", article(crawl, 2), silent(20), times=1)
    arguments = ("scrape", "--raw", str(crawl.raw), "--catalogue", catalogue, "--contact", "a@b.org")
    command = [str(Path(sys.executable).parent / "gongkai"), *arguments]
    running = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    while article(crawl, 2) not in {asked.path for asked in crawl.town.asked("trs")}:
        assert running.poll() is None
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    assert "go on with --resume" in running.communicate(timeout=30)[1]
    assert running.returncode == 130
    before = len(crawl.town.asked("trs"))
    done = gongkai(*arguments, "--resume")
    assert done.returncode == 0, done.stderr
    assert "1 of 1 sites, the last one trs" in done.stderr
    assert [asked.path for asked in crawl.town.asked("trs")[before:]][0] == article(crawl, 2)
    assert len(crawl.documents()) == 4


def test_the_number_of_walkers_changes_nothing(small: Small) -> None:
    crawl = small("trs", "generic", "vsb", "jcms")
    crawl.run()
    one = dataclasses.replace(
        crawl, folder=crawl.folder / "one", manners=dataclasses.replace(crawl.manners, hosts_at_once=1)
    )
    one.run()
    assert outputs(one.raw) == outputs(crawl.raw)


def test_53_a_torn_line_is_cut_off_and_the_run_goes_on_without_asking_twice(small: Small) -> None:
    crawl = small()
    crawl.run()
    whole = (crawl.raw / "documents.csv").read_bytes()
    journal = crawl.raw / "captures" / "trs.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:6]) + lines[6][:40])
    runs = crawl.raw / "captures" / "runs.jsonl"
    runs.write_bytes(runs.read_bytes().splitlines(keepends=True)[0])
    kept = {json.loads(line)["url"] for line in lines[:6] if json.loads(line)["kind"] == "capture"}
    before = len(crawl.town.log)
    crawl.run(Plan(resume=True))
    again = {crawl.town.portals["trs"].base + asked.target for asked in crawl.town.asked("trs")[before:]}
    assert not kept & again
    rows = list(csv.DictReader(io.StringIO((crawl.raw / "documents.csv").read_text(encoding="utf-8"))))
    then = list(csv.DictReader(io.StringIO(whole.decode())))
    assert [(row["url"], row["sha256"], row["revision"]) for row in rows] == [
        (row["url"], row["sha256"], row["revision"]) for row in then
    ]
    assert len({line["run"] for line in crawl.store.lines("trs")}) == 1


WHOLE_WAY = (
    "trs",
    "trs2",
    "trsyear",
    "ucap",
    "ucapjson",
    "jcms",
    "jcmsxxgk",
    "jpaas",
    "vsb",
    "lonsun",
    "gkmlpt",
    "epoint",
    "truecms",
    "iframe",
    "generic",
)


def test_the_way_from_portal_to_cells_ends_with_the_gold(small: Small) -> None:
    """One report a family would be enough for the adapters; four bring a file, a file behind a cookie and a viewer."""
    crawl = small(*WHOLE_WAY, "files", reports=4)
    crawl.run()
    out = crawl.folder / "extracted"
    done = gongkai("run", "--raw", str(crawl.raw), "--out", str(out), "--json")
    assert done.returncode == 1, done.stderr  # stubs: a PDF of VSB's viewer, and files that are signatures only
    reports = load(out, "reports")
    served = {(r.agency.name, r.year): r for name in WHOLE_WAY for r in crawl.town.portals[name].reports}
    served |= {(r.agency.name, r.year): r for r in crawl.town.portals["files"].reports if r.number % len(KINDS) == 1}
    assert len(served) == 4 * len(WHOLE_WAY) + 1
    unread = crawl.town.portals["vsb"].reports[3]
    assert set(zip(reports["agency"], reports["year"], strict=True)) == set(served) - {(unread.agency.name, 2024)}
    compared = 0
    for dataset in DATASETS:
        cells = load(out, dataset).merge(reports[["report_id", "agency"]], on="report_id")
        for row in cells.to_dict("records"):
            gold = sheet(served[row["agency"], row["year"]]).printed
            if f"{dataset}.{row['cell']}" in gold:
                assert Decimal(str(row["value"])) == Decimal(gold[f"{dataset}.{row['cell']}"])
                compared += 1
    assert compared == len(reports) * 200
    assert {row["state"] for row in load(out, "coverage").to_dict("records") if row["year"] == 2024} >= {
        "have",
        "unparsed",
    }
    assert list(reports["url"])[0].startswith("http://127.0.0.")


def test_coverage_goes_into_the_release_and_to_the_terminal(small: Small) -> None:
    crawl = small("trs", "spa")
    crawl.run()
    out = crawl.folder / "extracted"
    gongkai("run", "--raw", str(crawl.raw), "--out", str(out))
    table = load(out, "coverage")
    states = table.groupby("state").size().to_dict()
    assert states == {"have": 4, "needs_script": 36, "not_due": 12, "not_looked": 32}
    shown = json.loads(gongkai("coverage", "--raw", str(crawl.raw), "--json").stdout)
    assert shown == states
    drawn = gongkai("coverage", "--raw", str(crawl.raw), "--year", "2024").stdout
    assert drawn.splitlines()[1].split()[-3:] == ["4", "6", "2"]


def test_all_captures_go_into_a_warc_file(small: Small) -> None:
    crawl = small()
    crawl.run()
    crawl.clock.forward(days=31)
    crawl.run()
    path = crawl.folder / "all.warc.gz"
    count = warc.write(crawl.store, path)
    with path.open("rb") as file:
        records = [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read())
            for record in ArchiveIterator(file)
        ]
    assert len(records) == count + 1
    bodies = {url: data for kind, url, data in records if kind == "response"}
    for row in crawl.documents():
        assert bodies[row["final_url"]] == crawl.store.load(row["sha256"])
    assert sum(kind == "revisit" for kind, _, _ in records) >= 5


def test_57_check_catalogue_names_every_error_and_a_crawl_leaves_out_only_the_bad_rows(tmp_path) -> None:  # type: ignore[no-untyped-def]
    bad = {**COLUMN, "column_id": "a-2", "url": "http://csrc.gov.cn.evil.test/"}
    folder = write(
        tmp_path,
        [SITE, {**SITE, "site_id": "b"}],
        [AGENCY, {**AGENCY, "agency_id": "x", "division_code": "1"}],
        [COLUMN, bad],
    )
    done = gongkai("check-catalogue", "--catalogue", str(folder))
    assert done.returncode == 2
    assert len(done.stdout.splitlines()) == 4
    assert "3 errors" in done.stdout
    tried = gongkai("scrape", "--catalogue", str(folder), "--raw", str(tmp_path / "raw"), "--dry-run")
    assert tried.returncode == 0
    assert tried.stdout.splitlines()[0] == "a  http://a.gov.cn/nb/"
    assert "csrc" not in tried.stdout
    assert "the row is left out" in tried.stderr


def test_the_command_scrapes_by_the_real_clock(small: Small) -> None:
    crawl = small()
    catalogue = str(crawl.town.catalogue(crawl.folder / "catalogue", delay_s="0"))
    command = ("scrape", "--raw", str(crawl.raw), "--catalogue", catalogue, "--contact", "a@b.org")
    done = gongkai(*command, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["sites"], told["states"]["have"]) == (1, 4)
    assert {row["agency_id"].split("-")[1] for row in crawl.documents()} == {"gov", "finance", "education", "civil"}
    assert "1 sites visited" in gongkai(*command).stdout
    assert "0 things to do" in gongkai("scrape", "--raw", str(crawl.raw), "--catalogue", catalogue, "--todo").stdout
    written = gongkai(
        "scrape", "--raw", str(crawl.raw), "--catalogue", catalogue, "--warc", str(crawl.folder / "a.warc")
    ).stdout
    assert "records in" in written


def test_no_one_is_asked_without_a_contact(tmp_path) -> None:  # type: ignore[no-untyped-def]
    done = gongkai("scrape", "--raw", str(tmp_path / "raw"))
    assert done.returncode == 2
    assert "--contact" in done.stderr


def test_names_that_are_not_in_the_catalogue_are_refused(small: Small) -> None:
    crawl = small()
    with pytest.raises(UsageError, match="no such site"):
        crawl.run(Plan(sites=("nowhere",)))
    with pytest.raises(UsageError, match="no such agency"):
        crawl.run(Plan(agency="nobody"))


def test_due_list_pages_are_those_whose_time_has_come(small: Small) -> None:
    crawl = small()
    crawl.run()
    before = len(crawl.town.log)
    crawl.clock.forward(days=5)
    assert crawl.run(Plan(due=True)).sites == 0
    assert len(crawl.town.log) == before
    crawl.clock.forward(days=26)
    assert crawl.run(Plan(due=True)).sites == 1


def test_one_agency_and_year_can_be_asked_for(small: Small) -> None:
    crawl = small("generic", reports=36)
    crawl.run(Plan(agency=f"{crawl.town.portals['generic'].code}-finance", year=2021))
    assert {(row["agency_id"].split("-")[1], row["year"]) for row in crawl.documents()} == {("finance", "2021")}


def test_the_demo_goes_the_whole_way() -> None:
    done = gongkai("demo")
    assert done.returncode == 0, done.stderr
    assert "95 reports, 1 failed" in done.stdout
