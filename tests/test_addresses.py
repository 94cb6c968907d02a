"""raw/, extracted/ and releases/ in an object store: a real S3 server (moto), asked by the command as a user would."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from moto.server import ThreadedMotoServer

from pipeline import load
from tests.conftest import ROOT, gongkai
from tests.made import write_report, write_reports
from tests.test_release import digests


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a bucket with raw/ in it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        import s3fs

        s3fs.S3FileSystem().mkdir("gongkai")
        yield "s3://gongkai"
    server.stop()


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw")
    write_reports(folder / "towns", 8)
    (folder / "empty.pdf").write_bytes(b"")
    (folder / ".hidden").write_bytes(b"not a report")
    return folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test is a machine of its own: no working copy of another."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(scope="module")
def uploaded(raw: Path, store: str) -> str:
    import s3fs

    s3fs.S3FileSystem().put(f"{raw}/", f"{store}/raw/", recursive=True)
    return store


@pytest.fixture(scope="module")
def extracted(uploaded: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        done = gongkai("run", "--raw", f"{uploaded}/raw", "--out", f"{uploaded}/extracted", "--json")
    assert done.returncode == 1, done.stderr
    assert {name: json.loads(done.stdout)[name] for name in ("files", "reports", "failures")} == {
        "files": 9,
        "reports": 8,
        "failures": 1,
    }
    return f"{uploaded}/extracted"


def test_the_same_data_as_on_this_machine(raw: Path, extracted: str, tmp_path: Path) -> None:
    assert gongkai("run", "--raw", str(raw), "--out", str(tmp_path / "out")).returncode == 1
    for dataset in ("reports", "requests", "failures", "sections"):
        pd.testing.assert_frame_equal(load(extracted, dataset), load(tmp_path / "out", dataset))


def test_another_machine_reads_nothing_again(uploaded: str, extracted: str) -> None:
    done = gongkai("run", "--raw", f"{uploaded}/raw", "--out", extracted, "--json")
    assert json.loads(done.stdout)["read"] == 0


def test_a_failure_of_limits_is_read_again_on_another_machine_with_others(
    uploaded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import s3fs

    s3fs.S3FileSystem().put_file(str(ROOT / "raw" / "临澜市人民政府" / "2022.pdf"), f"{uploaded}/long/long.pdf")
    failed = []
    for number, pages in enumerate(("1", "300")):
        monkeypatch.setenv("GONGKAI_PAGES", pages)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / f"machine{number}"))
        done = gongkai("run", "--raw", f"{uploaded}/long", "--out", f"{uploaded}/limits", "--json")
        failed.append(json.loads(done.stdout)["failures"])
    assert failed == [1, 0]


def test_readers_see_the_old_snapshot_until_the_new_one_is_whole(
    uploaded: str, extracted: str, raw: Path, tmp_path: Path
) -> None:
    import s3fs

    system = s3fs.S3FileSystem()
    pointer = f"{extracted}/.current"
    before = system.cat_file(pointer)
    write_report(tmp_path / "more.html", "澄原县人民政府", 2023)
    system.put_file(str(tmp_path / "more.html"), f"{uploaded}/raw/more.html")
    assert gongkai("run", "--raw", f"{uploaded}/raw", "--out", extracted).returncode == 1
    assert len(load(extracted, "reports")) == 9
    after = system.cat_file(pointer)
    system.invalidate_cache()
    there = {path.rsplit("/", 1)[1] for path in system.ls(f"{extracted}/.releases")}
    assert there == {before.decode(), after.decode()} and before != after
    system.pipe_file(pointer, before)  # as a reader saw it until the last request of the run
    assert len(load(extracted, "reports")) == 8
    system.pipe_file(pointer, after)
    system.rm_file(f"{uploaded}/raw/more.html")


def test_releases_exports_and_differences(raw: Path, uploaded: str, extracted: str, tmp_path: Path) -> None:
    import s3fs

    assert gongkai("run", "--raw", f"{uploaded}/raw", "--out", extracted).returncode == 1
    out, releases = tmp_path / "out", f"{uploaded}/releases"
    gongkai("run", "--raw", str(raw), "--out", str(out))
    for source, to in ((extracted, releases), (str(out), str(tmp_path / "releases"))):
        done = gongkai("release", "--from", source, "--to", to, "--version", "2026.11.0")
        assert done.returncode == 0, done.stderr
    system = s3fs.S3FileSystem()
    here = tmp_path / "releases" / "2026.11.0"
    assert system.cat_file(f"{releases}/2026.11.0/SHA256SUMS") == (here / "SHA256SUMS").read_bytes()
    assert len(load(releases, "requests")) == len(load(here, "requests"))
    assert gongkai("diff", releases, str(here), "--format", "csv").stdout.count("\n") == 1
    done = gongkai("export", releases, "--format", "csv", "--dataset", "reports", "--out", str(tmp_path))
    assert (tmp_path / "csv" / "reports.csv").read_text(encoding="utf-8-sig").count("\n") == 9, done.stderr
    system.rm_file(f"{releases}/2026.11.0/SHA256SUMS")  # as while it is being uploaded
    done = gongkai("export", releases, "--format", "csv", "--out", str(tmp_path))
    assert done.returncode == 2 and "holds no release" in done.stderr


def test_dask_and_the_store_give_the_same_bytes(raw: Path, uploaded: str, tmp_path: Path) -> None:
    assert gongkai("run", "--raw", str(raw), "--out", str(tmp_path / "here")).returncode == 1
    done = gongkai(
        "run", "--raw", f"{uploaded}/raw", "--out", str(tmp_path / "dask"), "--scheduler", "local", "--workers", "2"
    )
    assert done.returncode == 1, done.stderr
    assert digests(tmp_path / "dask") == digests(tmp_path / "here")


def test_an_address_that_nothing_reaches_is_refused(tmp_path: Path) -> None:
    for raw, said in (("nothing://bucket/raw", "can't be reached"), ("s3://gongkai/none", "no such file or folder")):
        done = gongkai("run", "--raw", raw, "--out", str(tmp_path / "out"))
        assert done.returncode == 2 and said in done.stderr
    assert not (tmp_path / "out").exists()
