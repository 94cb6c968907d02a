"""Settings: gongkai.toml < environment (GONGKAI_*) < flags."""

from __future__ import annotations

import dataclasses
import os
import tomllib
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.model import value
from pipeline.read.limits import Limits

_FILE = "gongkai.toml"


@value
class Settings:
    """`workers` processes; `limits`: what each document may use (`pipeline/read/limits.py` has the defaults)."""

    workers: int
    limits: Limits


def load(workers: int | None = None) -> Settings:
    """The settings in force in this folder; `workers` is the flag, where it was given."""
    found: dict[str, float] = {"workers": os.cpu_count() or 1, **dataclasses.asdict(Limits())}
    found |= _from_file(Path(_FILE), found)
    for name in found:
        if (given := os.environ.get(f"GONGKAI_{name.upper()}")) is not None:
            found[name] = _number(given, f"GONGKAI_{name.upper()}")
    if workers is not None:
        found["workers"] = workers
    for name, number in found.items():
        if number < 1:
            raise UsageError(f"{name} must be at least 1, not {number:g}")
    seconds, ocr_seconds = float(found.pop("seconds")), float(found.pop("ocr_seconds"))
    most = {name: int(number) for name, number in found.items() if name != "workers"}
    limits = Limits(seconds=seconds, ocr_seconds=ocr_seconds, **most)
    return Settings(workers=int(found["workers"]), limits=limits)


def _from_file(path: Path, known: dict[str, float]) -> dict[str, float]:
    if not path.is_file():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not a TOML file ({error})") from error
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise UsageError(f"{path}: unknown setting {unknown[0]}; known are {', '.join(known)}")
    return {name: _number(str(given), f"{path}: {name}") for name, given in table.items()}


def _number(given: str, where: str) -> float:
    try:
        return float(given)
    except ValueError as error:
        raise UsageError(f"{where} must be a number, not {given!r}") from error
