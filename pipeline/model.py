"""The types that pass between the stages, in the order they pass. Standard library only.

read gives a `Document`, parse turns it into `Report`s, check adds `Finding`s, publish writes them. Every value is
frozen: a stage that wants another value makes a new one. Places, lines and cells, of which a document has thousands,
say themselves how they are made, so that they become native classes where this module is compiled.
"""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from enum import StrEnum
from typing import Final, Literal

from pipeline.value import value as value

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points (1/72 inch) from the page's top left corner, as the page is shown."""

Method = Literal["ruled", "aligned", "markup", "text", "ocr"]
"""How a cell was found: by ruling lines, by alignment on the page, by markup, in plain text, by OCR."""

Severity = Literal["error", "warning", "note"]


class Status(StrEnum):
    """What stands in a cell of the form (CONTRACT: the five statuses)."""

    REPORTED = "reported"
    BLANK = "blank"
    NIL_MARK = "nil_mark"
    MISSING = "missing"
    UNREADABLE = "unreadable"


# ---------------------------------------------------------------- read → parse


@dataclasses.dataclass(init=False, unsafe_hash=True)
class Place:
    """Where something stands: a page (1-based) and a box, or a locator where the source has no pages.

    A locator is words a person can follow: `table 2, row 3, column 4` or `line 12, field 3`, all counted from 1.
    """

    page: Final[int | None]
    box: Final[Box | None]
    locator: Final[str | None]

    def __init__(self, *, page: int | None = None, box: Box | None = None, locator: str | None = None) -> None:
        self.page = page
        self.box = box
        self.locator = locator


@dataclasses.dataclass(init=False, unsafe_hash=True)
class Line:
    """One paragraph or line outside any table, text as printed.

    `size` is the font size in points and `bold` the weight where the source tells; `level` is the outline level
    (1 to 6) where the source marks a heading itself (HTML h1-h6, Word outline levels, Markdown #). `above`: the empty
    lines that stand over it in plain text, where they may be empty cells. `from_picture`: its characters were told from
    pixels, so a letter may be another.
    """

    text: Final[str]
    place: Final[Place]
    size: Final[float | None]
    bold: Final[bool]
    centred: Final[bool]
    level: Final[int | None]
    above: Final[int]
    from_picture: Final[bool]

    def __init__(
        self,
        *,
        text: str,
        place: Place,
        size: float | None = None,
        bold: bool = False,
        centred: bool = False,
        level: int | None = None,
        above: int = 0,
        from_picture: bool = False,
    ) -> None:
        self.text = text
        self.place = place
        self.size = size
        self.bold = bold
        self.centred = centred
        self.level = level
        self.above = above
        self.from_picture = from_picture


@dataclasses.dataclass(init=False, unsafe_hash=True)
class GridCell:
    """One cell of a grid. `raw` is the text exactly as printed, printed line breaks kept as newlines.

    `row` and `column` count from 0. `doubt`: why the reader is not sure of this cell's text, None when it is.
    """

    row: Final[int]
    column: Final[int]
    row_span: Final[int]
    column_span: Final[int]
    raw: Final[str]
    place: Final[Place]
    doubt: Final[str | None]

    def __init__(
        self,
        *,
        row: int,
        column: int,
        row_span: int = 1,
        column_span: int = 1,
        raw: str,
        place: Place,
        doubt: str | None = None,
    ) -> None:
        self.row = row
        self.column = column
        self.row_span = row_span
        self.column_span = column_span
        self.raw = raw
        self.place = place
        self.doubt = doubt


@value
class Grid:
    """A table as it stands on one page: a rectangle of cells, spans kept. The reader never joins pages.

    `ragged`: the source lost its spans (pipes, tabs), so `column` is only the order of fields within the row and
    says nothing of what stands above it. `doubt`: why the reader is not sure of this grid, None when it is.
    """

    rows: int
    columns: int
    cells: tuple[GridCell, ...]
    place: Place
    method: Method
    ragged: bool = False
    doubt: str | None = None


Block = Line | Grid


