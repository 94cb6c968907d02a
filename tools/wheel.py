"""Wheels carry the compiled modules where `make` has compiled them; else they are pure Python, for any machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledHook(BuildHookInterface[Any]):
    """Hatch calls it before it builds a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Adds what is compiled; an editable install finds it in the project's folder as it is."""
        if version == "standard" and Path(self.root, "pipeline", "compiled.json").exists():
            build_data["artifacts"] += ["/pipeline/**/*.so", "/pipeline/compiled.json"]
            build_data["pure_python"] = False
            build_data["infer_tag"] = True
