"""SIGKILLs of `gongkai run` at random moments: after each the release is whole, and the last run ends as an
undisturbed one.

python -m tools.kills 30
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.made import write_reports
from tests.test_release import digests

GONGKAI = str(Path(sys.executable).parent / "gongkai")


def main() -> None:
    """Prints one line a kill and a verdict; exit status 1 where any release was not whole."""
    count = int(sys.argv[1])
    draw = random.Random(count)
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        write_reports(base / "first", 3)
        write_reports(base / "raw", 200)
        whole, out = base / "whole", base / "out"
        subprocess.run(
            [GONGKAI, "extract", str(base / "raw"), "--out", str(whole)], check=True, stdout=subprocess.DEVNULL
        )
        subprocess.run(
            [GONGKAI, "extract", str(base / "first"), "--out", str(out)], check=True, stdout=subprocess.DEVNULL
        )
        before, after = digests(out), digests(whole)
        command = [GONGKAI, "extract", str(base / "raw"), "--out", str(out), "--workers", "2"]
        broken = 0
        for number in range(count):
            process = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
            )
            moment = draw.uniform(0.2, 4.0)
            time.sleep(moment)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            now = digests(out)
            state = "old" if now == before else "new" if now == after else "BROKEN"
            broken += state == "BROKEN"
            kept = len(list((out / ".documents").glob("*.json")))
            print(f"kill {number + 1:2} after {moment:.2f} s: release {state}, {kept} outcomes kept", flush=True)
            if state == "new":
                subprocess.run(["rm", "-rf", str(out)], check=True)
                subprocess.run(
                    [GONGKAI, "extract", str(base / "first"), "--out", str(out)], check=True, stdout=subprocess.DEVNULL
                )
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        same = digests(out) == after
        print(
            f"{count} kills: {broken} broken releases; the run after them ends {'with the same bytes' if same else 'DIFFERENT'}"
        )
    sys.exit(bool(broken) or not same)


if __name__ == "__main__":
    main()
