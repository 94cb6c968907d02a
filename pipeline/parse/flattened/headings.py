"""The columns of a table whose heading lost its spans, from its labels alone: outer labels before inner ones.

In an order, None is a column that agencies add (序号, 备注), `UNKNOWN` one whose label says nothing that is known.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from pipeline import forms
from pipeline.parse import labels

UNKNOWN = "?"
_AXES = ("column", "column_group", "corner", "title")


_Named = tuple[str | None, str]
"""A column's name and the key of its label."""


@functools.lru_cache(maxsize=16384)
def heading_label(key: str, dataset: str) -> tuple[str, str] | None:
    """The axis and name of the heading label that `key` is, or None."""
    for axis in _AXES:
        name, score = labels.best(key, dataset, axis)
        if score >= labels.SURE:
            return axis, name
    return None


class FlatHeading:
    """A heading as it is met, printed row by printed row (one label a row where every cell has a line of its own)."""

    def __init__(self, dataset: str) -> None:
        self.dataset = dataset
        self.rows: list[list[str]] = []
        self.text = ""
        """The heading's words as printed, for the units in it."""
        self._order: tuple[str | None, ...] | None = None

    def add(self, fields: list[str]) -> None:
        """Takes the texts of one more printed row, empty ones for its empty fields."""
        keys = [field_key(field, self.dataset) for field in fields]
        above = [labels.heading_key(line) for field in fields for line in field.split("\n")[:-1]]
        spanning = [key for key in above if (found := heading_label(key, self.dataset)) and found[0] == "column_group"]
        if spanning:
            self.rows.append(spanning)
        self.rows.append(keys)
        self.text = f"{self.text} {' '.join(fields)}"
        self._order = None

    def order(self) -> tuple[str | None, ...]:
        """The columns in printed order; None for one that the form does not have; empty where that can't be told."""
        lines = [row[0] for row in _each_once(self.rows) if len(row) == 1]
        if self._order is None and any(_torn_group(row, self.dataset) for row in (*self.rows, lines)):
            self._order = ()
        if self._order is None:
            last = self._named(self.rows[-1])
            order = self._expand()
            known = [{name for name in names if name not in (None, UNKNOWN)} for names in (last, order)]
            alone = len(last) > 1 and known[0] >= known[1] and not self._total_elsewhere(self.rows[-1])
            self._order = last if alone else order
            names = [name for name in self._order if name]
            if len(names) != len(set(names)) or (self.dataset == "article20" and not _of_one_clause(names)):
                self._order = ()
        return self._order

    def orders(self) -> Iterator[tuple[str | None, ...]]:
        """The order, and what is left of it where a row ends before the columns that agencies add at the end."""
        order = self.order()
        yield order
        while order and order[-1] is None:
            order = order[:-1]
            yield order

    def width(self) -> int:
        """The number of fields of the widest heading row."""
        return max(len(row) for row in self.rows)

    def by_width(self, width: int) -> dict[int, str]:
        """Field → column from a heading row as wide as the row, where that row names every column; else empty."""
        expected = {name for name in self.order() if name}
        for row in reversed(self.rows):
            if len(row) == width and width > 1:
                names = self._padded(row)
                if expected and set(names.values()) == expected and not self._leaves_open(row, names):
                    return {} if self._total_elsewhere(row) else names
        return {}

    def _total_elsewhere(self, row: list[str]) -> bool:
        """Whether another row as wide names the total of section three over a field that is not the total in this."""
        fields = [(at, key) for other in self.rows if len(other) == len(row) for at, key in enumerate(other) if key]
        totals = {at for at, key in fields if heading_label(key, "requests") == ("column", "total")}
        own = {at for at in totals if row[at] and heading_label(row[at], "requests") == ("column", "total")}
        return self.dataset == "requests" and bool(own) and own < totals

    def _leaves_open(self, row: list[str], names: dict[int, str]) -> bool:
        """Whether a field between its columns is empty or names a group: columns stand there that it does not name."""
        between = [row[index] for index in range(min(names), max(names)) if index not in names]
        found = [heading_label(key, self.dataset) if key else ("column_group", "") for key in between]
        return any(label is not None and label[0] == "column_group" for label in found)

    def _padded(self, row: list[str]) -> dict[int, str]:
        """Field → column; an empty field right of a column belongs to it, as the column's heading spans both."""
        named = self._named(row, keep_empty=True)
        found: dict[int, str] = {}
        for index, name in enumerate(named):
            if name is not None:
                found[index] = name
            elif not row[index] and index - 1 in found and self.dataset == "article20":
                found[index] = found[index - 1]
        return found

    def _named(self, row: list[str], *, keep_empty: bool = False) -> tuple[str | None, ...]:
        """The columns that one heading row names by itself."""
        if self.dataset == "review_litigation":
            return self._channels(row, keep_empty)
        found: list[_Named] = []
        for key in row:
            label = heading_label(key, self.dataset) if key else None
            if label and label[0] == "column":
                found.append((None if _foreign(key, label[1]) else label[1], key))
            elif key and label is None:
                found.append((_unnamed(key, None), key))
            elif keep_empty:
                found.append((None, key))
        while found and found[0][0] in (None, UNKNOWN) and not keep_empty:
            found.pop(0)
        return _completed(found, self.dataset, self._surely())

    def _channels(self, row: list[str], keep_empty: bool) -> tuple[str | None, ...]:
        """One row of outcomes, cycle by cycle, under the channels in the order in which the heading names them."""
        groups = self._groups()
        places: list[int | None] = []
        cycles: list[list[_Named]] = [[]]
        for key in row:
            label = heading_label(key, self.dataset) if key else None
            if not key or (label is not None and label[0] != "column"):
                places.extend([None] if keep_empty else [])
                continue
            outcome = label[1].rsplit(".", 1)[1] if label is not None else UNKNOWN
            if outcome != UNKNOWN and outcome in [name for name, _ in cycles[-1]]:
                cycles.append([])
            cycles[-1].append((outcome, key))
            places.append(len(cycles) - 1)
        named = [_outcomes(cycle) for cycle in cycles]
        if len(cycles) != len(groups) or UNKNOWN in named[0] or any(cycle != named[0] for cycle in named):
            return ()
        names = iter(f"{group}.{outcome}" for group, cycle in zip(groups, named, strict=True) for outcome in cycle)
        return tuple(None if place is None else next(names) for place in places)

    def _outcome_keys(self) -> list[str]:
        """The keys of the rows that name outcomes; where each stands on a line, of all lines from the first one on."""
        found: list[str] = []
        for row in self.rows:
            known = any((label := heading_label(key, self.dataset)) and label[0] == "column" for key in row if key)
            if known or (found and len(row) == 1):
                found.extend(key for key in row if key)
        return found

    def _groups(self) -> list[str]:
        """The channels in printed order; those of 行政诉讼 stand where its own label stands among the outermost."""
        keys = [key for row in self.rows for key in row if key]
        found = [label for key in keys if (label := heading_label(key, self.dataset))]
        named = list(dict.fromkeys(name for axis, name in found if axis == "column_group"))
        outermost = [name for _, name in found if name in ("review", "litigation")]
        if outermost[:1] == ["litigation"] and "review" in named:
            named.remove("review")
            named.append("review")
        return named

    def _expand(self) -> tuple[str | None, ...]:
        """Outer labels before inner ones: the inner ones stand where the group over them stands."""
        if self.dataset == "review_litigation":
            return self._channels(self._outcome_keys(), keep_empty=False)
        before, heading, after = self._around_title()
        if _begins_unknown(heading, self.dataset):
            return ()
        outer, inner, place = _nested(heading, self.dataset)
        if place is not None:
            outer[place:place] = inner
        first, end = ([(self._beside_title(key), key) for key in keys] for keys in (before, after))
        if any(name == "total" for name, _ in (*first, *end)):
            outer = [(None if name == "total" else name, key) for name, key in outer]
        whole = first + outer + end
        while whole and whole[0][0] in (None, UNKNOWN):
            whole.pop(0)
        return _completed(whole, self.dataset, self._surely())

    def _beside_title(self, key: str) -> str | None:
        """The column that a label in the title's own row names: the total, or none that the form has."""
        return "total" if heading_label(key, self.dataset) == ("column", "total") else _unnamed(key, None)

    def _surely(self) -> set[str]:
        """The columns that some field of the heading names surely: no misprinted label is one of them."""
        found = [heading_label(key, self.dataset) for row in self.rows for key in row if key]
        return {label[1] for label in found if label is not None and label[0] == "column"}

    def _around_title(self) -> tuple[list[str], list[list[str]], list[str]]:
        """Columns named in the title's own row before and after the title (which spans the table's), and all others."""
        before: list[str] = []
        after: list[str] = []
        inside: list[list[str]] = []
        for keys in _each_once(self.rows):
            titles = [
                index for index, key in enumerate(keys) if heading_label(key, self.dataset) == ("title", "applicants")
            ]
            plain = [key for key in keys if (label := heading_label(key, self.dataset)) is None or label[0] != "title"]
            named = [label for key in plain if (label := heading_label(key, self.dataset)) and label[0] != "corner"]
            if titles and len(keys) > 1 and all(label == ("column", "total") for label in named):
                before.extend(key for key in keys[: titles[0]] if key in plain)
                after.extend(key for key in keys[titles[0] + 1 :] if key in plain)
            else:
                inside.append([key for key in plain if key not in (*before, *after)])
        return list(dict.fromkeys(before)), inside, list(dict.fromkeys(after))


