"""What a document says of itself besides its title: fields of the portal's header, the opening, the signature.

All of it is weaker than a whole title. A value that does not look like what its label promises is no evidence.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence

from pipeline import package_data, text
from pipeline.model import Block, Document, Grid, Line, value
from pipeline.parse.identity.dates import find_date, is_date, without_date
from pipeline.parse.identity.titles import is_agency, is_title, squeezed

_SPACED = r"\s*"
_MARK = re.compile("[:：﹕︓|｜]")
"""What folds to the colon or bar behind a label; most lines and cells have none."""
_INNER_SPACE = re.compile(r"\s+(?=[年月日])|(?<=[年月])\s+")
_MADE_BY = re.compile(r"(?:报告|年报)(?:系|是)?由([^，。；,:]{2,30}?)(?:负责)?(?:组织)?(?:根据|按照|编制|编写|编撰)")
_PUBLISHED_BY = re.compile(
    r"(?:现公布|现将|现就|公布|公开|编制了?|汇总)《?(?:(?:19|20)\d\d年?度?)?([^，。；,:《]{2,30}?)(?:(?:19|20)\d\d年?度?)?"
    r"(?:的)?(?:政府信息公开|政务信息公开|政务公开|信息公开)"
)
_ACTED_BY = re.compile(
    r"(?:19|20)\d\d年度?[,，]([^，。；,:、\d我本]{3,24}?)(?=认真|深入|严格|坚持|积极|全面|切实|高度|紧紧|扎实|按照|根据|以|在)"
)
_CONTACT = re.compile(r"与([^，。；,:、()]{3,30}?)联系")
_NAMED_YEAR = re.compile(
    r"((?:19|20)\d\d)年度?[^，。；,:\d]{0,20}?(?:政府信息公开|政务信息公开|政务公开|信息公开).{0,6}?(?:报告|年报)"
)
_LONGEST_HEADER_LINE = 400
_LONGEST_LABEL = 30
_HEADER_BLOCKS = 40
_LONGEST_OPENING = 2500
_SIGNATURE_BLOCKS = 40
_LONGEST_SIGNATURE = 50


@functools.cache
def _field_labels() -> dict[str, tuple[int, str]]:
    """Label → rank and kind, from portal_fields.csv: within a kind the more telling label stands first."""
    fields = package_data.rows(__package__, "portal_fields.csv")
    return {row["label"]: (rank, row["kind"]) for rank, row in enumerate(fields)}


@functools.cache
def _label_pattern() -> re.Pattern[str]:
    """Any label with a colon or bar behind it; labels may be spaced out (名 称)."""
    labels = sorted(_field_labels(), key=len, reverse=True)
    return re.compile(rf"({'|'.join(_SPACED.join(label) for label in labels)})\s*[\]】]?\s*[:|]")


@value
class Evidence:
    """The statements found, each None where none is: squeezed names, ISO dates, the title as printed.

    `signer`: the agency that signs; `publishers`: what the portal's fields name as such. Agency and year are sought in
    the opening only where they are asked for, as most titles name both.
    """

    title: str | None
    published: tuple[str, ...]
    opening: str
    signer: str | None
    publishers: tuple[str, ...]

    @property
    def agency(self) -> str | None:
        """The agency that made the report, by the sentence that says so, its signature, the portal, its first deed."""
        publisher = next(_agencies(self.publishers), None)
        return _named_in(self.opening) or self.signer or publisher or _first_agency(self.opening, (_ACTED_BY,))

    @property
    def statements(self) -> tuple[str, ...]:
        """Every agency that sentences, signature and portal name as the report's own, in that order, once each."""
        patterns = (_MADE_BY, _PUBLISHED_BY, _ACTED_BY, _CONTACT)
        told = (match[1].removesuffix("的") for pattern in patterns for match in pattern.finditer(self.opening))
        return tuple(
            dict.fromkeys([*filter(is_agency, told), *filter(None, [self.signer]), *_agencies(self.publishers)])
        )

    @property
    def year(self) -> int | None:
        """The year of the report that the opening names."""
        return _named_year(self.opening)


def gather(document: Document) -> Evidence:
    """All weaker evidence of one document."""
    fields = _fields(document)
    signer, signed = _signature(document.blocks)
    dates = [date for date in map(_date, fields["published"]) if date]
    return Evidence(
        title=next((title for title in fields["title"] if is_title(title)), None),
        published=(*dates, *([signed] if signed else [])),
        opening=_opening(document.blocks),
        signer=signer,
        publishers=tuple(fields["publisher"]),
    )


