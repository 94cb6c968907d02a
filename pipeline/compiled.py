"""Modules that were compiled (`tools/compile.py`): used only while their sources are those that were compiled.

A compiled module stands next to its source and would hide what is edited there. Where any of the sources differs from
what was compiled, all of them are read as sources: compiled modules call each other without looking.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
from collections.abc import Iterable, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

_STAMP = "compiled.json"
"""Path of each source within the package → SHA-256 of what was compiled."""


class _Sources:
    """Finds the sources of modules, whatever is compiled beside them."""

    def __init__(self, paths: dict[str, Path]) -> None:
        self.paths = paths

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module of this name from its source; None leaves it to the usual finders."""
        source = self.paths.get(name)
        if source is not None and source.suffix == ".c":
            raise ModuleNotFoundError(f"{name} was compiled from another {source.name}", name=name)
        return None if source is None else importlib.util.spec_from_file_location(name, source)


def is_edited(package: Path) -> bool:
    """Whether any source in the folder of a package is not what was compiled."""
    return any(_sha256(package / name) != sha256 for name, sha256 in _stamped(package).items())


def prefer_sources(package: Path) -> None:
    """Makes the compiled modules of a package be read from their sources; to be called before they are imported."""
    sys.meta_path.insert(0, _Sources({_module(package, name): package / name for name in _stamped(package)}))


def stamp(package: Path, sources: Iterable[Path]) -> None:
    """Writes down what was compiled."""
    digests = {str(source.relative_to(package)): _sha256(source) for source in sources}
    (package / _STAMP).write_text(json.dumps(digests, indent=1), encoding="utf-8")


def remove(package: Path) -> None:
    """Removes what was compiled."""
    (package / _STAMP).unlink(missing_ok=True)
    for library in package.rglob("*.so"):
        library.unlink()


def _stamped(package: Path) -> dict[str, str]:
    path = package / _STAMP
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def _module(package: Path, name: str) -> str:
    parts = (package.name, *Path(name).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
