"""SIGKILLs at random moments of a run and the release after it, over coordinator and workers, here and on Dask.

After each kill readers must see a whole release, the one before or the new one; the last must equal the undisturbed one
byte for byte, and that on Dask must equal that of this machine: `make release-kills`.

python -m tools.release_kills 500 100
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import psutil

from pipeline.release.folder import check_sums, versions
from tests.made import write_reports
from tests.test_release import digests

GONGKAI = str(Path(sys.executable).parent / "gongkai")
_UNDISTURBED = "local"
WAYS = {_UNDISTURBED: [], "Dask": ["--scheduler", "local"]}


def main() -> None:
    """Prints a line for each way and a verdict; exit status 1 where any release was not whole."""
    documents, kills = int(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="gongkai-kills-") as folder:
        base = Path(folder)
        write_reports(base / "first" / "raw", 3)
        write_reports(base / "raw", documents)
        _run(base / "first" / "raw", base / "start", "2026.11.0", [])
        good = []
        for name, more in WAYS.items():
            start = time.monotonic()
            _run(base / "raw", base / name, "2026.11.1", more)
            longest = time.monotonic() - start
            print(f"{documents} documents on {name}, undisturbed: {longest:.1f} s", flush=True)
            good.append(_disturbed(base, name, kills, longest))
    sys.exit(not all(good))


def _command(raw: Path, work: Path, version: str, more: list[str]) -> list[str]:
    extract = [GONGKAI, "extract", str(raw), "--out", str(work / "out"), "--workers", "2", *more]
    release = [GONGKAI, "release", "--from", str(work / "out"), "--to", str(work / "releases"), "--version", version]
    return ["sh", "-c", f"{' '.join(extract)} && {' '.join(release)}"]


def _run(raw: Path, work: Path, version: str, more: list[str]) -> None:
    subprocess.run(_command(raw, work, version, more), check=True, stdout=subprocess.DEVNULL)


def _disturbed(base: Path, name: str, kills: int, longest: float) -> bool:
    """Kills at any moment of the `longest` seconds that a run takes, from three documents again whenever it came to its end."""
    draw, seen = random.Random(kills), Counter[str]()
    work = base / "work"
    command = _command(base / "raw", work, "2026.11.1", WAYS[name])
    process: subprocess.Popen[bytes] | None = None
    while seen["kills"] < kills:
        if process is None or process.poll() is not None:
            if process is None or (work / "releases" / "2026.11.1").exists():
                shutil.rmtree(work, ignore_errors=True)
                shutil.copytree(base / "start", work, symlinks=True)
            process = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
            )
        time.sleep(draw.uniform(0.2, longest))
        making = _makes_release(process)
        if victim := _kill(process, draw):
            seen["kills"] += 1
            seen[victim] += 1
            seen["while a release was made"] += making
            seen[_seen(base, work)] += 1
            print(f"  {name}: {dict(seen)}", file=sys.stderr, flush=True)
    if process is not None:
        process.wait()
    if not (work / "releases" / "2026.11.1").exists():
        _run(base / "raw", work, "2026.11.1", WAYS[name])
    same = _seen(base, work) == "new" and digests(work / "out") == digests(base / _UNDISTURBED / "out")
    print(
        f"{name}: {kills} kills ({seen['coordinator']} of the coordinator, {seen['worker']} of workers, "
        f"{seen['while a release was made']} while a release was made): readers saw the "
        f"old release {seen['old']} times, the new one {seen['new']} times, a broken one {seen['BROKEN']} times; "
        f"the last one is {'the undisturbed one byte for byte' if same else 'DIFFERENT'}",
        flush=True,
    )
    return same and not seen["BROKEN"]


def _kill(process: subprocess.Popen[bytes], draw: random.Random) -> str:
    """Kills the whole run or one of its workers; gives which, or nothing where it had ended."""
    if process.poll() is not None:
        return ""
    children = [child for child in psutil.Process(process.pid).children(recursive=True) if _works(child)]
    try:
        if children and draw.random() < 0.5:
            draw.choice(children).kill()
            return "worker"
        os.killpg(process.pid, signal.SIGKILL)
    except (psutil.NoSuchProcess, ProcessLookupError):
        return ""
    process.wait()
    return "coordinator"


def _makes_release(process: subprocess.Popen[bytes]) -> bool:
    try:
        return any(child.cmdline()[2:3] == ["release"] for child in psutil.Process(process.pid).children())
    except psutil.NoSuchProcess:
        return False


def _works(child: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(child.cmdline())
    except psutil.NoSuchProcess:
        return False


def _seen(base: Path, work: Path) -> str:
    """What readers see: the old release or the new one, whole, or something broken."""
    latest = versions(work / "releases")[-1]
    known = base / (_UNDISTURBED if latest.name == "2026.11.1" else "start") / "releases" / latest.name
    stated = (latest / "SHA256SUMS").read_bytes() == (known / "SHA256SUMS").read_bytes()
    snapshot = digests(work / "out") in (digests(base / "start" / "out"), digests(base / _UNDISTURBED / "out"))
    if not stated or check_sums(latest) or not snapshot:
        return "BROKEN"
    return "new" if latest.name == "2026.11.1" else "old"


if __name__ == "__main__":
    main()
