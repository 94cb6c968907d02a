"""How like a printed label is to a label of the form: one measure for rows and columns. Knows no table."""

from __future__ import annotations

import functools
import re
import unicodedata

from rapidfuzz import fuzz, process

from pipeline import forms, text
from pipeline.forms import Label

_NUMBERING = re.compile(r"^(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[IVXivx]{1,4})(?=\D)")
_UNIT = re.compile(r"[(（\[](?:单位[:：]?)?(?:亿元|万元|元|件|项|个)[)）\]]|单位[:：](?:亿元|万元|元|件|项)")
_DASH = "[-—–－]"
_OF = r"(?:[,，/(（]?共\d{1,3}页[)）]?)?"
_PAGE_NUMBER = re.compile(rf"{_DASH}{{0,3}}\d{{1,3}}{_DASH}{{0,3}}|第?\d{{1,3}}页{_OF}|\d{{1,3}}/\d{{1,3}}")
_MARKED_PAGE_NUMBER = re.compile(rf"{_DASH}{{1,3}}\d{{1,3}}{_DASH}{{1,3}}|第\d{{1,3}}页{_OF}")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?![\d件条项个次份宗起元万%])")
"""A year, and no part of a longer number (120,225), nor a count (2012件)."""

_ONLY_YEAR = re.compile(r"[年度数据情况表列月日至到期()\[\]【】:：、.,，\-—~～0-9一二三四五六七八九十]*")
_NOTE = re.compile(r"\(?(?:备?注|附注|说明)|[*※★▲△#①-⑳⑴-⒇¹²³⁰⁴-⁹]")
_LONGEST_CAPTION = 40
_LONG_LABEL = 6
_AND = "和及与或"
_AND_WORDS = frozenset(_AND)
"""Words between two labels that are counted together."""

SURE = 0.8
"""From here on a label is taken for the form's; found on the made corpus (typos, lost and doubled characters)."""

LIKELIER = 0.6
"""From here on a label may be the form's wherever it stands, where nothing else claims it."""

LIKELY = 0.5
"""From here on a label may be the form's where nothing else claims it and its neighbours leave that place only."""


@functools.lru_cache(maxsize=16384)
def heading_key(printed: str) -> str:
    """The matching key of a heading, without the unit in brackets after it (采购总金额（万元）)."""
    return text.key(_UNIT.sub("", text.squeeze(text.simplified(printed))))


@functools.lru_cache(maxsize=4096)
def of_no_form(printed: str) -> bool:
    """Whether a heading is known to be of no column of the form: 序号, 备注, or another year's."""
    key = text.key(printed)
    return key in forms.foreign_headings() or other_year(printed, None)


@functools.lru_cache(maxsize=16384)
def unnumbered(key: str) -> str:
    """A matching key without the item number before it (`1属于国家秘密`, `一予以公开`)."""
    return _NUMBERING.sub("", key) or key


@functools.lru_cache(maxsize=65536)
def likeness(key: str, spelling: str) -> float:
    """0 (nothing in common) to 1 (the same); short labels must agree nearly whole to come near 1."""
    if key == spelling:
        return 1.0
    if not key or not spelling:
        return 0.0
    return float(fuzz.ratio(key, spelling)) / 100


@functools.lru_cache(maxsize=4096)
def likenesses(key: str, dataset: str, axis: str) -> tuple[float, ...]:
    """How like `key` is to each label of the axis, in its nearest spelling, with or without the numbering.

    Two labels one after the other (法律服务机构、其他) are like neither: what they name is counted together.
    """
    found = [0.0] * len(forms.labels(dataset, axis))
    if joined(key, dataset, axis):
        return tuple(found)
    spellings, owners = _spellings(dataset, axis)
    for tried in {key, unnumbered(key)} if key else ():
        for _, score, index in process.extract(tried, spellings, scorer=fuzz.ratio, limit=None):
            found[owners[index]] = max(found[owners[index]], score / 100)
    return tuple(found)