@value
class Document:
    """What a file holds, in reading order, with nothing interpreted.

    `properties` are what the file says of itself outside its text: (`title`, …), (`published`, …), (`publisher`, …)
    from meta elements, document properties and the portal's header. `notes` are what a person should know of the
    reading itself: (check, sentence) each, such as sheets that are hidden and were not read.
    """

    source_sha256: str
    media_type: str
    page_count: int | None
    blocks: tuple[Block, ...]
    properties: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


# ---------------------------------------------------------------- parse → check


_NOWHERE: Final = Place()


@dataclasses.dataclass(init=False, unsafe_hash=True)
class Cell:
    """One cell of the official form. parse makes one for every cell of the form, `missing` until it is found."""

    dataset: Final[str]
    form: Final[str]
    cell: Final[str]
    status: Final[Status]
    value: Final[Decimal | None]
    unit: Final[str | None]
    raw: Final[str | None]
    method: Final[Method | None]
    place: Final[Place]

    def __init__(
        self,
        *,
        dataset: str,
        form: str,
        cell: str,
        status: Status = Status.MISSING,
        value: Decimal | None = None,
        unit: str | None = None,
        raw: str | None = None,
        method: Method | None = None,
        place: Place = _NOWHERE,
    ) -> None:
        self.dataset = dataset
        self.form = form
        self.cell = cell
        self.status = status
        self.value = value
        self.unit = unit
        self.raw = raw
        self.method = method
        self.place = place
        self.key: Final = f"{dataset}.{cell}"
        """The name that findings use."""
        if (value is not None) != (status is Status.REPORTED):
            raise ValueError(f"{self.key}: a value stands in a reported cell, and only there")


@value
class Section:
    """A section of the text. `canonical` is the standard name (`overview`, `article20`, …) or None."""

    ordinal: int
    level: int
    heading: str
    canonical: str | None
    text: str
    page_first: int | None = None
    page_last: int | None = None


@value
class Figure:
    """One number of the prose, and what the sentence says of it.

    `section`: the ordinal of its section. `subject` and `action` in simplified characters; `canonical`: the subject's
    standard name. `qualifier`: `total`, `of which`, `up by`, `down by`, `from`, `share`. `bound`: `about`, `nearly`,
    `over`, `at least`, `at most`, `range` where the number is not said to be exact; a range ends at `value_to`.
    `period`: the year that the sentence names; `place`: the place or agencies. The number begins in the sentence at
    `in_sentence`; `char_start` and `char_end` are its own characters in the section's text.
    """

    section: int
    subject: str
    canonical: str | None = None
    action: str | None = None
    qualifier: str | None = None
    bound: str | None = None
    value: Decimal
    value_to: Decimal | None = None
    unit: str
    period: int | None = None
    place: str | None = None
    sentence: str
    in_sentence: int
    char_start: int
    char_end: int


@value
class Finding:
    """One check that did not pass, on one report. `cells` holds the keys (`dataset.cell`) that it doubts."""

    check: str
    severity: Severity
    cells: tuple[str, ...]
    message: str
    expected: str | None = None
    found: str | None = None
    suggestion: str | None = None


@value
class Identity:
    """Whose report it is and for which year; None where the document does not say."""

    agency: str | None = None
    agency_type: str | None = None
    division_code: str | None = None
    year: int | None = None
    title: str | None = None
    period_start: str | None = None
    period_end: str | None = None
    published: str | None = None
    url: str | None = None


@value
class Report:
    """One report as read. A file may hold several: `ordinal` counts them from 1.

    `cells` has every cell of `form` in the codelist's order, then cells of the other form that it prints.
    `findings` are what parse met (an unplaced number, a doubtful label) and later what check adds.
    """

    ordinal: int
    form: str
    identity: Identity
    cells: tuple[Cell, ...]
    sections: tuple[Section, ...] = ()
    figures: tuple[Figure, ...] = ()
    findings: tuple[Finding, ...] = ()

    def with_findings(self, more: tuple[Finding, ...]) -> Report:
        """This report with more findings, in order."""
        return dataclasses.replace(self, findings=self.findings + more)


# ---------------------------------------------------------------- any stage → publish


@value
class Failure:
    """A file that gave no report: the stage that stopped, the error's name, and one sentence for a person."""

    source_file: str
    source_sha256: str | None
    stage: str
    error: str
    detail: str
