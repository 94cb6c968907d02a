"""What several tests need: the folder of shared material, the sample as extracted once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


def gongkai(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Runs the command as a user would."""
    return subprocess.run(
        [str(Path(sys.executable).parent / "gongkai"), *arguments], cwd=cwd, capture_output=True, text=True, timeout=300
    )


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material beside the checkout: real reports and the made corpus."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not there: the real reports and the made corpus stand beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled sample, extracted by the command."""
    out = tmp_path_factory.mktemp("sample")
    done = gongkai("run", "--out", str(out))
    assert done.returncode == 0, done.stderr
    return out