def _agencies(names: Sequence[str]) -> Iterator[str]:
    return (squeezed(name) for name in names if is_agency(squeezed(name)))


def _fields(document: Document) -> dict[str, list[str]]:
    """Values by kind (title, publisher, published), the most telling label first."""
    found: list[tuple[int, str, str]] = []
    for name, shown in _shown_fields(document.blocks[:_HEADER_BLOCKS]):
        found.append((*_field_labels()[name], shown))
    for name, content in document.properties:
        kind = "title" if name == "page_title" else name
        parts = _title_parts(content) if kind == "title" else [content]
        found.extend((len(_field_labels()), kind, part) for part in parts)
    ordered = sorted(found, key=lambda item: item[0])
    return {kind: [shown for _, own, shown in ordered if own == kind] for kind in ("title", "publisher", "published")}


def _title_parts(content: str) -> list[str]:
    """A page's title whole and by the parts that portals join with the name of the site."""
    return [content, *(part.strip() for part in re.split(r"[-_|—–]+", content))]


def _shown_fields(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """Field and value as the page's header shows them: `label: value` in a line or cell, or in two that follow."""
    shown = [printed for block in blocks for printed in _short_texts(block)]
    labels = _field_labels()
    for index, printed in enumerate(shown):
        if printed.isdigit():
            continue
        label = _bare(printed) if len(printed) < _LONGEST_LABEL else ""
        if label in labels and index + 1 < len(shown):
            yield label, shown[index + 1].strip()
        elif _MARK.search(printed):
            yield from _labelled(printed)


@functools.lru_cache(maxsize=8192)
def _bare(printed: str) -> str:
    """What may be a field's label, as it is compared."""
    return squeezed(printed).strip("[]【】:")


def _short_texts(block: Block) -> Iterator[str]:
    if isinstance(block, Grid):
        yield from (cell.raw for cell in sorted(block.cells, key=lambda cell: (cell.row, cell.column)))
    elif len(block.text) <= _LONGEST_HEADER_LINE and "。" not in block.text:
        yield block.text


def _labelled(printed: str) -> Iterator[tuple[str, str]]:
    """Every `label: value` in a line, the value as printed; it ends where the next label begins."""
    folded = unicodedata.normalize("NFKC", text.simplified(printed))
    same_length = printed if len(printed) == len(folded) else folded
    marks = list(_label_pattern().finditer(folded))
    ends = [*(mark.start() for mark in marks[1:]), len(folded)]
    for mark, end in zip(marks, ends, strict=False):
        name = text.squeeze(mark[1])
        if mark.end() < end:
            yield name, same_length[mark.end() : end].strip(" \t[]【】|")


def _date(shown: str) -> str | None:
    """The date in a field; white space parts it from the time of day, and may stand inside it."""
    return find_date(_INNER_SPACE.sub("", unicodedata.normalize("NFKC", shown)))


def _opening(blocks: Sequence[Block]) -> str:
    """The text before the first table, squeezed, as far as the period of the figures can stand."""
    found, length = [], 0
    for block in blocks:
        if length > _LONGEST_OPENING:
            break
        if isinstance(block, Line):
            found.append(squeezed(block.text))
            length += len(found[-1])
    return "".join(found)[:_LONGEST_OPENING]


def _named_in(opening: str) -> str | None:
    """The agency that the opening names as the one who made or publishes the report."""
    return _first_agency(opening, (_MADE_BY, _PUBLISHED_BY))


def _first_agency(opening: str, patterns: Sequence[re.Pattern[str]]) -> str | None:
    for pattern in patterns:
        for match in pattern.finditer(opening):
            if is_agency(match[1].removesuffix("的")):
                return match[1].removesuffix("的")
    return None


def _named_year(opening: str) -> int | None:
    """The year of the report that the opening's sentences name, where all of them name the same."""
    years = set(_NAMED_YEAR.findall(opening))
    return int(years.pop()) if len(years) == 1 else None


def _signature(blocks: Sequence[Block]) -> tuple[str | None, str | None]:
    """Agency and date of the last line that is nothing but a date, or an agency with one."""
    last = [block.text for block in blocks[-_SIGNATURE_BLOCKS:] if isinstance(block, Line)]
    for index in range(len(last) - 1, -1, -1):
        line = squeezed(last[index])
        if len(line) > _LONGEST_SIGNATURE or not find_date(line):
            continue
        if is_date(line):
            above = squeezed(last[index - 1]) if index else ""
            return (above if is_agency(above) and len(above) < 30 else None), find_date(line)
        if is_agency(without_date(line)):
            return without_date(line), find_date(line)
    return None, None
