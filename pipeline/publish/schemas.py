"""Every dataset and column, declared once (CONTRACT): name, type, description. Schemas and codebook come from here."""

from __future__ import annotations

import functools

import pyarrow as pa

from pipeline.model import value

NUMBER = pa.decimal128(24, 6)
"""Every number as printed, exactly."""
WORDS = pa.list_(pa.string())


@value
class Column:
    """One column: its Arrow type and what it means."""

    name: str
    type: pa.DataType
    description: str


def _column(name: str, kind: pa.DataType, description: str) -> Column:
    return Column(name=name, type=kind, description=description)


_ID = _column(
    "report_id",
    pa.string(),
    "the report: derived from the file's SHA-256, the report's place in it and the metadata given",
)
_CELL = (
    _column("form", pa.string(), "the official form that the cell is of: 2019 or 2021"),
    _column("cell", pa.string(), "the cell's name in the codelist"),
    _column("value", NUMBER, "the number printed; null unless reported"),
    _column("unit", pa.string(), "件, 项, 元 or 万元; null where the page does not say"),
    _column("raw", pa.string(), "the text exactly as printed"),
    _column("status", pa.string(), "reported, blank, nil_mark, missing or unreadable"),
    _column("flags", WORDS, "the checks that name this cell"),
    _column(
        "method", pa.string(), "how it was read: ruled, aligned, markup, text, ocr; in a release also person, by eye"
    ),
    _column("page", pa.int32(), "page of the source, from 1; null where it has none"),
    _column("x0", pa.float64(), "left edge of its place on the page, in points"),
    _column("top", pa.float64(), "upper edge, in points from the page's top"),
    _column("x1", pa.float64(), "right edge, in points"),
    _column("bottom", pa.float64(), "lower edge, in points from the page's top"),
    _column("locator", pa.string(), "place in a source without pages: table, row, column or line, from 1"),
)

DATASETS: dict[str, tuple[Column, ...]] = {
    "reports": (
        _ID,
        _column("agency", pa.string(), "whose report it is, as printed"),
        _column("agency_type", pa.string(), "kind of agency, from its name"),
        _column("division_code", pa.string(), "administrative division, GB/T 2260"),
        _column("division_name", pa.string(), "its name"),
        _column("province", pa.string(), "the province it lies in"),
        _column("form", pa.string(), "the official form by its labels: 2019 or 2021"),
        _column("title", pa.string(), "title as printed, white space left out"),
        _column("period_start", pa.string(), "first day of the period of the figures, ISO"),
        _column("period_end", pa.string(), "last day of the period of the figures, ISO"),
        _column("published", pa.string(), "day of publication, ISO"),
        _column("url", pa.string(), "where it was published, as given"),
        _column("source_file", pa.string(), "the file, relative to the path given"),
        _column("source_sha256", pa.string(), "SHA-256 of its bytes"),
        _column("media_type", pa.string(), "what the file is"),
        _column("page_count", pa.int32(), "pages, where the format has any"),
        _column("revision", pa.int32(), "1 for the first report of this agency and year, counted by publication"),
        _column("latest", pa.bool_(), "whether no later revision is known"),
        _column("cells_reported", pa.int32(), "cells with a number"),
        _column("cells_blank", pa.int32(), "cells that are empty or hold a mark for none"),
        _column("cells_missing", pa.int32(), "cells that the document lacks"),
        _column("cells_unreadable", pa.int32(), "cells that can't be read with certainty"),
        _column("checks_failed", pa.int32(), "checks of severity error or warning"),
    ),
    "article20": (
        _ID,
        _column("item", pa.string(), "what is counted: regulations, licences, …"),
        _column("measure", pa.string(), "which count of it"),
        *_CELL,
    ),
    "requests": (
        _ID,
        _column("disposition", pa.string(), "received, or how it was answered"),
        _column("applicant", pa.string(), "who asked"),
        *_CELL,
    ),
    "review_litigation": (
        _ID,
        _column("channel", pa.string(), "administrative review or litigation"),
        _column("outcome", pa.string(), "how it ended"),
        *_CELL,
    ),
    "sections": (
        _ID,
        _column("ordinal", pa.int32(), "place among the report's sections, from 1"),
        _column("level", pa.int32(), "1 for a section, 2 for a sub-section"),
        _column("heading", pa.string(), "heading as printed"),
        _column("canonical", pa.string(), "its standard name; null where it has none"),
        _column("text", pa.string(), "its paragraphs, without tables"),
        _column("page_first", pa.int32(), "first page"),
        _column("page_last", pa.int32(), "last page"),
    ),
    "figures": (
        _ID,
        _column("section", pa.int32(), "ordinal of the section"),
        _column("subject", pa.string(), "what is counted"),
        _column("canonical_subject", pa.string(), "its standard name; null where it has none"),
        _column("action", pa.string(), "what was done with it"),
        _column("qualifier", pa.string(), "total, of which, up by or down by; null for none"),
        _column("bound", pa.string(), "about, nearly, over, at least, at most or range; null where it is exact"),
        _column("value", NUMBER, "the number"),
        _column("value_to", NUMBER, "the end of a range; null for other numbers"),
        _column("unit", pa.string(), "its unit"),
        _column("period", pa.int32(), "the year that the sentence names for it"),
        _column("place", pa.string(), "the place or agencies that the sentence names for it"),
        _column("sentence", pa.string(), "the sentence"),
        _column("char_start", pa.int32(), "start of the number in the section's text, from 0"),
        _column("char_end", pa.int32(), "end of the number in the section's text"),
        _column("cells", WORDS, "the cells of the tables that the sentence states again, as dataset.cell"),
        _column("agreement", pa.string(), "supports or differs, where the sentence states cells with numbers"),
    ),
    "checks": (
        _ID,
        _column("check", pa.string(), "name of the check"),
        _column("severity", pa.string(), "error, warning or note"),
        _column("cells", WORDS, "the cells it doubts, as dataset.cell"),
        _column("expected", pa.string(), "what should hold"),
        _column("found", pa.string(), "what stands there"),
        _column("message", pa.string(), "one sentence for a person"),
        _column("suggestion", pa.string(), "what it may have to be; never a value"),
    ),
    "coverage": (
        _ID,
        _column("agency", pa.string(), "agency"),
        _column("division_code", pa.string(), "its division"),
        _column("state", pa.string(), "have: its report is in this release"),
        _column("since", pa.string(), "since when it is in that state"),
        _column("url", pa.string(), "where it was published"),
        _column("reason", pa.string(), "evidence for the state"),
    ),
    "failures": (
        _ID,
        _column("source_file", pa.string(), "the file, relative to the path given"),
        _column("source_sha256", pa.string(), "SHA-256 of its bytes; null where it could not be opened"),
        _column("stage", pa.string(), "the stage that stopped"),
        _column("error", pa.string(), "the error's name"),
        _column("detail", pa.string(), "one sentence: what is wrong and what to do"),
    ),
}


@functools.cache
def schema(dataset: str) -> pa.Schema:
    """The Arrow schema of a dataset's files; `year` is in the folder's name, as Hive has it."""
    return arrow(DATASETS[dataset])


def arrow(columns: tuple[Column, ...]) -> pa.Schema:
    """The Arrow schema of these columns."""
    return pa.schema([pa.field(item.name, item.type, metadata={"description": item.description}) for item in columns])
