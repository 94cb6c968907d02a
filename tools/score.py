"""Right, flagged and silent wrong cells per format, on the made corpus and the real reports: `make score`.

python -m tools.score ../shared
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Extracts both collections with the command and prints what the shared scorer says of them."""
    shared = Path(sys.argv[1])
    gongkai = str(Path(sys.executable).parent / "gongkai")
    real = [str(path) for path in sorted((shared / "real").iterdir()) if path.is_file() and path.name != "README.md"]
    for name, files, gold in (
        ("corpus", [str(shared / "corpus" / "files")], "corpus/gold"),
        ("real", real, "real/gold"),
    ):
        with tempfile.TemporaryDirectory() as out:
            subprocess.run([gongkai, "extract", *files, "--out", out], stdout=subprocess.DEVNULL, check=False)
            print(f"== {name}", flush=True)
            subprocess.run(
                [
                    sys.executable,
                    str(shared / "corpus" / "score.py"),
                    "--gold",
                    str(shared / gold),
                    "--out",
                    out,
                    "--show",
                    "10",
                ],
                check=True,
            )


if __name__ == "__main__":
    main()