@functools.cache
def _spellings(dataset: str, axis: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Every spelling of the axis, and the order of the label that each is of."""
    spelled = [(key, label.order) for label in forms.labels(dataset, axis) for key in label.keys]
    return tuple(key for key, _ in spelled), tuple(order for _, order in spelled)


@functools.lru_cache(maxsize=16384)
def joined(key: str, dataset: str, axis: str) -> frozenset[str]:
    """The names of the two labels of the axis that a key is, one after the other; empty where it is not."""
    names = _plain(dataset, axis)
    bare = unnumbered(key)
    if len(key) > _LONGEST_CAPTION * 2 or key in names or bare in names:
        return frozenset()
    for tried in (key, bare):
        if tried[:2] not in _beginnings(dataset, axis):
            continue
        for cut in range(2, len(tried) - 1):
            rest = tried[cut:].lstrip(_AND)
            first, second = names.get(tried[:cut]), names.get(rest) or names.get(unnumbered(rest))
            if first and second and first != second:
                return frozenset((first, second))
    return _half_joined(bare, names)


def _half_joined(key: str, names: dict[str, str]) -> frozenset[str]:
    """The name of a label that ends a key after "and", or begins it before: the other one is torn (企业和科研机构)."""
    for at in range(2, len(key) - 2) if not _AND_WORDS.isdisjoint(key) else ():
        name = key[at] in _AND and (names.get(key[at + 1 :]) or names.get(key[:at]))
        if name:
            return frozenset((name,))
    return frozenset()


@functools.cache
def _beginnings(dataset: str, axis: str) -> frozenset[str]:
    """The first two characters of every label."""
    return frozenset(key[:2] for key in _plain(dataset, axis))


@functools.cache
def _plain(dataset: str, axis: str) -> dict[str, str]:
    """Spelling, with and without its number → the label's name."""
    spellings, owners = _spellings(dataset, axis)
    whole = {key: forms.labels(dataset, axis)[owner].name for key, owner in zip(spellings, owners, strict=True)}
    return {unnumbered(key): name for key, name in whole.items()} | whole


def match(key: str, label: Label) -> float:
    """How like `key` is to the label in its nearest spelling, with or without the numbering."""
    return likenesses(key, label.dataset, label.axis)[label.order]


@functools.lru_cache(maxsize=16384)
def best(key: str, dataset: str, axis: str) -> tuple[str, float]:
    """The name of the likeliest label on this axis and its likeness; `("", 0.0)` where the axis has none."""
    found = likenesses(key, dataset, axis)
    most = max(found, default=0.0)
    return (forms.labels(dataset, axis)[found.index(most)].name, most) if found else ("", 0.0)


@functools.lru_cache(maxsize=4096)
def begins(key: str, dataset: str, axis: str) -> bool:
    """Whether a matching key is how a label of the axis begins, and not all of it."""
    return bool(key) and any(spelling.startswith(key) and spelling != key for spelling in _spellings(dataset, axis)[0])


def is_page_number(line: str) -> bool:
    """Whether a line is only the number of its page, which stands between the parts of a table and says nothing."""
    first = line.lstrip()[:1]
    if "\u4e00" <= first <= "\u9fff" and first != "第":  # so begins nearly all prose, which need not be folded
        return False
    return bool(_PAGE_NUMBER.fullmatch(text.squeeze(line)))


def is_marked_page_number(line: str) -> bool:
    """Whether a line is a page's number and plainly no cell's, as it has dashes or words around it."""
    return bool(_MARKED_PAGE_NUMBER.fullmatch(text.squeeze(line)))


def caption(above: str) -> str:
    """The line just above a table where it reads as a caption (short, no sentence, no note), else an empty string."""
    if _NOTE.match(above.strip()):
        return ""
    squeezed = text.squeeze(text.simplified(above))
    is_caption = (
        len(squeezed) <= _LONGEST_CAPTION
        and not squeezed.endswith("。")
        and not _NOTE.match(squeezed)
        and not any(label in text.key(squeezed) for label in _column_labels())
    )
    return squeezed if is_caption else ""


@functools.cache
def _column_labels() -> frozenset[str]:
    """Keys of column labels that no caption holds: a line with one is a piece of a heading (上一年项目数量)."""
    keys = {key for dataset in forms.DATASETS for label in forms.labels(dataset, "column") for key in label.keys}
    return frozenset(key for key in keys if len(key) >= _LONG_LABEL)


@functools.lru_cache(maxsize=16384)
def other_year(printed: str, year: int | None) -> bool:
    """Whether a caption or heading says that its numbers are another year's: by word, or by a year that is not `year`.

    A caption that also names `year` itself (2023 年与 2022 年对比) is still another year's table beside this one's.
    Years are looked for with the spaces (2023 2022) and without them (2 0 2 3 年).
    """
    squeezed = text.squeeze(text.simplified(printed))
    if any(re.search(f"{word}(?!{unless})" if unless else word, squeezed) for word, unless in forms.other_year_words()):
        return True
    folded = unicodedata.normalize("NFKC", printed)
    years = {int(found) for said in (squeezed, folded) for found in _YEAR.findall(said)}
    return bool(years) and year is not None and years != {year}


def line_of_other_year(printed: tuple[str, ...], year: int | None) -> str:
    """The first line of some texts that reads as a caption and names another year in digits, and not `year`."""
    for line in "\n".join(printed).splitlines():
        years = {int(found) for found in _YEAR.findall(text.squeeze(line))}
        if years and year is not None and year not in years and caption(line):
            return line
    return ""


@functools.lru_cache(maxsize=16384)
def row_of_other_year(printed: str, dataset: str) -> bool:
    """Whether a row's label is a form's label with another year's word before or after it (上年一、本年新收…).

    Without the word it is plainly a row's, and more like one than with it: 上年结转 loses likeness.
    """
    key = text.key(printed)
    whole = best(key, dataset, "row")[1]
    for word, unless in forms.other_year_words():
        ending = f"(?!{unless})" if unless else ""
        rest = re.sub(f"^{word}{ending}|{word}$", "", key)
        likeness_of_rest = best(rest, dataset, "row")[1] if rest != key else 0.0
        if likeness_of_rest >= SURE and likeness_of_rest > whole:
            return True
    return False


@functools.lru_cache(maxsize=16384)
def only_year(printed: str) -> bool:
    """Whether a heading says nothing but which year its numbers are of: 本年, 上年度, 2023年数据."""
    squeezed = text.squeeze(text.simplified(printed))
    words = [*forms.this_year_words(), *(word for word, _ in forms.other_year_words())]
    rest = squeezed
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return (rest != squeezed or bool(_YEAR.search(squeezed))) and bool(_ONLY_YEAR.fullmatch(rest))


def years_in_turn(printed: str) -> tuple[str, ...]:
    """A line that names years and nothing else (2024年 2023年（上年）), cut before each; empty where it says more."""
    squeezed = text.squeeze(text.simplified(printed))
    starts = [found.start() for found in _YEAR.finditer(squeezed)]
    parts = tuple(squeezed[start:end] for start, end in zip(starts, (*starts[1:], None), strict=False))
    return parts if "".join(parts) == squeezed and all("年" in part and only_year(part) for part in parts) else ()
