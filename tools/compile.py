"""Compiles the modules in which the reading spends its time, by mypyc, next to their sources: `make compile`.

python -m tools.compile           compiles
python -m tools.compile --needs   names the Debian packages that compiling lacks

The modules are listed in pyproject.toml (tool.gongkai.compiled). Where there is no compiler nothing fails: the sources
are read as they are, only slower. `pipeline/compiled.py` takes no compiled module whose source was edited.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from pathlib import Path

from pipeline import compiled

_ROOT = Path(__file__).parents[1]
_GROUP = "pipeline.compiled"
_MYPY = """
[mypy]
ignore_missing_imports = True
[mypy-pipeline.explore.*]
follow_imports = skip
"""
"""`make test` checks the types; this only needs those of the listed modules, and none of pandas, which take long."""
_SETUP = """
import sys
from mypyc.build import mypycify
from setuptools import Extension, setup
group, root, *paths = sys.argv[1:]
sources = [path for path in paths if path.endswith(".py")]
modules = mypycify(["--config-file", "mypy.ini", *sources], group_name=group, opt_level="2", debug_level="0")
for path in set(paths) - set(sources):
    modules.append(Extension(path.removeprefix(root + "/").removesuffix(".c").replace("/", "."), [path]))
setup(name="compiled", packages=[], ext_modules=modules, script_args=["--quiet", "build_ext", "--build-lib", "built"])
"""
"""A program of its own: mypyc and setuptools work in the current folder, which has to be the temporary one."""


def main() -> None:
    """Compiles; says so where the machine can't, and leaves the sources to do the same work."""
    if "--needs" in sys.argv:
        print(*_needs())
        return
    paths = _listed()
    compiled.remove(_ROOT / "pipeline")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "mypy.ini").write_text(_MYPY, encoding="ascii")
        command = [sys.executable, "-c", _SETUP, _GROUP, str(_ROOT), *map(str, paths)]
        environment = os.environ | {"PYTHONPATH": str(_ROOT), "MYPY_CACHE_DIR": f"{folder}/cache"}
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
        if done.returncode:
            print(f"tools/compile: not compiled, so reading is slower ({_reason(done.stderr or done.stdout)})")
            return
        built = Path(folder) / "built" / "pipeline"
        for library in built.rglob("*.so"):
            shutil.copy(library, _ROOT / "pipeline" / library.relative_to(built))
    compiled.stamp(_ROOT / "pipeline", paths)


def _needs() -> list[str]:
    """The compiler, and the headers of this Python, where they are missing."""
    headers = Path(sysconfig.get_path("include"), "Python.h")
    return [
        *(() if shutil.which("gcc") else ("gcc", "libc6-dev")),
        *(() if headers.exists() else (f"python3.{sys.version_info.minor}-dev",)),
    ]


def _listed() -> list[Path]:
    """The sources to compile, Python and C, as pyproject.toml lists them."""
    settings = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [_ROOT / path for path in settings["tool"]["gongkai"]["compiled"]]


def _reason(log: str) -> str:
    """The last line of what a failed build printed."""
    return next((line.strip() for line in reversed(log.splitlines()) if line.strip()), "it said nothing")


if __name__ == "__main__":
    main()