def _of_one_clause(names: list[str]) -> bool:
    """Whether a clause of a form has all these columns; two clauses beside each other have a row label each."""
    return any(set(names) - {UNKNOWN} <= columns for columns in _clauses())


@functools.cache
def _clauses() -> tuple[frozenset[str], ...]:
    """The columns of each clause of each form."""
    found: dict[tuple[str, str], set[str]] = {}
    for form in forms.FORMS:
        for item in forms.cells(form):
            if item.dataset == "article20":
                found.setdefault((form, item.clause), set()).add(item.cell.rsplit(".", 1)[1])
    return tuple(map(frozenset, found.values()))


def _each_once(rows: list[list[str]]) -> list[list[str]]:
    """The filled fields of each row: a heading printed again, and a label over the places that it spans, once."""
    kept = [row for at, row in enumerate(rows) if len(row) == 1 or row not in rows[:at]]
    half = len(kept) // 2
    if half and kept[:half] == kept[half:]:
        kept = kept[:half]
    found = []
    for at, row in enumerate(kept):
        above = kept[at - 1] if at and len(kept[at - 1]) == len(row) > 1 else [""] * len(row)
        own = [key for i, key in enumerate(row) if key and key != above[i] and (not i or key != row[i - 1])]
        found.append(own)
    return found


