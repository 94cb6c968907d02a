"""A document's tables as a person reads them aloud: row by row, each cell once, columns and spans forgotten.

The other way to read a format that only one library opens: labels and the turn of the fields must tell what columns
told before.
"""

from __future__ import annotations

import dataclasses

from pipeline.model import Block, Document, Grid, GridCell


def in_reading_order(document: Document) -> Document:
    """The document with every grid's cells by their turn in the row where they begin."""
    return dataclasses.replace(document, blocks=tuple(map(_turned, document.blocks)))


def _turned(block: Block) -> Block:
    if not isinstance(block, Grid) or block.ragged:
        return block
    rows: dict[int, list[GridCell]] = {}
    for cell in sorted(block.cells, key=lambda cell: (cell.row, cell.column)):
        own = rows.setdefault(cell.row, [])
        own.append(dataclasses.replace(cell, column=len(own), row_span=1, column_span=1))
    cells = tuple(cell for row in rows.values() for cell in row)
    return dataclasses.replace(block, cells=cells, columns=max(map(len, rows.values()), default=0), ragged=True)
