"""Compiled modules (`tools/compile.py`) never hide an edited source, and read what the sources read."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest

from pipeline import compiled, read

_ROOT = Path(__file__).parents[1]
_SAMPLE = sorted((_ROOT / "raw").rglob("*.pdf"))[0]
_FROM_SOURCES = """
import sys
from pathlib import Path
import pipeline
from pipeline import compiled
compiled.prefer_sources(Path(pipeline.__file__).parent)
from pipeline import read
from pipeline.read.page import blocks
assert blocks.__file__.endswith(".py"), blocks.__file__
print(read.read(Path(sys.argv[1]).read_bytes(), "sample.pdf"))
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of one module, with something beside it that is no library but has the name of one."""
    folder = tmp_path / "made_up_package"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "module.py").write_text("VALUE = 1")
    (folder / f"module{sysconfig.get_config_var('EXT_SUFFIX')}").write_bytes(b"compiled from VALUE = 1")
    compiled.stamp(folder, [folder / "module.py"])
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr(sys, "modules", dict(sys.modules))
    return folder


def test_the_compiled_module_is_taken_while_its_source_is_as_it_was(package: Path) -> None:
    assert not compiled.is_edited(package)
    with pytest.raises(ImportError):  # the library beside the source is not a real one
        importlib.import_module("made_up_package.module")


def test_an_edited_source_is_taken_before_what_was_compiled(package: Path) -> None:
    (package / "module.py").write_text("VALUE = 2")
    assert compiled.is_edited(package)
    compiled.prefer_sources(package)
    assert importlib.import_module("made_up_package.module").VALUE == 2


def test_an_edited_package_is_taken_before_what_was_compiled(package: Path) -> None:
    inner = package / "inner"
    inner.mkdir()
    (inner / "__init__.py").write_text("VALUE = 1")
    (inner / f"__init__{sysconfig.get_config_var('EXT_SUFFIX')}").write_bytes(b"compiled from VALUE = 1")
    compiled.stamp(package, [inner / "__init__.py"])
    (inner / "__init__.py").write_text("VALUE = 2")
    compiled.prefer_sources(package)
    assert importlib.import_module("made_up_package.inner").VALUE == 2


def test_nothing_is_left_of_what_was_compiled_once_it_is_removed(package: Path) -> None:
    compiled.remove(package)
    assert sorted(path.name for path in package.iterdir()) == ["__init__.py", "module.py"]
    assert importlib.import_module("made_up_package.module").VALUE == 1


def test_the_sources_read_what_the_compiled_modules_read() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FROM_SOURCES, str(_SAMPLE)], capture_output=True, text=True, check=True, cwd=_ROOT
    )
    assert done.stdout.strip() == str(read.read(_SAMPLE.read_bytes(), "sample.pdf"))


def test_every_module_that_is_listed_to_be_compiled_is_there() -> None:
    settings = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = settings["tool"]["gongkai"]["compiled"]
    assert listed and all((_ROOT / path).is_file() for path in listed)


def test_no_module_that_is_compiled_looks_into_an_unpacked_tuple() -> None:
    """`x in (*A, "b")` stops mypyc with an internal error: nothing at all would be compiled."""
    settings = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    sources = [_ROOT / path for path in settings["tool"]["gongkai"]["compiled"] if path.endswith(".py")]
    compared = [
        (path.name, node.lineno)
        for path in sources
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare)
        for right in node.comparators
        if isinstance(right, ast.Tuple) and any(isinstance(item, ast.Starred) for item in right.elts)
    ]
    assert compared == []