def _torn_group(row: list[str], dataset: str) -> bool:
    """Whether one row names the group of columns twice with other columns between: which are inside can't be told."""
    keys = [key for key in row if key]
    at = [i for i, key in enumerate(keys) if (label := heading_label(key, dataset)) and label[0] == "column_group"]
    return dataset == "requests" and len(at) > 1 and at[-1] - at[0] >= len(at)


def _nested(heading: list[list[str]], dataset: str) -> tuple[list[_Named], list[_Named], int | None]:
    """Outer columns, the columns of the one group, and where among the outer ones the group stands.

    A column that the form lacks is inside where it stands beside the group's columns, or below the group with them.
    """
    outer: list[_Named] = []
    inner: list[_Named] = []
    place = above = None
    last = outer
    for at, row in enumerate(heading):
        named = [heading_label(key, dataset) for key in row]
        with_inner = len(row) > 1 and any(label and label[1] in _organisations() for label in named)
        for key, label in zip(row, named, strict=True):
            if label is not None and label[0] == "column_group":
                place, above = (len(outer), at) if place is None else (place, above)
                last = inner if with_inner else last
            elif label is None or label[0] == "column":
                name = label[1] if label and not _foreign(key, label[1]) else _unnamed(key, label)
                below = with_inner and above is not None and at > above
                inside = below or (place is not None and name in _organisations())
                if name in (None, UNKNOWN):
                    inside = inside or last is inner
                elif name == "total" and "total" in [other for other, _ in (*outer, *inner)]:
                    name = None if inside or inner else name
                    inside = inside or bool(inner)
                last = inner if inside else outer
                last.append((name, key))
    return outer, inner, place


