"""Provinces as tiles: a map without borders, each province a square near its neighbours (tiles.csv)."""

from __future__ import annotations

import functools

from pipeline import package_data
from pipeline.model import value


@value
class Tile:
    """A province, its short names, its letters in ISO 3166-2 and its square, from 1."""

    province: str
    zh: str
    en: str
    iso: str
    row: int
    column: int


@functools.cache
def tiles() -> dict[str, Tile]:
    """Province → its tile, in the file's order."""
    return {
        row["province"]: Tile(**{**row, "row": int(row["row"]), "column": int(row["column"])})  # type: ignore[arg-type]
        for row in package_data.rows(__package__, "tiles.csv")
    }


def short(province: str, lang: str) -> str:
    """A province's short name in a language; as it is where it is none of the tiles."""
    tile = tiles().get(province)
    if tile is None:
        return province
    return tile.zh if lang == "zh" else tile.en
