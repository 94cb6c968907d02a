"""The form's tables in a document: their pieces found, stitched, aligned with the form's rows, and what they claim."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline import forms, text
from pipeline.model import Document, Finding, Identity
from pipeline.parse import align, fill, labels, pieces, stitch
from pipeline.parse.decoys import without_decoys
from pipeline.parse.fill import Claim
from pipeline.parse.flattened import clauses, layout, placement, sequence, zones
from pipeline.parse.organisation_sums import doubt_organisation_sums
from pipeline.parse.rows import Piece
from pipeline.parse.unplaced import Unplaced, unplaced


def find_tables(document: Document, identity: Identity) -> tuple[tuple[Claim, ...], tuple[Finding | Unplaced, ...]]:
    """What the document's tables claim for the cells of the form, and what in them belongs to no cell."""
    found: list[Claim] = []
    findings: list[Finding | Unplaced] = []
    everything = pieces.find_pieces(document, identity.year)
    read = {piece.dataset for piece in everything if any(row.values for row in piece.rows)}
    lines = zones.of_lines_only(document)
    placed = [item for item in layout.find_placed(document, identity.year) if lines or item.dataset not in read]
    for table in placed:
        matches = doubt_organisation_sums(table.matches) if table.dataset == "requests" else table.matches
        found.extend(fill.claims(table.dataset, matches, table.heading))
        findings.extend(unplaced(table.dataset, table.matches))
    turns = _by_turn(document, identity, everything, {table.dataset for table in placed}) if lines else ()
    for turned in turns:
        claimed = fill.claims(turned.dataset, turned.matches, turned.heading)
        found.extend(claimed)
        findings.append(fill.by_turn(claimed))
        placed.append(turned)
    for dataset in forms.DATASETS:
        if any(table.dataset == dataset for table in placed):
            continue
        own, other = _of_year([piece for piece in everything if piece.dataset == dataset], identity.year)
        if other:
            findings.append(_other_year(dataset, other))
            findings.extend([] if own else [_alone(dataset, other)])
        own, decoys = without_decoys(own, dataset)
        findings.extend(decoys)
        for group in _by_heading(own, dataset):
            matches = align.doubt_torn(align.align(stitch.stitch(group), dataset))
            if any(piece.by_lines for piece in group):
                matches = align.doubt_disorder(matches, dataset)
                matches = placement.placed(matches) if dataset == "requests" else matches
            matches = doubt_organisation_sums(matches) if dataset == "requests" else matches
            found.extend(fill.claims(dataset, matches, " ".join(piece.unit_text for piece in group)))
            findings.extend(unplaced(dataset, matches))
    if lines:
        found = _with_clauses(found, document, identity)
    return tuple(found), (*findings, *fill.inferred(found))


def _with_clauses(found: list[Claim], document: Document, identity: Identity) -> list[Claim]:
    """The claims, and for cells of section two that none of them reads those by the turn of a clause's numbers."""
    for table in clauses.find_clauses(document, identity.year):
        read = {claim.cell for claim in found if claim.dataset == table.dataset and not claim.number.doubt}
        own = [claim for claim in fill.claims(table.dataset, table.matches, "") if claim.cell not in read]
        cells = {claim.cell for claim in own}
        found = [claim for claim in found if claim.dataset != table.dataset or claim.cell not in cells] + own
    return found


def _by_turn(
    document: Document, identity: Identity, everything: tuple[Piece, ...], placed: set[str]
) -> Iterator[layout.Placed]:
    """Tables by the turn of their numbers, where not each line is a label or a number; none that is `placed`."""
    for table in sequence.find_sequences(document, identity.year):
        own = tuple(piece for piece in everything if piece.dataset == table.dataset)
        if table.dataset not in placed and not _clean(own, table.dataset):
            yield table


def _clean(own: tuple[Piece, ...], dataset: str) -> bool:
    """Whether every row of numbers has its label, its columns and no doubt."""
    matches = align.doubt_disorder(align.align(stitch.stitch(own), dataset), dataset)
    rows = [match for match in matches if match.row.unordered or not match.row.empty]
    return bool(rows) and all(
        match.name is not None and not match.row.doubt and not match.row.unordered for match in rows
    )


def _of_year(own: list[Piece], year: int | None) -> tuple[list[Piece], list[Piece]]:
    """The pieces of this report's year and those of another, by the captions above them."""
    other: list[Piece] = []
    foreign = False
    for piece in own:
        named = bool(piece.caption) and labels.other_year(piece.caption, year)
        foreign = named or (foreign and not (piece.heading and piece.caption and not _is_title(piece)))
        if foreign:
            other.append(piece)
    return [piece for piece in own if all(piece is not drop for drop in other)], other


def _is_title(piece: Piece) -> bool:
    """Whether the line above is the form's own title (第二十条第（五）项), which says nothing of the year."""
    return labels.best(text.key(piece.caption), piece.dataset, "title")[1] >= labels.SURE


def _by_heading(own: list[Piece], dataset: str) -> list[tuple[Piece, ...]]:
    """Pieces to be read as one table: all of them, but for article 20, where each clause has columns of its own."""
    if dataset != "article20":
        return [tuple(own)] if own else []
    groups: list[list[Piece]] = []
    for piece in own:
        if piece.heading or not groups:
            groups.append([])
        groups[-1].append(piece)
    return [tuple(group) for group in groups]


def _alone(dataset: str, other: list[Piece]) -> Unplaced:
    """The numbers of a table that is captioned as another year's where this year has none: a misprinted year, maybe."""
    cells = [cell for piece in other for row in piece.rows for own in row.values.values() for cell in own if cell.raw]
    return Unplaced(
        dataset=dataset,
        label=other[0].caption,
        numbers=tuple(cell.raw for cell in cells),
        rows=frozenset(),
        beside=frozenset(),
        astray=True,
        places=tuple(cell.place for cell in cells),
    )


def _other_year(dataset: str, other: list[Piece]) -> Finding:
    return Finding(
        check="other_year_table",
        severity="note",
        cells=(),
        found=other[0].caption,
        message=f"a table of {dataset} is captioned as another year's and was not read",
    )
