"""Imports run one way, as DESIGN.md draws them; what all stand on needs only the standard library; no file is too long."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PIPELINE = ROOT / "pipeline"
BASE = {"model", "errors", "package_data", "charset_names", "value"}
BELOW = {
    "value": set(),
    "model": {"value"},
    "errors": set(),
    "package_data": set(),
    "charset_names": set(),
    "text": BASE,
    "forms": {"text", *BASE},
    "divisions": {"text", *BASE},
    "sources": {"divisions", "text", *BASE},
    "scrape": {"sources", "forms", "divisions", "text", *BASE},
    "arithmetic": {"forms", "text", *BASE},
    "read": {"text", *BASE},
    "parse": {"forms", "divisions", "arithmetic", "text", *BASE},
    "check": {"parse", "forms", "arithmetic", "text", *BASE},
    "publish": {"check", "parse", "forms", "arithmetic", "text", *BASE},
    "panel": {"publish", "forms", "divisions", "text", *BASE},
    "address": BASE,
    "review": {"parse", *BASE},
    "release": {"address", "panel", "publish", "review", "forms", "text", *BASE},
    "find": {"export", "release", "address", "panel", "publish", "parse", "divisions", "text", *BASE},
    "explore": {
        "find",
        "export",
        "release",
        "review",
        "address",
        "panel",
        "publish",
        "parse",
        "forms",
        "divisions",
        "read",
        "archive",
        "captured",
        "engine",
        "inputs",
        "settings",
        "text",
        *BASE,
    },
    "export": {"release", "address", "publish", "forms", "text", *BASE},
}
FILES = sorted(PIPELINE.rglob("*.py"))


def _stage(path: Path) -> str:
    first = path.relative_to(PIPELINE).parts[0]
    return first.removesuffix(".py")


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update(
                {node.module} if node.module != "pipeline" else {f"pipeline.{name.name}" for name in node.names}
            )
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PIPELINE).as_posix())
def test_imports_run_one_way(path: Path) -> None:
    stage = _stage(path)
    if stage in BELOW:
        used = {name.split(".")[1] for name in _imports(path) if name.startswith("pipeline.")}
        assert used <= BELOW[stage] | {stage}


def test_only_the_command_and_the_package_itself_know_the_pages() -> None:
    def knows(path: Path) -> bool:
        return any(name.startswith("pipeline.explore") for name in _imports(path) if name != "pipeline.explore_cli")

    others = {path.relative_to(PIPELINE).as_posix() for path in FILES if _stage(path) != "explore" and knows(path)}
    assert others <= {"__init__.py", "explore_cli.py", "demo.py"}


@pytest.mark.parametrize("name", sorted(BASE))
def test_base_needs_only_the_standard_library(name: str) -> None:
    used = {item.split(".")[0] for item in _imports(PIPELINE / f"{name}.py") - {"pipeline.value"}}
    assert used <= set(sys.stdlib_module_names) | {"__future__"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PIPELINE).as_posix())
def test_files_say_what_they_are_for_and_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert len(text.splitlines()) <= 500


def test_a_worker_needs_no_pandas() -> None:
    import subprocess

    code = "import sys, pipeline.pool; sys.exit('pandas' in sys.modules or 'pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