def _outcomes(cycle: list[_Named]) -> list[str]:
    """The outcomes of one channel; a misprinted one is the only one like it that the channel's other labels leave."""
    known = [name for name, _ in cycle]
    left = [item for item in forms.labels("review_litigation", "column") if item.name.rsplit(".", 1)[1] not in known]
    found = []
    for name, key in cycle:
        like = {item.name.rsplit(".", 1)[1] for item in left if labels.match(key, item) >= labels.LIKELY}
        found.append(like.pop() if name == UNKNOWN and len(like) == 1 else name or UNKNOWN)
    return found if len(set(found)) == len(found) else [UNKNOWN]


def _begins_unknown(heading: list[list[str]], dataset: str) -> bool:
    """Whether labels on lines of their own go from the group to an unknown one: inside or after can't be told."""
    named = [heading_label(row[0], dataset) if len(row) == 1 else ("row", "") for row in heading]
    return any(
        first and first[0] == "column_group" and second is None and third and third[1] in _organisations()
        for first, second, third in zip(named, named[1:], named[2:], strict=False)
    )


@functools.lru_cache(maxsize=16384)
def field_key(field: str, dataset: str) -> str:
    """The key of a field; of one that holds what spans it above its own label, the key of that label."""
    lines = field.split("\n")
    if len(lines) == 1:
        return _without_corner(labels.heading_key(field), dataset)
    tails = [labels.heading_key("".join(lines[start:])) for start in range(len(lines))]
    sure = [(labels.best(tail, dataset, axis)[1], tail) for tail in tails for axis in ("column", "corner", "title")]
    score, best = max(sure, default=(0.0, ""), key=lambda found: found[0])
    return best if score >= labels.SURE else tails[0]


def _without_corner(key: str, dataset: str) -> str:
    """The key of a label that the corner's has run into (信息内容本年处理决定数量)."""
    corners = [corner for label in forms.labels(dataset, "corner") for corner in label.keys]
    return next((key.removeprefix(corner) for corner in corners if key != corner and key.startswith(corner)), key)


def _unnamed(key: str, label: tuple[str, str] | None) -> str | None:
    return None if label is not None or labels.of_no_form(key) else UNKNOWN


def _completed(named: list[_Named], dataset: str, sure: set[str]) -> tuple[str | None, ...]:
    """A misprinted label that can only be the one column that no other label names is that column."""
    left = [label for label in forms.labels(dataset, "column") if label.name not in sure]
    found: dict[int, str] = {}
    for index, (name, key) in enumerate(named):
        like = [label.name for label in left if name == UNKNOWN and labels.match(key, label) >= labels.LIKELY]
        if len(like) == 1:
            found[index] = like[0]
    if len(set(found.values())) != len(found):
        found = {}
    return tuple(found.get(index, name) for index, (name, _) in enumerate(named))


def _foreign(key: str, name: str) -> bool:
    return name != "prior_year_items" and labels.other_year(key, None)


def _organisations() -> frozenset[str]:
    return frozenset(label.name for label in forms.labels("requests", "column") if label.group)
