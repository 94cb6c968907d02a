"""What is kept for the pages where the data's own folder can't be written: a folder of this user alone, or none."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.explore.start import private


def test_a_folder_is_made_for_this_user_alone_and_used_again(tmp_path: Path) -> None:
    folder = private(tmp_path / "own")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700 and folder.stat().st_uid == os.getuid()
    (folder / "kept").touch()
    assert (private(folder) / "kept").is_file()


def _open_to_all(path: Path) -> None:
    path.mkdir()
    path.chmod(0o777)


def _readable(path: Path) -> None:
    path.mkdir()
    path.chmod(0o750)


def _of_another(path: Path) -> None:
    path.mkdir(mode=0o700)
    os.chown(path, os.getuid() + 1, -1)


def _link(path: Path) -> None:
    (path.parent / "elsewhere").mkdir(mode=0o700)
    path.symlink_to(path.parent / "elsewhere")


@pytest.mark.parametrize(
    "made",
    [
        _open_to_all,
        _readable,
        pytest.param(
            _of_another, marks=pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder away")
        ),
        _link,
        Path.touch,
    ],
)
def test_a_folder_that_others_can_reach_is_refused(made: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "own"
    made(path)
    with pytest.raises(UsageError, match="you alone|can't be made"):
        private(path)
